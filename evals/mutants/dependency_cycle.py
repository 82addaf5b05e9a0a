"""Lets a task depend on one that waits for it."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import dependencies, mark_of, spot, unique, with_more
from planproof.core.plan import Phase


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """For each chain C -> B -> A: A needs C as well."""
    del random
    known = list(dependencies(source))
    for first in known:
        for second in known:
            node, last = first.target, second.node
            if second.node is first.node or second.target is not first.node:
                continue
            # The line that lets `node` wait for something is where it is told to wait for `last`.
            for own in known:
                if own.node is not node or isinstance(node, Phase) != isinstance(last, Phase):
                    continue
                if not unique(source, last):
                    continue
                more = mark_of(last)
                line = source.line(own.path, own.line)
                yield Seed(
                    f"{node.label} waits for {more}, which waits for it",
                    (with_more(own, line, more),),
                    also=(spot(node), spot(first.node), spot(last)),
                    nodes=(node.id, first.node.id, last.id),
                )


MUTATOR = Mutator("dependency-cycle", "order", ("dependency-cycle", "late-dependency"), sites)
