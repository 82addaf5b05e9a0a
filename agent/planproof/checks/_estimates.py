"""Arithmetic over stated estimates."""

from collections.abc import Iterable, Sequence

from planproof.core.plan import Estimate, Unit

TOLERANCE = 0.02
"""Share by which a sum may miss: authors round."""


def first_of(estimates: Iterable[Estimate], unit: Unit) -> Estimate | None:
    """The first estimate in *unit*."""
    return next((estimate for estimate in estimates if estimate.unit == unit), None)


def total_of(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """Sum of the lower and of the upper ends."""
    return sum(e.low for e in estimates), sum(e.high for e in estimates)


def agree(stated: Estimate, low: float, high: float) -> bool:
    """True when the stated value and the sum overlap, or differ by no more than rounding."""
    slack = TOLERANCE * max(stated.high, high)
    return stated.low - slack <= high and low <= stated.high + slack


def amount(low: float, high: float, unit: Unit) -> str:
    """`112,000 tokens`, `3–5 days`."""
    shown = f"{low:,.10g}" if low == high else f"{low:,.10g}–{high:,.10g}"
    return f"{shown} {unit}"
