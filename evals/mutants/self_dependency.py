"""Lets a task depend on itself."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import dependencies, mark_of, replace_line, swapped


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for each in dependencies(source):
        own = mark_of(each.node)
        text = swapped(source.line(each.path, each.line), each.mark, own)
        if text is not None and type(each.node) is type(each.target):
            yield Seed(
                f"{own} depends on itself",
                (replace_line(each.path, each.line, text),),
                nodes=(each.node.id,),
            )


MUTATOR = Mutator("self-dependency", "order", ("self-dependency", "dependency-cycle"), sites)
