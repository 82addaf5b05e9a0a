"""A stated count is not the count of what is there.

## What it does

Compares counts with what they count: "10 phases" or "Total tasks: 25" with the plan's phases and
tasks, a heading such as "New Files (6)" with the list below it, and "three steps:" with the list
that follows. Rounded and open counts (about 10, 5+, at least 3) are no claims.

## Why is this bad?

Something was added or dropped after the count was made, and a reader who checks off by the count
stops too early or searches for what is not there.

## Example

    ### New Files (6)

    - `src/a.py`
    - `src/b.py`

## Use instead

    ### New Files (2)
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.document import Document, Section
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan

RULE = Rule(
    id="count-mismatch",
    category="numbers",
    severity="minor",
    summary="A stated count is not the count of what is there",
)
_WORDS = {
    word: number
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2
    )
}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_WORDS)})"
_HEADING = re.compile(
    r"^[^()]{3,60}\((\d{1,3})(?:\s+(?:files|items|tasks|steps|tests|total))?\)\s*:?$"
)
_PART = "phases|stages|milestones|sprints"
_UNITS = re.compile(
    r"(?<![\w.,~≈+/-])(?<!about )(?<!least )(?<!most )(?<!first )(?<!next )(?<!last )(?<!other )"
    r"(?<!over )(?<!than )(?<!remaining )(?<!these )(?<!to )(?<!of )"
    rf"{_NUMBER}\s+(?:main |major |sequential |implementation )?({_PART})\b(?!\s*\d)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    rf"^[\s>*+|-]*[*_]{{0,2}}total\s+(?:number of\s+)?({_PART}|tasks)"
    r"[*_]{0,2}\s*[:|][*_]{0,2}\s*(\d{1,4})(?!\s*[+\d.,-])",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"(?:^|\s)(?:the\s+|these\s+|following\s+)?{_NUMBER}\s+(?:\w+\s+)?"
    r"(?:steps|files|options|parts|components|changes|tables|endpoints|services|modules|layers|rules|"
    r"criteria|reasons|goals|tools|commands|scripts|tests|scenarios|templates|roles)\s*:\s*$",
    re.IGNORECASE,
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per claim."""
    plan = context.plan
    for document in plan.work_documents():
        yield from _headings(plan, document)
        yield from _leads(plan, document)
        yield from _units(plan, document)


def _headings(plan: Plan, document: Document) -> Iterator[Finding]:
    for section in document.sections:
        match = _HEADING.match(section.title)
        if match is None or section.value:
            continue
        counts = _sizes(document, section.line_start + 1, section.line_end)
        if counts and int(match[1]) not in counts:
            yield _finding(plan, _line(document, section), section.title, int(match[1]), counts[0])


def _line(document: Document, section: Section) -> Location:
    return line_at(document, section.line_start)


def _sizes(document: Document, start: int, end: int) -> list[int]:
    """What could be counted between two lines: outermost items, all items, rows."""
    items = [i for i in document.blocks.items if start <= i.line_start <= end]
    tables = [t for t in document.blocks.tables if start <= t.line_start <= end]
    subsections = [h for h in document.blocks.headings if start <= h.line_start <= end]
    found = []
    if items:
        found += [sum(i.depth == min(j.depth for j in items) for i in items), len(items)]
    if tables:
        found.append(sum(len(table.rows) for table in tables))
    return [] if subsections else found


def _leads(plan: Plan, document: Document) -> Iterator[Finding]:
    starts = {item.line_start: item for item in document.blocks.items}
    for number, line in enumerate(document.prose, 1):
        if not line.rstrip().endswith(":") or len(line) > 300:
            continue
        match = _LEAD.search(line)
        first = next((n for n in (number + 1, number + 2) if n in starts), None)
        if match is None or first is None:
            continue
        depth = starts[first].depth
        count, at = 0, first
        while at in starts and starts[at].depth == depth:
            count += 1
            at = starts[at].line_end + 1
            while at <= len(document.lines) and not document.lines[at - 1].strip():
                at += 1
        stated = _value(match[1])
        if count not in (1, stated):  # a list of one was cut short by something else
            yield _finding(plan, line_at(document, number), match[0].strip(), stated, count)


def _units(plan: Plan, document: Document) -> Iterator[Finding]:
    phases = [phase for phase in plan.phases if phase.explicit]
    if len(phases) < 2:
        return
    for number, line in enumerate(document.prose, 1):
        if len(line) > _LONGEST or "s" not in line:
            continue
        total = _TOTAL.match(line)
        claim = total or (_UNITS.search(line) if number <= _OPENING else None)
        if claim is None or plan.owner(document.path, number)[0] is not None:
            continue
        noun, stated = (total[1], int(total[2])) if total else (claim[2], _value(claim[1]))
        known = _known(plan, phases, noun.lower())
        if known and stated not in known:
            yield _finding(plan, line_at(document, number), claim[0].strip(" |*"), stated, known[0])


_LONGEST = 400
_OPENING = 40
"""Lines of a document in which "10 phases" is said of the whole plan."""


def _known(plan: Plan, phases: list[Phase], noun: str) -> list[int]:
    if noun == "tasks":
        tasks = list(plan.walk())
        top = sum(len(phase.tasks) for phase in plan.phases) + len(plan.tasks)
        return [top, len(tasks), sum(not task.subtasks for task in tasks)]
    if not all(phase.label.lower().find(noun.rstrip("s")) >= 0 for phase in phases):
        return []
    whole = [phase for phase in phases if phase.number not in ("0", None)]
    lettered = {re.sub(r"[a-z]$", "", phase.number or "") for phase in phases}
    return [len(phases), len(whole), len(lettered)]


def _value(text: str) -> int:
    return _WORDS.get(text.lower()) or int(text)


def _finding(plan: Plan, at: Location, claim: str, stated: int, found: int) -> Finding:
    return RULE.finding(
        plan,
        at,
        title=f"“{claim[:70]}” states {stated}; there are {found}",
        detail="Something was added or dropped after the count was made.",
        recommendation=f"State {found}, or add what is missing.",
    )
