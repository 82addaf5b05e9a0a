"""Lets a task name a requirement that is not declared."""

from collections.abc import Iterator
from random import Random

from evals.mutants.covered import label_on, requirement_refs
from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import bumped, replace_line, swapped

RULES = ("unknown-requirement", "dangling-reference")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    items = {item.id: item for item in source.plan.items if item.kind == "requirement"}
    for task, ref in requirement_refs(source):
        item = items.get(ref.resolved or "")
        line = source.line_of(ref.path, ref.line_start)
        label = label_on(item, line) if item and line is not None else None
        other = bumped(label, random.choice((60, 75))) if label else None
        if line is None or label is None or other is None or other in source.whole:
            continue
        text = swapped(line, label, other)
        if text is not None:
            what = f"{task.label} serves {other}, which is not declared"
            yield Seed(what, (replace_line(ref.path, ref.line_start, text),))


MUTATOR = Mutator("unknown-requirement", "traceability", RULES, sites)
