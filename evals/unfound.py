"""How many are still unfound, by how much independent readers overlap.

Both estimates take readers to find each defect with chances of their own. Where some defects are
harder for everybody they are too low: they say how many there are at least.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt

_Z = 1.959964
"""95 in 100 of a normal distribution lie within so many standard deviations."""


@dataclass(frozen=True)
class Estimate:
    told: int
    """What at least one reader found."""
    total: float
    """What there is, found or not."""
    low: float
    high: float

    @property
    def unfound(self) -> float:
        return self.total - self.told


def chapman(first: int, second: int, both: int) -> Estimate:
    """Two readers found *first* and *second*, of which *both* found the same.

    Lincoln and Petersen's estimate as Chapman corrects it for small numbers.
    """
    told = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both)
    return _within(told, total, variance / ((both + 1) ** 2 * (both + 2)))


def chao(readers_of_each: Sequence[int], readers: int) -> Estimate:
    """By how many of the *readers* each found defect was found (Chao 2, corrected for bias)."""
    told = len(readers_of_each)
    once = sum(each == 1 for each in readers_of_each)
    twice = sum(each == 2 for each in readers_of_each)
    scale = (readers - 1) / readers
    total = told + scale * once * (once - 1) / (2 * (twice + 1))
    variance = (
        scale * once * (once - 1) / (2 * (twice + 1))
        + scale**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + scale**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    return _within(told, total, variance)


def _within(told: int, total: float, variance: float) -> Estimate:
    """An interval that never falls below what was found: the unfound are log-normal."""
    unfound = total - told
    if unfound <= 0:
        return Estimate(told, total, told, told)
    factor = exp(_Z * sqrt(log1p(variance / unfound**2)))
    return Estimate(told, total, told + unfound / factor, told + unfound * factor)
