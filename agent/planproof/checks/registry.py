"""Every check, one line each, in the order in which `planproof rules` lists them."""

from planproof.checks import (
    broken_link,
    conflicting_quantity,
    count_mismatch,
    created_twice,
    dangling_reference,
    dangling_section,
    dependency_cycle,
    forward_reference,
    irreversible_step,
    late_dependency,
    mismatched_title,
    modified_before_created,
    no_tasks,
    no_verification,
    overview_estimate_mismatch,
    parallel_file_conflict,
    percentage_sum,
    phase_sum_mismatch,
    priority_inversion,
    self_dependency,
    span_mismatch,
    stale_line_reference,
    task_in_two_phases,
    test_without_command,
    total_mismatch,
    uncovered_requirement,
    unknown_dependency,
    unknown_requirement,
    unmitigated_risk,
    unscheduled_task,
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
    # order
    dependency_cycle,
    self_dependency,
    unknown_dependency,
    late_dependency,
    unscheduled_task,
    task_in_two_phases,
    modified_before_created,
    created_twice,
    parallel_file_conflict,
    span_mismatch,
    priority_inversion,
    # numbers
    conflicting_quantity,
    count_mismatch,
    percentage_sum,
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
