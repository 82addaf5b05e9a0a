"""Numbers with a unit, and the names that the words around give them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from planproof.checks._prose import said
from planproof.core.document import Document

_UNITS: dict[str, tuple[str, float]] = {
    "milliseconds?|ms": ("time", 0.001),
    "seconds?|secs?|s": ("time", 1.0),
    "minutes?|mins?": ("time", 60.0),
    "hours?|hrs?|h": ("time", 3600.0),
    "days?": ("time", 86400.0),
    "weeks?": ("time", 604800.0),
    "months?": ("time", 2592000.0),
    "KB|kB|KiB": ("size", 1e3),
    "MB|MiB": ("size", 1e6),
    "GB|GiB": ("size", 1e9),
    "TB|TiB": ("size", 1e12),
    "%|percent": ("share", 1.0),
    "requests?": ("requests", 1.0),
    "users?": ("users", 1.0),
    "tokens?": ("tokens", 1.0),
    "rows?": ("rows", 1.0),
    "records?": ("records", 1.0),
    "characters?|chars?": ("characters", 1.0),
    "retries|attempts": ("tries", 1.0),
}
_AMOUNT = re.compile(
    r"(?<![\w.,$€£-])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)[\s-]?"
    rf"(?P<unit>{'|'.join(_UNITS)})(?!\w)(?!\s?[/-])"
)
_PLAIN = re.compile(r"[:=]\s*(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})\s*[.;,]?\s*$")
_PORT = re.compile(r"\b[Pp]ort\s*[:=]?\s*(?P<number>\d{2,5})(?![\w:/-]|[.,]\d)")
_SCALES = [(re.compile(rf"(?:{name})$"), value) for name, value in _UNITS.items()]
_QUICK = (re.compile(r"\d[ -]?[a-zA-Z%]"), re.compile(r"[:=][* ]{1,4}\d"), re.compile(r"ort \d"))
"""What a line must hold to be looked at; patterns that begin with a letter or set are fast."""
_MEASURES = frozenset(
    """
    timeout timeouts ttl limit size interval retention expiry expiration lifetime duration delay
    window threshold period capacity quota deadline latency backoff cooldown budget retries
    attempts replicas workers concurrency connections depth age length width height
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_FILLERS = frozenset(
    """
    a an the is are was be of to at by for in with set sets use uses using has have must should
    will shall would default defaults defaulting its their we you it this that configure configured
    keep make listens listen runs run running exposed served serves serving available starts start
    started on hard soft only exactly
    """.split()  # noqa: SIM905  # likewise
)
_GENERIC = frozenset(
    """
    estimate estimated duration effort total tokens phase week time expected actual average sample
    remaining elapsed
    """.split()  # noqa: SIM905  # likewise
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_CLAUSE = re.compile(
    r"[.;:|()\[\],=]|\s[-–—]\s|\b(?:and|or|but|over|under|above|beyond|exceeds?|within|when)\b"
)
_LABEL = re.compile(
    r"[\s>*+-]*(?:\d+\.\s+)?(?:\[[ xX]\]\s*)?[*_`]{0,3}(?P<name>[A-Za-z][\w /()-]{3,40}?)[*_`]{0,3}"
    r"\s*[:：=][*_]{0,3}\s*[~]?$"
)
_APART = re.compile(
    r"→|->|⇒|\b(?:e\.g|examples?|instead of|previously|formerly|before|old|originally|was|were"
    r"|dev(?:elopment)?|staging|prod(?:uction)?|local(?:ly)?|upgrade|from \d\S*|between|percentile"
    r"|option|alternative|could|might|maybe|consider|currently|today|reduced?|increased?|raised?"
    r"|lowered|vs|versus|given|suppose|assume|assuming|tests?|demo|(?-i:[Ii]f)|unless"
    r"|tier|plan [A-Z])\b|@",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 3, 2
_LONGEST = 1_000

Key = tuple[str, ...]


class Said(NamedTuple):
    """A quantity that a line gives a name."""

    key: Key
    """Kind of name, dimension, and the words of the name."""
    value: float
    """In the base unit of its dimension."""
    text: str
    """Verbatim: `30 minutes`."""
    name: str
    """The words as a reader would say them."""


class Amount(NamedTuple):
    """A number with a unit."""

    kind: str
    """Its dimension."""
    value: float
    """In the base unit of its dimension."""
    text: str
    start: int
    """Column."""


def lines_with_amounts(document: Document) -> list[int]:
    """Numbers of the lines of prose that may state a quantity."""
    text = "\n".join(document.prose)
    found: set[int] = set()
    for pattern in _QUICK:
        line, last = 1, 0
        match = pattern.search(text)
        while match:
            line, last = line + text.count("\n", last, match.start()), match.start()
            found.add(line)
            end = text.find("\n", last)
            match = pattern.search(text, end) if end >= 0 else None
    return sorted(found)


def quantities(line: str) -> Iterator[Said]:
    """The named quantities of a line; none when it tells changes, examples or variants apart."""
    if len(line) > _LONGEST:
        return
    text = said(line)
    found = [*_with_unit(text), *_without_unit(text)]
    if found and not _APART.search(text):
        yield from found


def amounts(text: str) -> Iterator[Amount]:
    """Each number with a unit."""
    for match in _AMOUNT.finditer(text):
        kind, scale = next(value for pattern, value in _SCALES if pattern.match(match["unit"]))
        value = float(match["number"].replace(",", "")) * scale
        yield Amount(kind, value, match[0], match.start())


def _with_unit(text: str) -> Iterator[Said]:
    for kind, value, amount, start in amounts(text):
        for how, words, name in _names(text[:start], text[start + len(amount) :]):
            yield Said((how, kind, *words), value, amount, name)


def _without_unit(text: str) -> Iterator[Said]:
    plain = _PLAIN.search(text)
    if plain:
        words = _measure(text[: plain.start() + 1], labelled=True)
        if words:
            value = float(plain["number"].replace(",", ""))
            yield Said(("measure", "number", *words), value, plain["number"], " ".join(words))
    for match in _PORT.finditer(text) if "ort" in text else ():
        words = _content(_CLAUSE.split(text[: match.start()].rstrip(" :=*"))[-1])
        if 1 <= len(words) <= 3:
            name = f"{' '.join(words)} port"
            yield Said(("measure", "port", *words), float(match["number"]), match[0], name)


def _names(before: str, after: str) -> Iterator[tuple[str, list[str], str]]:
    """How a number is named: by its label, by what it measures, by the words on both sides."""
    label = _LABEL.match(before)
    if label:
        words = [word.lower() for word in _WORD.findall(label["name"])]
        if len(words) >= 2 and not _GENERIC & set(words):
            yield "measure", _content(label["name"]), " ".join(words)
        return
    words = _measure(before, labelled=False) or _measured_after(after)
    if words:
        yield "measure", words, " ".join(words)
    left = [w.lower() for w in _WORD.findall(re.split(r"[.;:|()]", before)[-1])][-_BEFORE:]
    right = [w.lower() for w in _WORD.findall(re.split(r"[.;:|()]", after)[0])][:_AFTER]
    if len(left) == _BEFORE and len(right) == _AFTER:
        yield "words", [*left, "…", *right], f"{' '.join(left)} … {' '.join(right)}"


def _measure(before: str, *, labelled: bool) -> list[str]:
    """`session timeout` in `the session timeout is`: the whole clause, or nothing."""
    clauses = _CLAUSE.split(before.rstrip(" *_`~≤<:=" if labelled else " *_`~"))
    words = _content(clauses[-1])
    if not 2 <= len(words) <= 4 or words[-1] not in _MEASURES or _GENERIC & set(words):
        return []
    return words


def _measured_after(after: str) -> list[str]:
    """`session timeout` in `30-minute session timeout`."""
    match = re.match(r"[\s-](?P<name>[a-z]+(?: [a-z]+){1,2})", after)
    words = match["name"].split() if match else []
    for length in (2, 3):
        name = words[:length]
        if len(name) == length and name[-1] in _MEASURES and not (_FILLERS | _GENERIC) & set(name):
            return name
    return []


def _content(text: str) -> list[str]:
    return [word for word in (w.lower() for w in _WORD.findall(text)) if word not in _FILLERS]
