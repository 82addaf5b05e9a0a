"""Lets a second task create a file."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.made_files import beside, lines_of, made_files
from evals.mutants.tools import order_of, replace_line

RULES = ("created-twice", "parallel-file-conflict")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    order = order_of(source)
    others = list(lines_of(source, "create"))
    for made in made_files(source):
        later = [each for each in others if order[each[0].id] > made.place]
        if not later:
            continue
        task, mention, line = random.choice(later)
        text = beside(line, mention, made.mention.file)
        yield Seed(
            f"{made.task.label} and {task.label} create {made.mention.file}",
            (replace_line(mention.path, mention.line_start, text),),
            also=(Spot(made.mention.path, made.mention.line_start),),
            nodes=(made.task.id, task.id),
        )


MUTATOR = Mutator("created-twice", "order", RULES, sites)
