"""Leaves thinking aloud in the plan."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import one_each

TEXTS = (
    "Wait, no, this would break the old clients. Let me think again about the order.",
    "Hmm, actually a second index is probably not needed here.",
    "On second thought, scratch that and keep the single queue.",
    "Actually, let's reconsider: the cache may be the wrong place for this.",
    "Let me double-check whether the lock is held at this point.",
    "Oh, I forgot the case of an empty list, so the step above is wrong.",
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    return one_each(source, TEXTS, random, "thinking aloud")


MUTATOR = Mutator("leftover-deliberation", "content", ("leftover-deliberation", "hedge"), sites)
