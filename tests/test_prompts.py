"""The rubrics that come with planproof, and rubrics of one's own."""

import hashlib
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from planproof import prompts
from planproof.errors import ConfigError
from planproof.prompts import load_rubric, prompts_digest, prompts_folder, render, rubric_names
from planproof.sources.vocabulary import vocabulary

RULES = ("vague-step",)
MINIMAL = 'id = "mine"\nversion = 1\ntitle = "T"\ndescription = "D"\naudience = "agent"\n'


def test_two_rubrics_come_with_planproof() -> None:
    assert rubric_names() == ("agent", "engineer")


def test_engineer_needs_more_than_an_agent() -> None:
    engineer, agent = (load_rubric(name, rules=RULES) for name in ("engineer", "agent"))
    assert set(agent.required_roles) < set(engineer.required_roles)
    assert {"files", "steps", "tests"} <= set(engineer.required_roles)
    assert (engineer.id, agent.id) == (engineer.audience, agent.audience) == ("engineer", "agent")


def test_roles_are_those_of_the_vocabulary() -> None:
    assert set(prompts.ROLES) <= set(vocabulary().roles.values())


def test_packaged_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged, checkout = tmp_path / "_prompts", tmp_path / "prompts"
    monkeypatch.setattr(prompts, "_FOLDERS", (packaged, checkout))
    with pytest.raises(ConfigError, match="install planproof again"):
        prompts_folder()
    (checkout / "rubrics").mkdir(parents=True)
    assert prompts_folder() == checkout
    (packaged / "rubrics").mkdir(parents=True)
    assert prompts_folder() == packaged


def test_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        MINIMAL + 'required_roles = ["goal"]\n[severities]\nvague-step = "minor"', encoding="utf-8"
    )
    rubric = load_rubric(str(path), rules=RULES)
    assert (rubric.id, rubric.required_roles) == ("mine", ("goal",))
    assert rubric.severities == {"vague-step": "minor"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("enginer", ["unknown rubric 'enginer'", "agent, engineer", "did you mean 'engineer'?"]),
        ("../secret", ["unknown rubric '../secret'", "ends in .toml"]),
        ("nowhere.toml", ["cannot read 'nowhere.toml'", "No such file"]),
    ],
)
def test_unknown_rubric(name: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load_rubric(name, rules=RULES)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MINIMAL + "titel = 1", ["unknown key 'titel'", "did you mean 'title'?"]),
        (MINIMAL.replace("agent", "robot"), ["'audience' must be one of engineer, agent"]),
        (MINIMAL.replace("version = 1\n", ""), ["'version' is missing"]),
        (MINIMAL.replace("version = 1", "version = 'x'"), ["'version' must be a whole number"]),
        (MINIMAL + 'required_roles = ["verfication"]', ["did you mean 'verification'?"]),
        (MINIMAL + 'required_roles = ["zzz"]', ["known are goal, files"]),
        (MINIMAL + '[severities]\nvague-stp = "minor"', ["did you mean 'vague-step'?"]),
        (MINIMAL + "x", ["line 6"]),
    ],
)
def test_malformed_file(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rubric(str(path), rules=RULES)
    assert all(word in str(caught.value) for word in (str(path), *words)), str(caught.value)


# Templates


def test_a_template_is_filled_in_without_space_around() -> None:
    text = render("digest", digest="Plan: Ferry", rules="", guidance="", mark="0123456789")
    assert text.startswith("# The plan as a whole")
    assert text.endswith("</plan-text-0123456789>")
    assert "<plan-text-0123456789>\nPlan: Ferry\n</plan-text-0123456789>" in text


def test_what_a_plan_says_is_never_taken_for_a_template_or_escaped() -> None:
    hostile = '{{ mark }} {% for x in y %} <b> & "quoted" {# note #}'
    assert hostile in render("digest", digest=hostile, rules="", guidance="", mark="m")


def test_a_value_that_nobody_gives_is_a_mistake() -> None:
    with pytest.raises(UndefinedError, match="mark"):
        render("digest", digest="Plan: Ferry", rules="", guidance="")


def test_every_template_with_a_plan_marks_it_on_both_sides() -> None:
    for path in (prompts_folder() / "passes").glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        if "{{ mark }}" in text:
            assert text.count("\n<plan-text-{{ mark }}>\n") == text.count(
                "</plan-text-{{ mark }}>\n"
            )


def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the prompts that is used instead of them."""
    folder = tmp_path / "prompts"
    for path in prompts_folder().rglob("*"):
        target = folder / path.relative_to(prompts_folder())
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    monkeypatch.setattr(prompts, "_FOLDERS", (folder,))
    return folder


def test_the_digest_changes_with_any_prompt_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prompts_digest()
    assert len(before) == len(hashlib.sha256(b"").hexdigest()[:12])
    folder = copied(tmp_path, monkeypatch)
    assert prompts_digest() == before
    (folder / "notes.txt").write_text("not sent", encoding="utf-8")
    for path in folder.rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert prompts_digest() == before, "line ends are those of the checkout"
    seen = {before}
    for name in ("passes/system.md.j2", "criteria/other.md", "rubrics/agent.toml", "depths.toml"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8") + "\nmore\n", encoding="utf-8")
        seen.add(prompts_digest())
    (folder / "criteria" / "other.md").rename(folder / "criteria" / "another.md")
    seen.add(prompts_digest())
    assert len(seen) == 6
