from collections.abc import Sequence

import pytest

from planproof.actions import MAX_ACTIONS
from planproof.core.finding import Confidence, Finding, Severity
from planproof.core.plan import Plan
from planproof.core.review import Coverage, PassState, Verdict
from planproof.merge import merge
from planproof.verdict import Conclusion, conclude
from planproof.views import plan_view
from tests.plan_factory import place, reference, sample_plan
from tests.review_factory import finding, many_findings, sample_coverage, sample_findings


def concluded(
    findings: Sequence[Finding] = (), plan: Plan | None = None, coverage: Coverage | None = None
) -> Conclusion:
    of = plan or sample_plan()
    return conclude(of, plan_view(of), merge(findings), coverage or sample_coverage(of))


def one(
    severity: Severity = "minor",
    confidence: Confidence = "high",
    path: str = "phase-1.md",
    phase: str | None = "phase-1",
) -> Finding:
    at = place(path, 1)
    return finding("rule", at, severity=severity, confidence=confidence, phase=phase)


@pytest.mark.parametrize(
    ("severity", "confidence", "verdict"),
    [
        (None, "high", "approved"),
        ("minor", "high", "approved-with-suggestions"),
        ("major", "medium", "approved-with-suggestions"),
        ("major", "low", "approved-with-suggestions"),
        ("major", "high", "changes-requested"),
        ("critical", "low", "changes-requested"),
    ],
)
def test_verdict_follows_from_the_worst_open_finding(
    severity: Severity | None, confidence: Confidence, verdict: Verdict
) -> None:
    findings = [one(severity, confidence)] if severity else []
    assert concluded(findings).verdict == verdict


@pytest.mark.parametrize("status", ["waived", "fixed"])
def test_findings_that_are_waived_or_fixed_decide_nothing(status: str) -> None:
    settled = one("critical").model_copy(update={"status": status})
    result = concluded([settled])
    assert result.verdict == "approved"
    assert result.actions == ()
    assert result.approval_criteria == ()
    assert all(phase.findings == () for phase in result.phases)


@pytest.mark.parametrize(
    ("state", "severity", "verdict"),
    [
        ("failed", None, "incomplete"),
        ("pending", "minor", "incomplete"),
        ("failed", "major", "incomplete"),
        ("failed", "critical", "changes-requested"),
        ("skipped", None, "approved"),
        ("reviewed", None, "approved"),
    ],
)
def test_what_was_not_reviewed_is_never_approved(
    state: PassState, severity: Severity | None, verdict: Verdict
) -> None:
    plan = sample_plan()
    findings = [one(severity)] if severity else []
    assert concluded(findings, plan, sample_coverage(plan, state)).verdict == verdict


def test_a_failed_pass_is_named_with_its_phase() -> None:
    plan = sample_plan()
    result = concluded((), plan, sample_coverage(plan, "failed", "phase-2"))
    assert "The review is incomplete: phase-review failed for Phase 2." in result.summary
    verdicts = {phase.id: phase.verdict for phase in result.phases}
    assert verdicts == {"phase-1": "approved", "phase-2": "incomplete", "phase-3": "approved"}


def test_a_plan_in_which_nothing_is_recognised_is_said_to_be_one() -> None:
    plan = sample_plan(phases=(), phase_estimates=())
    result = concluded((), plan)
    assert "No phase and no task was recognised" in result.summary


def test_a_template_is_called_one_before_anything_else() -> None:
    plan = sample_plan(template=True)
    assert concluded((), plan).summary.startswith(
        "This is a template to be filled in; it was not judged as a plan."
    )


def test_summary_names_the_phases_and_numbers_that_matter() -> None:
    assert concluded(sample_findings()).summary == (
        "The plan has 3 phases, 7 tasks and 120 lines in 4 documents. Phases 1 and 2 are worked"
        " out; Phase 3 has only 25% of the parts that the tasks of this plan usually have. 2"
        " defects must be fixed before work starts (Phases 1 and 3), first: All 3 tasks of Phase 3"
        " are only outlined: no files, steps or verification. 2 more should be fixed (Phase 2,"
        " README.md) and 6 suggestions would make it better. Only the checks ran: no model was"
        " asked, so nobody judged the content itself."
    )


def test_summary_of_a_plan_without_findings_says_so() -> None:
    assert "No defect was found." in concluded().summary


def test_summary_does_not_call_blocking_findings_harmless() -> None:
    result = concluded([one("major")])
    assert "Nothing critical was found, but 1 defect should be fixed before" in result.summary
    assert "Nothing found would stop the work" in concluded([one("minor")]).summary


def test_lines_that_were_not_read_are_told() -> None:
    plan = sample_plan()
    partly = sample_coverage(plan).model_copy(update={"lines_read": 100})
    assert "20 lines of 120 were not read." in concluded((), plan, partly).summary


def test_phases_get_the_findings_that_concern_them_worst_first() -> None:
    result = concluded(sample_findings())
    phases = {phase.id: phase for phase in result.phases}
    assert [phase.verdict for phase in result.phases] == ["changes-requested"] * 3
    assert phases["phase-3"].findings == ("unfinished-task-phase-3.md-3",)
    assert phases["phase-1"].findings[0] == "late-dependency-phase-1.md-39"
    shares = [phase.completeness for phase in result.phases]
    assert shares == [1.0, 1.0, 0.25]


def test_what_a_phase_only_collides_with_is_listed_and_does_not_condemn_it() -> None:
    late = sample_findings()[1]
    phases = {phase.id: phase for phase in concluded([late]).phases}
    assert phases["phase-1"].verdict == "changes-requested"
    assert phases["phase-2"].verdict == "approved-with-suggestions"
    assert phases["phase-2"].findings == (late.id,)
    assert phases["phase-3"].verdict == "approved"


def test_the_same_defect_in_several_phases_counts_for_each() -> None:
    wide = finding(
        "empty-section",
        place("phase-1.md", 3),
        place("phase-2.md", 3),
        severity="major",
        category="structure",
        phase="phase-1",
    )
    verdicts = [phase.verdict for phase in concluded([wide]).phases]
    assert verdicts == ["changes-requested", "changes-requested", "approved"]


def test_findings_of_scheduled_tasks_count_for_the_phase_that_lists_them() -> None:
    plan = sample_plan()
    scheduled = reference("phase-3.md", 1, "Task 2", "phase-2/task-2", "schedules")
    last = plan.phases[2].model_copy(update={"references": (scheduled,), "tasks": ()})
    plan = plan.model_copy(update={"phases": (*plan.phases[:2], last)})
    about = sample_findings()[2]
    phases = {phase.id: phase for phase in concluded([about], plan).phases}
    assert phases["phase-3"].findings == (about.id,)
    assert phases["phase-3"].completeness == 1.0


def test_completeness_is_unknown_where_nothing_is_usual() -> None:
    plan = sample_plan()
    bare = tuple(
        phase.model_copy(
            update={
                "tasks": tuple(
                    task.model_copy(update={"roles": frozenset()}) for task in phase.tasks
                )
            }
        )
        for phase in plan.phases
    )
    result = concluded((), plan.model_copy(update={"phases": bare}))
    assert [phase.completeness for phase in result.phases] == [None, None, None]


def test_actions_name_the_place_once_and_come_in_order_of_severity() -> None:
    assert [(each.severity, each.text) for each in concluded(sample_findings()).actions] == [
        (
            "critical",
            "Phase 3: Add Files, Steps and Verification to Tasks 1 to 3, as in Phase 2.",
        ),
        ("critical", "Move Task 1 of Phase 2 before Task 2 of Phase 1."),
        ("major", "Phase 2, Task 2: Name the task that is meant."),
        ("major", "README.md: Say how many seconds."),
        ("minor", "Phase 2: Give the command."),
        ("minor", "Phase 2: Say it in one sentence."),
        ("minor", "Phases 1 and 2: Say what is run or looked at, and what must come out."),
    ]


def test_every_open_finding_is_in_one_action() -> None:
    for findings in (sample_findings(), many_findings(40)):
        acted = [each for action in concluded(findings).actions for each in action.findings]
        still = [each.id for each in findings if each.status == "new"]
        assert sorted(acted) == sorted(still)


def test_there_are_never_more_actions_than_can_be_read() -> None:
    findings = [
        finding(f"rule-{n}", place("phase-2.md", n), recommendation=f"Do {n}.")
        for n in range(1, 40)
    ]
    actions = concluded(findings).actions
    assert len(actions) == MAX_ACTIONS
    assert actions[-1].text.startswith("Go through the 28 findings that remain: `rule-12`")


def test_different_advice_of_one_rule_is_put_together_only_when_there_is_too_much() -> None:
    def advised(number: int) -> list[Finding]:
        return [
            finding("rule", place("phase-2.md", n), recommendation=f"Do {n}.", phase="phase-2")
            for n in range(1, number + 1)
        ]

    assert len(concluded(advised(3)).actions) == 3
    (step,) = concluded(advised(20)).actions
    assert step.text == "Phase 2: Do 1. Then the 19 others like it (Phase 2)."


def test_criteria_can_be_checked_and_cover_every_rule_that_blocks() -> None:
    assert concluded(sample_findings()).approval_criteria == (
        "Every task is written out like the others (not yet so: Phase 3).",
        "No task or phase depends on one that comes later (not yet so: Phase 1).",
        "Every phase, task and id that is named exists (not yet so: Phase 2).",
        "A new review finds nothing critical, and nothing major of high confidence.",
    )


def test_criteria_of_unknown_rules_use_the_title() -> None:
    first = one("critical").model_copy(update={"title": "It leaks."})
    (single, _) = concluded([first]).approval_criteria
    assert single == "Resolved: It leaks (`phase-1.md:1`)."
    second = finding("rule", place("phase-2.md", 1), severity="critical", phase="phase-2")
    (both, _) = concluded([first, second]).approval_criteria
    assert both == "Resolved: It leaks, and 1 more of `rule` (Phases 1 and 2)."


def test_an_approved_plan_has_no_criteria_left() -> None:
    assert concluded([one("minor"), one("major", "medium", "phase-2.md")]).approval_criteria == ()
