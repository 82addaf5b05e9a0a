"""Spans of calendar that titles and fields state: `(Weeks 1-8)`, `Semana 3`, `第5-6週`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    "weeks": r"weeks?|wks?\.?|semanas?|semaines?|wochen?",
    "days": r"days?|dias?|días?|jours?|tage?",
    "sprints": r"sprints?",
    "months": r"months?|m[eê]s(?:es)?|mois|monate?",
}
_CJK = {
    "weeks": "週目?|周|주차?",
    "days": "日目?|天",
    "sprints": "スプリント|冲刺",
    "months": "ヶ月目|个月",
}
_TO = r"\s*(?:-|–|—|~|〜|～|to|bis|a|à|through|and|&|至|到|から)\s*"
_LATIN = re.compile(
    r"(?<![\w.-])(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items())
    + rf")\s*#?(?P<low>\d{{1,3}})(?:{_TO}(?:[a-z]{{1,8}}\s*#?)?(?P<high>\d{{1,3}}))?"
    + r"(?![\w%]|[.,:]\d)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"第\s*(?P<low>\d{{1,3}})(?:\s*[週周日天]?{_TO}第?\s*(?P<high>\d{{1,3}}))?\s*(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in _CJK.items())
    + r")(?![間间以後后])"
)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Span:
    """A run of numbered weeks, days, sprints or months, both ends included."""

    unit: str
    low: int
    high: int
    text: str
    """Verbatim: `Weeks 1-8`."""

    @property
    def length(self) -> int:
        return self.high - self.low + 1

    def holds(self, other: "Span") -> bool:
        """True when *other* lies within this span."""
        return self.low <= other.low and other.high <= self.high


def spans_in(text: str) -> Iterator[Span]:
    """Every span in a title or field, in order; spans that run backwards are left out."""
    for pattern in (_LATIN, _ORDINAL):
        for match in pattern.finditer(text[:_LONGEST]):
            low = int(match["low"])
            high = int(match["high"] or low)
            unit = next(name for name in _UNITS if match[name])
            if 0 < low <= high:
                yield Span(unit, low, high, match[0].strip())


def only_span(text: str) -> Span | None:
    """The span of a title that states exactly one."""
    found = list(spans_in(text))
    return found[0] if len(found) == 1 else None
