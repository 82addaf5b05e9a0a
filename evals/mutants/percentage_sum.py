"""Changes one of several percentages that add up to 100."""

import re
from collections.abc import Iterator
from itertools import groupby
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import replace_line, tables, with_cell
from planproof.core.document import Document

SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s?%")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    for document, table in tables(source):
        for column in range(1, len(table.header)):
            cells = [(row, row.cells[column]) for row in table.rows if column < len(row.cells)]
            shares = [SHARE.fullmatch(cell.strip().strip("*")) for _, cell in cells]
            values = [float(match[1]) for match in shares if match]
            parts = values[:-1] if values and values[-1] == 100 else values
            if len(values) < len(cells) or len(parts) < 3 or sum(parts) != 100:
                continue
            row, cell = random.choice(cells[: len(parts)])
            new = cell.replace(*_other(cell))
            text = with_cell(document.lines[row.line - 1], column, new)
            if text is not None:
                yield Seed(
                    f"shares of {table.header[column]!r} no longer add up to 100",
                    (replace_line(document.path, row.line, text),),
                    also=(
                        Spot(document.path, table.line_start),
                        Spot(document.path, table.line_end),
                    ),
                )
    for document in source.work:
        yield from _lists(document, random)


def _other(text: str) -> tuple[str, str]:
    match = SHARE.search(text)
    number = match[1] if match else "0"
    return number, f"{float(number) + 15:g}"


def _lists(document: Document, random: Random) -> Iterator[Seed]:
    """Items of one list, each with one percentage."""
    tops = [item for item in document.blocks.items if item.depth == 0]
    for _, run in groupby(enumerate(tops), lambda each: each[1].line_start - each[0]):
        items = [item for _, item in run]
        shares = [SHARE.findall(document.prose[item.line_start - 1]) for item in items]
        if len(items) < 3 or any(len(each) != 1 for each in shares):
            continue
        if sum(float(each[0]) for each in shares) != 100:
            continue
        number = random.choice(items).line_start
        line = document.lines[number - 1]
        yield Seed(
            "shares of a list no longer add up to 100",
            (replace_line(document.path, number, line.replace(*_other(line), 1)),),
            also=tuple(Spot(document.path, item.line_start) for item in items),
        )


MUTATOR = Mutator("percentage-sum", "numbers", ("percentage-sum", "contradiction"), sites)
