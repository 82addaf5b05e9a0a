"""The overview states another effort for a phase than the phase itself.

## What it does

Compares what a summary table or list gives for each phase with what the phase states in its own
document, in the same unit. Ranges that overlap agree, and so do values within 2 %. Phases that
differ in one overview are one finding.

## Why is this bad?

Budgets are made from the overview and work is done from the phase. One of them was updated and
the other was not, and nobody can tell which.

## Example

    | Phase 2 | ~45,000 |

in the overview, and `Estimated Tokens: ~39,000` in `Phase-2.md`.

## Use instead

One number, in both places.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from planproof.checks._estimates import said, summed, task_sums
from planproof.checks._numbers import agree, is_about
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Estimate, Phase, Plan

RULE = Rule(
    id="overview-estimate-mismatch",
    category="numbers",
    severity="major",
    summary="The overview states another effort for a phase than the phase itself",
    goal="The overview states the estimates that the phases state",
)


class _Pair(NamedTuple):
    phase: Phase
    overview: Estimate
    own: Estimate


def check(context: Context) -> Iterator[Finding]:
    """One finding per document with an overview that is off."""
    plan = context.plan
    judged = {document.path for document in plan.work_documents()}
    pairs: dict[str, list[_Pair]] = defaultdict(list)
    for phase_id, estimate in plan.phase_estimates:
        phase = plan.nodes.get(phase_id)
        if isinstance(phase, Phase) and estimate.path in judged:
            own = _other(phase, estimate)
            if own is not None:
                pairs[estimate.path].append(_Pair(phase, estimate, own))
    for found in pairs.values():
        yield _finding(plan, found)


def _other(phase: Phase, overview: Estimate) -> Estimate | None:
    """The phase's own estimate when it has some in this unit and none of them agrees."""
    own = [e for e in phase.estimates if e.unit == overview.unit and not overview.covers(e)]
    if any(_agree(overview, each) for each in own):
        return None
    return own[0] if own else None


def _agree(one: Estimate, other: Estimate) -> bool:
    about = is_about(one.text) or is_about(other.text)
    return agree((one.low, one.high), (other.low, other.high), about=about)


def _finding(plan: Plan, pairs: list[_Pair]) -> Finding:
    first = pairs[0]
    if len(pairs) == 1:
        title = (
            f"The overview gives {first.phase.label} {said(first.overview)}, "
            f"the phase itself {said(first.own)}"
        )
        detail = f"{_sums(first)}Whoever plans by the overview counts on the wrong effort."
    else:
        title = f"The overview's estimates of {len(pairs)} phases differ from the phases' own"
        each = "; ".join(f"{p.phase.label} {said(p.overview)} and {said(p.own)}" for p in pairs)
        detail = f"Overview and phase: {each}. Whoever plans by the overview counts on them."
    return RULE.finding(
        plan,
        first.overview,
        title=title,
        detail=detail,
        recommendation="Decide which number holds and write it in both places; "
        "then correct the total.",
        related=[*(p.overview for p in pairs[1:]), *(p.own for p in pairs)],
        phase=first.phase if len(pairs) == 1 else None,
    )


def _sums(pair: _Pair) -> str:
    """What the tasks say to it, when they say anything."""
    sums = task_sums(pair.phase, pair.own.unit)
    if not sums:
        return ""
    return f"The tasks of {pair.phase.label} add up to {summed(sums[0], pair.own.unit)}. "
