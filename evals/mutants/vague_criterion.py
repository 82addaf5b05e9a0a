"""Replaces a criterion by one that nobody can check."""

from collections.abc import Iterator
from random import Random

from evals.mutants.criteria_items import criteria_items
from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import english, replace_line

TEXTS = (
    "Everything works properly",
    "The feature is user-friendly and fast",
    "Errors are handled correctly",
    "Performance is good enough",
    "The code is clean and well tested",
    "The result is robust and easy to use",
    "It behaves as expected in all cases",
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    if not english(source):
        return
    for document, item, marks in criteria_items(source):
        text = random.choice(TEXTS)
        heads = {node.heading_line for node in source.plan.nodes.values()}
        if (
            item.line_start not in heads
            and len(item.text) > 15
            and not item.text.rstrip().endswith(":")
        ):
            edit = replace_line(document.path, item.line_start, marks + text)
            yield Seed(f"a vague criterion: {text}", (edit,))


RULES = ("vague-criterion", "weak-acceptance")
MUTATOR = Mutator("vague-criterion", "verification", RULES, sites)
