"""Intervals of a share of independent tries: for one plan, and for none or all of many tries."""

from collections.abc import Callable
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist


def wilson(hits: int, tries: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of a share of independent tries."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p, scale = hits / tries, 1 + z * z / tries
    middle = (p + z * z / (2 * tries)) / scale
    half = z * sqrt(p * (1 - p) / tries + z * z / (4 * tries * tries)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(hits: int, tries: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share of independent tries.

    With no hit, or nothing but hits, there is one side only, and it has all of the confidence:
    0 in 300 says less than 1 percent, as the rule of three has it.
    """
    tail = 1 - confidence if hits in (0, tries) else (1 - confidence) / 2
    low = 0.0 if hits == 0 else _root(lambda p: _at_least(hits, tries, p) < tail)
    high = 1.0 if hits == tries else _root(lambda p: _at_least(hits + 1, tries, p) < 1 - tail)
    return low, high


def _at_least(hits: int, tries: int, p: float) -> float:
    """How likely *hits* or more of *tries* are."""
    return sum(
        exp(lgamma(tries + 1) - lgamma(k + 1) - lgamma(tries - k + 1)
            + k * log(p) + (tries - k) * log1p(-p))
        for k in range(hits, tries + 1)
    )  # fmt: skip


def _root(below: Callable[[float], bool]) -> float:
    """Where a rising test changes from true to false between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2
