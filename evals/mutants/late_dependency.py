"""Lets a task depend on one that is done later."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import dependencies, mark_of, order_of, replace_line, swapped, unique
from planproof.core.plan import Phase, Task


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """A dependency leads to a later task or phase instead of an earlier one."""
    order = order_of(source)
    for each in dependencies(source):
        later = [node for node in _peers(source, each.node, order) if unique(source, node)]
        if type(each.node) is not type(each.target) or not later:
            continue
        other = random.choice(later)
        text = swapped(source.line(each.path, each.line), each.mark, mark_of(other))
        if text is not None:
            yield Seed(
                f"{each.node.label} depends on {other.label}, which comes later",
                (replace_line(each.path, each.line, text),),
                nodes=(each.node.id,),
            )


def _peers(source: Source, node: Phase | Task, order: dict[str, int]) -> list[Phase | Task]:
    """Nodes of the same kind that come after *node* and its children."""
    if isinstance(node, Phase):
        phases = list(source.plan.phases)
        return [*phases[phases.index(node) + 1 :]]
    own = {task.id for task in node.walk()}
    tasks = [task for task in source.plan.walk() if task.id not in own]
    return [task for task in tasks if order[task.id] > order[node.id] and "." not in task.id[-3:]]


MUTATOR = Mutator("late-dependency", "order", ("late-dependency", "dependency-cycle"), sites)
