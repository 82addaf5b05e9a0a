"""How plans name their parts: `Phase 3: Build`, `Task 1.2`, `T007`, `第一阶段`, `Story 2.2`.

One grammar serves headings, list items, table cells and references, so that what is declared
and what is pointed at are compared in the same normal form.
"""

import re
from dataclasses import dataclass
from functools import cache

from planproof.sources.vocabulary import vocabulary

NUMBER = r"(?:\d+(?:\.\d+)*[a-zA-Z]?(?![a-zA-Z])|[IVX]{1,5}(?![a-zA-Z])|[A-Z]\d?(?![a-zA-Z]))"
"""`3`, `0.5`, `2.6a`, `A`, `A1`, `IV`."""
CODE = r"(?:[A-Z][A-Z0-9]{0,11}(?:-[A-Z]{1,10}){0,3}-\d+(?:\.\d+)*[a-z]?|T\d{2,5}[a-z]?)"
"""`T-001`, `FR-012`, `NEW-RISK-003`, `T007`."""
SLUG = (
    r"(?:[a-z][a-z0-9]*(?:-[a-z0-9]+){0,12}-\d+(?:\.\d+)*|[a-z][a-z0-9]*(?:-[a-z0-9]+){1,12}\.\d+)"
)
"""`cub-orphan-14.1`, `fn-130.2`, `fn-130-search-index.3`."""
RANGE = rf"(?:\s*[-–—~]\s*(?-i:{NUMBER}))"
_LEAD = r"^[^\w\[#第]{0,12}(?:\d+(?:\.\d+)*[.)]\s+)?(?:\[[^\]]{0,40}\]\s*)?"
_AFTER = r"(?=\s*(?:[:：.)\-–—|(（\[*✅🔄📋🚧🚀✓]|$))"
_CHINESE = {c: str(i) for i, c in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a unit of work, split in its parts."""

    family: str
    """`phase`, `milestone`, `task`, ... or `code` for a bare id."""
    rank: int
    text: str
    """As written: `Phase 3`, `T007`, `1.2`."""
    number: str
    title: str


@cache
def _labelled() -> re.Pattern[str]:
    words = sorted(vocabulary().units, key=len, reverse=True)
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(
        _LEAD + rf"(?P<text>(?P<word>{alternatives})\s*(?:#|[:：]\s*(?={CODE}|{SLUG}))?\s*"
        rf"(?P<number>(?-i:{CODE}|{NUMBER}){RANGE}?(?=\s*[:：(（*]|$)|{SLUG}|(?-i:{CODE}|{NUMBER}))\+?)"
        + _AFTER,
        re.IGNORECASE,
    )


@cache
def _ordinal() -> re.Pattern[str]:
    words = [word for word in vocabulary().units if ord(word[0]) > 0x2E80]
    alternatives = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"^[^\w第]{{0,12}}(?P<text>第?\s*(?P<number>[零一二三四五六七八九十]{{1,3}}|\d+)\s*(?P<word>{alternatives}))"
    )


_CODE_FIRST = re.compile(rf"^[^\w\[]{{0,8}}(?P<text>(?P<number>{CODE}|{SLUG}))(?=[\s:：.)\]*`|]|$)")
_DOTTED_FIRST = re.compile(r"^\W{0,6}(?P<text>(?P<number>\d+(?:\.\d+)+[a-z]?))\.?(?=[\s:：)*`]|$)")
_PLAIN_FIRST = re.compile(r"^\W{0,6}(?P<text>(?P<number>\d+))[.):：](?=\s)")
_SEPARATOR = re.compile(r"^[\s\]*_`✅]*(?:[:：.)\-–—|]+)?[\s*_`]*")


_LONGEST = 300
"""Characters of a title that are looked at; a label stands at its start."""


def unit_label(text: str) -> Label | None:
    """The label at the start of a heading or item, when it bears a unit word.

    `Phase 1 Verification` is no label: the number is neither last nor followed by a separator.
    """
    text = text[:_LONGEST]
    if match := _labelled().match(text):
        family, rank = vocabulary().units[" ".join(match["word"].lower().split())]
        return _label(match, text, family, rank)
    if match := _ordinal().match(text):
        family, rank = vocabulary().units[match["word"]]
        return _label(match, text, family, rank)
    return None


def code_label(text: str) -> Label | None:
    """A bare id at the start: `T007 [P] Build it`, `cub-14.1 - Audit`."""
    text = text[:_LONGEST]
    match = _CODE_FIRST.match(text)
    return _label(match, text, "code", 6) if match else None


def number_label(text: str, *, dotted: bool = False) -> Label | None:
    """A bare number at the start: `1.2 Build it`, and unless *dotted* also `1. Build it`."""
    text = text[:_LONGEST]
    match = _DOTTED_FIRST.match(text) or (None if dotted else _PLAIN_FIRST.match(text))
    return _label(match, text, "number", 6) if match else None


def _label(match: re.Match[str], text: str, family: str, rank: int) -> Label:
    rest = text[match.end("text") :]
    title = _SEPARATOR.sub("", rest, count=1).strip().strip("*_ ").rstrip("#").strip()
    return Label(family, rank, match["text"].strip(), normal_number(match["number"]), title)


@cache
def normal_number(number: str) -> str:
    """One form for equal numbers: `01` and `1`, `T-007` and `T007`, `二` and `2`."""
    text = number.strip().rstrip(".")
    if text and text[0] in _CHINESE:
        return _chinese(text)
    if re.fullmatch(r"\d+(?:\.\d+)*[a-zA-Z]?", text):
        parts = text.lower().split(".")
        return ".".join(part.lstrip("0") or "0" for part in parts)
    if match := re.fullmatch(r"(T)-?(\d+)([a-z]?)", text):
        return f"T-{int(match[2])}{match[3]}"
    if match := re.fullmatch(r"([A-Z][A-Z0-9-]*?)-?(\d+)([a-z]?)", text):
        return f"{match[1]}-{int(match[2])}{match[3]}"
    return text if text.isupper() else text.lower()


def _chinese(text: str) -> str:
    if len(text) == 1:
        return _CHINESE[text]
    if text.startswith("十"):
        return str(10 + int(_CHINESE[text[1]]))
    if text[1] == "十":
        return str(int(_CHINESE[text[0]]) * 10 + (int(_CHINESE[text[2]]) if len(text) > 2 else 0))
    return text
