"""Lists a task in a second phase."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.schedules import schedules
from evals.mutants.tools import once, replace_line


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    known = list(schedules(source))
    for one in known:
        for other in known:
            if one.phase == other.phase or one.mark in source.line(other.path, other.line):
                continue
            line = source.line(other.path, other.line)
            match = once(line, other.mark)
            if match:
                text = f"{line[: match.end()]}, {one.mark}{line[match.end() :]}"
                yield Seed(
                    f"{one.mark} stands in the lists of two phases",
                    (replace_line(other.path, other.line, text),),
                    also=(one.spot,),
                    nodes=(one.task, one.phase, other.phase),
                )


MUTATOR = Mutator("task-in-two-phases", "order", ("task-in-two-phases",), sites)
