"""The form that the documents of a folder share."""

from pathlib import Path

import pytest

from planproof.checks import registry as checks
from planproof.checks.run import run
from planproof.core.finding import Finding
from planproof.errors import ConfigError
from planproof.prompts import load_rubric
from planproof.sources import load
from planproof.templates.registry import load_template

OWN = [check for check in checks.CHECKS if check.RULE.id.startswith("template-")]
FULL = "# Phase {n}: Part {n}\n\n**Owner:** Data\n\n## Goal\n\nIt works.\n\n## Rollback\n\nRevert it.\n"
SHORT = "# Phase {n}: Part {n}\n\n## Goals\n\nIt works.\n"


def findings(folder: Path, texts: list[str]) -> list[Finding]:
    for number, text in enumerate(texts, 1):
        (folder / f"Phase-{number}.md").write_text(text.format(n=number), encoding="utf-8")
    plan = load(folder)
    rubric = load_rubric("engineer", rules=checks.rule_ids())
    return run(OWN, plan, rubric, {}, template=load_template("siblings", plan))


def test_two_of_ten_lack_what_eight_have(tmp_path: Path) -> None:
    found = findings(tmp_path, [FULL] * 8 + [SHORT] * 2)
    assert {(each.rule, each.severity) for each in found} == {
        ("template-field-missing", "minor"),
        ("template-section-missing", "minor"),
    }
    assert sorted(each.title.partition(" lack ")[2] for each in found) == [
        "the field “Owner” of its siblings",
        "the section “Rollback” of its siblings",
    ]
    places = {each.location.path for each in found}
    places |= {place.path for each in found for place in each.related}
    assert places == {"Phase-9.md", "Phase-10.md"}


def test_half_of_them_is_no_form(tmp_path: Path) -> None:
    assert findings(tmp_path, [FULL] * 3 + [SHORT] * 3) == []


def test_all_alike(tmp_path: Path) -> None:
    assert findings(tmp_path, [FULL] * 4) == []


def test_two_documents_are_too_few(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fewer than 3 documents of one kind"):
        findings(tmp_path, [FULL] * 2)


def test_a_file_among_others(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        text = FULL.replace("Phase {n}: Part {n}", f"Plan {name}").format(n=1)
        (tmp_path / f"plan-{name}.md").write_text(text, encoding="utf-8")
    path = tmp_path / "plan-four.md"
    path.write_text("# Plan four\n\n**Owner:** Data\n\n## Goal\n\nIt works.\n", encoding="utf-8")
    plan = load(path)
    rubric = load_rubric("engineer", rules=checks.rule_ids())
    (found,) = run(OWN, plan, rubric, {}, template=load_template("siblings", plan))
    assert found.title == "plan-four.md lacks the section “Rollback” of its siblings"
    assert found.severity == "minor"
