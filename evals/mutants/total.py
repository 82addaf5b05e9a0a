"""Changes a stated total that is the sum of its parts."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import changed_number, raised, replace_line, tables, with_cell

TOTAL = re.compile(r"^\W*(?:grand )?(?:total|sum|合計|合计)\b", re.IGNORECASE)
NUMBER = re.compile(
    r"^\W{0,3}(\d[\d,]*(?:\.\d+)?)\s*(?:h|hours?|days?|weeks?|points?|tokens)?\W{0,3}$"
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    yield from _estimates(source)
    yield from _rows(source)


def _estimates(source: Source) -> Iterator[Seed]:
    """Totals that are the sum of what the overview gives for each phase."""
    parts = [told for _, told in source.plan.phase_estimates]
    whole = sum(each.low for each in parts)
    for told in source.plan.estimates:
        line = source.line_of(told.path, told.line_start)
        if not told.total or told.low != whole or told.low != told.high or line is None:
            continue
        new = changed_number(told.text, raised(told.low))
        if new and line.count(told.text) == 1 and len(parts) > 1:
            yield Seed(
                f"the total says {new}, its parts add up to {told.text}",
                (replace_line(told.path, told.line_start, line.replace(told.text, new)),),
                also=tuple(Spot(each.path, each.line_start) for each in parts),
            )


def _rows(source: Source) -> Iterator[Seed]:
    """Total rows of tables whose columns add up."""
    for document, table in tables(source):
        if len(table.rows) < 3 or not TOTAL.match(table.rows[-1].cells[0]):
            continue
        for column in range(1, len(table.header)):
            cells = [row.cells[column] if column < len(row.cells) else "" for row in table.rows]
            values = [_value(cell) for cell in cells]
            known = [value for value in values if value is not None]
            if len(known) < len(values) or sum(known[:-1]) != known[-1] or known[-1] < 4:
                continue
            new = changed_number(cells[-1], raised(known[-1]))
            line = document.lines[table.rows[-1].line - 1]
            text = with_cell(line, column, new) if new else None
            if text:
                yield Seed(
                    f"the total row says {new}, its column adds up to {cells[-1]}",
                    (replace_line(document.path, table.rows[-1].line, text),),
                    also=(Spot(document.path, table.line_start),),
                )


def _value(cell: str) -> float | None:
    match = NUMBER.match(cell.strip())
    return float(match[1].replace(",", "")) if match else None


MUTATOR = Mutator("total", "numbers", ("total-mismatch",), sites)
