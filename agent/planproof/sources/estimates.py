"""Efforts that authors state: `~95,000 tokens`, `3-5 days`, `50-67小时`, `2 weeks`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from planproof.core.plan import Estimate, Unit

_NUMBER = (
    r"(?P<{0}>\d{{1,3}}(?:[,.]\d{{3}})+(?!\d)|\d+(?:\.\d+)?)"
    r"(?P<{0}k>\s?[kK](?![a-zA-Z]))?"
)
_UNITS: dict[Unit, str] = {
    "tokens": r"tokens?|tok\b|トークン|令牌|토큰",
    "hours": r"hours?|hrs?\.?|h\b|時間|小时|小時|시간|horas?|stunden?|heures?",
    "days": r"(?:person[- ]|business |working )?days?|d\b|人日|日間|日|天|일|d[ií]as?|tage?n?"
    r"|jours?",
    "weeks": r"weeks?|wks?|週間|週|周|주|semanas?|wochen?|semaines?",
    "months": r"months?|ヶ月|か月|个月|개월|m[eê]s(?:es)?|monate?|mois",
    "points": r"(?:story )?points?|pts?\b|sp\b|ポイント|点数|puntos?|pontos?|punkte",
    "lines": r"lines of code|loc\b|lines\b",
}
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS.items())
_RANGE = re.compile(
    rf"[~≈約约]?\s*{_NUMBER.format('low')}(?:\s*(?:[-–—~～]|to|bis|à)\s*~?{_NUMBER.format('high')})?"
    rf"\s*(?:{_UNIT})?",
    re.IGNORECASE,
)
_LONGEST = 200


class Amount(NamedTuple):
    """A number with its unit, as written."""

    low: float
    high: float
    unit: Unit | None
    text: str


def amounts(text: str) -> Iterator[Amount]:
    """Every number or range in *text*, with its unit where one follows."""
    for match in _RANGE.finditer(text[:_LONGEST]):
        low = _value(match["low"], match["lowk"] or (match["highk"] if match["high"] else None))
        high = _value(match["high"], match["highk"]) if match["high"] else low
        unit = next((name for name in _UNITS if match[name]), None)
        yield Amount(low, max(low, high), unit, match[0].strip())


def stated_estimate(title: str, value: str, path: str, line: int) -> Estimate | None:
    """The estimate in a labelled value such as `Estimated Tokens: ~12,000`.

    A number without a unit counts only when the label names one ("Estimated Tokens").
    None when there is no number, or no unit anywhere.
    """
    named = next(
        (name for name, p in _UNITS.items() if re.search(rf"\b(?:{p})", title.lower())), None
    )
    for amount in amounts(value):
        unit = amount.unit or named
        if unit is None:
            continue
        return Estimate.model_construct(
            path=path,
            line_start=line,
            line_end=line,
            low=amount.low,
            high=amount.high,
            unit=unit,
            text=amount.text,
            total="total" in title.lower() or "合计" in title or "合計" in title,
        )
    return None


def _value(number: str, thousand: str | None) -> float:
    grouped = re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", number)
    value = float(number.replace(",", "").replace(".", "") if grouped else number)
    return value * 1000 if thousand else value
