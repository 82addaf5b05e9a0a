"""Percentages of a whole that do not add up to it.

## What it does

Adds up the percentages of a table column, a list or a line that is said to be a breakdown (share,
allocation, distribution, split, weight) and reports sums that are not 100, rounding aside. It is
`major` where a total row states 100 % itself.

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
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planproof.checks._numbers import shown
from planproof.checks._prose import said
from planproof.checks._totals import is_total, label_of
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Table
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.words import listed

RULE = Rule(
    id="percentage-sum",
    category="numbers",
    severity="major",
    summary="Percentages of a whole that do not add up to it",
    goal="Shares of a whole add up to it",
    confidence="medium",
)
_WHOLE = re.compile(
    r"\b(?:share|allocation|distribution|split|breakdown|weight(?:ing|age)?s?|proportion"
    r"|% of (?:total|budget|effort)|distribuição|distribución|verteilung|anteil|répartition)\b"
    r"|割合|配分|占比|分配|权重|比重|비율|배분",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"[~\s*_]*(\d{1,3}(?:\.\d+)?)\s*%[*_\s]*$")
_ITEM = re.compile(r"[^%\d]{2,60}[:：(–—-]\s*[*_]{0,2}~?(\d{1,3}(?:\.\d+)?)\s*%")
_INLINE = re.compile(r"(?P<bound>[<>≤≥±+~-]\s{0,2})?(?<![\d.])(?P<share>\d{1,3}(?:\.\d+)?)\s?[%％]")
_NO_SHARES = re.compile(
    r"\b(?:coverage|threshold|at least|at most|up to|more than|less than|alert|discount|increase"
    r"|reduc\w+|faster|slower|percentile|rollout|canary|utili[sz]ation|or|vs)\b|→|->",
    re.IGNORECASE,
)
_FEWEST = 3
_LONGEST = 400


class _Shares(NamedTuple):
    name: str
    values: tuple[float, ...]
    lines: tuple[int, ...]
    stated: int | None = None
    """The line that states the sum as 100 %."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per table column, list or line."""
    for document in context.plan.work_documents():
        lines = [number for number, line in enumerate(document.prose, 1) if "%" in line]
        if not lines:
            continue
        for table in document.blocks.tables:
            for shares in _columns(table):
                yield from _judged(context.plan, document, shares)
        for shares in (*_lists(document, lines), *_in_lines(document, lines)):
            yield from _judged(context.plan, document, shares)


def _judged(plan: Plan, document: Document, shares: _Shares) -> Iterator[Finding]:
    if len(shares.values) < _FEWEST:
        return
    total = round(sum(shares.values), 6)
    if abs(total - 100) <= _slack(shares.values):
        return
    over = total > 100
    lines = list(dict.fromkeys(shares.lines))
    at = shares.stated or lines[0]
    yield RULE.finding(
        plan,
        line_at(document, at),
        related=[line_at(document, line) for line in lines if line != at],
        severity="major" if shares.stated else "minor",
        title=f"The percentages of “{shares.name[:60]}” add up to {shown(total)}, not 100",
        detail=f"{listed([f'{shown(value)} %' for value in shares.values], 12)} make "
        f"{shown(total)} %: {'something is counted twice' if over else 'something is left out'}, "
        "and what is computed from the shares will be off.",
        recommendation=f"Correct the shares so that they make 100 %, or say why "
        f"{'they overlap' if over else 'the rest is missing'}.",
    )


def _slack(values: Sequence[float]) -> float:
    """Half a point for each value that looks rounded; one for all in any case."""
    return max(1.0, 0.5 * sum(value % 5 != 0 for value in values))


def _columns(table: Table) -> Iterator[_Shares]:
    for column, head in enumerate(table.header):
        if not _WHOLE.search(head):
            continue
        cells = [(row, row.cells[column] if column < len(row.cells) else "") for row in table.rows]
        found = [(row, match) for row, cell in cells if (match := _PERCENT.match(cell))]
        parts = [(row, float(match[1])) for row, match in found if not is_total(label_of(row))]
        whole = [row.line for row, match in found if is_total(label_of(row)) and match[1] == "100"]
        if len(found) == len(cells):
            yield _Shares(
                head.strip("*_ "),
                tuple(share for _, share in parts),
                tuple(row.line for row, _ in parts),
                whole[0] if whole else None,
            )


def _lists(document: Document, lines: list[int]) -> Iterator[_Shares]:
    """The items of sections that are called a breakdown; *lines* are those with a percentage."""
    for section in document.sections:
        inside = bisect_right(lines, section.line_end) - bisect_right(lines, section.line_start)
        if inside < _FEWEST or not _WHOLE.search(section.title):
            continue
        items = [
            item
            for item in document.blocks.items
            if section.line_start < item.line_start <= section.line_end and item.depth == 0
        ]
        found = [(item, match) for item in items if (match := _ITEM.match(item.text))]
        if found and len(found) == len(items):
            values = tuple(float(match[1]) for _, match in found)
            yield _Shares(section.title, values, tuple(item.line_start for item, _ in found))


def _in_lines(document: Document, lines: list[int]) -> Iterator[_Shares]:
    """`Effort split: 50% client, 30% server, 30% tests`."""
    for number in lines:
        line = document.prose[number - 1]
        if line.count("%") < _FEWEST or len(line) > _LONGEST or line.lstrip().startswith("|"):
            continue
        text = said(line)
        word = _WHOLE.search(text)
        found = list(_INLINE.finditer(text))
        if word is None or len(found) != text.count("%") or _NO_SHARES.search(text):
            continue
        values = tuple(float(match["share"]) for match in found)
        if any(match["bound"] for match in found) or not 80 <= sum(values) <= 130:
            continue
        yield _Shares(word[0], values, (number,))
