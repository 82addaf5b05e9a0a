"""A section holds fewer or more of something than its template allows.

## What it does

Runs with `--template`. Reads counts in the guidance of the template ("2-4 components", "at least
three risks") and counts what the section of the plan holds: phases or tasks where these are
counted, else the items of its outermost lists, the rows of its table, or the headings below it.
Where a section holds more than one of these, and one of them fits, nothing is reported.

## Why is this bad?

The count is the template's way to ask for enough, or to keep a plan small. A plan with nine
components where four are allowed is two plans.

## Example

    ## Risks
    - R-1: ...

while the template says "At least three risks".

## Use instead

As many as the template asks for, or a word on why there are not.
"""

import re
from collections.abc import Iterator

from planproof.checks._template import name_of_part, placed
from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.template import TemplateCount
from planproof.templates.match import Part
from planproof.templates.words import title_words

RULE = Rule(
    id="template-count",
    category="structure",
    severity="minor",
    summary="A section holds fewer or more of something than the template allows",
    goal="The sections hold as many of everything as the template asks for",
    confidence="medium",
)
_NONE = re.compile(r"^\W*(?:none|n/a|not applicable|nothing|no\b.{0,80})\W*$", re.IGNORECASE)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each part and count that does not fit."""
    seen: set[tuple[str, int]] = set()
    for section, part in placed(context):
        for count in section.counts:
            numbers = _numbers(context.plan, count, part)
            place = (part.path, part.line)
            if numbers and place not in seen and not any(_fits(count, n) for n in numbers):
                seen.add(place)
                yield _finding(context, count, part, numbers[0])


def _fits(count: TemplateCount, number: int) -> bool:
    enough = count.least is None or number >= count.least
    return enough and (count.most is None or number <= count.most)


def _numbers(plan: Plan, count: TemplateCount, part: Part) -> list[int]:
    """How many the part holds, by each way of counting that makes sense; empty for unknown."""
    word = title_words(count.noun)[-1]
    if word == "phase":
        explicit = sum(phase.explicit for phase in plan.phases)
        return [explicit] if explicit else []
    if word == "task":
        inside = [t for t in plan.walk() if part.holds(t.path, t.heading_line)]
        return [len(inside)] if inside else []
    document = plan.document(part.path)
    found = [*_lists(document, part), *_rows(document, part), *_headings(document, part)]
    text = [line for line in document.prose[part.line : part.end] if line.strip()]
    if not found and text and all(_NONE.match(line[:200]) for line in text):
        return []
    return found


def _own_end(document: Document, part: Part) -> int:
    """Last line of the part before its first heading."""
    below = (h.line_start for h in document.blocks.headings if part.line < h.line_start <= part.end)
    return next(below, part.end + 1) - 1


def _lists(document: Document, part: Part) -> Iterator[int]:
    end = _own_end(document, part)
    items = [i for i in document.blocks.items if part.line < i.line_start <= end and not i.depth]
    if items:
        yield len(items)


def _rows(document: Document, part: Part) -> Iterator[int]:
    end = _own_end(document, part)
    for table in document.blocks.tables:
        if part.line < table.line_start <= end:
            yield len(table.rows)


def _headings(document: Document, part: Part) -> Iterator[int]:
    below = [h for h in document.blocks.headings if part.line < h.line_start <= part.end]
    if below:
        top = min(h.level for h in below)
        yield sum(h.level == top for h in below)


def _finding(context: Context, count: TemplateCount, part: Part, number: int) -> Finding:
    name = context.template.name if context.template else ""
    noun = title_words(count.noun)[-1]
    things = noun if number == 1 else count.noun.split()[-1]
    few = count.least is not None and number < count.least
    advice = "Add what is missing" if few else "Split the plan, or leave out what is not needed"
    return RULE.finding(
        context.plan,
        Location(path=part.path, line_start=part.line, line_end=part.line),
        title=f"{name_of_part(context.plan, part)} has {number} {things}; the template {name} "
        f"says “{count.text}”",
        detail="The template sets the number so that plans are complete and stay small.",
        recommendation=f"{advice}, or say why the number does not fit here.",
    )
