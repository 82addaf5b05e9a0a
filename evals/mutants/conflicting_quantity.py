"""Says a sentence a second time elsewhere, with another number."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.quantities import far_slot, other, stated
from evals.mutants.tools import english, insert_after

RULES = ("conflicting-quantity", "contradiction", "cross-contradiction", "contract-conflict")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    if not english(source):
        return
    for each in stated(source):
        places = far_slot(source, each.path, each.line)
        if not places:
            continue
        path, line = random.choice(places)
        text = each.with_value(other(each.value))
        yield Seed(
            f"said with {each.value} elsewhere: {text}",
            (insert_after(path, line, "", text),),
            also=(Spot(each.path, each.line),),
        )


MUTATOR = Mutator("conflicting-quantity", "numbers", RULES, sites)
