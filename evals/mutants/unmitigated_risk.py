"""Empties the mitigation of a risk whose neighbours have one."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import replace_line, tables, with_cell

ANSWER = re.compile(
    r"mitigat|countermeasure|response|mitigação|mitigación|対策|缓解|应对", re.IGNORECASE
)
LEADS = re.compile(r"^(\s*(?:[-*]\s+)?\**R-?\d+\b[^→>]{0,40}(?:→|->)\s*)((?:T-?\d|Task|Phase).*)$")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    for document, table in tables(source):
        columns = [n for n, title in enumerate(table.header) if ANSWER.search(title)]
        risky = any(
            re.search(r"risk|risco|リスク|风险", title, re.IGNORECASE) for title in table.header
        )
        filled = [row for row in table.rows if columns and _said(row.cells, columns[0])]
        if not risky or len(columns) != 1 or len(filled) < 2:
            continue
        for row in filled:
            text = with_cell(document.lines[row.line - 1], columns[0], random.choice(("", "-")))
            if text is not None:
                what = f"no mitigation for {row.cells[0]!r}"
                yield Seed(what, (replace_line(document.path, row.line, text),))
    yield from _maps(source)


def _maps(source: Source) -> Iterator[Seed]:
    """Lines such as `R-004 → T-006`."""
    for document in source.work:
        found = [(n, m) for n, line in enumerate(document.prose, 1) if (m := LEADS.match(line))]
        for number, match in found if len(found) >= 2 else ():
            what = f"a risk leads to no task: {match[0].strip()!r}"
            yield Seed(what, (replace_line(document.path, number, match[1] + "-"),))


def _said(cells: tuple[str, ...], column: int) -> bool:
    return column < len(cells) and len(cells[column].strip()) > 3


MUTATOR = Mutator("unmitigated-risk", "traceability", ("unmitigated-risk",), sites)
