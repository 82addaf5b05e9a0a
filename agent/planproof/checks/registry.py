"""Every check, one line each, in the order in which `planproof rules` lists them."""

from planproof.checks import (
    broken_link,
    dangling_reference,
    dangling_section,
    forward_reference,
    irreversible_step,
    mismatched_title,
    no_tasks,
    no_verification,
    overview_estimate_mismatch,
    phase_sum_mismatch,
    stale_line_reference,
    test_without_command,
    total_mismatch,
    uncovered_requirement,
    unknown_requirement,
    unmitigated_risk,
    unsourced_task,
    untaken_deferral,
    vague_criterion,
)
from planproof.checks.interface import Check

CHECKS: tuple[Check, ...] = (
    # references
    broken_link,
    dangling_reference,
    dangling_section,
    forward_reference,
    mismatched_title,
    stale_line_reference,
    untaken_deferral,
    # numbers
    overview_estimate_mismatch,
    phase_sum_mismatch,
    total_mismatch,
    # traceability
    uncovered_requirement,
    unknown_requirement,
    unmitigated_risk,
    unsourced_task,
    # verification
    irreversible_step,
    no_tasks,
    no_verification,
    test_without_command,
    vague_criterion,
)

_BY_ID = {check.RULE.id: check for check in CHECKS}


def by_id(rule_id: str) -> Check:
    """The check with an id; KeyError when there is none."""
    return _BY_ID[rule_id]


def rule_ids() -> tuple[str, ...]:
    """Ids of all checks, in order of the registry."""
    return tuple(_BY_ID)
