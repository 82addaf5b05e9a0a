"""Lets two tasks wait for each other."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import dependencies, mark_of, replace_line, spot, swapped, unique


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Where B needs A and A needs something: A needs B instead."""
    del random
    known = list(dependencies(source))
    for first in known:
        for own in known:
            if own.node is not first.target or not unique(source, first.node):
                continue
            other = mark_of(first.node)
            line = source.line(own.path, own.line)
            text = swapped(line, own.mark, other)
            if text is None or type(own.node) is not type(first.node) or other in line:
                continue
            yield Seed(
                f"{own.node.label} waits for {other} and the other way round",
                (replace_line(own.path, own.line, text),),
                also=(spot(own.node), spot(first.node)),
                nodes=(own.node.id, first.node.id),
            )


MUTATOR = Mutator("mutual-dependency", "order", ("dependency-cycle", "late-dependency"), sites)
