"""Changes the estimate of one task, so that its phase no longer is the sum of its tasks."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import changed_number, raised, replace_line
from planproof.core.plan import Estimate, Phase, Task


def single(node: Phase | Task) -> Estimate | None:
    """The only estimate of a node, if it is one number."""
    only = [each for each in node.estimates if each.low == each.high]
    return only[0] if len(node.estimates) == 1 and only else None


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Phases that state exactly the sum of their tasks."""
    del random
    for phase in source.plan.phases:
        stated = single(phase)
        parts = [single(task) for task in phase.tasks]
        if stated is None or len(parts) < 2:
            continue
        known = [each for each in parts if each and each.unit == stated.unit]
        if len(known) < len(parts) or sum(each.low for each in known) != stated.low:
            continue
        for task, part in zip(phase.tasks, known, strict=True):
            line = source.line_of(part.path, part.line_start)
            new = changed_number(part.text, raised(part.low))
            if line is None or new is None or line.count(part.text) != 1:
                continue
            yield Seed(
                f"{task.label} takes {new}, and {phase.label} still {stated.text}",
                (replace_line(part.path, part.line_start, line.replace(part.text, new)),),
                also=(Spot(stated.path, stated.line_start), Spot(phase.path, phase.heading_line)),
                nodes=(task.id,),
            )


RULES = ("phase-sum-mismatch", "total-mismatch", "overview-estimate-mismatch")
MUTATOR = Mutator("phase-sum", "numbers", RULES, sites)
