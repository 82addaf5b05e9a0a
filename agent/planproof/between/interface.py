"""What a rule between plans is, and how its findings are made.

A rule is a module of this package with a docstring as checks have it, and

* `RULE`, its identity and default severity;
* `claims(reader)`, which yields what one plan says that others may contradict;
* `between(shelf)`, which yields the findings.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from planproof.checks.interface import Documented, Rule
from planproof.core.base import Location
from planproof.core.between import Claim
from planproof.core.finding import Confidence, Evidence, Finding, Severity, finding_id
from planproof.core.secrets import redact

if TYPE_CHECKING:
    from planproof.between.reader import Reader
    from planproof.between.shelf import Shelf

MOST_RELATED = 20


class BetweenRule(Documented, Protocol):
    """The shape of a module of a rule."""

    def claims(self, reader: "Reader") -> Iterator[Claim]:
        """Yield what one plan says; nothing for a rule that looks at pointers alone."""
        ...

    def between(self, shelf: "Shelf") -> Iterator[Finding]:
        """Yield what is wrong between the plans of a shelf."""
        ...


def finding(
    rule: Rule,
    at: Evidence,
    related: Iterable[Evidence],
    *,
    title: str,
    detail: str,
    recommendation: str,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
) -> Finding:
    """A finding of *rule* in one plan, with evidence in the others.

    No secret of a plan leaves here.
    """
    others = {(e.path, e.line_start): e for e in related}
    others.pop((at.path, at.line_start), None)
    place = next(iter(others.values())).quote if others else ""
    return Finding(
        id=finding_id(rule.id, at.path, place, at.quote),
        rule=rule.id,
        category=rule.category,
        severity=severity or rule.severity,
        confidence=confidence or rule.confidence,
        source="check",
        title=redact(title),
        detail=redact(detail),
        recommendation=redact(recommendation),
        location=Location(path=at.path, line_start=at.line_start, line_end=at.line_end),
        quote=redact(at.quote),
        related=tuple(
            each.model_copy(update={"quote": redact(each.quote)})
            for each in list(others.values())[:MOST_RELATED]
        ),
    )
