"""Which of the project's rules the plan keeps, and which nobody judged."""

import re
from collections.abc import Sequence

from planproof.core.finding import Finding
from planproof.core.project_rule import CRITERION, ProjectRule
from planproof.core.review import Compliance, Coverage

CHECK = "broken-project-rule"
_NAMED = re.compile(r"\bR(\d{1,3})\b")


def compliance(
    rules: Sequence[ProjectRule], findings: Sequence[Finding], coverage: Coverage
) -> tuple[Compliance, ...]:
    """Each rule with its state; kept only where something judged it over the whole plan."""
    broken: dict[int, list[str]] = {}
    for finding in findings:
        if finding.rule in (CRITERION, CHECK) and finding.stands:
            text = f"{finding.title} {finding.detail}"
            for number in dict.fromkeys(int(each) for each in _NAMED.findall(text)):
                broken.setdefault(number, []).append(finding.id)
    judged = _judged(coverage)
    return tuple(_state(rule, tuple(broken.get(rule.number, ())), judged=judged) for rule in rules)


def _judged(coverage: Coverage) -> bool:
    """True when a model reviewed every phase."""
    states = {each.state for each in coverage.passes if each.pass_ == "phase-review"}
    return states == {"reviewed"}


def _state(rule: ProjectRule, broken: tuple[str, ...], *, judged: bool) -> Compliance:
    if broken:
        state, reason = "broken", "see the findings"
    elif rule.forbidden:
        names = " or ".join(f"`{name}`" for name in rule.forbidden)
        state, reason = "kept", f"no line of the plan uses {names}"
    elif judged:
        state, reason = "kept", "a model read every phase and found nothing against it"
    else:
        state, reason = "not-judged", "it needs judgement, and no model read every phase"
    return Compliance.model_validate(
        {
            "rule": rule.said,
            "path": rule.path,
            "line": rule.line,
            "state": state,
            "reason": reason,
            "findings": broken,
        }
    )
