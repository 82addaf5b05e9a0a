"""Units of work that are table rows, and tables that sum up phases."""

import re
from collections.abc import Iterator

from planproof.core.document import Row, Table
from planproof.core.plan import Field, Reference, Relation
from planproof.sources.estimates import stated_estimate
from planproof.sources.references import bare_numbers, reference, scan
from planproof.sources.units.drafts import (
    PHASE_RANK,
    TASK_RANK,
    Draft,
    PhaseSummary,
    Reading,
    draft_from,
)
from planproof.sources.units.headings import is_task_code
from planproof.sources.units.labels import Label, code_label, normal_number, unit_label
from planproof.sources.vocabulary import section_role, vocabulary

_LINK = re.compile(r"\[([^\]]{1,200})\]\([^)]{0,500}\)")
_SIGNS = frozenset(
    {"dependencies", "prerequisites", "estimate", "status", "owner", "priority", "files"}
)
_NOTHING = re.compile(r"^(?:|[-–—]+|n/?a|none|nil|tbd|無し|なし|无|없음)$", re.IGNORECASE)
_BARE = re.compile(r"^#?(\d{1,3}[a-z]?|\d+(?:\.\d+)+)$")
_FINISHED = ("done", "complete", "✅", "shipped")


class TableReader:
    """Adds the task rows and phase summaries of a document's tables to its reading."""

    def __init__(self, reading: Reading, families: frozenset[str]) -> None:
        self._reading = reading
        self._path = reading.document.path
        self._families = families

    def read(self) -> None:
        """Read every table of the document."""
        for table in self._reading.document.blocks.tables:
            columns = [vocabulary().field(head) or section_role(head) for head in table.header]
            for row in table.rows:
                label = _row_label(row, columns)
                if label is None:
                    continue
                if label.rank <= PHASE_RANK:
                    self._reading.summaries.append(self._summary(row, table, columns, label))
                else:
                    self._reading.units.append(self._task(row, table, columns, label))
                self._reading.row_lines.add(row.line)

    def _task(self, row: Row, table: Table, columns: list[str | None], label: Label) -> Draft:
        draft = draft_from(label, "row", self._path, row.line, row.line)
        cells = list(zip(table.header, columns, row.cells, strict=False))[1:]
        if not draft.title:
            titles = [cell for _, column, cell in cells if column == "title"]
            draft.title = (titles or [cell for _, _, cell in cells[:1]] or [""])[0]
        for head, column, cell in cells:
            if _NOTHING.match(cell.strip()):
                continue
            draft.fields.append(
                Field.model_construct(
                    path=self._path,
                    line_start=row.line,
                    line_end=row.line,
                    name=head,
                    role=column,
                    value=cell,
                )
            )
            draft.references.extend(self._references(head, column, cell, row.line))
        status = next((f.value.lower() for f in draft.fields if f.role == "status"), "")
        draft.done = any(word in status for word in _FINISHED) if status else None
        return draft

    def _summary(
        self, row: Row, table: Table, columns: list[str | None], label: Label
    ) -> PhaseSummary:
        summary = PhaseSummary(label.family, label.number, [], [])
        for head, column, cell in list(zip(table.header, columns, row.cells, strict=False))[1:]:
            if column == "estimate" or _names_unit(head):
                estimate = stated_estimate(head, cell, self._path, row.line)
                if estimate is not None:
                    summary.estimates.append(estimate)
            elif column in ("dependencies", "prerequisites"):
                summary.references.extend(self._references(head, column, cell, row.line))
        return summary

    def _references(
        self, head: str, column: str | None, cell: str, line: int
    ) -> Iterator[Reference]:
        return labelled_references(
            head, column, cell, at=(self._path, line), families=self._families
        )


def _row_label(row: Row, columns: list[str | None]) -> Label | None:
    """The unit that a row declares: by its first cell, in a table that looks like one of tasks.

    Tables of requirements, risks, files and traceability start with ids as well: a task table
    has a column for dependencies, estimates, owners, status, priority or files.
    """
    if len(row.cells) < 2:
        return None
    first = _LINK.sub(r"\1", row.cells[0]).strip("*`~ ")
    work = bool(_SIGNS & {column for column in columns[1:] if column})
    label = unit_label(first)
    if label is not None:
        return label if work or label.rank <= PHASE_RANK else None
    code = code_label(first)
    if code is not None and is_task_code(code.number) and len(first) <= len(code.text) + 1:
        return code if work or columns[0] == "id" else None
    bare = _BARE.match(first)
    if bare and work and columns[0] == "id" and "title" in columns[1:]:
        return Label("task", TASK_RANK, f"Task {bare[1]}", normal_number(bare[1]), "")
    return None


def _names_unit(head: str) -> bool:
    return bool(
        re.search(r"\b(?:tokens?|hours?|days?|weeks?|points|effort|duration)\b", head.lower())
    )


def labelled_references(
    head: str, role: str | None, value: str, *, at: tuple[str, int], families: frozenset[str]
) -> Iterator[Reference]:
    """References of a cell or field, with the relation that its head gives them.

    Under a head such as "Depends on" bare numbers (`1, 2`) are tasks.
    """
    path, line = at
    relation: Relation = "mentions"
    if role in ("dependencies", "prerequisites"):
        relation = "blocks" if head.lower().strip("*_ ") == "blocks" else "depends"
    elif role == "requirements":
        relation = "covers"
    found = list(scan(value, path, line, families, relation))
    yield from found
    if found or relation not in ("depends", "blocks"):
        return
    for number in bare_numbers(value):
        yield reference("task", value.strip(), number, (path, line), relation)
