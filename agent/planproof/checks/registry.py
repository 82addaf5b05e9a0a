"""Every check, one line each, in the order in which `planproof rules` lists them."""

from planproof.checks import (
    broken_link,
    broken_project_rule,
    comment_to_reviewer,
    conflicting_quantity,
    count_mismatch,
    created_twice,
    dangling_reference,
    dangling_section,
    deleted_file_used,
    dependency_cycle,
    duplicate_id,
    empty_section,
    existing_file_created,
    false_claim,
    file_rewritten_often,
    forward_reference,
    hedge,
    hidden_text,
    invalid_snippet,
    irreversible_step,
    late_dependency,
    leftover_deliberation,
    mismatched_title,
    missing_file,
    missing_package_file,
    missing_section,
    missing_test,
    modified_before_created,
    no_tasks,
    no_verification,
    numbering_gap,
    overview_estimate_mismatch,
    package_already_there,
    package_version_mismatch,
    parallel_file_conflict,
    percentage_sum,
    phase_sum_mismatch,
    placeholder,
    priority_inversion,
    reading_exceeds_estimate,
    secret_in_plan,
    self_dependency,
    span_mismatch,
    stale_code_line,
    stale_line_reference,
    task_in_two_phases,
    template_count,
    template_field_missing,
    template_guidance_left,
    template_section_missing,
    template_section_order,
    template_table_columns,
    test_without_command,
    total_mismatch,
    unclosed_fence,
    uncovered_requirement,
    undecided_option,
    unfinished_task,
    unknown_command,
    unknown_dependency,
    unknown_requirement,
    unknown_symbol,
    unknown_variable,
    unlisted_package,
    unmitigated_risk,
    unscheduled_task,
    unsourced_task,
    untaken_deferral,
    vague_criterion,
)
from planproof.checks.interface import Check

CHECKS: tuple[Check, ...] = (
    # order
    created_twice,
    deleted_file_used,
    dependency_cycle,
    file_rewritten_often,
    late_dependency,
    modified_before_created,
    parallel_file_conflict,
    priority_inversion,
    self_dependency,
    span_mismatch,
    task_in_two_phases,
    unknown_dependency,
    unscheduled_task,
    # structure
    duplicate_id,
    empty_section,
    missing_package_file,
    missing_section,
    no_tasks,
    numbering_gap,
    template_count,
    template_field_missing,
    template_section_missing,
    template_section_order,
    template_table_columns,
    unclosed_fence,
    unfinished_task,
    # references
    broken_link,
    dangling_reference,
    dangling_section,
    existing_file_created,
    false_claim,
    forward_reference,
    mismatched_title,
    missing_file,
    missing_test,
    package_already_there,
    package_version_mismatch,
    stale_code_line,
    stale_line_reference,
    unknown_command,
    unknown_symbol,
    unknown_variable,
    unlisted_package,
    untaken_deferral,
    # traceability
    uncovered_requirement,
    unknown_requirement,
    unmitigated_risk,
    unsourced_task,
    # numbers
    conflicting_quantity,
    count_mismatch,
    overview_estimate_mismatch,
    percentage_sum,
    phase_sum_mismatch,
    reading_exceeds_estimate,
    total_mismatch,
    # verification
    irreversible_step,
    no_verification,
    test_without_command,
    vague_criterion,
    # content
    broken_project_rule,
    comment_to_reviewer,
    hedge,
    hidden_text,
    invalid_snippet,
    leftover_deliberation,
    placeholder,
    secret_in_plan,
    template_guidance_left,
    undecided_option,
)

_BY_ID = {check.RULE.id: check for check in CHECKS}


def by_id(rule_id: str) -> Check:
    """The check with an id; KeyError when there is none."""
    return _BY_ID[rule_id]


def goal_of(rule_id: str) -> str | None:
    """What holds when a check finds nothing; None when there is no such check."""
    check = _BY_ID.get(rule_id)
    return check.RULE.goal if check else None


def is_of_code(rule_id: str) -> bool:
    """True for a check that holds the plan against its code base."""
    check = _BY_ID.get(rule_id)
    return check is not None and check.RULE.of_code


def rule_ids() -> tuple[str, ...]:
    """Ids of all checks, in order of the registry."""
    return tuple(_BY_ID)
