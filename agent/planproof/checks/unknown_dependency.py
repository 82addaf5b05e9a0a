"""A task or phase depends on one that the plan does not have.

## What it does

Looks up every task, phase and id in fields, columns, lists, sections and JSON arrays of
dependencies, and those that prose says something "depends on". Reports the ones that no document
of the plan declares. Names that could mean several parts, ids of a series that the plan does not
number itself (tickets of another project) and numbers before its first one (the plan continues
another) are left alone.

## Why is this bad?

The task waits for something that nobody will do. Either the task that it needs was dropped and
its work is missing, or the number is wrong and the task starts too early.

## Example

    **Depends on:** T-042

in a plan whose tasks end at T-018.

## Use instead

    **Depends on:** T-012
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from planproof.checks._dependencies import Need, needs
from planproof.checks._order import natural
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.words import listed

RULE = Rule(
    id="unknown-dependency",
    category="order",
    severity="major",
    summary="A task or phase depends on one that the plan does not have",
    goal="Every dependency is a phase or task of the plan",
)

_SERIES = 3
"""Ids with one head (`FR-1`, `FR-2`, ...) that make it a series of this plan."""
_MOST_PLACES = 20


def check(context: Context) -> Iterator[Finding]:
    """One finding per missing part, or per place where several are missing."""
    plan = context.plan
    known = _Known(plan)
    missing: dict[tuple[str, str, str | None], list[Need]] = defaultdict(list)
    for need in needs(plan):
        reference = need.reference
        if (
            reference.relation == "depends"
            and reference.resolved is None
            and not reference.ambiguous
            and known.claims(reference.kind, reference.target)
        ):
            missing[reference.kind, reference.target, reference.phase].append(need)
    together: dict[tuple[str, int], list[list[Need]]] = defaultdict(list)
    for places in missing.values():
        first = places[0].reference
        together[first.path, first.line_start].append(places)
    for group in together.values():
        yield _finding(plan, group, known)


class _Known:
    """What the plan numbers, so that a gap can be told from a name of something else."""

    def __init__(self, plan: Plan) -> None:
        self.phases = [p.number for p in plan.phases if p.explicit and p.number]
        self.tasks = [task.number for task in plan.walk() if task.number]
        ids = [item.id for item in plan.items]
        heads = Counter(_head(id_) for id_ in (*ids, *self.tasks))
        self._heads = {head for head, count in heads.items() if head and count >= _SERIES}
        self._ids = set(ids)
        self._phase_shapes = {_shape(number) for number in self.phases}
        self._task_shapes = {_shape(number) for number in self.tasks}

    def claims(self, kind: str, target: str) -> bool:
        """True when the target is written like the parts that this plan numbers."""
        if kind == "phase":
            fits = len(self.phases) >= 2 and _shape(target) in self._phase_shapes
            return fits and not _before_all(target, self.phases)
        if kind == "task":
            head = _head(target)
            fits = head in self._heads if head else _shape(target) in self._task_shapes
            alike = [number for number in self.tasks if _head(number) == head]
            return fits and len(alike) >= 2 and not _before_all(target, alike)
        if kind in ("requirement", "risk"):
            return _head(target) in self._heads and re.sub(r"[a-z]$", "", target) not in self._ids
        return False


def _before_all(number: str, known: Sequence[str]) -> bool:
    """True when the numbers of this plan start behind *number*: its part is in an earlier plan."""
    return natural(number) < min(natural(other) for other in known)


def _head(id_: str) -> str:
    return re.sub(r"-?\d[\d.]*[a-z]?$", "", id_)


def _shape(number: str) -> str:
    return re.sub(r"[a-z]$", "", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "1", number)))


def _finding(plan: Plan, group: list[list[Need]], known: _Known) -> Finding:
    first = group[0][0]
    everywhere = [need for places in group for need in places]
    owners = listed(list(dict.fromkeys(need.owner.label for need in everywhere)), 3)
    verb = "depends" if len({need.owner.id for need in everywhere}) == 1 else "depend"
    names = listed([_name(places[0]) for places in group], 4)
    lines = {(n.reference.path, n.reference.line_start): n.reference for n in everywhere}
    return RULE.finding(
        plan,
        first.reference,
        related=list(lines.values())[1:_MOST_PLACES],
        confidence=None if first.certain else "medium",
        title=f"{owners} {verb} on {names}, which the plan does not have",
        detail=(
            f"{_range(first, known)}Either the work that is needed is missing from the plan, or "
            "another part is meant."
        ),
        recommendation=f"Name the part that is meant instead of {names}, or add it to the plan.",
    )


def _name(need: Need) -> str:
    reference = need.reference
    if reference.kind == "task" and not re.search(r"[^\W\d_]", reference.target):
        inside = f"Phase {reference.phase}, " if reference.phase else ""
        return f"{inside}Task {reference.target}"
    if reference.kind == "phase":
        word = re.match(r"[^\W\d_]+", reference.text)
        unit = word[0].removesuffix("s").capitalize() if word else "Phase"
        return f"{unit} {reference.target}"
    return reference.text if len(reference.text) <= 20 else reference.target


def _range(need: Need, known: _Known) -> str:
    """What the plan has instead, when that is short to say."""
    if need.reference.kind == "phase":
        return f"The phases are {listed(known.phases, 12)}. "
    head = _head(need.reference.target)
    alike = [n for n in known.tasks if _head(n) == head]
    return f"The tasks run from {alike[0]} to {alike[-1]}. " if len(alike) > 2 else ""
