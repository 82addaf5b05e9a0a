"""References from work to requirements, for the mutators of traceability."""

from collections.abc import Iterator

from evals.mutants.interface import Source
from planproof.core.plan import Item, Reference, Task


def requirement_refs(source: Source) -> Iterator[tuple[Task, Reference]]:
    """References of tasks to requirements, risks and decisions that are declared."""
    known = {item.id for item in source.plan.items}
    for task in source.plan.walk():
        for ref in task.references:
            if ref.kind == "requirement" and ref.resolved in known:
                yield task, ref


def label_on(item: Item, line: str) -> str | None:
    """How a line writes the id of an item."""
    return next((label for label in (item.label, item.id) if label in line), None)
