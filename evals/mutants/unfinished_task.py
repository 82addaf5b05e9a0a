"""Leaves of a task only its title and its goal."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.task_parts import siblings
from evals.mutants.tools import delete, spot

RULES = ("unfinished-task", "missing-section", "underspecified-step")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    tasks = siblings(source)
    full = [task for task in tasks if len({part.role for part in task.sections}) >= 4]
    if len(full) < 3 or len(full) < 0.8 * len(tasks):
        return
    for task in full:
        goals = [part for part in task.sections if part.role == "goal"]
        later = [part for part in task.sections if goals and part.line_start > goals[0].line_end]
        if goals and len(later) >= 3 and min(p.line_start for p in later) <= task.line_end:
            first = min(part.line_start for part in later)
            yield Seed(
                f"{task.label} has nothing but its goal",
                (delete(task.path, first, task.line_end),),
                also=(spot(task),),
                nodes=(task.id,),
            )


MUTATOR = Mutator("unfinished-task", "structure", RULES, sites)
