"""Many findings to one ranked list, whatever order they come in.

Findings are joined when they say the same of the same lines; then what would stop or mislead the
implementer most comes first.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import get_args

from planproof.core.finding import SEVERITIES, Category, Confidence, Evidence, Finding

CATEGORIES: tuple[Category, ...] = (
    "order",
    "structure",
    "references",
    "traceability",
    "numbers",
    "verification",
    "content",
)
"""Most blocking first."""

_CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
_MOST = 5
"""Titles and pieces of advice that a joined finding takes over from the others."""
_DIGITS = re.compile(r"(\d{1,18})")


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* joined, ranked and with unique ids.

    Findings of one rule at one location become one. So do findings of different rules of one
    category that give the same advice for one location. Two findings left with one id get the
    suffixes `-2`, `-3` in document order. The order of the input does not matter.
    """
    joined = _joined(sorted(findings, key=_total_order), _same_rule)
    joined = _joined(sorted(joined, key=_total_order), _same_advice)
    return _with_unique_ids(sorted(joined, key=_total_order))


def document_order(path: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which `Phase-2.md` comes before `Phase-10.md`."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part.casefold())
        for part in _DIGITS.split(path)
        if part
    )


def _rank(finding: Finding) -> tuple[int, int, int, int]:
    return (
        SEVERITIES.index(finding.severity),
        _CONFIDENCES.index(finding.confidence),
        -len(finding.related),
        CATEGORIES.index(finding.category),
    )


def _total_order(finding: Finding) -> tuple[object, ...]:
    """Rank, then document order, then whatever tells two findings apart."""
    at = finding.location
    place = (document_order(at.path), at.path, at.line_start, at.line_end)
    words = (finding.title, finding.detail, finding.recommendation, finding.quote)
    others = [(each.path, each.line_start, each.line_end, each.quote) for each in finding.related]
    rest = (finding.status, finding.source, finding.phase or "", finding.task or "")
    return (_rank(finding), place, finding.rule, finding.id, words, others, rest)


def _same_rule(finding: Finding) -> Hashable:
    return (finding.rule, finding.location, finding.status)


def _same_advice(finding: Finding) -> Hashable:
    advice = " ".join(finding.recommendation.casefold().split())
    return (finding.category, finding.location, finding.status, advice)


def _joined(findings: Sequence[Finding], key: Callable[[Finding], Hashable]) -> list[Finding]:
    """One finding for each key; *findings* come worst first."""
    groups: defaultdict[Hashable, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[key(finding)].append(finding)
    return [group[0] if len(group) == 1 else _join(group) for group in groups.values()]


def _join(group: Sequence[Finding]) -> Finding:
    """The worst of *group*, with what the others add."""
    worst = group[0]
    others = _distinct(each.title for each in group if each.title != worst.title)
    detail = worst.detail
    if others:
        told = [each.rstrip(".") for each in others[:_MOST]]
        more = [f"and {len(others) - _MOST} more"] if len(others) > _MOST else []
        detail = f"{detail} Also here: {'; '.join([*told, *more])}.".strip()
    advice = _distinct(each.recommendation for each in group)[:_MOST]
    related: dict[tuple[object, ...], Evidence] = {}
    for finding in group:
        for place in finding.related:
            related.setdefault((place.path, place.line_start, place.line_end, place.quote), place)
    return worst.model_copy(
        update={
            "detail": detail,
            "recommendation": " ".join(advice),
            "related": tuple(related.values()),
        }
    )


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _with_unique_ids(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    taken = {finding.id for finding in findings}
    by_id: defaultdict[str, list[int]] = defaultdict(list)
    for index, finding in enumerate(findings):
        by_id[finding.id].append(index)
    result = list(findings)
    for finding_id, indexes in by_id.items():
        indexes.sort(key=lambda index: _place(findings[index]))
        ordinal = 1
        for index in indexes[1:]:
            ordinal += 1
            while f"{finding_id}-{ordinal}" in taken:
                ordinal += 1
            unique = f"{finding_id}-{ordinal}"
            taken.add(unique)
            result[index] = findings[index].model_copy(update={"id": unique})
    return tuple(result)


def _place(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    return (document_order(at.path), at.path, at.line_start, at.line_end, finding.rule)
