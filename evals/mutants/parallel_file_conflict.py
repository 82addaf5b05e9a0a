"""Lets two tasks that are marked as parallel change one file."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import replace_line, spot
from planproof.core.plan import FileMention, Task

RULES = ("parallel-file-conflict", "created-twice")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for phase in source.plan.phases:
        for one, two in pairwise(phase.tasks):
            if one.parallel and two.parallel and one.id not in _needs(two):
                yield from _shared(source, one, two)


def _needs(task: Task) -> set[str | None]:
    return {ref.resolved for ref in task.references}


def _shared(source: Source, one: Task, two: Task) -> Iterator[Seed]:
    """The second task writes the first file of the first one too."""
    wanted, beside = _first(source, one), _first(source, two)
    if wanted is None or beside is None:
        return
    line = source.line(beside.path, beside.line_start)
    if wanted.file in source.plan.document(two.path).text(two.line_start, two.line_end):
        return
    mark = f"`{beside.file}`"
    text = line.replace(mark, f"{mark} and `{wanted.file}`", 1)
    yield Seed(
        f"{one.label} and {two.label} run in parallel on {wanted.file}",
        (replace_line(beside.path, beside.line_start, text),),
        also=(spot(one), spot(two)),
        nodes=(one.id, two.id),
    )


def _first(source: Source, task: Task) -> FileMention | None:
    """The file that the line of the task itself names first, if it is to be written."""
    for each in task.files:
        line = source.line_of(each.path, each.line_start)
        if line is not None and each.line_start == task.heading_line:
            at = line.find(f"`{each.file}`")
            written = at > 0 and "/" in each.file and "." in each.file
            return each if written and not line[:at].rstrip().endswith(("of", "to")) else None
    return None


MUTATOR = Mutator("parallel-file-conflict", "order", RULES, sites)
