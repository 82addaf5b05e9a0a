"""Changes the effort of a phase in the overview alone."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.phase_sum import single
from evals.mutants.tools import changed_number, raised, replace_line, swapped

RULES = ("overview-estimate-mismatch", "total-mismatch")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for name, told in source.plan.phase_estimates:
        phase = source.plan.nodes[name]
        own = next((each for each in phase.estimates if each.unit == told.unit), None)
        line = source.line_of(told.path, told.line_start)
        if own is None or line is None or own.low != told.low or told.low != told.high:
            continue
        if single(phase) is None:
            continue
        new = changed_number(told.text, raised(told.low))
        text = swapped(line, told.text, new) if new else None
        if text is None and new and line.count(told.text) == 1:
            text = line.replace(told.text, new)
        if text is not None:
            yield Seed(
                f"the overview says {new} for {phase.label}, the phase {own.text}",
                (replace_line(told.path, told.line_start, text),),
                also=(Spot(own.path, own.line_start),),
                nodes=(name,),
            )


MUTATOR = Mutator("overview-estimate", "numbers", RULES, sites)
