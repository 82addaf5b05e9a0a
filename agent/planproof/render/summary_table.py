"""Several plans at a glance: a line for each, and what is wrong between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.core.between import Together
from planproof.core.finding import SEVERITIES, Evidence, Finding
from planproof.core.review import Review
from planproof.render.labels import address, evidence, standing, status
from planproof.render.safe import cell, code, code_cell, cut, fence, inline
from planproof.words import count

HEAD = ("Plan", "Verdict", "Critical", "Major", "Minor", "Phases", "Lines")
NO_PLAN = "no plan"
MOST_BETWEEN = 40
"""Findings between plans that are shown in full."""
_MOST_QUOTES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one plan."""

    plan: str
    """Its root as the user gave it."""
    verdict: str
    figures: tuple[int, ...]
    """Critical, major and minor findings that stand, phases, lines; none where nothing was read."""


def rows(reviews: Sequence[Review], together: Together | None = None) -> tuple[Row, ...]:
    """A row for each review, then one for each path that holds no plan."""
    without = together.without_plan if together else ()
    reviewed = (Row(each.plan.root, status(each), _figures(each)) for each in reviews)
    return (*reviewed, *(Row(each.path, NO_PLAN, ()) for each in without))


def sums(found: Sequence[Row]) -> tuple[int, ...]:
    """The figures of all plans, column by column."""
    return tuple(map(sum, zip(*(row.figures for row in found if row.figures), strict=True)))


def labelled(findings: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
    """Each open finding between plans with a short name: `B1`, `B2`; those of plans are `C1`."""
    stand = (finding for finding in findings if finding.stands)
    return ((f"B{number}", finding) for number, finding in enumerate(stand, 1))


def accepted(findings: Sequence[Finding]) -> Iterator[str]:
    """A plain line for each finding between plans that somebody waived."""
    for each in findings:
        if each.waiver is not None and not each.stands:
            until = f" until {each.waiver.expires}" if each.waiver.expires else ""
            yield f"{each.title.rstrip('.')} ({each.rule}): {each.waiver.reason}{until}"


def several(reviews: Sequence[Review], together: Together | None) -> bool:
    """True when a report is about more than one path, reviewed in one run."""
    return together is not None and len(reviews) + len(together.without_plan) > 1


def markdown(reviews: Sequence[Review], together: Together | None) -> Iterator[str]:
    """The parts of the report that stand before the single reviews."""
    yield f"# Review of {count(len(reviews), 'plan')}"
    yield "\n".join(_table(rows(reviews, together)))
    if together is None:
        return
    for each in together.without_plan:
        yield f"Not reviewed: {inline(each.reason)}"
    yield "## Between the plans"
    found = list(labelled(together.between))
    if not found:
        yield "Nothing was found that the plans say against each other."
    for label, finding in found[:MOST_BETWEEN]:
        yield from _finding(label, finding)
    if len(found) > MOST_BETWEEN:
        yield f"And {len(found) - MOST_BETWEEN:,} more, all listed in the JSON report."
    waived = list(accepted(together.between))
    if waived:
        yield "Waived:"
        yield "\n".join(f"- {inline(each)}" for each in waived)


def _figures(review: Review) -> tuple[int, ...]:
    found = [finding.severity for finding in standing(review)]
    phases = sum(phase.explicit for phase in review.plan.phases)
    lines = sum(document.lines for document in review.plan.documents)
    return (*(found.count(each) for each in SEVERITIES), phases, lines)


def _table(found: Sequence[Row]) -> Iterator[str]:
    yield f"| {' | '.join(HEAD)} |"
    yield f"|{' --- |' * 2}{' ---: |' * (len(HEAD) - 2)}"
    for row in found:
        figures = [f"{figure:,}" for figure in row.figures] or [""] * (len(HEAD) - 2)
        yield f"| {' | '.join([code_cell(row.plan), cell(row.verdict), *figures])} |"
    if sum(bool(row.figures) for row in found) > 1:
        totals = [f"**{figure:,}**" for figure in sums(found)]
        yield f"| {' | '.join(['**All**', '', *totals])} |"


def _finding(label: str, finding: Finding) -> Iterator[str]:
    sure = "" if finding.confidence == "high" else f", {finding.confidence} confidence"
    yield f"### {label}. {inline(finding.title.rstrip('.'))}"
    yield f"{finding.severity.capitalize()} ({code(finding.rule)}{sure})"
    places = evidence(finding)
    for place in places[:_MOST_QUOTES]:
        yield from _quoted(place)
    if len(places) > _MOST_QUOTES:
        rest = "; ".join(code(address(each)) for each in places[_MOST_QUOTES:])
        yield f"Also {rest}."
    yield f"**Why it matters:** {inline(finding.detail)}"
    yield f"**What to do:** {inline(finding.recommendation)}"


def _quoted(place: Evidence) -> Iterator[str]:
    yield code(address(place))
    if place.quote.strip():
        yield fence(cut(place.quote))
