"""The overview states another estimate for a phase than the phase does.

## What it does

Compares the estimates in a summary table of phases with those that the phases state themselves,
unit by unit.

## Why is this bad?

The two were equal once. One of them is the one that people plan by, and nobody can tell which.

## Example

    | [Phase 2](./Phase-2.md) | ~45,000 |

where Phase 2 states 39,000 tokens.

## Use instead

    | [Phase 2](./Phase-2.md) | ~39,000 |
"""

from collections.abc import Iterator

from planproof.checks._estimates import agree, amount, first_of
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Phase

RULE = Rule(
    id="overview-estimate-mismatch",
    category="numbers",
    severity="major",
    summary="The overview states another estimate for a phase than the phase does",
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per row of the overview."""
    plan = context.plan
    for id_, said in plan.phase_estimates:
        phase = plan.nodes.get(id_)
        own = first_of(phase.estimates, said.unit) if isinstance(phase, Phase) else None
        if phase is None or own is None or agree(said, own.low, own.high):
            continue
        here = amount(said.low, said.high, said.unit)
        there = amount(own.low, own.high, own.unit)
        yield RULE.finding(
            plan,
            said,
            related=[own],
            phase=phase if isinstance(phase, Phase) else None,
            title=f"The overview gives {phase.label} {here}, the phase itself {there}",
            detail="Nobody can tell which of the two people plan by.",
            recommendation="Correct the one that is out of date.",
        )
