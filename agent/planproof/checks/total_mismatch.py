"""A stated total is not the sum of its parts.

## What it does

Compares a stated total ("**Total Estimated Tokens:** ~813,000") with the sum of the estimates in
the summary table of phases, or of the phases themselves where there is no table. In any table,
compares a row of totals with the sum of each column of plain numbers above it.

## Why is this bad?

The total is the number that is budgeted. Its parts are what is built.

## Example

    | Phase 1 | 27,000 |
    | Phase 2 | 39,000 |
    | **Total** | 76,000 |

## Use instead

    | **Total** | 66,000 |
"""

import re
from collections.abc import Iterator

from planproof.checks._estimates import TOLERANCE, agree, amount, first_of, total_of
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Table
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Plan

RULE = Rule(
    id="total-mismatch",
    category="numbers",
    severity="major",
    summary="A stated total is not the sum of its parts",
)
_TOTAL = re.compile(
    r"^\W*(?:grand )?(?:total|sum|gesamt|summe|somme|suma|soma|合計|合计|总计|총계|합계)\b",
    re.IGNORECASE,
)
_CELL = re.compile(r"^[~≈$€£¥\s*_]*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([a-zA-Z%]{0,8})[*_\s]*$")
_FEWEST = 2


def check(context: Context) -> Iterator[Finding]:
    """One finding per total."""
    plan = context.plan
    for document in plan.work_documents():
        for table in document.blocks.tables:
            yield from _table(plan, document, table)
    for stated in plan.estimates:
        if stated.total and stated.unit in ("tokens", "points", "hours", "lines"):
            yield from _overall(plan, stated)


def _overall(plan: Plan, stated: Estimate) -> Iterator[Finding]:
    rows = [e for _, e in plan.phase_estimates if e.unit == stated.unit and e.path == stated.path]
    own = [found for phase in plan.phases if (found := first_of(phase.estimates, stated.unit))]
    parts = rows if len(rows) >= _FEWEST else own
    if len(parts) < _FEWEST:
        return
    low, high = total_of(parts)
    if agree(stated, low, high):
        return
    says, adds = amount(stated.low, stated.high, stated.unit), amount(low, high, stated.unit)
    yield RULE.finding(
        plan,
        stated,
        related=parts,
        title=f"The total is stated as {says}, its {len(parts)} parts add up to {adds}",
        detail="The total is what is budgeted, the parts are what is built.",
        recommendation=f"State {adds}, or correct the part that is off.",
    )


def _table(plan: Plan, document: Document, table: Table) -> Iterator[Finding]:
    totals = [row for row in table.rows if row.cells and _TOTAL.match(row.cells[0])]
    if len(totals) != 1 or table.rows[-1] is not totals[0]:
        return
    for column in range(1, len(table.header)):
        cells = [row.cells[column] if column < len(row.cells) else "" for row in table.rows]
        numbers = [_number(cell) for cell in cells]
        parts = [number for number in numbers[:-1] if number is not None]
        stated = numbers[-1]
        empty = all(not cell.strip(" -–—*") or _number(cell) for cell in cells[:-1])
        if stated is None or len(parts) < _FEWEST or not empty:
            continue
        units = {unit for _, unit in (*parts, stated) if unit}
        total = sum(value for value, _ in parts)
        if len(units) > 1 or abs(total - stated[0]) <= TOLERANCE * max(total, stated[0]):
            continue
        head = table.header[column].strip("*_ ")
        yield RULE.finding(
            plan,
            line_at(document, totals[0].line),
            related=[line_at(document, table.rows[0].line)],
            title=f"The total of “{head}” is stated as {stated[0]:,.10g}, the rows add up to "
            f"{total:,.10g}",
            detail="The total is what is budgeted, the rows are what is built.",
            recommendation=f"State {total:,.10g}, or correct the row that is off.",
        )


def _number(cell: str) -> tuple[float, str] | None:
    match = _CELL.match(cell[:60])
    if match is None:
        return None
    return float(match[1].replace(",", "") + (match[2] or "")), match[3].lower()
