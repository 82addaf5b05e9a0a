"""How a plan writes a place in a file of code: `src/app.py:40-52`, `app.py#L40`."""

import re
from dataclasses import dataclass

from planproof.named.flat import MARK

_EXTENSION = (
    r"(?:py|pyi|jsx?|tsx?|mjs|cjs|go|rs|java|kts?|scala|rb|php|cs|cpp|cc|c|hpp|h|swift|mm?|sh|bash"
    r"|sql|vue|svelte|dart|exs?|erl|hs|lua|pl|proto|graphql|prisma|ipynb|toml|yaml|yml|json|cfg|ini"
    r"|env|tf|gradle|xml|html|css|scss)"
)
_PATH = rf"(?:[\w@.\[\]+-]+/){{0,12}}[\w@.\[\]+-]+\.{_EXTENSION}"
_LINES = (
    r"(?::|#)L?(?P<first>\d{1,6})(?:\s?[-\u2013]\s?L?(?P<last>\d{1,6}))?(?P<more>(?:,\s?\d{1,6})*)"
    r"(?![\d/.-]*\d|[-/]\d|\w)"
)
"""Not the date or the share of a coverage report: `strategy.go:11/06/24`."""
_PLACE = re.compile(rf"(?P<file>{_PATH})(?:{_LINES})?", re.IGNORECASE)
PLACE = rf"{MARK}|(?<![\w/.@+\[\]-]){_PATH}(?:[:#]L?\d{{1,6}}(?:[-\u2013]L?\d{{1,6}})?)?(?![\w/])"
"""A place in the text of a run: a code span, or a bare path."""
_NUMBERS = r"L?(?P<first>\d{1,6})(?:\s?(?:[-\u2013]|to|and)\s?L?(?P<last>\d{1,6}))?(?![\d.]*\d)"
_AFTER = re.compile(
    rf"\s?,?\s?\(?\s?(?:at\s|on\s|around\s)?(?:lines?\s|L(?=\d)|ll?\.\s?){_NUMBERS}\)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"\blines?\s{_NUMBERS}\s(?:of|in)\s(?:the\s)?(?:file\s)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and the lines of it that are meant."""

    file: str
    first: int | None
    last: int | None


def place_in(text: str) -> Place | None:
    """The place that *text* names, no more and no less; None when it names none."""
    match = _PLACE.fullmatch(text.strip())
    if match is None or "://" in text:
        return None
    first = int(match["first"]) if match["first"] else None
    numbers = [int(found) for found in re.findall(r"\d+", match["more"] or "")]
    last = max([int(match["last"] or match["first"]), *numbers]) if first is not None else None
    if first is not None and last is not None and (first < 1 or last < first):
        return None
    return Place(match["file"].removeprefix("./"), first, last)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines given in words beside a file, and how many characters they take."""

    first: int
    last: int
    size: int


def lines_after(text: str) -> Lines | None:
    """The lines that *text*, which follows a file, gives: ` (lines 12-20)`, `, line 7`."""
    return _lines(_AFTER.match(text))


def lines_before(text: str) -> Lines | None:
    """The lines that *text*, which a file follows, gives: `lines 12-20 of `."""
    return _lines(_BEFORE.search(text))


def _lines(match: re.Match[str] | None) -> Lines | None:
    if match is None:
        return None
    first = int(match["first"])
    last = int(match["last"] or first)
    return Lines(first, last, len(match[0])) if 1 <= first <= last else None
