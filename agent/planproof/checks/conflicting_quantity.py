"""One quantity has two values in two places.

## What it does

Compares numbers with a unit that stand in the same words ("ends after 30 minutes without a
request"), sentences that are said twice, what a label or sentence measures ("Session timeout: 30
minutes", "the session timeout is 45 minutes"), ports of one service, and versions of one technology
("Python 3.11" and an image `python:3.13`; "Node 18+" and "Node 22+"). Reports those that have two
values. Lines and sections that tell environments, examples, options or changes apart are left
alone, and so is what has three values or more: that is no slip.

## Why is this bad?

Two people build two things, and each can point to a line of the plan.

## Example

    A session ends after 30 minutes without a request.
    ...
    A session ends after 45 minutes without a request.

## Use instead

One value, stated in one place and referred to from the other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from planproof.checks._prose import Owners
from planproof.checks._quantities import Key, lines_with_amounts, quantities
from planproof.checks._restated import Sentence, name_of_amount, restated, sentences
from planproof.checks._versions import versions
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.words import count

RULE = Rule(
    id="conflicting-quantity",
    category="numbers",
    severity="major",
    summary="One quantity has two values in two places",
    goal="Every quantity has one value throughout",
    confidence="medium",
)
_ELSEWHERE = re.compile(
    r"\b(?:alternatives?|options?|rejected|history|change ?log|examples?|benchmarks?|results?"
    r"|before|after|comparison|tests?|testing|scenarios?|current|existing|today|background"
    r"|development|production|staging|troubleshooting|faq|stor(?:y|ies)|graduation|appendix)\b",
    re.IGNORECASE,
)
_LOOSE = frozenset(
    """
    request connection default retry max maximum min minimum batch cache api query job task read
    write memory response initial page file message total upload image
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""What is measured of many things: `request timeout` may be another service's."""


class _Place(NamedTuple):
    value: float | tuple[int, ...]
    text: str
    name: str
    at: Location
    part: int
    """Start of the innermost section with a heading; what it compares stands apart."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per quantity."""
    plan = context.plan
    owners = Owners(plan)
    named: dict[Key, list[_Place]] = defaultdict(list)
    told: list[tuple[Sentence, Location, int]] = []
    for document in plan.work_documents():
        lines = lines_with_amounts(document)
        told += _told(owners, document, lines)
        for number in lines:
            for each in quantities(document.prose[number - 1]):
                part = part_of(owners, document, number)
                if part is not None:
                    at = line_at(document, number)
                    place = _Place(each.value, each.text, each.name, at, part)
                    named[each.key].append(place)
    reported: set[tuple[str, int, str]] = set()
    for key, places in named.items():
        if is_loose(key) or not _conflict(places):
            continue
        numbers = {(*_key(place.at), place.text) for place in places}
        if reported.isdisjoint(numbers):
            reported |= numbers
            yield _finding(plan, places)
    lines_reported = {place[:2] for place in reported}
    for places in _restated(told):
        if not all(_key(place.at) in lines_reported for place in places):
            yield _finding(plan, places)
    yield from _of_versions(plan, owners)


def _told(
    owners: Owners, document: Document, lines: list[int]
) -> Iterator[tuple[Sentence, Location, int]]:
    for sentence in sentences(document, lines):
        part = part_of(owners, document, sentence.line)
        if part is not None:
            yield sentence, line_at(document, sentence.line), part


def _restated(told: list[tuple[Sentence, Location, int]]) -> Iterator[list[_Place]]:
    """The places that say one sentence with two numbers; a third number is no slip."""
    groups: list[dict[int, int]] = []
    for one, other, which in restated([sentence for sentence, _, _ in told]):
        group = next((g for g in groups if g.get(one, g.get(other)) == which), None)
        if group is None:
            groups.append(group := {})
        group.update({one: which, other: which})
    for group in groups:
        places = []
        for index, which in sorted(group.items()):
            sentence, at, part = told[index]
            amount, name = sentence.amounts[which], name_of_amount(sentence, which)
            places.append(_Place(amount.value, amount.text, name, at, part))
        if _conflict(places):
            yield places


def _key(at: Location) -> tuple[str, int]:
    return at.path, at.line_start


def part_of(owners: Owners, document: Document, line: int) -> int | None:
    """The section that a line stands in; None when what it says is no claim of its own."""
    section = owners.heading(document, line)
    if section is None:
        return 0
    return None if _ELSEWHERE.search(section.title) else section.line_start


def _conflict(places: list[_Place]) -> bool:
    """Two values in two parts of the plan; a list of variants in one section is none."""
    if len({place.value for place in places}) != 2:
        return False
    first = places[0].value
    one = {(place.at.path, place.part) for place in places if place.value == first}
    other = {(place.at.path, place.part) for place in places if place.value != first}
    return one.isdisjoint(other)


def is_loose(key: Key) -> bool:
    """True for a measure named by so common a word alone that it may be one of many."""
    how, kind, *words = key
    return how == "measure" and kind != "port" and len(words) == 2 and words[0] in _LOOSE


def _of_versions(plan: Plan, owners: Owners) -> Iterator[Finding]:
    found: dict[tuple[str, bool], list[_Place]] = defaultdict(list)
    for document in plan.work_documents():
        for version in versions(document):
            part = part_of(owners, document, version.line)
            if part is not None:
                at = line_at(document, version.line)
                place = _Place(version.value, version.text, version.technology, at, part)
                found[version.technology, version.is_least].append(place)
    for places in found.values():
        longest = max(len(_parts(place)) for place in places)
        full = [place for place in places if len(_parts(place)) == longest]
        values = {place.value for place in full}
        told_apart = len({(_key(place.at), place.value) for place in full}) > len(
            {_key(place.at) for place in full}
        )
        if len(values) == 2 and not told_apart:
            yield _finding(plan, full, minor=True)


def _parts(place: _Place) -> tuple[int, ...]:
    return place.value if isinstance(place.value, tuple) else ()


def _finding(plan: Plan, places: list[_Place], *, minor: bool = False) -> Finding:
    """At the value that fewer places state, the later one when both are as frequent."""
    last = places[-1]
    of_last = [place for place in places if place.value == last.value]
    of_other = [place for place in places if place.value != last.value]
    fewer, more = (of_other, of_last) if len(of_other) < len(of_last) else (of_last, of_other)
    where = "elsewhere" if len(more) == 1 else f"in {count(len(more), 'other place')}"
    is_version = isinstance(last.value, tuple)
    name = "" if is_version else f"“{fewer[0].name}” is "
    return RULE.finding(
        plan,
        fewer[0].at,
        related=[place.at for place in (*fewer[1:], *more)],
        severity="minor" if minor else None,
        title=f"{name}{fewer[0].text} here and {more[0].text} {where}",
        detail="Two people build two things, and each can point to a line of the plan.",
        recommendation=f"Decide between {fewer[0].text} and {more[0].text}, state it in one place "
        "and refer to that from the other.",
    )
