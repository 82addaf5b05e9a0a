"""Percentages of a whole that do not add up to it.

## What it does

Adds up the percentages of a table column or list that is said to be a breakdown (share,
allocation, distribution, split, weight) and reports sums that differ from 100 by more than two.

## Why is this bad?

Something is counted twice or left out, and budgets or weights based on it are wrong.

## Example

    | Area | Share of budget |
    | Servers | 50% |
    | Staff | 40% |
    | Licences | 20% |

## Use instead

Shares that add up to 100%.
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="percentage-sum",
    category="numbers",
    severity="minor",
    summary="Percentages of a whole that do not add up to it",
    confidence="medium",
)
_WHOLE = re.compile(
    r"\b(?:share|allocation|distribution|split|breakdown|weight(?:ing)?|proportion"
    r"|% of (?:total|budget|effort)|distribuição|distribución|verteilung|anteil|répartition)\b"
    r"|割合|配分|占比|分配|비율|배분",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"^[~\s*_]*(\d{1,3}(?:\.\d+)?)\s*%[*_\s]*$")
_ITEM = re.compile(r"^[^%\d]{2,60}[:：(–—-]\s*[*_]{0,2}~?(\d{1,3}(?:\.\d+)?)\s*%")
_SLACK = 2.0
_FEWEST = 3


def check(context: Context) -> Iterator[Finding]:
    """One finding per table column or list."""
    for document in context.plan.work_documents():
        yield from _columns(context.plan, document)
        yield from _lists(context.plan, document)


def _columns(plan: Plan, document: Document) -> Iterator[Finding]:
    for table in document.blocks.tables:
        for column, head in enumerate(table.header):
            if not _WHOLE.search(head):
                continue
            rows = [
                row
                for row in table.rows
                if not row.cells[:1] or "total" not in row.cells[0].lower()
            ]
            cells = [row.cells[column] if column < len(row.cells) else "" for row in rows]
            shares = [float(match[1]) for cell in cells if (match := _PERCENT.match(cell))]
            if len(shares) == len(rows) >= _FEWEST and abs(sum(shares) - 100) > _SLACK:
                lines = [row.line for row in rows]
                yield _finding(plan, document, lines, head.strip("*_ "), sum(shares))


def _lists(plan: Plan, document: Document) -> Iterator[Finding]:
    for section in document.sections:
        if not _WHOLE.search(section.title):
            continue
        items = [
            item
            for item in document.blocks.items
            if section.line_start < item.line_start <= section.line_end and item.depth == 0
        ]
        shares = [float(match[1]) for item in items if (match := _ITEM.match(item.text))]
        if len(shares) == len(items) >= _FEWEST and abs(sum(shares) - 100) > _SLACK:
            lines = [item.line_start for item in items]
            yield _finding(plan, document, lines, section.title, sum(shares))


def _finding(plan: Plan, document: Document, lines: list[int], name: str, total: float) -> Finding:
    return RULE.finding(
        plan,
        line_at(document, lines[0]),
        related=[line_at(document, line) for line in lines[1:]],
        title=f"The percentages of “{name}” add up to {total:.10g}, not 100",
        detail="Something is counted twice or left out.",
        recommendation="Correct the shares, or say that they overlap.",
    )
