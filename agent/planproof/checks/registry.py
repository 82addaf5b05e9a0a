"""Every check, one line each, in the order in which `planproof rules` lists them."""

from planproof.checks import (
    broken_link,
    dangling_reference,
    dangling_section,
    forward_reference,
    mismatched_title,
    stale_line_reference,
    untaken_deferral,
)
from planproof.checks.interface import Check

CHECKS: tuple[Check, ...] = (
    broken_link,
    dangling_reference,
    dangling_section,
    forward_reference,
    mismatched_title,
    stale_line_reference,
    untaken_deferral,
)

_BY_ID = {check.RULE.id: check for check in CHECKS}


def by_id(rule_id: str) -> Check:
    """The check with an id; KeyError when there is none."""
    return _BY_ID[rule_id]


def rule_ids() -> tuple[str, ...]:
    """Ids of all checks, in order of the registry."""
    return tuple(_BY_ID)
