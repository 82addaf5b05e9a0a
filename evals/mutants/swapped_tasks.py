"""Puts a task behind the one that needs its result, renumbering both."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Edit, Mutator, Seed, Source, Spot
from evals.mutants.tools import dependencies
from planproof.core.plan import Task

RULES = ("late-dependency", "modified-before-created", "missing-producer", "cross-order")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Neighbours of one phase, where the second needs the first."""
    del random
    for each in dependencies(source):
        first, second = each.target, each.node
        if not isinstance(first, Task) or not isinstance(second, Task):
            continue
        if first.kind != "heading" or second.kind != "heading" or first.path != second.path:
            continue
        between = range(first.line_end + 1, second.line_start)
        empty = all(not source.line(first.path, n).strip() for n in between)
        if first.line_start < second.line_start and empty and first.phase == second.phase:
            yield from _swap(source, first, second, each.line)


def _swap(source: Source, first: Task, second: Task, line: int) -> Iterator[Seed]:
    lines = {}
    for ref in source.plan.all_references():
        if ref.resolved in (first.id, second.id):
            if ref.phase is not None or not source.editable(ref.path):
                return
            lines[ref.path, ref.line_start] = True
    lines[first.path, first.heading_line] = lines[second.path, second.heading_line] = True
    text = {key: _renamed(source.line(*key), first.label, second.label) for key in lines}

    def block(task: Task) -> list[str]:
        run = range(task.line_start, task.line_end + 1)
        return [text.get((task.path, n), source.line(task.path, n)) for n in run]

    inside = range(first.line_start, second.line_end + 1)
    outer = tuple(
        Edit(path, number, number, (new,))
        for (path, number), new in text.items()
        if path != first.path or number not in inside
    )
    gap = [""] * (second.line_start - first.line_end - 1)
    both = (*block(second), *gap, *block(first))
    moved = Edit(first.path, first.line_start, second.line_end, both)
    # Lines in the numbering of the new text, which is as long as the old one.
    up = second.line_start - first.line_start
    behind = first.line_start + second.line_end - second.line_start + 1 + len(gap)
    yield Seed(
        f"{first.title!r} now comes after {second.title!r}, which needs it",
        (moved, *outer),
        also=(Spot(first.path, line - up), Spot(first.path, behind)),
        nodes=(first.id, second.id),
        only_also=True,
    )


def _renamed(line: str, one: str, two: str) -> str:
    """*line* with both labels exchanged."""
    pattern = rf"(?<![\w-])(?:{re.escape(one)}|{re.escape(two)})(?![\w-]|\.\d)"
    return re.sub(pattern, lambda match: two if match[0] == one else one, line)


MUTATOR = Mutator("swapped-tasks", "order", RULES, sites)
