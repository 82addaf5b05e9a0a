"""The stages together: what a review holds, in which order, and over several processes."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing.context import BaseContext
from pathlib import Path

import pytest

from planproof import pipeline, prepared, workers
from planproof.checks.interface import Check, Context, Rule, line_at
from planproof.checks.registry import CHECKS, rule_ids
from planproof.checks.run import NOT_FOR_TEMPLATES, run, select
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan
from planproof.core.rubric import Rubric
from planproof.errors import ConfigError, NoPlanError, PlanproofError
from planproof.prompts import load_rubric
from planproof.settings import CheckSelection, Settings, WaiverRule
from planproof.sources import load
from planproof.sources.files import discover

TODAY = date(2026, 11, 21)
RULES = ("first-rule", "second-rule")


class FirstLine:
    """A check that finds the first line of every document."""

    def __init__(self, rule: str, severity: Severity = "major") -> None:
        self.RULE = Rule(
            id=rule, category="content", severity="major", summary="The first line", goal="None"
        )
        self.severity: Severity = severity

    def check(self, context: Context) -> Iterator[Finding]:
        for document in context.plan.documents:
            yield self.RULE.finding(
                context.plan,
                line_at(document, 1),
                title=f"The first line of {document.path}",
                detail="",
                recommendation=f"Do what {self.RULE.id} says.",
                severity=self.severity,
            )


CHECKED: tuple[Check, ...] = (FirstLine(RULES[0]), FirstLine(RULES[1], severity="minor"))


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "CHECKS", CHECKED)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Makes a plan of one phase; *size* is about how many bytes it has."""

    def plan(name: str = "plan", size: int = 0) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        filling = "Some words to read.\n" * (size // 20)
        text = f"# Phase 1: {name}\n\n## Task 1: Build\n\n**Goal:** It is built.\n\n{filling}"
        (folder / "phase-1.md").write_text(text, encoding="utf-8")
        return folder

    return plan


def rules_of(findings: object) -> list[str]:
    assert isinstance(findings, tuple | list)
    return sorted(finding.rule for finding in findings)


@pytest.mark.usefixtures("checks")
def test_review_holds_everything(make: Callable[..., Path]) -> None:
    path = make()
    (path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    review = pipeline.review(path, Settings(), TODAY)
    assert review.plan == pipeline.outline(path, Settings())
    assert review.plan.root == str(path)
    assert rules_of(review.findings) == list(RULES)
    assert review.verdict == "changes-requested"
    assert [phase.id for phase in review.phases] == ["phase-1"]
    coverage = review.coverage
    assert coverage.lines_total == coverage.lines_read == review.plan.documents[0].lines
    assert [(each.phase, each.pass_, each.state) for each in coverage.passes] == [
        (None, "checks", "reviewed"),
        ("phase-1", "checks", "reviewed"),
        (None, "model-review", "skipped"),
    ]
    assert (review.usage.requests, review.usage.cost_usd, review.usage.model) == (0, 0.0, None)


def test_document_that_is_too_large_leaves_the_review_incomplete(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make()
    (path / "phase-2.md").write_text("# Phase 2: Long\n" * 50, encoding="utf-8")
    assert pipeline.review(path, Settings(), TODAY).verdict != "incomplete"
    monkeypatch.setattr(discover, "MAX_BYTES", 500)
    review = pipeline.review(path, Settings(), TODAY)
    assert [each.path for each in review.coverage.unread] == ["phase-2.md"]
    assert review.coverage.passes[0].state == "failed"
    assert review.verdict == "incomplete"


@pytest.mark.usefixtures("checks")
def test_waiver_by_the_id_that_the_report_shows(make: Callable[..., Path]) -> None:
    path = make()
    before = pipeline.review(path, Settings(), TODAY)
    (first,) = (each for each in before.findings if each.rule == RULES[0])
    waiver = WaiverRule(rule=RULES[0], reason="agreed", finding=first.id)
    after = pipeline.review(path, Settings(waivers=(waiver,)), TODAY)
    status = {each.rule: each.status for each in after.findings}
    assert status == {RULES[0]: "waived", RULES[1]: "new"}
    assert after.verdict == "approved-with-suggestions"


@pytest.mark.usefixtures("checks")
@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (CheckSelection(), list(RULES)),
        (CheckSelection(disable=RULES[:1]), [RULES[1]]),
        (CheckSelection(enable_only=RULES[:1]), [RULES[0]]),
        (CheckSelection(enable_only=RULES[:1], disable=RULES[:1]), []),
    ],
)
def test_checks_are_selected(
    make: Callable[..., Path], selection: CheckSelection, expected: list[str]
) -> None:
    review = pipeline.review(make(), Settings(checks=selection), TODAY)
    assert rules_of(review.findings) == expected


@pytest.mark.usefixtures("checks")
def test_exclude_reaches_the_sources(make: Callable[..., Path]) -> None:
    path = make()
    (path / "old.md").write_text("# Phase 2: Old\n", encoding="utf-8")
    review = pipeline.review(path, Settings(exclude=("old.md",)), TODAY)
    assert [each.path for each in review.plan.documents] == ["phase-1.md"]


@pytest.mark.parametrize(
    ("of_rubric", "of_user", "expected"),
    [
        ({}, {}, {RULES[0]: "major", RULES[1]: "minor"}),
        ({RULES[0]: "minor"}, {}, {RULES[0]: "minor", RULES[1]: "minor"}),
        ({RULES[0]: "critical"}, {}, {RULES[0]: "critical", RULES[1]: "minor"}),
        ({RULES[1]: "critical"}, {}, {RULES[0]: "major", RULES[1]: "minor"}),
        ({}, {RULES[1]: "critical"}, {RULES[0]: "major", RULES[1]: "critical"}),
        ({RULES[0]: "minor"}, {RULES[0]: "critical"}, {RULES[0]: "critical", RULES[1]: "minor"}),
    ],
)
def test_severity_is_the_users_then_the_rubrics_then_the_checks(
    make: Callable[..., Path],
    of_rubric: dict[str, Severity],
    of_user: dict[str, Severity],
    expected: dict[str, Severity],
) -> None:
    rubric = load_rubric("engineer", rules=RULES).model_copy(update={"severities": of_rubric})
    assert isinstance(rubric, Rubric)
    found = run(CHECKED, load(make()), rubric, of_user)
    assert {finding.rule: finding.severity for finding in found} == expected


def test_template_is_not_asked_for_what_it_leaves_open(make: Callable[..., Path]) -> None:
    plan = load(make())
    template: Plan = plan.model_copy(update={"template": True})

    def chosen(of: Plan) -> set[str]:
        return {check.RULE.id for check in select(CHECKS, of, disable=(), enable_only=())}

    assert chosen(plan) == set(rule_ids())
    assert chosen(template) == set(rule_ids()) - NOT_FOR_TEMPLATES


def test_rules_that_templates_skip_exist() -> None:
    assert set(rule_ids()) >= NOT_FOR_TEMPLATES


def test_packaged_rubrics_name_known_rules() -> None:
    for name in ("engineer", "agent"):
        assert load_rubric(name, rules=rule_ids()).id == name


def test_no_plan(tmp_path: Path) -> None:
    with pytest.raises(NoPlanError):
        pipeline.review(tmp_path / "missing", Settings(), TODAY)


def test_unknown_rubric(make: Callable[..., Path]) -> None:
    with pytest.raises(ConfigError, match="unknown rubric 'nobody'"):
        pipeline.review(make(), Settings(rubric="nobody"), TODAY)


class CountedPool(ProcessPoolExecutor):
    """Says how often processes were started."""

    started = 0

    def __init__(
        self, count: int, context: BaseContext, *, initializer: Callable[[], object]
    ) -> None:
        type(self).started += 1
        super().__init__(count, context, initializer=initializer)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> type[CountedPool]:
    """Two cores, whatever the machine has; starts are counted."""
    monkeypatch.setattr(CountedPool, "started", 0)
    monkeypatch.setattr(workers, "ProcessPoolExecutor", CountedPool)
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    return CountedPool


def test_several_plans_are_reviewed_in_order(
    make: Callable[..., Path], pool: type[CountedPool]
) -> None:
    paths = [make(f"plan-{number}", size=60_000) for number in range(20)]
    spread = pipeline.review_all(paths, Settings(), TODAY)
    assert pool.started == 1
    assert spread == tuple(pipeline.review(path, Settings(), TODAY) for path in paths)


def test_small_plans_need_no_processes(make: Callable[..., Path], pool: type[CountedPool]) -> None:
    reviews = pipeline.review_all([make("a"), make("b")], Settings(), TODAY)
    assert [review.plan.phases[0].title for review in reviews] == ["a", "b"]
    assert pool.started == 0


def test_each_plan_may_have_settings_of_its_own(make: Callable[..., Path]) -> None:
    paths = [make("a"), make("b")]
    settings = [Settings(), Settings(rubric="nobody")]
    with pytest.raises(ConfigError, match="unknown rubric 'nobody'"):
        pipeline.review_all(paths, settings, TODAY)


def test_error_of_a_process_is_the_same_error(
    make: Callable[..., Path], pool: type[CountedPool], tmp_path: Path
) -> None:
    paths = [make("large", size=1_200_000), tmp_path / "missing", make("small")]
    with pytest.raises(NoPlanError, match="missing"):
        pipeline.review_all(paths, Settings(), TODAY)
    assert pool.started == 1


def die(_: int) -> None:
    os._exit(9)


def test_process_that_is_killed_is_told(make: Callable[..., Path], pool: type[CountedPool]) -> None:
    with pytest.raises(PlanproofError, match="was killed"):
        workers.spread(die, [1, 2], [make("large", size=1_200_000)])
    assert pool.started == 1
