"""Amounts as authors write them, and when two of them agree."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = r"(?:[kK]|M)(?![A-Za-z])"
_AMOUNT = re.compile(
    rf"(?P<about>[~≈∼]|約|约|about |approx\.? |ca\.? |c\. )?\s*(?P<sign>[$€£¥])?\s*"
    rf"(?P<low>{_NUMBER})\s?(?P<lowk>{_SCALE})?"
    rf"(?:\s*(?:[-–—~～]|to|bis)\s*[~≈]?[$€£¥]?(?P<high>{_NUMBER})\s?(?P<highk>{_SCALE})?)?"
    r"\s*(?P<unit>%|[€£¥]|[^\W\d_]{1,12}\.?(?: [a-z]{3,8})?)?(?P<per>\s*/\s*[^\W\d_]{1,10})?",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}(?!\d)")
_ENDS = ("", " ", ",", ";", ".", "(", "（", "，", "。")
_NOTE = re.compile(r"\s*[(（][^()（）]{0,80}[)）]\s*$")
_NAMES = {
    "hour": "h", "hr": "h", "hrs": "h", "hours": "h", "小时": "h", "小時": "h", "時間": "h",
    "시간": "h", "stunden": "h", "stunde": "h", "std": "h", "horas": "h", "heures": "h",
    "d": "day", "days": "day", "天": "day", "日": "day", "人日": "day", "tage": "day",
    "tag": "day", "dias": "day", "días": "day", "jours": "day", "일": "day",
    "w": "week", "wk": "week", "wks": "week", "weeks": "week", "周": "week", "週": "week",
    "週間": "week", "주": "week", "wochen": "week", "semanas": "week", "semaines": "week",
    "min": "minute", "mins": "minute", "minutes": "minute", "分": "minute", "分钟": "minute",
    "sec": "second", "secs": "second", "s": "second", "seconds": "second", "秒": "second",
    "sp": "point", "pts": "point", "pt": "point", "points": "point", "story points": "point",
    "tok": "token", "tokens": "token", "loc": "line", "lines": "line", "usd": "$", "eur": "€",
}  # fmt: skip


class Quantity(NamedTuple):
    """An amount or a range of one unit."""

    low: float
    high: float
    unit: str | None
    """In a normal form: `h`, `token`, `$`, `%`; None when the text names none."""
    about: bool
    text: str


def quantity(text: str) -> Quantity | None:
    """The amount that *text* is as a whole, a note in brackets aside; None for all else.

    Bounds (`< 5`, `10+`) are no amounts, and neither is a number such as `1.500` that is
    a thousand and a half in one country and one and a half in another.
    """
    flat = _NOTE.sub("", text[:160].replace("**", "").replace("`", "").strip(" _"))
    match = _AMOUNT.fullmatch(flat)
    if match is None or _AMBIGUOUS.search(flat):
        return None
    low = number(match["low"], match["lowk"] or match["highk"])
    high = number(match["high"], match["highk"]) if match["high"] else low
    unit = match["sign"] or unit_name(match["unit"])
    return Quantity(low, max(low, high), unit, bool(match["about"]), flat)


def leading_quantity(text: str) -> Quantity | None:
    """The amount that *text* begins with, when what follows is a note and no more arithmetic."""
    flat = text[:160].replace("**", "").replace("`", "").strip(" _")
    match = _AMOUNT.match(flat)
    if match is None or flat[match.end() : match.end() + 1] not in _ENDS:
        return None
    if any(sign in flat[match.end() :] for sign in ("+", "=", "×", "*", " or ", "→", "->")):
        return None
    return quantity(match[0])


def number(digits: str, scale: str | None = None) -> float:
    """The value of `95,000`, or of `95` with the scale `k` or `M`."""
    return float(digits.replace(",", "")) * ({"k": 1e3, "m": 1e6}[scale.lower()] if scale else 1)


def unit_name(written: str | None) -> str | None:
    """One name for all spellings of a unit."""
    if not written:
        return None
    word = written.lower().rstrip(".")
    return _NAMES.get(word) or (word[:-1] if len(word) > 3 and word.endswith("s") else word)


def agree(stated: tuple[float, float], found: tuple[float, float], *, about: bool = False) -> bool:
    """True when a stated range and what was added up overlap, or lie within 2 %.

    A value that is said to be *about* right also agrees with what rounds to it.
    """
    if stated[0] <= found[1] and found[0] <= stated[1]:
        return True
    gap = max(found[0] - stated[1], stated[0] - found[1])
    if gap <= 0.02 * max(abs(stated[0]), abs(stated[1]), abs(found[0])):
        return True
    return about and _rounds_to(stated, found)


def ends_agree(stated: tuple[float, float], found: tuple[float, float], *, about: bool) -> bool:
    """True when both ends of a stated range are the sums of the ends; a point need only lie in."""
    if stated[0] == stated[1] or found[0] == found[1]:
        return agree(stated, found, about=about)
    pairs = zip(stated, found, strict=True)
    return all(agree((a, a), (b, b), about=about) for a, b in pairs)


def _rounds_to(stated: tuple[float, float], found: tuple[float, float]) -> bool:
    for value, sum_ in zip(stated, found, strict=True):
        if abs(value - sum_) > 0.1 * max(abs(value), abs(sum_)):
            return False
        digits = len(f"{value:.6f}".rstrip("0").rstrip(".").replace(".", "").strip("0")) or 1
        if float(f"{sum_:.{digits - 1}e}") != value:
            return False
    return True


def is_about(text: str) -> bool:
    """True when an amount is written as an approximation."""
    return text.lower().startswith(("~", "≈", "約", "约", "about", "approx", "ca.", "ca ", "c. "))


def shown(low: float, high: float | None = None) -> str:
    """`112,000`, `0.124` or `50-67`."""
    first = _one(low)
    return first if high is None or _one(high) == first else f"{first}-{_one(high)}"


def _one(value: float) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def added(values: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The sum of ranges, end by end, without the dust of binary fractions."""
    low = high = 0.0
    for one, other in values:
        low, high = low + one, high + other
    return round(low, 6), round(high, 6)
