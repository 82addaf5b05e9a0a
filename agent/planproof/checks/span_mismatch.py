"""The weeks that a phase states do not fit its tasks, its neighbours or the total.

## What it does

Reads spans such as "Weeks 5-6", "Day 3" or "第3週" in the titles of phases and tasks and in their
timeline fields. Reports a phase whose tasks stand outside its span, phases that follow each other
and overlap or leave weeks out, a span that differs from the stated duration, and a stated total
that differs from the last week. Phases that each count from 1 are not compared.

## Why is this bad?

People are booked by these weeks. Where two of them contradict each other, one team waits for
another that plans to be elsewhere, and the end date is wrong.

## Example

    ## Phase 1: Foundation (Weeks 1-8)
    ### Milestone 1.5: Workflows (Weeks 9-12)

## Use instead

    ## Phase 1: Foundation (Weeks 1-12)
    ### Milestone 1.5: Workflows (Weeks 9-12)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planproof.checks._dependencies import dependencies
from planproof.checks._order import Order
from planproof.checks._spans import Span, only_span
from planproof.checks._words import listed
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Phase, Plan, Task

RULE = Rule(
    id="span-mismatch",
    category="order",
    severity="major",
    summary="The weeks of a phase do not fit its tasks, its neighbours or the total",
)

_CONTINUOUS = ("weeks", "sprints", "months")
"""Units without weekends, in which a gap between phases means something."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A part of the plan with its span."""

    node: Phase | Task
    span: Span
    at: Location


def check(context: Context) -> Iterator[Finding]:
    """Findings of each phase in turn, then those between phases, then the total."""
    plan = context.plan
    dated = [found for phase in plan.phases if (found := _dated(plan, phase))]
    for phase in dated:
        yield from _outside(plan, phase)
        yield from _duration(plan, phase)
    if Order(plan).sequential and not _count_from_one(dated):
        yield from _neighbours(plan, dated)
        yield from _total(plan, dated)


def _dated(plan: Plan, node: Phase | Task) -> _Dated | None:
    """The node with the span of its title, or of its field for the timeline."""
    span = only_span(f"{node.label}: {node.title}")
    if span is not None:
        return _Dated(node, span, line_at(plan.document(node.path), node.heading_line))
    for field in node.fields:
        if field.role == "estimate" and (span := only_span(field.value)):
            return _Dated(node, span, line_at(plan.document(field.path), field.line_start))
    return None


def _outside(plan: Plan, phase: _Dated) -> Iterator[Finding]:
    """Tasks outside the span of their phase."""
    node = phase.node
    if not isinstance(node, Phase):
        return
    tasks = [d for t in node.tasks if (d := _dated(plan, t)) and d.span.unit == phase.span.unit]
    outside = [task for task in tasks if not phase.span.holds(task.span)]
    own_count = all(task.span.high <= phase.span.length for task in tasks)
    if not outside or (own_count and phase.span.low > 1):
        return
    parts = listed([f"{d.node.label} ({d.span.text})" for d in outside], 4)
    yield RULE.finding(
        plan,
        phase.at,
        related=[d.at for d in outside][:20],
        title=f"{node.label} states {phase.span.text}, and {parts} "
        f"{'lies' if len(outside) == 1 else 'lie'} outside",
        detail=(
            "The phase and its own parts give different dates, so nobody knows when the phase is "
            "finished and the next one can start."
        ),
        recommendation=f"Correct the span of {node.label}, or move what lies outside.",
        phase=node,
    )


def _duration(plan: Plan, phase: _Dated) -> Iterator[Finding]:
    """A stated duration in the same unit that is not as long as the span."""
    for estimate in phase.node.estimates:
        if estimate.unit != phase.span.unit or only_span(estimate.text):
            continue
        stated_here = only_span(plan.document(estimate.path).lines[estimate.line_start - 1][:300])
        if stated_here is not None or estimate.low <= phase.span.length <= estimate.high:
            continue
        yield RULE.finding(
            plan,
            phase.at,
            related=[line_at(plan.document(estimate.path), estimate.line_start)],
            title=(
                f"{phase.node.label} spans {phase.span.text} "
                f"({_amount(phase.span.length, phase.span.unit)}) and is to take {estimate.text}"
            ),
            detail="One of the two is wrong, and with it every date that follows.",
            recommendation="Correct the span or the duration.",
        )
        return


def _amount(count: int, unit: str) -> str:
    return f"{count} {unit.removesuffix('s') if count == 1 else unit}"


def _count_from_one(dated: Sequence[_Dated]) -> bool:
    """True when every phase starts its own count."""
    return sum(d.span.low == 1 for d in dated) > 1


def _covered(plan: Plan, phase: _Dated) -> Span:
    """The span of a phase and of its tasks together: what lies outside is told already."""
    found = [phase.span]
    if isinstance(phase.node, Phase):
        tasks = [d.span for t in phase.node.tasks if (d := _dated(plan, t))]
        found += [s for s in tasks if s.unit == phase.span.unit and s.low > phase.span.low]
    return Span(phase.span.unit, phase.span.low, max(s.high for s in found), phase.span.text)


def _neighbours(plan: Plan, dated: Sequence[_Dated]) -> Iterator[Finding]:
    """Phases that follow each other and share weeks, or leave some out."""
    needs = {(d.needer.id, d.needed.id) for d in dependencies(plan)}
    for first, second in pairwise(dated):
        before, after = _covered(plan, first), second.span
        if before.unit != after.unit:
            continue
        if after.low < before.high and after.high >= before.low and not after.holds(first.span):
            if not _alongside(plan, first, second):
                needed = (second.node.id, first.node.id) in needs
                yield _overlap(plan, first, second, before.high, needed=needed)
        elif after.low > before.high + 1 and after.unit in _CONTINUOUS:
            yield _gap(plan, first, second, before.high)


def _alongside(plan: Plan, first: _Dated, second: _Dated) -> bool:
    """True when the plan says that the phases run side by side."""
    for dated in (first, second):
        text = plan.document(dated.at.path).prose[dated.at.line_start - 1]
        if re.search(r"parallel|overlap|並行|并行|병렬|paralel", text, re.IGNORECASE):
            return True
    places = {
        (r.path, r.line_start)
        for r in plan.all_references()
        if r.resolved in (first.node.id, second.node.id)
    }
    return any(
        re.search(r"parallel|overlap|並行|并行|병렬", plan.document(path).lines[line - 1][:4_000])
        for path, line in places
    )


def _overlap(plan: Plan, first: _Dated, second: _Dated, end: int, *, needed: bool) -> Finding:
    one, two = first.node.label, second.node.label
    shared = min(end, second.span.high)
    run = f"{second.span.low}-{shared}" if shared > second.span.low else f"{shared}"
    unit = second.span.unit.removesuffix("s") + ("s" if shared > second.span.low else "")
    reason = f"{two} needs {one} first. " if needed else "Nothing says that they run side by side. "
    return RULE.finding(
        plan,
        second.at,
        related=[first.at],
        severity=None if needed else "minor",
        confidence=None if needed else "medium",
        title=f"{one} and {two} both take {unit} {run}",
        detail=f"{reason}The same people are booked twice in that time.",
        recommendation=f"Move {two} behind {one}, or say that they overlap and who does what.",
    )


def _gap(plan: Plan, first: _Dated, second: _Dated, end: int) -> Finding:
    one, two = first.node.label, second.node.label
    low, high = end + 1, second.span.low - 1
    unit = second.span.unit
    run = (
        f"{unit.capitalize()} {low}-{high} belong"
        if high > low
        else (f"{unit.removesuffix('s').capitalize()} {low} belongs")
    )
    return RULE.finding(
        plan,
        second.at,
        related=[first.at],
        severity="minor",
        confidence="medium",
        title=f"{run} to no phase: {one} ends with {end}, {two} starts with {high + 1}",
        detail="Either a phase has the wrong span, or work that was planned here is gone.",
        recommendation=f"Correct the spans of {one} and {two}, or say what the gap is for.",
    )


def _total(plan: Plan, dated: Sequence[_Dated]) -> Iterator[Finding]:
    """A stated total that is not the last week of the phases."""
    if len(dated) < 2 or len(dated) < len(plan.phases) or dated[0].span.low != 1:
        return
    last = max(dated, key=lambda d: _covered(plan, d).high)
    end, unit = _covered(plan, last).high, last.span.unit
    if any(d.span.unit != unit for d in dated):
        return
    for estimate in plan.estimates:
        if (
            estimate.unit == unit
            and _is_total(estimate)
            and not (estimate.low <= end <= estimate.high)
        ):
            yield RULE.finding(
                plan,
                line_at(plan.document(estimate.path), estimate.line_start),
                related=[last.at],
                severity=None if end > estimate.high else "minor",
                title=(
                    f"The plan states {estimate.text} in all, and {last.node.label} ends with "
                    f"{unit.removesuffix('s')} {end}"
                ),
                detail="The total is what others plan with, and the phases do not add up to it.",
                recommendation="Correct the total, or the spans of the phases.",
            )


def _is_total(estimate: Estimate) -> bool:
    return estimate.total and estimate.low > 1
