"""One quantity has two values in two places.

## What it does

Compares numbers with a unit that stand in the same words ("ends after 30 minutes without a
request"), labels with the same name ("Session timeout: 30 minutes"), and versions of one
technology ("Python 3.11", "Python 3.13"). Reports those whose values differ. Lines that tell
environments, examples, or a change from one value to another apart are left alone.

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

from planproof.checks._words import without_code
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="conflicting-quantity",
    category="numbers",
    severity="major",
    summary="One quantity has two values in two places",
    goal="Every quantity has one value throughout",
    confidence="medium",
)
_UNITS = {
    "milliseconds?": ("time", 0.001), "ms": ("time", 0.001), "seconds?": ("time", 1.0),
    "secs?": ("time", 1.0), "s": ("time", 1.0), "minutes?": ("time", 60.0),
    "mins?": ("time", 60.0), "hours?": ("time", 3600.0), "days?": ("time", 86400.0),
    "weeks?": ("time", 604800.0), "KB": ("size", 1e3), "MB": ("size", 1e6), "GB": ("size", 1e9),
    "TB": ("size", 1e12), "requests?": ("requests", 1.0), "users?": ("users", 1.0),
    "tokens?": ("tokens", 1.0), "rows?": ("rows", 1.0), "retries": ("retries", 1.0),
}  # fmt: skip
_AMOUNT = re.compile(
    rf"(?<![\w.,$-])(\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)[\s-]?({'|'.join(_UNITS)})\b(?![/-])"
)
_SCALES = [(re.compile(rf"(?:{name})$"), value) for name, value in _UNITS.items()]
_LABEL = re.compile(
    r"^[\s>*+-]*(?:\[[ xX]\]\s*)?[*_]{0,2}(?P<name>[A-Za-z][\w /()-]{3,40}?)[*_]{0,2}"
    r"\s*[:：][*_]{0,2}\s*[~≤<]?$"
)
_VERSION = re.compile(
    r"\b(Python|Node(?:\.js)?|PostgreSQL|Postgres|MySQL|TypeScript|Java|Redis|\.NET|Ruby|PHP|Go)"
    r"\s+(?:v|version )?(\d+(?:\.\d+){0,2})"
    r"(?!\s*(?:\+|or\b|and above|to\b|-|–|\.x|x\b|→))(?![\w.]*\d)"
)
_APART = re.compile(
    r"→|->|\b(?:e\.g|example|instead of|previously|formerly|before|old|dev(?:elopment)?|staging"
    r"|prod(?:uction)?|local|min(?:imum)?|max(?:imum)?|upgrade|from \d\S*|between|percentile)\b|@",
    re.IGNORECASE,
)
_DIGITS = frozenset("0123456789")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_GENERIC = frozenset(
    ("estimate", "estimated", "duration", "time", "effort", "total", "tokens", "phase", "week")
)
_LONGEST = 1_000
_BEFORE, _AFTER = 3, 2
_Key = tuple[str, ...]


def check(context: Context) -> Iterator[Finding]:
    """One finding per quantity."""
    plan = context.plan
    said: dict[_Key, list[tuple[float, str, Location]]] = defaultdict(list)
    for document in plan.work_documents():
        for number, line in enumerate(document.prose, 1):
            if len(line) > _LONGEST or _DIGITS.isdisjoint(line):
                continue
            if _AMOUNT.search(line) or _VERSION.search(line):
                for key, value, text in _quantities(without_code(line)):
                    said[key].append((value, text, line_at(document, number)))
    for key, places in said.items():
        if len({value for value, _, _ in places}) == 2:
            yield _finding(plan, key, places)


def _quantities(line: str) -> Iterator[tuple[_Key, float, str]]:
    if _APART.search(line):
        return
    for match in _AMOUNT.finditer(line):
        kind, scale = next(value for pattern, value in _SCALES if pattern.match(match[2]))
        value = float(match[1].replace(",", "")) * scale
        for key in _names(line[: match.start()], line[match.end() :]):
            yield (kind, *key), value, match[0]
    for match in _VERSION.finditer(line):
        major, _, rest = match[2].partition(".")
        minor = rest.partition(".")[0] if match[1] == "Python" else "0"
        yield ("version", match[1].lower()), int(major) + int(minor or 0) / 1000, match[0]


def _names(before: str, after: str) -> Iterator[_Key]:
    """The names that a number has: its label, or the words on both sides."""
    label = _LABEL.match(before)
    if label:
        words = [word.lower() for word in _WORD.findall(label["name"])]
        if len(words) >= 2 and not _GENERIC & set(words):
            yield ("label", *words)
        return
    left = [w.lower() for w in _WORD.findall(re.split(r"[.;:|()]", before)[-1])][-_BEFORE:]
    right = [w.lower() for w in _WORD.findall(re.split(r"[.;:|()]", after)[0])][:_AFTER]
    if len(left) == _BEFORE and len(right) == _AFTER:
        yield ("words", *left, "…", *right)


def _finding(plan: Plan, key: _Key, places: list[tuple[float, str, Location]]) -> Finding:
    first = places[0]
    other = next(place for place in places if place[0] != first[0])
    name = f"“{' '.join(word for word in key[2:])}”" if key[0] != "version" else key[1].capitalize()
    return RULE.finding(
        plan,
        first[2],
        related=[place[2] for place in places[1:]],
        severity="minor" if key[0] == "version" else None,
        title=f"{name} is {first[1]} in one place and {other[1]} in another",
        detail="Two people build two things, and each can point to a line of the plan.",
        recommendation="Decide on one value and state it in one place.",
    )
