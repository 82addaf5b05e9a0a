"""A phase states another effort than its tasks add up to.

## What it does

Adds up what the tasks of a phase are estimated at (tokens, hours, days, points) and compares the
sum with what the phase states for itself, or the overview for it. Both must be in one unit, and
every task must have an estimate, optional ones aside. Ranges that overlap agree, and so do values
within 2 %.

## Why is this bad?

One of the numbers is wrong: a task was added, cut or resized and the phase was not. Whoever
splits the work, buys the budget or watches the progress relies on the wrong one.

## Example

    # Phase 1
    Estimated Tokens: ~95,000
    ## Task 1
    Estimated Tokens: ~40,000
    ## Task 2
    Estimated Tokens: ~35,000

## Use instead

`Estimated Tokens: ~75,000` for the phase, or the task that makes up the rest.
"""

from collections.abc import Iterator

from planproof.checks._estimates import (
    TIME,
    Sum,
    overview_estimates,
    own_estimates,
    said,
    summed,
    task_sums,
)
from planproof.checks._numbers import agree, is_about, shown
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Phase, Plan, Unit

RULE = Rule(
    id="phase-sum-mismatch",
    category="numbers",
    severity="major",
    summary="A phase states another effort than its tasks add up to",
    goal="The estimate of every phase is the sum of its tasks",
)
_UNITS: tuple[Unit, ...] = ("tokens", "points", "hours", "days", "lines")
_RESERVE = ("buffer", "contingency", "reserve", "slack", "overhead", "puffer", "バッファ", "缓冲")
_PARALLEL = ("parallel", "concurrent", "side by side", "并行", "並行", "並列", "paralelo")


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase and unit."""
    plan = context.plan
    overview = {unit: overview_estimates(plan, unit) for unit in _UNITS}
    for phase in plan.phases:
        for unit in _UNITS:
            stated = own_estimates(phase, unit)
            if not stated and phase.id in overview[unit]:
                stated = [overview[unit][phase.id]]
            sums = task_sums(phase, unit) if stated else []
            wrong = [e for e in stated if sums and not any(_agrees(e, each) for each in sums)]
            if wrong and not any(_explained(plan, phase, each, sums[0]) for each in wrong):
                yield _finding(plan, phase, wrong, stated, sums[0])


def _agrees(stated: Estimate, amount: Sum) -> bool:
    about = is_about(stated.text)
    return agree((stated.low, stated.high), (amount.low, amount.high), about=about)


def _explained(plan: Plan, phase: Phase, stated: Estimate, amount: Sum) -> bool:
    """True when the text says why the numbers differ: a reserve, or tasks side by side."""
    near = plan.document(stated.path).text(stated.line_start - 1, stated.line_end + 2).lower()
    if any(word in near for word in _RESERVE):
        return True
    if stated.unit not in TIME or stated.high > amount.low:
        return False
    return any(task.parallel for task in phase.tasks) or any(word in near for word in _PARALLEL)


def _finding(
    plan: Plan, phase: Phase, wrong: list[Estimate], all_stated: list[Estimate], amount: Sum
) -> Finding:
    stated = wrong[0]
    over = amount.low > stated.high
    gap = amount.low - stated.high if over else stated.low - amount.high
    percent = round(100 * gap / (amount.low if over else stated.low))
    parts = ", ".join(f"{task.label} {estimate.text.strip()}" for task, estimate in amount.parts)
    slack = stated.unit in TIME and not over
    return RULE.finding(
        plan,
        stated,
        title=f"{phase.label} states {said(stated)}, "
        f"its tasks add up to {summed(amount, stated.unit)}",
        detail=f"The tasks are {'larger' if over else 'smaller'} than the phase by "
        f"{shown(gap)} {stated.unit} ({percent} %): {parts}. Budget and progress of "
        f"the phase will be judged by a number that its own work does not support.",
        recommendation=f"State {summed(amount, stated.unit)} for {phase.label}"
        + (
            ", or correct the tasks that were sized wrongly."
            if over
            else ", or add the work that makes up the rest."
        ),
        related=[
            *(each for each in all_stated if each is not stated),
            *(estimate for _, estimate in amount.parts),
        ],
        severity="minor" if slack else None,
        confidence="medium" if stated.unit in TIME else None,
        phase=phase,
    )
