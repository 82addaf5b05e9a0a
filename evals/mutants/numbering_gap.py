"""Skips a number: the last task of a phase is numbered one further."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import bumped, once, replace_line, swapped
from planproof.core.plan import Task


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    groups = [phase.tasks for phase in source.plan.phases]
    for group in (*groups, source.plan.tasks):
        if len(group) < 3:
            continue
        before, last = group[-2], group[-1]
        line = source.line_of(last.path, last.heading_line)
        further = bumped(last.label, 1)
        follows = bumped(before.label, 1) == last.label and before.path == last.path
        if line is None or further is None or not follows or further in source.whole:
            continue
        text = swapped(line, last.label, further)
        if text is None or _is_named(source, last) or last.kind == "json":
            continue
        match = once(line, last.label)
        if match and match.start() <= 12:
            yield Seed(
                f"no {last.label} between {before.label} and {further}",
                (replace_line(last.path, last.heading_line, text),),
                also=(Spot(before.path, before.heading_line),),
                nodes=(before.id,),
            )


def _is_named(source: Source, task: Task) -> bool:
    """True when something refers to the task, which would then be left dangling."""
    return any(ref.resolved == task.id for ref in source.plan.all_references())


MUTATOR = Mutator("numbering-gap", "structure", ("numbering-gap",), sites)
