"""Takes from a task the requirements that it serves, where all others name theirs."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.covered import requirement_refs
from evals.mutants.interface import Edit, Mutator, Seed, Source
from evals.mutants.tools import delete, replace_line, spot, with_cell
from planproof.core.plan import Reference, Task

GROUP = re.compile(r"\s*\((?:[A-Z]+-\d+(?:,\s*)?)+\)")
LISTED = re.compile(r"^\s*[-*]?\s*_?(?:Requirements?|Source|Covers|Satisfies)\b", re.IGNORECASE)
RULES = ("unsourced-task", "uncovered-requirement", "needless-work", "missing-section")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    tasks = [task for task in source.plan.walk() if not task.subtasks]
    served: dict[str, list[Reference]] = {}
    for task, ref in requirement_refs(source):
        served.setdefault(task.id, []).append(ref)
    if len(served) < 4 or len(served) < 0.95 * len(tasks):
        return
    for task in tasks:
        edit = _edit(source, task, served.get(task.id, []))
        if edit is not None:
            what = f"{task.label} names no source, unlike the others"
            yield Seed(what, (edit,), also=(spot(task),), nodes=(task.id,))


def _edit(source: Source, task: Task, refs: list[Reference]) -> Edit | None:
    places = {(ref.path, ref.line_start) for ref in refs}
    if len(places) != 1:
        return None
    path, number = places.pop()
    line = source.line_of(path, number)
    if line is None:
        return None
    if LISTED.search(line) and number != task.heading_line:
        return delete(path, number, number)
    if task.kind == "row":
        return _cell(source, task, line)
    text = GROUP.sub("", line)
    return replace_line(path, number, text) if text != line and len(refs) <= 4 else None


def _cell(source: Source, task: Task, line: str) -> Edit | None:
    document = source.plan.document(task.path)
    for table in document.blocks.tables:
        columns = [n for n, head in enumerate(table.header) if head.lower().startswith("source")]
        if columns and any(row.line == task.heading_line for row in table.rows):
            text = with_cell(line, columns[0], "-")
            return replace_line(task.path, task.heading_line, text) if text else None
    return None


MUTATOR = Mutator("unsourced-task", "traceability", RULES, sites)
