"""A phase's estimate is not the sum of its tasks.

## What it does

Adds up the estimates of a phase's tasks, where every task states one in the phase's unit, and
compares the sum with what the phase states. Ranges that overlap agree, and so do sums within two
percent.

## Why is this bad?

Whoever schedules by the phase and whoever builds by the tasks work with two plans. The
difference is a task that was added, dropped or resized without the total.

## Example

    **Estimated Tokens:** ~98,000

over tasks of 10,000, 12,000, 16,000, 18,000, 16,000, 14,000, 14,000 and 12,000.

## Use instead

    **Estimated Tokens:** ~112,000
"""

from collections.abc import Iterator

from planproof.checks._estimates import agree, amount, first_of, total_of
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Phase, Plan, Task, Unit

RULE = Rule(
    id="phase-sum-mismatch",
    category="numbers",
    severity="major",
    summary="A phase's estimate is not the sum of its tasks",
)
_SUMMED: tuple[Unit, ...] = ("tokens", "points", "hours", "days", "lines")
"""Weeks and months are left out: tasks of a phase run side by side."""
_FEWEST = 2


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase and unit."""
    for phase in context.plan.phases:
        if len(phase.tasks) < _FEWEST:
            continue
        for unit in _SUMMED:
            stated = first_of(phase.estimates, unit)
            if stated is None:
                continue
            parts = [(task, first_of(task.estimates, unit)) for task in phase.tasks]
            known = [(task, estimate) for task, estimate in parts if estimate is not None]
            low, high = total_of([estimate for _, estimate in known])
            if len(known) == len(parts) and not agree(stated, low, high):
                yield _finding(context.plan, phase, stated, known, amount(low, high, unit))


def _finding(
    plan: Plan, phase: Phase, stated: Estimate, parts: list[tuple[Task, Estimate]], total: str
) -> Finding:
    says = amount(stated.low, stated.high, stated.unit)
    listed = " + ".join(f"{estimate.low:,.10g}" for _, estimate in parts)
    return RULE.finding(
        plan,
        stated,
        related=[estimate for _, estimate in parts],
        phase=phase,
        title=f"{phase.label} states {says}, its tasks add up to {total}",
        detail=f"The tasks state {listed}. Whoever schedules by the phase and whoever builds by "
        "the tasks work with two plans.",
        recommendation=f"State {total} for {phase.label}, or correct the task that is off.",
    )
