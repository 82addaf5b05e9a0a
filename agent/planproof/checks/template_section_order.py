"""The sections of the plan stand in another order than in its template.

## What it does

Runs with `--template`. Compares the order of the plan's sections with that of the template, in
each document by itself, and names the sections that stand elsewhere. Only sections with the title
of the template count, not those that merely mean the same.

## Why is this bad?

Who reads many plans of one form knows where to look. An order that differs costs each of them
time, and what is found in an odd place was perhaps pasted there.

## Example

`## Tasks` above `## Assumptions`, while the template has the assumptions first.

## Use instead

The order of the template.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from planproof.checks._template import laid_over
from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.template import TemplateSection
from planproof.templates.match import Fit, Part, unit_family

RULE = Rule(
    id="template-section-order",
    category="structure",
    severity="minor",
    summary="The sections stand in another order than in the template",
    goal="The sections stand in the order of the template",
)
_MOST_PLACES = 6


def check(context: Context) -> Iterator[Finding]:
    """One finding for each document and level whose sections are out of order."""
    if context.template is None or context.template.learnt:
        return
    laid = laid_over(context)
    yield from _siblings(context, laid, context.template.sections)
    for section in context.template.walk():
        if not section.repeated:
            yield from _siblings(context, laid, section.parts)


def _siblings(
    context: Context, laid: Fit, sections: Sequence[TemplateSection]
) -> Iterator[Finding]:
    by_path: dict[str, list[tuple[TemplateSection, Part]]] = {}
    for section in sections:
        if (part := _only(laid, section)) is not None:
            by_path.setdefault(part.path, []).append((section, part))
    for pairs in by_path.values():
        moved = _out_of_order([part.line for _, part in pairs])
        if moved:
            yield _finding(context, pairs, moved)


def _only(laid: Fit, section: TemplateSection) -> Part | None:
    """The one part with the section's own title; None where several might be meant."""
    parts = laid.parts(section)
    if unit_family(section) is not None or len(parts) != 1:
        return None
    part = parts[0]
    sure = (section.line, part.path, part.line) in laid.exact and part.is_heading
    return part if sure else None


def _out_of_order(lines: Sequence[int]) -> list[int]:
    """Indexes of those that must move for the rest to rise; as few as possible."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, line in enumerate(lines):
        length = bisect_left(tails, line)
        before.append(at[length - 1] if length else -1)
        tails[length : length + 1] = [line]
        at[length : length + 1] = [index]
    kept: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return [index for index in range(len(lines)) if index not in kept]


def _finding(
    context: Context, pairs: Sequence[tuple[TemplateSection, Part]], moved: Sequence[int]
) -> Finding:
    name = context.template.name if context.template else ""
    section, part = pairs[moved[0]]
    neighbour = pairs[moved[0] - 1] if moved[0] else pairs[1]
    side = "after" if moved[0] else "before"
    places = [Location(path=p.path, line_start=p.line, line_end=p.line) for _, p in pairs]
    more = f", and {len(moved) - 1} more out of order" if len(moved) > 1 else ""
    return RULE.finding(
        context.plan,
        places[moved[0]],
        title=f"“{part.title}” stands in another place than in the template {name}{more}",
        detail="Who knows the form looks for it elsewhere.",
        recommendation=f"Move “{section.title}” {side} “{neighbour[0].title}”.",
        related=[places[index] for index in moved[1:_MOST_PLACES]],
    )
