"""Every rule between plans, one line each, and their findings."""

from collections.abc import Iterable, Iterator, Sequence

from planproof.between import (
    circular_plans,
    contradictory_decision,
    dangling_plan_reference,
    file_awaited_from_later_plan,
    file_created_by_two_plans,
    file_deleted_by_another_plan,
    id_claimed_by_two_plans,
)
from planproof.between.interface import BetweenRule
from planproof.between.shelf import Shelf
from planproof.core.between import Profile
from planproof.core.finding import SEVERITIES, Finding

RULES: tuple[BetweenRule, ...] = (
    circular_plans,
    file_awaited_from_later_plan,
    file_created_by_two_plans,
    file_deleted_by_another_plan,
    contradictory_decision,
    id_claimed_by_two_plans,
    dangling_plan_reference,
)

_BY_ID = {each.RULE.id: each for each in RULES}


def by_id(rule_id: str) -> BetweenRule:
    """The rule with an id; KeyError when there is none."""
    return _BY_ID[rule_id]


def rule_ids() -> tuple[str, ...]:
    """Ids of all rules between plans, in order of the registry."""
    return tuple(_BY_ID)


def between(profiles: Sequence[Profile]) -> tuple[Finding, ...]:
    """What is wrong between plans, worst first and in the order of the rules.

    A plan that is given twice counts once. A rule that the settings of one plan turn off is
    silent about that plan.
    """
    shelf = Shelf(list({profile.home: profile for profile in reversed(profiles)}.values())[::-1])
    found = [finding for rule in RULES for finding in rule.between(shelf)]
    return tuple(_with_unique_ids(ranked(found)))


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The findings worst first, otherwise in their order."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def _with_unique_ids(findings: Sequence[Finding]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for finding in findings:
        number = seen[finding.id] = seen.get(finding.id, 0) + 1
        yield (
            finding if number == 1 else finding.model_copy(update={"id": f"{finding.id}-{number}"})
        )
