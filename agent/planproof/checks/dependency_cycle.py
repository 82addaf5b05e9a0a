"""Tasks or phases wait for each other in a circle.

## What it does

Follows what each task says it needs (and, the other way round, what it says it blocks), and the
same for phases. Reports each circle once, with the lines that close it. A task that needs itself
is `self-dependency`.

## Why is this bad?

None of the parts in the circle can be started. Whoever follows the plan stops there, or breaks
the circle by guessing which of the dependencies is not real.

## Example

    | T-008 | Limit requests per subscriber | T-010 |
    | T-010 | Pause a failing subscriber    | T-008 |

## Use instead

    | T-008 | Limit requests per subscriber | T-006 |
    | T-010 | Pause a failing subscriber    | T-008 |
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator

from planproof.checks._dependencies import Dependency, dependencies
from planproof.checks._graph import components
from planproof.checks._order import Order
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Task
from planproof.words import listed

RULE = Rule(
    id="dependency-cycle",
    category="order",
    severity="critical",
    summary="Tasks or phases wait for each other in a circle",
    goal="No task or phase waits for itself in a circle",
)

_MOST_EDGES = 20


def check(context: Context) -> Iterator[Finding]:
    """One finding per circle, the tasks' first."""
    found = dependencies(context.plan)
    order = Order(context.plan)
    for kind in (Task, Phase):
        own = [d for d in found if isinstance(d.needer, kind) and isinstance(d.needed, kind)]
        yield from _circles(context.plan, order, own)


def _circles(plan: Plan, order: Order, found: Iterable[Dependency]) -> Iterator[Finding]:
    edges: dict[str, dict[str, Dependency]] = defaultdict(dict)
    for dependency in found:
        if dependency.needer.id != dependency.needed.id:
            edges[dependency.needer.id].setdefault(dependency.needed.id, dependency)
    graph = {needer: tuple(needed) for needer, needed in edges.items()}
    groups = [group for group in components(graph) if len(group) > 1]
    for group in sorted(groups, key=lambda ids: min(order.sort_key(plan.nodes[i]) for i in ids)):
        start = min(group, key=lambda id_: order.sort_key(plan.nodes[id_]))
        yield _finding(plan, _shortest(edges, set(group), start), len(group))


def _shortest(
    edges: dict[str, dict[str, Dependency]], group: set[str], start: str
) -> list[Dependency]:
    """The shortest circle through *start*, which its strongly connected group must have."""
    came: dict[str, Dependency] = {}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there, dependency in edges[here].items():
            if there == start:
                circle = [dependency]
                while here != start:
                    circle.append(came[here])
                    here = came[here].needer.id
                return circle[::-1]
            if there in group and there not in came:
                came[there] = dependency
                queue.append(there)
    return []  # not reached: every member of a group reaches every other


def _finding(plan: Plan, circle: list[Dependency], size: int) -> Finding:
    labels = [dependency.needer.label for dependency in circle]
    whole = len(circle) == size
    if size == 2:
        title = f"{labels[0]} and {labels[1]} need each other"
    elif whole and size <= 6:
        title = f"{' needs '.join([*labels, labels[0]])}: a circle"
    elif whole:
        title = f"{size} parts need each other in a circle: {listed(labels, 6)}"
    else:
        title = f"{size} parts need each other in circles, such as {listed(labels, 6)}"
    first, *rest = circle[:_MOST_EDGES]
    return RULE.finding(
        plan,
        first.reference,
        related=[dependency.reference for dependency in rest],
        severity=None if all(d.need.certain for d in circle) else "major",
        title=title,
        detail="Each waits for another of them, so none of them can be started.",
        recommendation=(
            f"Decide which of {listed(labels, 6)} is done first and remove its dependency, or move "
            "what both need into a task before them."
        ),
    )
