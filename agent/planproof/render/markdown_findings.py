"""Findings in Markdown: what is wrong, the lines that prove it, why it matters, what to do."""

from collections.abc import Iterator, Sequence

from planproof.core.finding import Evidence, Finding, Severity
from planproof.core.review import PlanView, Review
from planproof.render.labels import (
    address,
    by_file,
    evidence,
    home,
    names,
    numbered,
    span,
    standing,
)
from planproof.render.safe import ELLIPSIS, cell, code, code_cell, cut, fence, inline, one_line
from planproof.words import labels

MOST_IN_FULL = 40
MOST_OF_A_RULE = 5
"""In full, for each severity; more of the same check tell less than another check's first. What a
model finds under one criterion is not more of the same."""
_MOST_FOLDED = 20
_MOST_QUOTES = 8

_TITLES: dict[Severity, str] = {
    "critical": "Critical issues (must fix)",
    "major": "Major issues (should fix)",
    "minor": "Suggestions (nice to have)",
}


def findings_section(review: Review, severity: Severity) -> Iterator[str]:
    """The section of one severity; nothing when it has no finding."""
    found = [finding for finding in standing(review) if finding.severity == severity]
    if not found:
        return
    yield f"## {_TITLES[severity]}"
    full = in_full(standing(review))
    known, places = numbered(review), names(review.plan)
    for finding in found:
        if finding.id in full:
            yield from _finding(finding, known[finding.id], review.plan, places)
    folded = [finding for finding in found if finding.id not in full]
    if folded:
        yield "### More of the same"
        yield "\n".join(_folded(folded, known))


def in_full(findings: Sequence[Finding]) -> set[str]:
    """Ids of the ranked *findings* that are shown in full."""
    chosen: set[str] = set()
    used: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.severity, finding.rule)
        alike = finding.source == "check" and used.get(key, 0) >= MOST_OF_A_RULE
        if len(chosen) < MOST_IN_FULL and not alike:
            chosen.add(finding.id)
            used[key] = used.get(key, 0) + 1
    return chosen


def waived_section(review: Review) -> Iterator[str]:
    """What somebody accepted, with the reason; nothing when there is none."""
    waived = [finding for finding in review.findings if finding.status == "waived"]
    if not waived:
        return
    rows = [
        "| Finding | Where | Rule | Reason | Until | Said in |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for finding in waived:
        waiver = finding.waiver
        reason, until, source = (
            (waiver.reason, waiver.expires or "no end", waiver.source) if waiver else ("", "", "")
        )
        where = address(finding.location)
        cells = [cell(finding.title), code_cell(where), code_cell(finding.rule)]
        cells += [cell(reason), cell(until), code_cell(source)]
        rows.append(f"| {' | '.join(cells)} |")
    yield "## Waived"
    yield "Accepted by somebody, who said why; these findings do not count."
    yield "\n".join(rows)


def fixed_section(review: Review) -> Iterator[str]:
    """What was found before and is gone; nothing when there is none."""
    fixed = [finding for finding in review.findings if finding.status == "fixed"]
    if fixed:
        yield "## Fixed"
        yield "\n".join(f"- {inline(each.title)} ({code(each.rule)})" for each in fixed)


def _finding(finding: Finding, label: str, plan: PlanView, places: dict[str, str]) -> Iterator[str]:
    yield f"### {label}. {inline(finding.title.rstrip('.'))}"
    yield from _evidence(finding, plan, places)
    if finding.severity == "minor":
        yield f"{inline(finding.detail)} {inline(finding.recommendation)}".strip()
        return
    yield f"**Why it matters:** {inline(finding.detail)}"
    yield f"**What to do:** {inline(finding.recommendation)}"
    if finding.example.strip():
        yield "Should be:"
        yield fence(cut(finding.example))


def _evidence(finding: Finding, plan: PlanView, places: dict[str, str]) -> Iterator[str]:
    found = evidence(finding)
    first = code(address(found[0]))
    if len(found) < 3:
        yield f"{first} ({origin(finding, _place(finding, places))})"
        yield from _quote(found[0])
        for place in found[1:]:
            yield f"and {code(address(place))}"
            yield from _quote(place)
        return
    homes = [phase.label for place in found if (phase := home(place, plan.phases))]
    where = labels(homes) or _place(finding, places)
    yield f"{first} and {len(found) - 1} more places ({origin(finding, where)})"
    yield fence("\n".join(_quotes(found[:_MOST_QUOTES])))
    if len(found) > _MOST_QUOTES:
        rest = by_file(found[_MOST_QUOTES:])
        yield f"Also {'; '.join(f'{code(path)} {lines}' for path, lines in rest)}."


def _quote(place: Evidence) -> Iterator[str]:
    if place.quote.strip():
        yield fence(cut(place.quote))


def _quotes(places: Sequence[Evidence]) -> Iterator[str]:
    """The first line of each quote with its number, below the name of its document."""
    path = ""
    for place in places:
        if place.path != path:
            path = place.path
            yield one_line(path)
        first, more, _ = place.quote.strip().partition("\n")
        yield f"{span(place):>6}: {one_line(first, 140)}{f' {ELLIPSIS}' if more else ''}"


def _place(finding: Finding, places: dict[str, str]) -> str:
    return places.get(finding.task or "") or places.get(finding.phase or "") or ""


def origin(finding: Finding, where: str) -> str:
    """Where in the plan a finding is, its rule, and how sure it is; for brackets."""
    parts = [inline(where)] if where else []
    parts.append(code(finding.rule))
    if finding.source == "model":
        parts.append("found by a model")
    if finding.confidence != "high":
        parts.append(f"{finding.confidence} confidence")
    return ", ".join(parts)


def _folded(findings: Sequence[Finding], known: dict[str, str]) -> Iterator[str]:
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    for rule, found in rules.items():
        yield f"- {len(found)} more: {code(rule)}"
        for each in found[:_MOST_FOLDED]:
            where, title = code(address(each.location)), inline(each.title, 160)
            yield f"  - {known[each.id]}: {where}: {title}"
        if len(found) > _MOST_FOLDED:
            yield f"  - and {len(found) - _MOST_FOLDED} more, all listed in the JSON report"
