"""A stated total is not the sum of its parts.

## What it does

Adds up the column above a row called `Total`, the rows or items above a line such as
`Total: ~813,000 tokens`, and the estimates of all phases for a total of the plan. Compares the
sum with what is stated. Ranges are compared end by end; 2 % are let pass, and so is a value marked
`~` that the sum rounds to. Columns of percentages, averages, dates and numbers in order, units that
differ, and weeks that run in parallel are left alone.

## Why is this bad?

The total is the number that is remembered, budgeted and promised. When a part was changed and
the total was not, the promise is wrong from the start.

## Example

    | Phase 1 | ~40,000 |
    | Phase 2 | ~35,000 |
    | **Total** | ~90,000 |

## Use instead

    | **Total** | ~75,000 |
"""

import re
from collections.abc import Iterator

from planproof.checks._numbers import (
    Quantity,
    added,
    ends_agree,
    is_about,
    quantity,
    shown,
    unit_name,
)
from planproof.checks._totals import (
    Parts,
    StatedTotal,
    columns,
    is_total,
    items_above,
    label_of,
    stated_totals,
    table_above,
    unit_set,
)
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.document import Document, Table
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Plan
from planproof.words import listed

RULE = Rule(
    id="total-mismatch",
    category="numbers",
    severity="major",
    summary="A stated total is not the sum of its parts",
    goal="Every stated total is the sum of its parts",
)
_TIME = frozenset({"h", "day", "week", "month", "minute", "second", "sprint"})
_PARALLEL = re.compile(
    r"parallel|overlap|concurren|并行|並行|並列|simult|gleichzeitig", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff\uac00-\ud7af]{2,}")


def check(context: Context) -> Iterator[Finding]:
    """One finding per total, in order of documents."""
    plan = context.plan
    for document in plan.work_documents():
        for table in document.blocks.tables:
            yield from _in_table(plan, document, table)
        for total in stated_totals(document):
            yield from _in_words(plan, document, total)


def _in_table(plan: Plan, document: Document, table: Table) -> Iterator[Finding]:
    if not table.rows or not is_total(label_of(table.rows[-1])):
        return
    *rows, last = table.rows
    if any(is_total(label_of(row)) for row in rows):
        return  # subtotals: nothing says which rows each of them sums
    for index, parts in columns(table, rows):
        value = quantity(last.cells[index]) if index < len(last.cells) else None
        if value is not None and not _fits(document, value, parts, table):
            total = StatedTotal(last.line, parts.name, value)
            yield _finding(plan, document, total, parts)


def _in_words(plan: Plan, document: Document, total: StatedTotal) -> Iterator[Finding]:
    items = items_above(document, total.line)
    table = table_above(document, total.line)
    if items is not None:
        if not _fits(document, total.value, items, None):
            yield _finding(plan, document, total, items)
    elif table is not None:
        rows = [row for row in table.rows if not is_total(label_of(row))]
        found = [parts for _, parts in columns(table, rows) if _same_thing(total, parts)]
        whole = [parts for parts in found if len(parts.lines) == len(rows)] or found
        right = any(_fits(document, total.value, parts, table) for parts in found)
        if len(whole) == 1 and not right:
            yield _finding(plan, document, total, whole[0])
    else:
        yield from _of_phases(plan, document, total)


def _same_thing(total: StatedTotal, parts: Parts) -> bool:
    """True when a total in words can only mean this column: one unit, or its name."""
    units = unit_set(parts)
    if units:
        return total.value.unit in units
    words = {unit_name(word) for word in _WORD.findall(parts.name.lower())}
    named = {unit_name(word) for word in _WORD.findall(total.what.lower())}
    return total.value.unit in words if total.value.unit else bool(words & named)


def _fits(document: Document, value: Quantity, parts: Parts, table: Table | None) -> bool:
    """True when the total is right, or when it is not meant as a plain sum."""
    units = unit_set(parts)
    if value.unit and units and value.unit not in units:
        return True
    if value.unit == "%" or "%" in units:
        return True
    sum_ = added((each.low, each.high) for each in parts.quantities)
    about = value.about or any(each.about for each in parts.quantities)
    if ends_agree((value.low, value.high), sum_, about=about):
        return True
    longest = max(each.high for each in parts.quantities)
    unit = value.unit or next(iter(units), None) or unit_name(parts.name.lower())
    return unit in _TIME and (value.high == longest or _side_by_side(document, table, parts))


def _side_by_side(document: Document, table: Table | None, parts: Parts) -> bool:
    start = table.line_start if table else parts.lines[0]
    text = document.text(max(1, start - 4), parts.lines[-1] + 6)
    return _PARALLEL.search(text) is not None


def _of_phases(plan: Plan, document: Document, total: StatedTotal) -> Iterator[Finding]:
    """A total of the whole plan against what the phases state for themselves."""
    stated = next(
        (e for e in plan.estimates if e.total and _at(e) == (document.path, total.line)), None
    )
    if stated is None or stated.unit in ("days", "weeks", "months"):
        return
    found: list[tuple[str, Estimate]] = []
    for phase in plan.phases:
        own = [e for e in phase.estimates if e.unit == stated.unit]
        if len(own) == 1:
            found.append((phase.label, own[0]))
        elif phase.tasks or own:
            return
    sum_ = added((e.low, e.high) for _, e in found)
    about = is_about(stated.text)
    if len(found) < 2 or ends_agree((stated.low, stated.high), sum_, about=about):
        return
    yield _report(
        plan,
        stated,
        what=total.what,
        stated=stated.text.strip(),
        sum_=f"{shown(*sum_)} {stated.unit}",
        parts=[f"{label} {e.text.strip()}" for label, e in found],
        related=[e for _, e in found],
    )


def _at(estimate: Estimate) -> tuple[str, int]:
    return estimate.path, estimate.line_start


def _finding(plan: Plan, document: Document, total: StatedTotal, parts: Parts) -> Finding:
    return _report(
        plan,
        line_at(document, total.line),
        what=total.what,
        stated=total.value.text,
        sum_=_with_unit(added((each.low, each.high) for each in parts.quantities), parts),
        parts=[
            f"{label[:40]} {each.text}"
            for label, each in zip(parts.labels, parts.quantities, strict=True)
        ],
        related=[line_at(document, line) for line in parts.lines],
    )


def _with_unit(sum_: tuple[float, float], parts: Parts) -> str:
    unit = next(iter(unit_set(parts)), "")
    return (
        f"{unit}{shown(*sum_)}"
        if unit in {"$", "€", "£", "¥"}
        else f"{shown(*sum_)} {unit}".strip()
    )


def _report(
    plan: Plan,
    at: Location,
    *,
    what: str,
    stated: str,
    sum_: str,
    parts: list[str],
    related: list[Location] | list[Estimate],
) -> Finding:
    name = f" ({what[:40]})" if what else ""
    return RULE.finding(
        plan,
        at,
        title=f"The total{name} is stated as {stated}, its parts add up to {sum_}",
        detail=f"The parts are {listed(parts, 12)}. Whoever plans by the total plans by a "
        "number that the plan itself does not support.",
        recommendation=f"Correct the total to {sum_}, or the part that is wrong.",
        related=related,
    )
