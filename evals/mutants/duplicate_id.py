"""Gives a task or requirement the number of its neighbour."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import once, replace_line, swapped


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    yield from _tasks(source)
    yield from _items(source)


def _tasks(source: Source) -> Iterator[Seed]:
    groups = [phase.tasks for phase in source.plan.phases]
    for one, two in (pair for group in (*groups, source.plan.tasks) for pair in pairwise(group)):
        line = source.line_of(two.path, two.heading_line)
        if line is None or one.path != two.path or one.label == two.label or two.kind == "json":
            continue
        match = once(line[:80], two.label)
        if not match or match.start() > 12 or not one.number or not two.number:
            continue
        yield Seed(
            f"{two.label} is numbered {one.label} too",
            (replace_line(two.path, two.heading_line, _renamed(line, two.label, one.label)),),
            also=(Spot(one.path, one.heading_line),),
            nodes=(one.id,),
        )


def _items(source: Source) -> Iterator[Seed]:
    wanted = [item for item in source.plan.items if item.kind == "requirement"]
    for one, two in pairwise(wanted):
        line = source.line_of(two.path, two.line_start)
        if line is None or one.path != two.path or not one.label.strip("0123456789."):
            continue
        text = swapped(line, two.label, one.label)
        if text is not None and one.label not in line:
            yield Seed(
                f"{two.label} is numbered {one.label} too",
                (replace_line(two.path, two.line_start, text),),
                also=(Spot(one.path, one.line_start),),
            )


def _renamed(line: str, label: str, other: str) -> str:
    return line[:80].replace(label, other, 1) + line[80:]


MUTATOR = Mutator("duplicate-id", "structure", ("duplicate-id",), sites)
