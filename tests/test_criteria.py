"""The criteria that come with planproof, and a team's own."""

import re
from pathlib import Path

import pytest

from planproof.checks.registry import rule_ids
from planproof.core.rubric import GROUPS, Criterion, Rubric
from planproof.criteria import criteria_for, known_rules, read_criterion, shipped
from planproof.errors import ConfigError
from planproof.prompts import load_rubric, prompts_folder

FRONT = """\
---
id: own
version: 1
title: Our own
category: content
severity: major
scope: phase
group: build
---
"""
OWN = FRONT + "Is it ours?\n\n**Counts:**\n- What is not.\n"
FILES = sorted((prompts_folder() / "criteria").glob("*.md"))


def rubric(name: str = "engineer", **changes: object) -> Rubric:
    return load_rubric(name, rules=known_rules()).model_copy(update=changes)


def write(folder: Path, text: str = OWN, name: str = "own.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_criterion(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


# Those that come with planproof


def test_there_are_enough_and_no_id_is_that_of_a_check() -> None:
    found = shipped()
    assert len(found) == len(FILES) >= 24
    assert list(found) == sorted(found)
    assert not set(found) & set(rule_ids())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_is_one_question_with_what_counts_and_examples(path: Path) -> None:
    each = read_criterion(path)
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    assert re.fullmatch(r"[^.?!]+\?", each.question), "one sentence that ends with `?`"
    assert len(body.split()) <= 200
    places = [each.text.index(f"**{name}:**") for name in ("Counts", "Does not count", "Severe when", "Bad", "Good")]  # fmt: skip
    assert places == sorted(places)
    assert each.title
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", each.id)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_criteria_that_one_refers_to_are_there(path: Path) -> None:
    known = {*shipped(), *rule_ids()}
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text.partition("**Bad")[0]))
    assert named <= known


@pytest.mark.parametrize("name", ["engineer", "agent"])
def test_rubrics_name_criteria_that_are_there_and_every_group_is_used(name: str) -> None:
    chosen = rubric(name)
    assert len(set(chosen.criteria)) == len(chosen.criteria)
    found = criteria_for(chosen, None, repository=True, rules=True, template=True)
    assert [each.id for each in found] == list(chosen.criteria)
    assert {each.group for each in found} == {*GROUPS, "cross"}
    for group in GROUPS:
        assert 4 <= sum(each.group == group for each in found) <= 8
    assert all((each.scope == "plan") is (each.group == "cross") for each in found)


def test_every_criterion_is_asked_by_a_rubric() -> None:
    named = {each for name in ("engineer", "agent") for each in rubric(name).criteria}
    assert named == set(shipped())


def test_the_audience_decides() -> None:
    engineer, agent = (
        {each.id for each in criteria_for(rubric(name), None, repository=True)}
        for name in ("engineer", "agent")
    )
    assert "over-specification" in agent - engineer
    assert "underspecified-step" in engineer - agent
    both = (*rubric().criteria, "over-specification")
    found = criteria_for(rubric(criteria=both), None, repository=True)
    assert "over-specification" not in [each.id for each in found]


# A team's own


def test_own_criteria_are_added_at_the_end(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "# How we write criteria\n", "README.md")
    found = criteria_for(rubric(), tmp_path, repository=True, rules=True, template=True)
    assert [each.id for each in found] == [*rubric().criteria, "own"]
    own = found[-1]
    assert (own.question, own.text) == ("Is it ours?", "**Counts:**\n- What is not.")
    assert (own.severity, own.group, own.scope, own.audience) == ("major", "build", "phase", None)


def test_own_criteria_override_those_with_the_same_id(tmp_path: Path) -> None:
    text = OWN.replace("id: own", "id: contradiction").replace("major", "minor")
    write(tmp_path, text, "contradiction.md")
    found = criteria_for(rubric(), tmp_path, repository=True, rules=True, template=True)
    assert [each.id for each in found] == list(rubric().criteria)
    (own,) = (each for each in found if each.id == "contradiction")
    assert (own.question, own.severity) == ("Is it ours?", "minor")


def test_own_criteria_are_for_an_audience_too(tmp_path: Path) -> None:
    write(tmp_path, OWN.replace("group: build", "group: build\naudience: agent"))
    assert "own" not in [each.id for each in criteria_for(rubric(), tmp_path, repository=False)]
    found = criteria_for(rubric("agent"), tmp_path, repository=False)
    assert found[-1].id == "own"


def test_a_criterion_that_needs_the_code_base_waits_for_one(tmp_path: Path) -> None:
    write(tmp_path, OWN.replace("group: build", "group: build\nneeds: repository"))
    with_, without = (
        [each.id for each in criteria_for(rubric(), tmp_path, repository=there)]
        for there in (True, False)
    )
    assert "own" in with_
    assert "own" not in without


def test_the_rubric_may_give_another_severity() -> None:
    chosen = rubric(severities={"contradiction": "minor"})
    found = {each.id: each for each in criteria_for(chosen, None, repository=False)}
    assert found["contradiction"].severity == "minor"
    assert shipped()["contradiction"].severity == "critical"


def test_a_criterion_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"'contradicton'; did you mean 'contradiction'\?"):
        criteria_for(rubric(criteria=("contradicton",)), None, repository=False)


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "gone", write(tmp_path)):
        with pytest.raises(ConfigError, match="is no folder") as caught:
            criteria_for(rubric(), path, repository=False)
        assert str(path) in str(caught.value)


def test_the_rules_that_may_be_named(tmp_path: Path) -> None:
    write(tmp_path)
    known = known_rules(str(tmp_path))
    assert {"own", "contradiction", *rule_ids()} <= set(known)
    assert len(set(known)) == len(known)
    assert "own" not in known_rules()


def test_a_readme_in_the_folder_is_no_rule(tmp_path: Path) -> None:
    write(tmp_path, "# How we write criteria\n", "README.md")
    assert known_rules(str(tmp_path)) == known_rules()


def test_notes_quotes_line_ends_and_a_byte_order_mark_in_front_matter(tmp_path: Path) -> None:
    text = OWN.replace("title: Our own", "# a note\n\ntitle: 'Our own: all of it' # named so")
    path = tmp_path / "own.md"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    found = read_criterion(path)
    assert (found.title, found.question) == ("Our own: all of it", "Is it ours?")


def test_a_question_may_stand_on_several_lines(tmp_path: Path) -> None:
    found = read_criterion(write(tmp_path, FRONT + "Is it\n  ours?\n"))
    assert (found.question, found.text) == ("Is it ours?", "")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("severity: major", "severity: blocker", ["'severity' must be one of", "'blocker'"]),
        ("category: content", "category: contents", ["'category' must be one of"]),
        ("group: build", "group: builds", ["'group' must be one of"]),
        ("version: 1", "version: one", ["'version' must be a whole number", "'one'"]),
        ("title: Our own", "titel: Our own", ["'title' is missing"]),
        ("title: Our own", "title: Our own\ncolour: red", ["unknown key 'colour'"]),
        ("title: Our own", "title Our own", ["line 4", "'title Our own' is not `key: value`"]),
        ("id: own", "id: owl", ["the id is 'owl'; it must be 'own'"]),
        ("group: build", "group: cross", ["go together"]),
        ("scope: phase", "scope: plan", ["go together"]),
        ("Is it ours?\n\n**Counts:**\n- What is not.\n", "\n", ["asks nothing"]),
        ("---\nid", "id", ["must begin with front matter"]),
        ("\n---\nIs", "\nIs", ["must begin with front matter"]),
        ("---\nid", "Words before.\n---\nid", ["must begin with front matter"]),
    ],
)
def test_a_malformed_criterion_is_a_sentence(
    tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    assert old in OWN
    message = refused(write(tmp_path, OWN.replace(old, new, 1)))
    assert all(word in message for word in words), message


def test_a_file_that_cannot_be_a_criterion(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "gone.md")
    binary = tmp_path / "own.md"
    binary.write_bytes(FRONT.encode() + b"\xff?")
    assert "is not UTF-8 text" in refused(binary)
    assert "a criterion has at most 20,000" in refused(write(tmp_path, OWN + "x" * 20_000))


def test_a_criterion_is_a_value(tmp_path: Path) -> None:
    found = read_criterion(write(tmp_path))
    assert Criterion.model_validate(found.model_dump()) == found
