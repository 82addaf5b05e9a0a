"""A stated count is not the count of what is there.

## What it does

Compares counts with what they count: "10 phases" or "Total tasks: 25" with the plan's phases and
tasks, "(7 tasks)" in the title of a phase and a table of tasks by phase with the tasks found, a
heading such as "New Files (6)" with the list below it, and "three steps:" with the list that
follows. Rounded and open counts (about 10, 5+, at least 3) are no claims. It is `major` where a
phase or task lists fewer files, tests or tasks than it announces.

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
from itertools import chain

from planproof.checks._counts import (
    NUMBER,
    Claim,
    PhaseNames,
    announced,
    count_of,
    lines_holding,
    plan_counts,
    task_counts,
)
from planproof.checks._prose import Owners
from planproof.checks._totals import is_total, label_of
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Section, Table
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan
from planproof.words import count, listed

RULE = Rule(
    id="count-mismatch",
    category="numbers",
    severity="major",
    summary="A stated count is not the count of what is there",
    goal="Every stated count is right",
)
_HEADING = re.compile(
    r"(?P<title>[^()]{3,60}?)\s*\((?P<count>\d{1,3})(?: (?P<noun>[a-z]{3,14}))?(?: total)?\)\s*:?$"
)
_COUNTED = re.compile(
    r"\b(?:files|items|tasks|steps|tests|cases|endpoints|tables|components|modules|services"
    r"|criteria|requirements|stories|screens|pages|commands|scripts|changes|documents|deliverables"
    r"|risks|decisions|questions|migrations|functions|classes|tools|agents|skills)$",
    re.IGNORECASE,
)
_PARTS = ("phase", "Phase", "stage", "Stage", "mile", "Mile", "spr", "Spr", "pic", "ave", "tera")
_PART = "phases|stages|milestones|sprints|epics|waves|iterations"
_UNITS = re.compile(
    r"(?<![\w.,~≈+/-])(?<!about )(?<!least )(?<!most )(?<!first )(?<!next )(?<!last )(?<!other )"
    r"(?<!over )(?<!than )(?<!remaining )(?<!these )(?<!to )(?<!of )(?<!between )(?<!and )"
    rf"(?P<count>{NUMBER})\s+(?:main |major |sequential |implementation )?(?P<noun>{_PART})"
    r"\b(?!\s*\d)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    rf"[\s>*+|-]*[*_]{{0,2}}(?:total\s+(?:number of\s+)?(?P<noun>{_PART}|tasks)"
    r"[*_]{0,2}\s*[:|][*_]{0,2}\s*(?P<count>\d{1,4})(?!\s*[+\d.,-])"
    r"|(?:total|总计|合計|合计)[*_]{0,2}\s*[:：][*_]{0,2}(?P<list>[^|]{3,80})$)",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"(?<![\w.,~≈+-])(?P<count>\d{{1,4}}) (?P<noun>{_PART}|tasks)\b(?!\s*\d)")
_SETTING = re.compile(
    rf"\s*(?:total_|num_|number_of_)?(?P<noun>{_PART}|tasks)(?:_count|_total)?"
    r"\s*[:=]\s*(?P<count>\d{1,4})\s*$"
)
_OF_PHASE = re.compile(
    rf"(?:\((?P<a>{NUMBER}) tasks\)\s*$"
    rf"|\bthis (?:phase|stage|milestone|sprint|epic)\b.{{0,20}}\b(?:has|contains|includes"
    rf"|consists of|comprises|(?:is )?(?:split|divided) into) (?P<b>{NUMBER}) tasks\b"
    r"|^\W{0,6}(?:total |number of )?tasks\W{1,6}(?P<c>\d{1,3})\W{0,3}$)",
    re.IGNORECASE,
)
_TASK_HEADS = frozenset(
    ("tasks", "# tasks", "# of tasks", "task count", "number of tasks", "任务数", "タスク数")
)
_PHASE_HEADS = frozenset(("phase", "epic", "stage", "milestone", "sprint", "阶段", "フェーズ"))
_TOTAL_WORDS = ("otal", "OTAL", "总计", "合計", "合计")
_LONGEST = 400
_OPENING = 40
"""Lines of a document in which "10 phases" is said of the whole plan."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per claim."""
    plan = context.plan
    owners, names = Owners(plan), PhaseNames(plan)
    for document in plan.work_documents():
        for claim in chain(_headings(document), announced(document)):
            if claim.stated != claim.found:
                yield _finding(plan, document, claim, lacking=_lacks(document, owners, claim))
        for claim in chain(_units(plan, document, owners), _settings(plan, document)):
            yield _finding(plan, document, claim)
        for table in document.blocks.tables:
            yield from _table(plan, document, table, names)
    for phase in plan.phases:
        yield from _of_phase(plan, phase)


def _lacks(document: Document, owners: Owners, claim: Claim) -> bool:
    """True when a phase or task promises files or the like that it does not list."""
    if claim.found >= claim.stated or "(" not in claim.text:
        return False
    phase, task = owners.at(document, claim.line)
    return task is not None or (phase is not None and phase.explicit)


def _headings(document: Document) -> Iterator[Claim]:
    for section in document.sections:
        match = _HEADING.match(section.title) if ")" in section.title[-2:] else None
        if match is None or section.value or not _COUNTED.search(match["noun"] or match["title"]):
            continue
        found = _sizes(document, section)
        if found and int(match["count"]) not in found:
            yield Claim(section.line_start, section.title, int(match["count"]), found[0])


def _sizes(document: Document, section: Section) -> list[int]:
    """What could be counted in a section: outermost items, all items, rows.

    Empty when it holds more than a list or tables, as any of that may be meant as well.
    """
    start, end = section.line_start + 1, section.line_end
    blocks = document.blocks
    items = [i for i in blocks.items if start <= i.line_start <= end]
    tables = [t for t in blocks.tables if start <= t.line_start <= end]
    if any(start <= b.line_start <= end for b in blocks.headings):
        return []
    if any(start <= fence.line_start <= end for fence in blocks.fences):
        return []
    found = []
    if items:
        outer = min(item.depth for item in items)
        found += [sum(item.depth == outer for item in items), len(items)]
    if tables:
        found.append(sum(len(table.rows) for table in tables))
        found.append(sum(found[:1] + found[-1:]))
    return found


def _units(plan: Plan, document: Document, owners: Owners) -> Iterator[Claim]:
    """Counts of phases and tasks that are said of the whole plan."""
    totals = lines_holding(document, _TOTAL_WORDS)
    for number in sorted(totals.union(range(1, min(_OPENING, len(document.prose)) + 1))):
        line = document.prose[number - 1][:_LONGEST]
        total = _TOTAL.match(line) if number in totals else None
        early = number <= _OPENING and not total and any(part in line for part in _PARTS)
        opening = _UNITS.search(line) if early else None
        if (total or opening) is None or owners.at(document, number)[0] is not None:
            continue
        if total and total["list"]:
            claims = list(_LISTED.finditer(total["list"]))
        else:
            claims = [match for match in (total or opening,) if match]
        for claim in claims:
            known = plan_counts(plan, claim["noun"].lower())
            stated = count_of(claim["count"])
            if known and stated not in known:
                yield Claim(number, claim[0].strip(" |*"), stated, known[0])


def _settings(plan: Plan, document: Document) -> Iterator[Claim]:
    """`stages: 10` in front matter or in a comment that configures a tool."""
    spans = [(c.line_start, c.line_end) for c in document.blocks.comments]
    if document.blocks.front_matter:
        spans.append(document.blocks.front_matter)
    for start, end in spans:
        for number in range(start, min(end, start + 60) + 1):
            match = _SETTING.match(document.lines[number - 1][:_LONGEST])
            known = plan_counts(plan, match["noun"], document) if match else []
            if match and known and int(match["count"]) not in known:
                yield Claim(number, match[0].strip(), int(match["count"]), known[0])


def _of_phase(plan: Plan, phase: Phase) -> Iterator[Finding]:
    """`Phase 2: Store (7 tasks)` against the tasks of that phase."""
    if not phase.explicit or len(phase.tasks) < 2:
        return
    document = plan.document(phase.path)
    first = min(task.line_start for task in phase.tasks)
    known = {*task_counts(phase.tasks), len({r.target for r in phase.schedules()})}
    for number in range(phase.heading_line, min(first, phase.heading_line + _OPENING)):
        line = document.prose[number - 1][:_LONGEST]
        match = _OF_PHASE.search(line) if "asks" in line else None
        if match is None:
            continue
        stated = count_of(match["a"] or match["b"] or match["c"])
        if stated not in known:
            claim = Claim(number, match[0].strip(" *_-"), stated, len(phase.tasks))
            certain = all(task.kind in ("heading", "file") for task in phase.tasks)
            lacking = certain and stated > len(phase.tasks)
            yield _finding(plan, document, claim, lacking=lacking, of=f"{phase.label} has")


def _table(plan: Plan, document: Document, table: Table, names: PhaseNames) -> Iterator[Finding]:
    """A table that counts the tasks of each phase."""
    heads = [head.replace("**", "").strip().lower() for head in table.header]
    if not heads or heads[0] not in _PHASE_HEADS:
        return
    column = next((i for i, head in enumerate(heads) if head in _TASK_HEADS), None)
    if column is None:
        return
    wrong: list[tuple[int, Phase, int]] = []
    for row in table.rows:
        cell = row.cells[column].strip(" *_") if column < len(row.cells) else ""
        phase = names.phase(label_of(row)) if not is_total(label_of(row)) else None
        if phase is None or not phase.tasks or not cell.isdecimal() or len(cell) > 4:
            continue
        if int(cell) not in task_counts(phase.tasks):
            wrong.append((row.line, phase, int(cell)))
    if wrong:
        each = [f"{p.label} {n} instead of {len(p.tasks)}" for _, p, n in wrong]
        yield RULE.finding(
            plan,
            line_at(document, wrong[0][0]),
            related=[
                *(line_at(document, line) for line, _, _ in wrong[1:]),
                *(line_at(plan.document(p.path), p.heading_line) for _, p, _ in wrong),
            ],
            severity="minor",
            title=f"The table gives {wrong[0][1].label} {count(wrong[0][2], 'task')}; "
            f"there are {len(wrong[0][1].tasks)}"
            if len(wrong) == 1
            else f"The table miscounts the tasks of {len(wrong)} phases",
            detail=f"It gives {listed(each, 8)}. Progress that is measured by the table never "
            "ends, or ends too early.",
            recommendation="Correct the counts, or add the tasks that are missing.",
        )


def _finding(
    plan: Plan, document: Document, claim: Claim, *, lacking: bool = False, of: str = "there are"
) -> Finding:
    return RULE.finding(
        plan,
        line_at(document, claim.line),
        severity=None if lacking else "minor",
        title=f"“{claim.text[:70]}” states {claim.stated}; {of} {claim.found}",
        detail="Something was added or dropped after the count was made. "
        + (
            "Whoever works by the list leaves out what is not on it."
            if claim.found < claim.stated
            else "Whoever checks off by the count stops too early."
        ),
        recommendation=f"State {claim.found}, or "
        + ("add what is missing." if claim.found < claim.stated else "drop what is too much."),
    )
