"""Offers a choice and does not make it."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import one_each

TEXTS = (
    "Keep the state in Redis or in PostgreSQL; decide later.",
    "Use either gRPC or REST between the two parts, to be decided.",
    "Choose one of RabbitMQ and NATS for the queue.",
    "Sign the tokens with RS256 or similar.",
    "Option A: poll every minute. Option B: subscribe to events. Pick one when coding.",
    "Write the log as JSON or plain text, whichever turns out to be easier.",
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    return one_each(source, TEXTS, random, "no decision")


RULES = ("undecided-option", "placeholder", "hedge", "underspecified-step")
MUTATOR = Mutator("undecided-option", "content", RULES, sites)
