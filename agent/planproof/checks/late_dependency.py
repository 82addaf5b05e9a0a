"""A task depends on one that is done later.

## What it does

Compares what each task and phase says it needs with when that is done: the phase that contains or
lists it, and within a phase the order of numbered tasks. Rows of a table and JSON tasks are done
by their dependencies, so only their phases count. Silent where a sentence of the plan explains
the exception, where phases are groups by subject (epics), and where the plan has its own section
on the order of work.

## Why is this bad?

Whoever works through the plan in order reaches a task whose foundation is not there yet. The task
is done twice, against a stub, or the phase cannot be finished.

## Example

    # Phase 2, Task 3: Booking states
    Prerequisites: Phase 3, Task 1 completed

## Use instead

Move the task behind what it needs, or what it needs before it:

    # Phase 3, Task 2: Booking states
    Prerequisites: Task 1 completed
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from planproof.checks._dependencies import Dependency, dependencies
from planproof.checks._graph import components
from planproof.checks._order import Lines, Order
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Phase, Plan, Task
from planproof.words import listed

RULE = Rule(
    id="late-dependency",
    category="order",
    severity="critical",
    summary="A task or phase depends on one that is done later",
    goal="No task or phase depends on one that comes later",
)

_KNOWN = "The text knows it and does not say what stands in until then."
_MOST_PLACES = 20
_Groups = dict[tuple[str, ...], list[Dependency]]


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase that needs another too early; within a phase, per task needed."""
    plan = context.plan
    order = Order(plan)
    groups: _Groups = defaultdict(list)
    for dependency in _late(plan, order):
        groups[_key(order, dependency)].append(dependency)
    for key, group in _joined(groups).items():
        yield _finding(plan, order, group, known=key[0] == "known")


def _key(order: Order, dependency: Dependency) -> tuple[str, ...]:
    """What one fix moves: a phase before another, or within a phase one task."""
    needer, needed = dependency.needer, dependency.needed
    if not order.phase_gap(needer, needed):
        return ("hard", needed.id)
    weight = "known" if dependency.need.future else "hard"
    return (weight, _home(order, needer, last=True), _home(order, needed, last=False))


def _joined(groups: _Groups) -> _Groups:
    """The groups, those that begin on one line as one: whoever mends the line mends all."""
    joined: _Groups = {}
    first: dict[tuple[str, int, bool], tuple[str, ...]] = {}
    for key, group in groups.items():
        at = group[0].reference
        home = first.setdefault((at.path, at.line_start, key[0] == "known"), key)
        joined.setdefault(home, []).extend(group)
    return joined


def _home(order: Order, node: Phase | Task, *, last: bool) -> str:
    if isinstance(node, Phase):
        return node.id
    indexes = order.place(node).phases
    return order.phases[indexes[-1 if last else 0]].id


def _late(plan: Plan, order: Order) -> list[Dependency]:
    """Dependencies on what is done later, without those that a circle or a sentence explains."""
    found = dependencies(plan)
    graph: dict[str, list[str]] = defaultdict(list)
    for dependency in found:
        graph[dependency.needer.id].append(dependency.needed.id)
    late = [d for d in found if _is_late(order, d)]
    if not late:
        return []
    circle = {id_: n for n, ids in enumerate(components(graph)) for id_ in ids}
    lines = Lines(plan)
    return [
        d
        for d in late
        if circle[d.needer.id] != circle[d.needed.id]
        and not lines.explained(d.needer, d.needed, d.reference)
    ]


def _is_late(order: Order, dependency: Dependency) -> bool:
    needer, needed = dependency.needer, dependency.needed
    if needer.id == needed.id or _nested(needer, needed):
        return False
    if isinstance(needer, Task) and needer.done is True:
        return False
    if isinstance(needed, Task) and needed.done is True:
        return False
    if order.phase_gap(needer, needed):
        return True
    if isinstance(needer, Task) and isinstance(needed, Task) and dependency.need.certain:
        return order.comes_after(needer, needed)
    return False


def _nested(one: Phase | Task, other: Phase | Task) -> bool:
    """True when one is a part of the other."""
    return one.location.covers(other.location) or other.location.covers(one.location)


def _finding(plan: Plan, order: Order, group: Sequence[Dependency], *, known: bool) -> Finding:
    needers = _distinct(d.needer for d in group)
    needed = _distinct(d.needed for d in group)
    gap = bool(order.phase_gap(needers[0], needed[0]))
    verb = "needs" if len(needers) == 1 else "need"
    come = "comes" if len(needed) == 1 else "come"
    first = _named(order, needers, gap=gap, last=True)
    second = _named(order, needed, gap=gap, last=False)
    stop = "It is reached before what it needs exists, so it has to wait, be stubbed or be redone."
    return RULE.finding(
        plan,
        group[0].reference,
        related=_related(plan, group, needed),
        severity=_severity(group, gap=gap, known=known),
        confidence="medium" if known or not all(d.need.certain for d in group) else None,
        title=f"{first} {verb} {second}, which {come} {'later' if gap else 'after it'}",
        detail=f"{_KNOWN} {stop}" if known else stop,
        recommendation=(
            f"Move {second} before {first}, or {first} behind {second}. If the order is right, "
            "drop the dependency and say what stands in for it until then."
        ),
    )


def _severity(group: Sequence[Dependency], *, gap: bool, known: bool) -> Severity:
    if known:
        return "minor"
    return "critical" if gap and any(d.need.certain for d in group) else "major"


def _named(order: Order, nodes: Sequence[Phase | Task], *, gap: bool, last: bool) -> str:
    """Labels, with the phases of tasks where they are what differs."""
    if not gap:
        return listed([node.label for node in nodes], 4)
    labels = {phase.id: phase.label for phase in order.phases}
    by_home: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        home = _home(order, node, last=last)
        by_home["" if isinstance(node, Phase) else f" of {labels[home]}"].append(node.label)
    return listed([f"{listed(names, 4)}{home}" for home, names in by_home.items()], 4)


def _distinct(nodes: Iterable[Phase | Task]) -> list[Phase | Task]:
    return list({node.id: node for node in nodes}.values())


def _related(
    plan: Plan, group: Sequence[Dependency], needed: Sequence[Phase | Task]
) -> list[Location]:
    places = {(d.reference.path, d.reference.line_start): None for d in group[1:]}
    places.update({(node.path, node.heading_line): None for node in needed})
    places.pop((group[0].reference.path, group[0].reference.line_start), None)
    return [line_at(plan.document(path), line) for path, line in places][:_MOST_PLACES]
