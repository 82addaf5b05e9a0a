"""Hedges a step that was an order."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import ITEM, english, replace_line, steps_of

IMPERATIVE = re.compile(
    r"(?:Add|Create|Write|Implement|Remove|Configure|Store|Return|Send|Read|Compute|Register|"
    r"Refuse|Run|Build|Use|Set|Update|Delete|Move|Install|Define|Replace|Map|Catch|Check) "
)
HEDGES = (
    "Maybe {}",
    "Probably {}",
    "If possible, {}",
    "We might need to {}",
    "I think we should {}",
    "Perhaps {}",
    "Hopefully we can {}",
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    if not english(source):
        return
    for task in source.plan.walk():
        for item in steps_of(source, task):
            line = source.line(task.path, item.line_start)
            match = ITEM.match(line)
            rest = line[match.end() :] if match else ""
            if match and IMPERATIVE.match(rest):
                text = random.choice(HEDGES).format(rest[0].lower() + rest[1:])
                edit = replace_line(task.path, item.line_start, match[0] + text)
                yield Seed(f"hedged: {text}", (edit,))


MUTATOR = Mutator("hedge", "content", ("hedge", "underspecified-step"), sites)
