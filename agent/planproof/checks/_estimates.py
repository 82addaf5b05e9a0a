"""What a phase is said to take, by itself, by the overview and by its tasks."""

import re
from typing import NamedTuple

from planproof.checks._numbers import added, shown
from planproof.core.plan import Estimate, Phase, Plan, Task, Unit

_OPTIONAL = re.compile(
    r"\b(?:optional|stretch|bonus|nice[- ]to[- ]have|opcional|optionnel)\b"
    r"|任意|可选|オプション",
    re.IGNORECASE,
)
TIME: frozenset[Unit] = frozenset({"hours", "days", "weeks", "months"})
"""Units in which tasks that run side by side do not add up."""


class Sum(NamedTuple):
    """The estimates of the tasks of one phase, in one unit."""

    low: float
    high: float
    parts: tuple[tuple[Task, Estimate], ...]


def own_estimates(phase: Phase, unit: Unit) -> list[Estimate]:
    """What the phase states for itself in *unit*: before its tasks, and as a total.

    What stands elsewhere counts only when the phase states nothing else: it may be a task's.
    """
    stated = [e for e in phase.estimates if e.unit == unit]
    first_task = min((t.line_start for t in phase.tasks if t.path == phase.path), default=None)
    ahead = [e for e in stated if first_task is None or e.line_start < first_task]
    sure = [e for e in stated if e.total or e in ahead[:1]]
    return sure or stated[:1] * (len(stated) == 1)


def task_sums(phase: Phase, unit: Unit) -> list[Sum]:
    """The sum over all tasks, and the one without those that are optional.

    Empty unless two tasks or more state an estimate, and every other one is optional.
    """
    needed: list[tuple[Task, Estimate]] = []
    optional: list[tuple[Task, Estimate]] = []
    for task in phase.tasks:
        extra = _OPTIONAL.search(task.title) is not None
        parts = _of_task(task, unit)
        if not parts and not extra:
            return []
        (optional if extra else needed).extend(parts)
    sums = [_sum(needed + optional)] if len(needed) >= 2 else []
    return [*sums, _sum(needed)] if sums and optional else sums


def _of_task(task: Task, unit: Unit) -> list[tuple[Task, Estimate]]:
    own = [e for e in task.estimates if e.unit == unit]
    if own:
        return [(task, own[0])]
    below = [_of_task(subtask, unit) for subtask in task.subtasks]
    return [part for parts in below for part in parts] if all(below) else []


def _sum(parts: list[tuple[Task, Estimate]]) -> Sum:
    low, high = added((e.low, e.high) for _, e in parts)
    return Sum(low, high, tuple(sorted(parts, key=lambda part: part[1].line_start)))


def overview_estimates(plan: Plan, unit: Unit) -> dict[str, Estimate]:
    """What the summary table gives for each phase, by the id of the phase."""
    found: dict[str, Estimate] = {}
    for phase_id, estimate in plan.phase_estimates:
        if estimate.unit == unit:
            found.setdefault(phase_id, estimate)
    return found


def said(estimate: Estimate) -> str:
    """`~95,000 tokens`, as the author wrote the number."""
    text = estimate.text.strip()
    bare = text.lstrip("~≈約约 ").replace(",", "").replace(".", "").rstrip(" kKM")
    number_only = all(c.isdigit() or c in "-–—~～ to" for c in bare)
    return f"{text} {estimate.unit}" if number_only else text


def summed(amount: Sum, unit: Unit) -> str:
    """`75,000 tokens`."""
    return f"{shown(amount.low, amount.high)} {unit}"
