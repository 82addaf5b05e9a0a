"""Which requirements the tasks of a plan name."""

import re
from collections import defaultdict
from dataclasses import dataclass

from planproof.checks._words import text_at
from planproof.core.plan import Item, Plan, Reference, Task

_SUCCESS = re.compile(r"^(?:SC|AC|US|UC)-")
"""Criteria, stories and use cases: they say when all is well, and are no unit of work."""


@dataclass(frozen=True, slots=True)
class RequirementMap:
    """Requirements, and the references of tasks (or traceability tables) to them."""

    requirements: tuple[Item, ...]
    named: dict[str, tuple[Reference, ...]]
    """By requirement id."""


def requirement_map(plan: Plan) -> RequirementMap:
    """The requirements that the plan declares and who names them.

    A range counts for each of its members, a parent (`3`) for its criteria (`3.1`).
    """
    requirements = tuple(
        item for item in plan.items if item.kind == "requirement" and not _SUCCESS.match(item.id)
    )
    named: dict[str, list[Reference]] = defaultdict(list)
    for reference in _task_references(plan):
        named[reference.target].append(reference)
    return RequirementMap(requirements, {key: tuple(found) for key, found in named.items()})


def _task_references(plan: Plan) -> list[Reference]:
    declared = {(item.path, item.line_start) for item in plan.items}
    work = {d.path for d in plan.documents if d.kind in ("plan", "phase", "task", "task-list")}
    found = [
        reference
        for node in plan.nodes.values()
        for reference in node.references
        if reference.kind == "requirement"
    ]
    found += [
        reference
        for reference in plan.references
        if reference.kind == "requirement"
        and (reference.path in work or _maps_tasks(plan, reference))
        and (reference.path, reference.line_start) not in declared
    ]
    return found


def _maps_tasks(plan: Plan, reference: Reference) -> bool:
    """A row of a traceability table in another document: it names tasks as well."""
    line = text_at(plan.document(reference.path), reference.line_start)
    return "|" in line and any(
        other.kind == "task"
        and other.path == reference.path
        and other.line_start == reference.line_start
        for other in plan.references
    )


def covering_tasks(plan: Plan) -> list[Task]:
    """Tasks that name at least one requirement."""
    return [task for task in plan.walk() if any(r.kind == "requirement" for r in task.references)]
