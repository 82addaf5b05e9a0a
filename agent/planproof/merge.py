"""Many findings to one ranked list, whatever order they come in.

Findings are joined when they say the same of the same lines; then what would stop or mislead the
implementer most comes first.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import get_args

from planproof.core.base import Location
from planproof.core.finding import SEVERITIES, Category, Confidence, Evidence, Finding
from planproof.search import words

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
_MOST_PLACES = 8
"""Places of a finding that several readers have named."""
_CELL = 16
"""Lines of a stretch by which findings are looked up."""
_NEAR = 2
"""Lines between two places that count as one."""
_ALIKE = 0.34
"""Share of common words (of the shorter text) from which two claims about one place are one. On
recorded answers pairs with one fix lie above it and different defects of one line below."""
_DIGITS = re.compile(r"(\d{1,18})")


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* joined, ranked and with unique ids.

    Findings of one rule at one location become one. So do findings of different rules of one
    category that give the same advice for one location, and what a model says of a defect that
    another finding names already. Two findings left with one id get the suffixes `-2`, `-3` in
    document order. The order of the input does not matter.
    """
    joined = _joined(sorted(findings, key=_total_order), _same_rule)
    joined = _joined(sorted(joined, key=_total_order), _same_advice)
    joined = _one_cause(sorted(joined, key=_total_order))
    return _with_unique_ids(sorted(joined, key=_total_order))


def join(keep: Finding, others: Iterable[Finding]) -> Finding:
    """*keep* in its own words, with the places of *others* and the worst severity of all."""
    found = [keep, *others]
    at = keep.location
    related: dict[tuple[object, ...], Evidence] = {
        (place.path, place.line_start, place.line_end): place for place in keep.related
    }
    for each in found[1:]:
        for place in _places(each):
            if not _overlap(place, at):
                related.setdefault((place.path, place.line_start, place.line_end), place)
    return keep.model_copy(
        update={
            "severity": min((each.severity for each in found), key=SEVERITIES.index),
            "confidence": min((each.confidence for each in found), key=_CONFIDENCES.index),
            "related": tuple(list(related.values())[: max(_MOST_PLACES, len(keep.related))]),
        }
    )


def document_order(path: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which `Phase-2.md` comes before `Phase-10.md`."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part.casefold())
        for part in _DIGITS.split(path)
        if part
    )


def near(one: Location, other: Location) -> bool:
    """True when two places count as one."""
    return _overlap(one, other, _NEAR)


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
    return (finding.source, finding.category, finding.location, finding.status, advice)


def _joined(findings: Sequence[Finding], key: Callable[[Finding], Hashable]) -> list[Finding]:
    """One finding for each key; *findings* come worst first."""
    groups: defaultdict[Hashable, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[key(finding)].append(finding)
    return [group[0] if len(group) == 1 else _join(group) for group in groups.values()]


def _one_cause(findings: Sequence[Finding]) -> list[Finding]:
    """Fold what a model says into a finding that says it already; *findings* come worst first.

    A check's finding takes a model's in and is never taken in: it is certain.
    """
    kept: list[tuple[Finding, list[Finding]]] = [
        (each, []) for each in findings if each.source == "check"
    ]
    index = _Index()
    for keep, _ in kept:
        index.add(keep)
    for finding in findings:
        if finding.source == "check":
            continue
        near_it = (kept[number] for number in index.near(finding))
        same = [pair for pair in near_it if same_cause(pair[0], finding)]
        if same:
            best = max(same, key=lambda pair: _likeness(pair[0], finding))
            best[1].append(finding)
        else:
            kept.append((finding, []))
            index.add(finding)
    return [join(keep, others) if others else keep for keep, others in kept]


class _Index:
    """Findings by where they are, so that each is compared with its neighbours only."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        self._number = 0

    def add(self, finding: Finding) -> None:
        """Put in the next finding; they are numbered from 0."""
        for cell in _cells(finding, 0):
            self._cells[cell].append(self._number)
        self._number += 1

    def near(self, finding: Finding) -> list[int]:
        """Numbers of all that share a place with *finding*, and of some beside them, in order."""
        cells = _cells(finding, _NEAR)
        return sorted({number for cell in cells for number in self._cells.get(cell, ())})


def _cells(finding: Finding, around: int) -> set[tuple[str, int]]:
    """The stretches of lines that the places of a finding touch."""
    return {
        (place.path, cell)
        for place in _places(finding)
        for cell in range(
            (place.line_start - around) // _CELL, (place.line_end + around) // _CELL + 1
        )
    }


def same_cause(one: Finding, other: Finding) -> bool:
    """True when two findings share a place and most of their words.

    Two that set the same two places against each other say the same, in whatever words.
    """
    if one.status != other.status:
        return False
    mine, yours = _places(one), _places(other)
    shared = [a for a in mine if any(_overlap(a, b, _NEAR) for b in yours)]
    if _apart(shared) and _apart([b for b in yours if any(_overlap(a, b, _NEAR) for a in mine)]):
        return True
    return bool(shared) and _likeness(one, other) >= _ALIKE


def _apart(places: Sequence[Evidence]) -> bool:
    """True when there are two places among *places*, not two names of one."""
    return any(not _overlap(places[0], each, _NEAR) for each in places[1:])


def _likeness(one: Finding, other: Finding) -> float:
    """Share of the words of the shorter claim that the longer one holds too, from 0 to 1."""
    mine, yours = (words(f"{each.title} {each.recommendation}") for each in (one, other))
    return len(mine & yours) / max(1, min(len(mine), len(yours)))


def _places(finding: Finding) -> tuple[Evidence, ...]:
    at = finding.location
    own = Evidence(
        path=at.path, line_start=at.line_start, line_end=at.line_end, quote=finding.quote
    )
    return (own, *finding.related)


def _overlap(one: Location, other: Location, near: int = 0) -> bool:
    return (
        one.path == other.path
        and one.line_start - near <= other.line_end
        and other.line_start - near <= one.line_end
    )


def _join(group: Sequence[Finding]) -> Finding:
    """The worst of *group*, with what the others add."""
    worst = group[0]
    if all(each.source == "model" for each in group):
        return join(worst, group[1:])  # several readers of one defect say it in several ways
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
