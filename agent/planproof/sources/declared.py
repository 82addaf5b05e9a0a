"""Requirements, risks and other things that a plan gives an id of their own."""

import re
from collections.abc import Iterator
from typing import Literal

from planproof.core.document import Document
from planproof.core.plan import Item
from planproof.sources.units.drafts import Reading
from planproof.sources.units.headings import is_task_code
from planproof.sources.units.labels import code_label, normal_number

_REQUIREMENT = re.compile(
    r"^(?:N?FR|REQ|R|UR|SR|BR|AC|SC|US|RF|RNF|UC|NFR-[A-Z]+|FR-[A-Z]+|REQ-[A-Z]+)(?:-[A-Z]+)*-\d"
)
_NUMBERED = re.compile(
    r"^(?:Requirement|Requisito|Anforderung|Exigence|要件|需求)\s+(\d+)\b[:：.]?\s*(.*)$",
    re.IGNORECASE,
)
_SHORTEST_TITLE = 8
"""Characters; `FR-001 (P1)` only mentions a requirement."""
_MAPPING = re.compile(r"^\W{0,6}(?:→|->|=>|⇒)")
_LINK = re.compile(r"\[([^\]]{1,200})\]\([^)]{0,500}\)")


def items_of(reading: Reading) -> Iterator[Item]:
    """Items that a document declares: in headings, at the start of list items, in first cells.

    A line that maps an id to others (`R-001 → T-014`) declares nothing.
    """
    document = reading.document
    yield from _from_headings(document)
    for item in document.blocks.items:
        yield from _declared(reading, item.text, item.line_start, item.line_end)
    for table in document.blocks.tables:
        if re.search(
            r"coverage|traceab|mapping", document.lines[max(table.line_start - 3, 0)].lower()
        ):
            continue
        for row in table.rows:
            first = _LINK.sub(r"\1", row.cells[0]) if row.cells else ""
            rest = " ".join(cell for cell in row.cells[1:] if cell)
            yield from _declared(reading, f"{first.strip('*` ')}: {rest}", row.line, row.line)


def _from_headings(document: Document) -> Iterator[Item]:
    ends = {
        section.line_start: section.line_end
        for section in document.sections
        if section.style == "heading"
    }
    for heading in document.blocks.headings:
        end = ends.get(heading.line_start, heading.line_end)
        numbered = _NUMBERED.match(heading.text)
        if numbered:
            yield _item(document, numbered[1], numbered[2], "requirement", heading.line_start, end)
            yield from _criteria(document, numbered[1], heading.line_start, end)
            continue
        label = code_label(heading.text) or code_label(
            re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", heading.text)
        )
        if label is not None and not is_task_code(label.number):
            yield _item(
                document,
                label.text,
                label.title,
                _kind(label.number, None),
                heading.line_start,
                end,
            )


def _criteria(document: Document, number: str, start: int, end: int) -> Iterator[Item]:
    """Numbered acceptance criteria of a requirement: `3.2`."""
    for item in document.blocks.items:
        if start < item.line_start <= end and item.number is not None and item.depth == 0:
            yield _item(
                document,
                f"{number}.{item.number}",
                item.text,
                "requirement",
                item.line_start,
                item.line_end,
            )


def _declared(reading: Reading, text: str, line: int, end: int) -> Iterator[Item]:
    label = code_label(text)
    if (
        label is None
        or is_task_code(label.number)
        or _MAPPING.match(text[text.find(label.text) + len(label.text) :])
    ):
        return
    if len(label.title) < _SHORTEST_TITLE:
        return
    kind = _kind(label.number, reading.role_at(line))
    yield _item(reading.document, label.text, label.title, kind, line, end)


def _kind(number: str, role: str | None) -> Literal["requirement", "risk", "other"]:
    if "RISK" in number or (role == "risks" and number.startswith("R")):
        return "risk"
    return "requirement" if _REQUIREMENT.match(number) else "other"


def _item(  # noqa: PLR0917  # the fields of an item, in its own order
    document: Document,
    id_: str,
    title: str,
    kind: Literal["requirement", "risk", "other"],
    line: int,
    end: int,
) -> Item:
    return Item.model_construct(
        path=document.path,
        line_start=line,
        line_end=end,
        id=normal_number(id_),
        label=id_,
        title=title[:300],
        kind=kind,
        text=document.text(line, min(end, line + 20)),
    )
