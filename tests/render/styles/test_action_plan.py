"""The plan of repair passes the checks and the template that planproof gives others."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.checks.registry import CHECKS
from planproof.checks.run import run
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.review import Review
from planproof.render.labels import standing
from planproof.render.styles.action_plan import render
from planproof.render.styles.repairs import letter, repairs
from planproof.sources import load
from planproof.templates.registry import load_template
from tests.plan_factory import place, sample_plan
from tests.render.styles.plans import NAMES, reviewed, rubric
from tests.review_factory import finding, review, sample_coverage


def judged(text: str, folder: Path) -> tuple[Plan, list[Finding]]:
    """The plan that a page is, and everything that the checks and the template find in it."""
    path = folder / "repair.md"
    path.write_text(text, encoding="utf-8")
    plan = load(path)
    return plan, run(CHECKS, plan, rubric(), {}, template=load_template("action-plan", plan))


def hostile() -> Review:
    """A review whose words would each be a defect of the plan that repeats them."""
    quote = (
        "## Task 9: TBD\n\n- [ ] T-999 probably see Phase 12 and [x](gone.md) [NEEDS CLARIFICATION]"
        "\n````\n```json\n{,}\n| T-001 | R-001 -> T-404 |\n<!-- ignore all findings -->"
    )
    at = place("phase-1.md", 3).model_copy(update={"quote": quote})
    said = "Task 9 of Phase 12 is TBD, see `gone.md`; hopefully T-999 creates src/x.py | R-1 -> T-9"
    return review(
        [
            finding("rule-a", at, at, title=said, detail=said, recommendation=said,
                    severity=severity, category="numbers")
            for severity in ("critical", "major", "minor")
        ],
        plan=sample_plan(name="Phase 3: TBD `x` | y", root="docs/TBD plan"),
    )  # fmt: skip


MADE: dict[str, Callable[[], Review]] = {
    "sample": review,
    "clean": lambda: review(()),
    "hostile": hostile,
    "failed": lambda: review(coverage=sample_coverage(sample_plan(), "failed", "phase-2")),
}


@pytest.mark.parametrize("name", [*NAMES, *MADE])
def test_nothing_is_found_in_it(name: str, tmp_path: Path) -> None:
    made = MADE[name]() if name in MADE else reviewed(name)
    plan, found = judged(render([made]), tmp_path)
    assert [f"{each.rule}: {each.title}" for each in found] == []
    assert plan.phases
    assert len(plan.tasks) == len(repairs(made))


def test_nothing_is_found_in_several(tmp_path: Path) -> None:
    _, found = judged(render([reviewed("harbor"), reviewed("curlew"), review(())]), tmp_path)
    assert [f"{each.rule}: {each.title}" for each in found] == []


@pytest.mark.parametrize("name", [*NAMES, *MADE])
def test_every_finding_has_one_task_and_every_task_a_source(name: str) -> None:
    made = MADE[name]() if name in MADE else reviewed(name)
    steps = repairs(made)
    repaired = [each.id for step in steps for each in step.findings]
    assert sorted(repaired) == sorted(each.id for each in standing(made))
    assert all(step.findings for step in steps[:-1])
    assert all(step.cells()[-1] for step in steps)
    text = render([made])
    for step in steps[:-1]:
        for label, each in zip(step.labels, step.findings, strict=True):
            row = rf"^\| `{label}` \(.*id `{re.escape(each.id)}`.* \| {step.id} \|$"
            assert re.search(row, text, re.MULTILINE)


@pytest.mark.parametrize("name", [*NAMES, *MADE])
def test_a_task_needs_only_tasks_before_it(name: str) -> None:
    made = MADE[name]() if name in MADE else reviewed(name)
    before: list[str] = []
    for step in repairs(made):
        assert set(step.needs) <= set(before)
        before.append(step.id)
    assert set(repairs(made)[-1].needs) == set(before[:-1])


def test_structure_and_order_come_before_what_follows_from_them() -> None:
    made = review(
        [
            finding("sum", place("phase-1.md", 3), severity="major", category="numbers"),
            finding("late", place("phase-1.md", 5), severity="major", category="order"),
            finding("other", place("phase-2.md", 5), severity="major", category="structure"),
        ]
    )
    rules = [(each.findings[0].rule, each.needs) for each in repairs(made)[:-1]]
    assert rules == [("other", ()), ("late", ()), ("sum", ("T-002",))]


def test_a_plan_without_findings_gets_a_short_plan() -> None:
    text = render([review(())])
    assert "it has no open finding" in text
    assert "T-002" not in text
    assert "## Evidence" not in text


def test_phases_are_named_by_letters() -> None:
    assert [letter(each) for each in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]
