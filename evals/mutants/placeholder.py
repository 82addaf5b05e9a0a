"""Leaves a placeholder where the plan should say something."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import one_each

TEXTS = (
    "TBD",
    "TODO: describe the error handling.",
    "The size of the queue is TBD.",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "Retention: [to be determined].",
    "FIXME: add the real host name here.",
    "Use the time-out of <insert value here>.",
    "Details to follow.",
    "The schema is ??? for now.",
    "Connect to XXX and read the list of tenants.",
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    return one_each(source, TEXTS, random, "a placeholder")


MUTATOR = Mutator("placeholder", "content", ("placeholder", "underspecified-step"), sites)
