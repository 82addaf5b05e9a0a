"""Cells of tables without padding, or with more of it."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from evals.mutants.tools import table_cells
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    inside = {
        number
        for table in document.blocks.tables
        for number in range(table.line_start, table.line_end + 1)
    }
    return [
        (number, _padded(line) if number in inside and line.startswith("|") else line)
        for number, line in numbered(document)
    ]


def _padded(line: str) -> str:
    cells = [cell.strip() for cell in table_cells(line)]
    ruled = all(not cell.strip(":-") for cell in cells)
    middle = [cell if ruled else f"  {cell}   " for cell in cells[1:-1]]
    return "|".join([cells[0], *middle, cells[-1]])


CONTROL = Control("table-padding", rewrite)
