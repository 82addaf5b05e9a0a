"""Reviews for tests, built by hand: no parser and no check takes part."""

from collections.abc import Iterable, Sequence

from planproof.core.base import Location
from planproof.core.finding import Category, Confidence, Evidence, Finding, Severity, Waiver
from planproof.core.plan import Item, Plan
from planproof.core.review import (
    Coverage,
    PassCoverage,
    PassState,
    Rejected,
    Review,
    Tool,
    UnreadFile,
    Usage,
)
from planproof.merge import merge
from planproof.verdict import conclude
from planproof.views import plan_view
from tests.plan_factory import place, sample_plan


def finding(
    rule: str,
    at: Evidence,
    *related: Evidence,
    severity: Severity = "minor",
    category: Category = "content",
    confidence: Confidence = "high",
    title: str = "A title",
    detail: str = "Why it matters.",
    recommendation: str = "Repair it.",
    phase: str | None = None,
    task: str | None = None,
    waiver: Waiver | None = None,
    finding_id: str | None = None,
) -> Finding:
    """A finding of a check at a place of the sample plan."""
    return Finding(
        id=finding_id or f"{rule}-{at.path}-{at.line_start}",
        rule=rule,
        category=category,
        severity=severity,
        confidence=confidence,
        source="check",
        title=title,
        detail=detail,
        recommendation=recommendation,
        phase=phase,
        task=task,
        location=Location(path=at.path, line_start=at.line_start, line_end=at.line_end),
        quote=at.quote,
        related=related,
        status="waived" if waiver else "new",
        waiver=waiver,
    )


def sample_findings() -> tuple[Finding, ...]:
    """What is wrong with the sample plan, and one finding that somebody waived."""
    return (
        finding(
            "unfinished-task",
            place("phase-3.md", "## Task 1"),
            place("phase-3.md", "## Task 2"),
            place("phase-3.md", "## Task 3"),
            severity="critical",
            category="structure",
            title="All 3 tasks of Phase 3 are only outlined: no files, steps or verification",
            detail="Whoever builds from an outline has to invent them.",
            recommendation="Add Files, Steps and Verification to Tasks 1 to 3, as in Phase 2.",
            phase="phase-3",
            task="phase-3/task-1",
        ),
        finding(
            "late-dependency",
            place("phase-1.md", "1. Compare"),
            place("phase-2.md", "## Task 1"),
            severity="critical",
            category="order",
            title="Task 2 of Phase 1 needs Task 1 of Phase 2, which comes later",
            detail="It is reached before what it needs exists.",
            recommendation="Move Task 1 of Phase 2 before Task 2 of Phase 1.",
            phase="phase-1",
            task="phase-1/task-2",
        ),
        finding(
            "dangling-reference",
            place("phase-2.md", "1. Draw"),
            severity="major",
            category="references",
            title="`Task 9` is not in the plan",
            detail="The reader looks for it in vain.",
            recommendation="Name the task that is meant.",
            phase="phase-2",
            task="phase-2/task-2",
        ),
        finding(
            "placeholder",
            place("README.md", "The operator"),
            severity="major",
            confidence="medium",
            title="How soon the operator is told is left open",
            detail="The limit decides how the driver is built.",
            recommendation="Say how many seconds.",
        ),
        *_mild_findings(),
        *_settled_findings(),
    )


def _mild_findings() -> tuple[Finding, ...]:
    """Suggestions."""
    return (
        finding(
            "vague-criterion",
            place("phase-1.md", "- [ ] Faults"),
            place("phase-2.md", "- [ ] The page"),
            category="verification",
            confidence="medium",
            title="2 criteria cannot be checked, such as “Faults are handled gracefully”",
            detail="No number, command or visible result says when it is met.",
            recommendation="Say what is run or looked at, and what must come out.",
            phase="phase-1",
            task="phase-1/task-2",
        ),
        finding(
            "test-without-command",
            place("phase-2.md", "The service"),
            category="verification",
            title="Phase 2 does not say how the port is tried",
            recommendation="Give the command.",
            phase="phase-2",
        ),
        *(
            finding(
                "style-nit",
                place("phase-2.md", number),
                title=f"Line {number} could be clearer",
                recommendation="Say it in one sentence.",
                phase="phase-2",
            )
            for number in range(9, 16, 2)
        ),
    )


def _settled_findings() -> tuple[Finding, ...]:
    """What somebody accepted, and what was repaired."""
    return (
        finding(
            "broken-link",
            place("README.md", "[second phase]"),
            category="references",
            severity="major",
            title="A link has no anchor",
            waiver=Waiver(
                reason="the anchor comes with the site",
                expires="2027-03-31",
                source="planproof.toml",
            ),
        ),
        finding(
            "empty-section",
            place("phase-1.md", "## Verification"),
            category="structure",
            title="Phase 1 had no criteria",
        ).model_copy(update={"status": "fixed"}),
    )


def many_findings(number: int = 40) -> tuple[Finding, ...]:
    """More findings than a report shows in full, of three rules."""
    lines = [("phase-2.md", n) for n in range(1, 47)]
    return tuple(
        finding(
            ("rule-a", "rule-b", "rule-c")[index % 3],
            place(*lines[index]),
            severity=("major", "minor", "minor")[index % 3],
            title=f"Defect number {index}",
            phase="phase-2",
        )
        for index in range(number)
    )


def wide_finding() -> Finding:
    """One finding with more places than a report quotes, in two documents."""
    spots = [("phase-1.md", n) for n in (1, 3, 5, 7, 9, 11)]
    spots += [("phase-2.md", n) for n in (1, 3, 5, 7, 9, 11)]
    first, *rest = (place(*spot) for spot in spots)
    return finding("wide", first, *rest, severity="major", title="Twelve places")


def sample_coverage(
    plan: Plan, state: PassState | None = None, phase: str | None = None
) -> Coverage:
    """Coverage by checks; with *state*, also by a pass of a model."""
    lines = sum(len(each.lines) for each in plan.documents)
    passes = [
        _ran(each, "checks", "reviewed", None)
        for each in (None, *(phase.id for phase in plan.phases))
    ]
    if state is None:
        told = "no model was asked (--provider none)"
        passes.append(_ran(None, "model-review", "skipped", told))
    else:
        passes.append(_ran(phase, "phase-review", state, "it timed out"))
    return Coverage(
        lines_total=lines,
        lines_read=lines,
        unparsed=(Location(path="phase-3.md", line_start=3, line_end=4),),
        unread=(UnreadFile(path="notes.pdf", reason="not text"),),
        passes=tuple(passes),
    )


def _ran(phase: str | None, name: str, state: PassState, reason: str | None) -> PassCoverage:
    return PassCoverage.model_validate(
        {"phase": phase, "pass": name, "state": state, "reason": reason}
    )


def review(
    findings: Iterable[Finding] | None = None,
    *,
    plan: Plan | None = None,
    coverage: Coverage | None = None,
    rejected: Sequence[Rejected] = (),
) -> Review:
    """The review that follows from some findings; by default those of the sample plan."""
    of = sample_plan() if plan is None else plan
    covered = sample_coverage(of) if coverage is None else coverage
    merged = merge(sample_findings() if findings is None else findings)
    view = plan_view(of)
    concluded = conclude(of, view, merged, covered)
    return Review(
        tool=Tool(name="planproof", version="0.0.0"),
        plan=view,
        verdict=concluded.verdict,
        summary=concluded.summary,
        findings=merged,
        rejected=tuple(rejected),
        strengths=concluded.strengths,
        phases=concluded.phases,
        coverage=covered,
        usage=Usage(
            requests=0,
            input_tokens=0,
            cached_input_tokens=0,
            output_tokens=0,
            cost_usd=0.0,
            model=None,
        ),
        actions=concluded.actions,
        approval_criteria=concluded.approval_criteria,
    )


def requirement(number: int) -> Item:
    """A requirement of the overview."""
    return Item(
        path="README.md",
        line_start=3,
        line_end=3,
        id=f"FR-{number}",
        label=f"FR-{number}",
        title="It shines",
        kind="requirement",
    )
