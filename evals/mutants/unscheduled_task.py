"""Drops a task from the list of its phase."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.schedules import schedules
from evals.mutants.tools import replace_line, spot, without


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    known = list(schedules(source))
    for each in known:
        text = without(source.line(each.path, each.line), each.mark)
        if text is None or sum(one.task == each.task for one in known) > 1:
            continue
        node = source.plan.nodes[each.task]
        yield Seed(
            f"{each.mark} is in no phase's list",
            (replace_line(each.path, each.line, text),),
            also=(spot(node),),
            nodes=(each.task, each.phase),
        )


MUTATOR = Mutator("unscheduled-task", "order", ("unscheduled-task",), sites)
