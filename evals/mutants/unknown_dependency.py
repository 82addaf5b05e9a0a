"""Lets a task depend on one that the plan does not have."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import bumped, dependencies, replace_line, swapped

RULES = ("unknown-dependency", "dangling-reference")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    for each in dependencies(source):
        other = bumped(each.mark, random.choice((40, 57, 71)))
        if other is None or (len(other) > 2 and other in source.whole):
            continue
        text = swapped(source.line(each.path, each.line), each.mark, other)
        if text is not None:
            what = f"{each.node.label} depends on {other}, which does not exist"
            yield Seed(what, (replace_line(each.path, each.line, text),))


MUTATOR = Mutator("unknown-dependency", "order", RULES, sites)
