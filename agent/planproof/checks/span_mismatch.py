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
from planproof.checks._words import text_at
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Phase, Plan
from planproof.words import listed

RULE = Rule(
    id="span-mismatch",
    category="order",
    severity="major",
    summary="The weeks of a phase do not fit its tasks, its neighbours or the total",
    goal="The weeks of every phase fit its tasks, its neighbours and the total",
)

_CONTINUOUS = ("weeks", "sprints", "months")
"""Units without weekends, in which a gap between phases means something."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading or task with its span."""

    label: str
    span: Span
    at: Location


@dataclass(frozen=True, slots=True)
class _Dated:
    """A phase with its span, and the dated parts in it."""

    node: Phase
    span: Span
    at: Location
    parts: tuple[_Part, ...]
    """Those in the unit of the phase; milestones that are no tasks are told by headings alone."""

    @property
    def end(self) -> int:
        """Last week of the phase and its parts: what lies outside is told already."""
        return max([self.span.high, *(p.span.high for p in self.parts if not self.counts_anew)])

    @property
    def counts_anew(self) -> bool:
        """True when the parts seem to count from the start of the phase."""
        return self.span.low > 1 and all(p.span.high <= self.span.length for p in self.parts)


def check(context: Context) -> Iterator[Finding]:
    """Findings of each phase in turn, then those between phases, then the total."""
    plan = context.plan
    dated = [found for phase in plan.phases if (found := _dated(plan, phase))]
    for phase in dated:
        yield from _outside(plan, phase)
        yield from _duration(plan, phase)
    if len(dated) > 1 and sum(d.span.low == 1 for d in dated) < 2 and Order(plan).sequential:
        yield from _neighbours(plan, dated)
        yield from _total(plan, dated)


def _dated(plan: Plan, phase: Phase) -> _Dated | None:
    """The phase with the span of its title, or of its field for the timeline."""
    span = only_span(phase.name)
    at = line_at(plan.document(phase.path), phase.heading_line)
    for field in phase.fields if span is None else ():
        if field.role == "estimate" and (span := only_span(field.value)):
            at = line_at(plan.document(field.path), field.line_start)
            break
    if span is None:
        return None
    parts = [part for part in _parts(plan, phase) if part.span.unit == span.unit]
    return _Dated(phase, span, at, tuple(parts))


def _parts(plan: Plan, phase: Phase) -> Iterator[_Part]:
    """Tasks and headings of the phase that state a span, in order of lines."""
    document = plan.document(phase.path)
    titles = {t.heading_line: (t.label, t.name) for t in phase.tasks if t.path == phase.path}
    for heading in document.blocks.headings:
        if phase.heading_line < heading.line_start <= phase.line_end:
            label = re.split(r"\s*[(:：（]", heading.text, maxsplit=1)[0]
            titles.setdefault(heading.line_start, (label, heading.text))
    for line, (label, title) in sorted(titles.items()):
        if span := only_span(title):
            yield _Part(label, span, line_at(document, line))


def _outside(plan: Plan, phase: _Dated) -> Iterator[Finding]:
    """Parts outside the span of their phase."""
    outside = [part for part in phase.parts if not phase.span.holds(part.span)]
    if not outside or phase.counts_anew:
        return
    node = phase.node
    parts = listed([f"{part.label} ({part.span.text})" for part in outside], 4)
    yield RULE.finding(
        plan,
        phase.at,
        related=[part.at for part in outside][:20],
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
        stated_here = only_span(text_at(plan.document(estimate.path), estimate.line_start)[:300])
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


def _neighbours(plan: Plan, dated: Sequence[_Dated]) -> Iterator[Finding]:
    """Phases that follow each other and share weeks, or leave some out."""
    needs = {(d.needer.id, d.needed.id) for d in dependencies(plan)}
    for first, second in pairwise(dated):
        before, after = first.span, second.span
        if before.unit != after.unit:
            continue
        if after.low < first.end and after.high >= before.low and not after.holds(before):
            if not _alongside(plan, first, second):
                needed = (second.node.id, first.node.id) in needs
                yield _overlap(plan, first, second, needed=needed)
        elif after.low > first.end + 1 and after.unit in _CONTINUOUS:
            yield _gap(plan, first, second)


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
        re.search(r"parallel|overlap|並行|并行|병렬", text_at(plan.document(path), line)[:4_000])
        for path, line in places
    )


def _overlap(plan: Plan, first: _Dated, second: _Dated, *, needed: bool) -> Finding:
    one, two = first.node.label, second.node.label
    shared = min(first.end, second.span.high)
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


def _gap(plan: Plan, first: _Dated, second: _Dated) -> Finding:
    one, two = first.node.label, second.node.label
    low, high = first.end + 1, second.span.low - 1
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
        title=f"{run} to no phase: {one} ends with {first.end}, {two} starts with {high + 1}",
        detail="Either a phase has the wrong span, or work that was planned here is gone.",
        recommendation=f"Correct the spans of {one} and {two}, or say what the gap is for.",
    )


def _total(plan: Plan, dated: Sequence[_Dated]) -> Iterator[Finding]:
    """A stated total that is not the last week of the phases."""
    if len(dated) < len(plan.phases) or dated[0].span.low != 1:
        return
    last = max(dated, key=lambda d: d.end)
    end, unit = last.end, last.span.unit
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
