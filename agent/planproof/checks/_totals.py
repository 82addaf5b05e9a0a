"""Where a plan states a total, and which numbers it says are the parts."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from planproof.checks._numbers import Quantity, leading_quantity, quantity
from planproof.core.document import Document, ListItem, Row, Table

_WORD = (
    r"(?:totals?|sum|gesamt|insgesamt|summe|总计|總計|合计|合計|总和|总共|합계|총계|totale|suma)"
    r"(?![a-z])"
)
_ADJECTIVES = r"(?:(?:estimated|est\.|grand|overall|combined|project|sub)[\s-]*){0,2}"
_LABEL = re.compile(rf"\W{{0,6}}{_ADJECTIVES}{_WORD}", re.IGNORECASE)
_LINE = re.compile(
    rf"[^\w\n|]{{0,12}}{_ADJECTIVES}{_WORD}(?P<what>[^\d:：|\n]{{0,60}})[:：][*_ ]*"
    r"(?P<value>[^\n]{1,160})",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,300}\)")
_EMPTY = frozenset({"", "-", "–", "—", "n/a", "na", "none", "无", "なし", "−"})
_NO_SUM = re.compile(
    r"[%#]|\b(?:avg|average|mean|rate|ratio|per|max|min|peak|cumulative|running|id|no|nr|version"
    r"|year|date|priority|start|end|when|schedule|calendar|p\d\d|score|current|status)\b"
    r"|累计|平均|累計",
    re.IGNORECASE,
)
_FARTHEST = 6
"""Lines between a table and the total that is stated below it."""


class Parts(NamedTuple):
    """Numbers that add up to a total, with their lines."""

    name: str
    """Head of the column; empty for a list."""
    quantities: tuple[Quantity, ...]
    lines: tuple[int, ...]
    labels: tuple[str, ...]


class StatedTotal(NamedTuple):
    """A total in words: `**Total Estimated Tokens:** ~813,000`."""

    line: int
    what: str
    value: Quantity


def is_total(cell: str) -> bool:
    """True when a cell names a row of totals."""
    return len(cell) <= 60 and _LABEL.match(cell) is not None


def label_of(row: Row) -> str:
    """First cell of a row that holds anything, links as their text."""
    cell = next((cell for cell in row.cells if cell.strip()), "")
    return _LINK.sub(r"\1", cell[:400]).replace("**", "").strip()


def stated_totals(document: Document) -> Iterator[StatedTotal]:
    """Lines of prose that state a total, tables left out."""
    for number, line in enumerate(document.prose, 1):
        if ":" not in line and "：" not in line:
            continue
        match = _LINE.match(line)
        value = leading_quantity(match["value"]) if match else None
        if match and value is not None:
            yield StatedTotal(number, match["what"].strip(" *_"), value)


def columns(table: Table, rows: Sequence[Row]) -> Iterator[tuple[int, Parts]]:
    """Columns of *rows* that hold nothing but amounts of one unit, by their index."""
    for index, head in enumerate(table.header):
        if _NO_SUM.search(head):
            continue
        cells = [(row, row.cells[index] if index < len(row.cells) else "") for row in rows]
        filled = [(row, cell) for row, cell in cells if cell.strip(" *_").lower() not in _EMPTY]
        amounts = [(row, quantity(cell)) for row, cell in filled]
        found = [(row, amount) for row, amount in amounts if amount is not None]
        if len(found) < 2 or len(found) < len(filled) or len(found) * 2 < len(cells):
            continue
        parts = Parts(
            head.replace("**", "").strip(),
            tuple(amount for _, amount in found),
            tuple(row.line for row, _ in found),
            tuple(label_of(row) for row, _ in found),
        )
        if len(unit_set(parts)) <= 1 and not _consecutive(parts):
            yield index, parts


def unit_set(parts: Parts) -> set[str]:
    """Units that the parts name."""
    return {each.unit for each in parts.quantities if each.unit}


def _consecutive(parts: Parts) -> bool:
    """`1-2, 3-4, 5-8` and `1, 2, 3` are positions (weeks, numbers), not amounts."""
    amounts = parts.quantities
    pairs = list(pairwise(amounts))
    if any(a.high > a.low for a in amounts):
        return all(b.low in (a.high, a.high + 1) for a, b in pairs)
    return len(amounts) > 2 and all(b.low == a.low + 1 for a, b in pairs)


def table_above(document: Document, line: int) -> Table | None:
    """The table that a line stands right below, with no heading between."""
    above = [t for t in document.blocks.tables if t.line_end < line <= t.line_end + _FARTHEST]
    if not above:
        return None
    end = above[-1].line_end
    between = any(end < h.line_start < line for h in document.blocks.headings)
    return None if between else above[-1]


def items_above(document: Document, line: int) -> Parts | None:
    """`Label: amount` for every item of the list that ends with the total at *line*.

    None when the total is no item, or one of the items above states no amount.
    """
    items = document.blocks.items
    at = bisect_right(items, line, key=lambda item: item.line_start) - 1
    if at < 0 or items[at].line_start != line:
        return None
    total = items[at]
    after = items[at + 1] if at + 1 < len(items) else None
    if after and after.depth >= total.depth and after.line_start - total.line_end <= 2:
        return None
    parts: list[tuple[ListItem, Quantity]] = []
    below = total
    for item in reversed(items[:at]):
        if item.depth < total.depth or below.line_start - item.line_end > 2:
            break
        if item.depth > total.depth:
            continue
        value = _after_colon(item.text)
        if value is None:
            return None
        parts.append((item, value))
        below = item
    parts.reverse()
    if len(parts) < 2:
        return None
    return Parts(
        "",
        tuple(value for _, value in parts),
        tuple(item.line_start for item, _ in parts),
        tuple(re.split(r"[:：]", item.text, maxsplit=1)[0].strip("* ") for item, _ in parts),
    )


def _after_colon(text: str) -> Quantity | None:
    parts = re.split(r"[:：]", text, maxsplit=1)
    return leading_quantity(parts[1]) if len(parts) == 2 else None
