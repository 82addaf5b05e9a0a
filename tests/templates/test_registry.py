"""The templates that come with planproof, and those of one's own."""

from pathlib import Path

import pytest

from planproof.checks import registry as checks
from planproof.checks.run import run
from planproof.core.plan import Plan
from planproof.errors import ConfigError
from planproof.prompts import load_rubric, prompts_folder
from planproof.sources import load
from planproof.templates import registry

FILLED = Path(__file__).parent / "filled"
NAMES = ("action-plan", "agent-goals", "atomic-step", "engineer-phases", "spec-kit")
OWN = [check for check in checks.CHECKS if check.RULE.id.startswith("template-")]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "plan.md").write_text("# Plan\n\n## Goal\n\nIt works.\n", encoding="utf-8")
    return load(tmp_path)


def test_names() -> None:
    assert registry.names() == NAMES
    assert {path.stem for path in FILLED.glob("*.md")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_recognised_as_one(name: str, plan: Plan) -> None:
    assert load(prompts_folder() / "templates" / f"{name}.md").template
    template = registry.load_template(name, plan)
    assert template.name == name
    assert template.sections
    assert template.guidelines
    assert not template.guidance, "all of its guidance stands in comments"
    assert registry.text(name).startswith("# ")


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_filled_from_it_passes(name: str) -> None:
    filled = load(FILLED / f"{name}.md")
    template = registry.load_template(name, filled)
    rubric = load_rubric("engineer", rules=checks.rule_ids())
    assert not filled.template
    assert run(OWN, filled, rubric, {}, template=template) == []


@pytest.mark.parametrize("name", NAMES)
def test_without_its_last_section_it_does_not(name: str, tmp_path: Path) -> None:
    text, _, _ = (FILLED / f"{name}.md").read_text(encoding="utf-8").rpartition("\n## ")
    (tmp_path / "plan.md").write_text(f"{text}\n", encoding="utf-8")
    cut = load(tmp_path)
    rubric = load_rubric("engineer", rules=checks.rule_ids())
    found = run(OWN, cut, rubric, {}, template=registry.load_template(name, cut))
    assert [finding.rule for finding in found] == ["template-section-missing"]


def test_an_unknown_name_names_the_known_ones(plan: Plan) -> None:
    with pytest.raises(ConfigError, match=r"'acton-plan'.*agent-goals.*siblings.*'action-plan'\?"):
        registry.load_template("acton-plan", plan)
    with pytest.raises(ConfigError, match="unknown template"):
        registry.text("nothing")


def test_a_file_of_ones_own(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "house.md"
    path.write_bytes(b"\xef\xbb\xbf# [Name]\r\n\r\n## Goal\r\n[What]\r\n")
    template = registry.load_template(str(path), plan)
    assert [section.title for section in template.sections] == ["Goal"]
    assert (template.name, template.path) == ("house.md", str(path))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("gone.md", None, "is not there"),
        ("image.md", b"\x89PNG\r\n\x1a\n", "is an image"),
        ("empty.md", b"no heading\n", "has no heading"),
        ("large.md", b"# x\n" * 300_000, "larger than"),
    ],
)
def test_files_that_are_no_template(
    name: str, data: bytes | None, words: str, plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigError, match=words):
        registry.load_template(str(path), plan)


def test_a_folder_is_no_template(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        registry.load_template(str(tmp_path), plan)
