"""How sure a figure is when outcomes come in clusters, which here are plans.

Defects of one plan are found or missed together, so whole plans are drawn again and never single
outcomes: an interval over single outcomes would be up to three times too narrow.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isnan, log2, nan, sqrt
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from evals.bounds import clopper_pearson, wilson

_NORMAL = NormalDist()
_FEWEST = 0.5
"""Share of the baseline's seeds that a run has to have, or nothing is compared."""


class Tally(NamedTuple):
    """What a reviewer did with one plan, or with several, added up."""

    found: float = 0
    """Of what is known to be there; or tries that failed, of `planted` tries."""
    planted: float = 0
    reported: float = 0
    """Findings."""
    right: float = 0
    """Findings that tell of what is known to be there."""
    lines: float = 0


Statistic = Callable[[Tally], float]
Outcomes = Mapping[str, Mapping[str, bool]]
"""By plan and seed: was it found?"""


@dataclass(frozen=True)
class Interval:
    value: float
    low: float
    high: float
    confidence: float
    clusters: int
    method: str

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def recall(tally: Tally) -> float:
    """Share of what was planted that was found; not a number when nothing was planted."""
    return tally.found / tally.planted if tally.planted else nan


def precision(tally: Tally) -> float:
    """Share of the findings that are right; not a number without findings."""
    return tally.right / tally.reported if tally.reported else nan


def f1(tally: Tally) -> float:
    """Harmonic mean of recall and precision: neither silence nor noise pays."""
    if not tally.planted:
        return nan
    both = recall(tally) + (precision(tally) if tally.reported else 0)
    return 2 * recall(tally) * precision(tally) / both if both else 0.0


def per_thousand_lines(tally: Tally) -> float:
    """Findings for each 1,000 lines of plan: what the author has to read."""
    return 1000 * tally.reported / tally.lines if tally.lines else nan


def added(clusters: Sequence[Tally]) -> Tally:
    return Tally(*map(sum, zip(*clusters, strict=True))) if clusters else Tally()


def tallies(outcomes: Outcomes) -> list[Tally]:
    """One cluster for each plan that has outcomes."""
    rows = (each.values() for each in outcomes.values() if each)
    return [Tally(found=sum(row), planted=len(row)) for row in rows]


def share(
    clusters: Sequence[Tally], *, confidence: float = 0.95, resamples: int = 2000, seed: int = 0
) -> Interval:
    """The recall with its interval, by the method that suits what there is.

    None or all found leaves nothing to draw from: the bound is exact then, for independent tries.
    One plan has no clusters, so Wilson's interval is all there is, and it is too narrow.
    """
    used = [each for each in clusters if each.planted]
    total = added(used)
    hits, tries = round(total.found), round(total.planted)
    if not used:
        raise ValueError("no share of nothing: no cluster has anything planted")
    if hits in (0, tries):
        low, high = clopper_pearson(hits, tries, confidence)
        method = f"exact, {tries:,} independent tries"
        return Interval(recall(total), low, high, confidence, len(used), method)
    if len(used) == 1:
        low, high = wilson(hits, tries, confidence)
        return Interval(recall(total), low, high, confidence, 1, "Wilson, one plan")
    return interval(used, recall, confidence=confidence, resamples=resamples, seed=seed)


def interval(
    clusters: Sequence[Tally],
    statistic: Statistic,
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Interval:
    """The statistic over all clusters with its bootstrap interval (BCa) over clusters.

    Draws in which the statistic is not a number are left out. With fewer than about ten clusters
    the interval is too narrow, however it is computed.

    Raises:
        ValueError: fewer than two clusters; `wilson` is for one.
    """
    if len(clusters) < 2:
        raise ValueError(f"{len(clusters)} clusters cannot be drawn from; `wilson` is for one plan")
    value = statistic(added(clusters))
    draws = sorted(
        each
        for each in map(statistic, _drawn(clusters, resamples, Random(seed)))
        if not isnan(each)
    )
    if not draws:
        return Interval(value, nan, nan, confidence, len(clusters), "no draw has a value")
    tail = (1 - confidence) / 2
    shift, skew = _shift(draws, value), _skew(clusters, statistic)
    low, high = (draws[_rank(at, shift, skew, len(draws))] for at in (tail, 1 - tail))
    return Interval(value, low, high, confidence, len(clusters), "BCa bootstrap over plans")


def _drawn(clusters: Sequence[Tally], resamples: int, random: Random) -> Iterator[Tally]:
    for _ in range(resamples):
        yield Tally(*map(sum, zip(*random.choices(clusters, k=len(clusters)), strict=True)))


def _shift(draws: Sequence[float], value: float) -> float:
    """By how much the draws lie to one side of the value, in standard deviations."""
    below = sum((each < value) + 0.5 * (each == value) for each in draws) / len(draws)
    edge = 0.5 / len(draws)
    return _NORMAL.inv_cdf(min(1 - edge, max(edge, below)))


def _skew(clusters: Sequence[Tally], statistic: Statistic) -> float:
    """The acceleration: how skewed the statistic is when one cluster at a time is left out."""
    total = added(clusters)
    without = [
        statistic(Tally(*(a - b for a, b in zip(total, each, strict=True)))) for each in clusters
    ]
    known = [each for each in without if not isnan(each)]
    mean = sum(known) / len(known) if known else 0.0
    square = sum((mean - each) ** 2 for each in known)
    return sum((mean - each) ** 3 for each in known) / (6 * square**1.5) if square else 0.0


def _rank(at: float, shift: float, skew: float, draws: int) -> int:
    z = shift + _NORMAL.inv_cdf(at)
    bent = _NORMAL.cdf(shift + z / (1 - skew * z)) if skew * z < 1 else float(z > 0)
    return min(draws - 1, max(0, int(bent * draws)))


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same seeds; the difference is after minus before."""

    before: float
    after: float
    difference: Interval
    p: float
    """Two-sided: how likely a difference this large is when nothing has changed."""
    pairs: int
    lost: int
    gained: int
    unpaired: int
    """Seeds that only one of the runs has; they are left out."""
    detectable: float
    """The smallest loss that is noticed in 8 of 10 runs at a level of 1 percent."""

    def __str__(self) -> str:
        at = self.difference
        return (
            f"{self.before:.3f} to {self.after:.3f}: {at.value:+.3f} ({at.low:+.3f} to "
            f"{at.high:+.3f}), p = {self.p:.3g}; {self.pairs} seeds of {at.clusters} plans, "
            f"{self.lost} lost, {self.gained} gained, {self.unpaired} unpaired; a loss of "
            f"{100 * self.detectable:.1f} points would be noticed"
        )


def compare(before: Outcomes, after: Outcomes, *, seed: int = 0) -> Comparison:
    """Compare two runs seed by seed; see `regressed` for what is an alarm.

    Raises:
        ValueError: the runs have no seed in common.
    """
    pairs = _pairs(before, after)
    flat = [pair for plan in pairs for pair in plan]
    if not flat:
        raise ValueError("the runs have no seed in common; run both over the same plans")
    changes = [Tally(sum(b - a for a, b in plan), len(plan)) for plan in pairs]
    lost = sum(a and not b for a, b in flat)
    gained = sum(b and not a for a, b in flat)
    total = added(changes)
    same = Interval(recall(total), recall(total), recall(total), 0.95, len(pairs), "none differs")
    many = len(pairs) > 1 and bool(lost or gained)
    return Comparison(
        before=sum(a for a, _ in flat) / len(flat),
        after=sum(b for _, b in flat) / len(flat),
        difference=interval(changes, recall, seed=seed) if many else same,
        p=_flipped([round(each.found) for each in changes]),
        pairs=len(flat),
        lost=lost,
        gained=gained,
        unpaired=sum(map(len, before.values())) + sum(map(len, after.values())) - 2 * len(flat),
        detectable=minimum_detectable(tallies(before), noise=2 * min(lost, gained) / len(flat)),
    )


def regressed(baseline: Outcomes, now: Outcomes, alpha: float = 0.01) -> bool:
    """True when *now* is significantly below the *baseline*: the alarm of CI.

    The two-sided test is asked, so of runs that differ by chance at most half of *alpha* alarm.

    Raises:
        ValueError: most seeds of the baseline are gone, so that it says nothing of this run.
    """
    pairs = _pairs(baseline, now)
    known = sum(map(len, baseline.values()))
    common = sum(map(len, pairs))
    if common < _FEWEST * known or not common:
        raise ValueError(
            f"only {common} of the baseline's {known} seeds are in this run; make the baseline anew"
        )
    changes = [sum(b - a for a, b in plan) for plan in pairs]
    return sum(changes) < 0 and _flipped(changes) <= alpha


def _pairs(before: Outcomes, after: Outcomes) -> list[list[tuple[bool, bool]]]:
    """By plan, what both runs have to say of the same seeds."""
    plans = sorted(before.keys() & after.keys())
    common = ((before[name], after[name]) for name in plans)
    found = [[(a[seed], b[seed]) for seed in sorted(a.keys() & b.keys())] for a, b in common]
    return [plan for plan in found if plan]


def _flipped(changes: Sequence[int]) -> float:
    """Two-sided p: the sign of each plan's change is a toss of a coin if nothing has changed.

    Every combination of signs is counted, not a sample of them: sums of whole numbers are few.
    """
    chances: dict[int, float] = {0: 1.0}
    for change in changes:
        if change:
            grown: defaultdict[int, float] = defaultdict(float)
            for at, chance in chances.items():
                grown[at + change] += chance / 2
                grown[at - change] += chance / 2
            chances = grown
    size = abs(sum(changes))
    return min(1.0, sum(chance for at, chance in chances.items() if abs(at) >= size))


def minimum_detectable(
    clusters: Sequence[Tally], *, power: float = 0.8, alpha: float = 0.01, noise: float = 0.0
) -> float:
    """The smallest loss that a paired comparison of such clusters notices in *power* of the runs.

    *noise* is the share of seeds that change sides between two runs of one version: 0 for checks.
    """
    total = added(clusters)
    if not total.planted:
        raise ValueError("nothing is planted, so no loss can be noticed")
    reach = _NORMAL.inv_cdf(1 - alpha / 2) + _NORMAL.inv_cdf(power)
    inflated = reach**2 * _design_effect(clusters) / total.planted
    # The variance of a paired difference d is (noise + d - d^2) / n; solved for d.
    wanted = (inflated + sqrt(inflated**2 + 4 * (1 + inflated) * inflated * noise)) / (
        2 * (1 + inflated)
    )
    # So many plans have to change to one side before signs alone are significant.
    fewest = ceil(log2(2 / alpha)) / total.planted
    return min(1.0, max(wanted, fewest))


def _design_effect(clusters: Sequence[Tally]) -> float:
    """How many times clustering raises the variance of a share; at least 1."""
    used = [each for each in clusters if each.planted]
    total, p = added(used), recall(added(used))
    if len(used) < 2 or not 0 < p < 1:
        return 1.0
    spread = sum((each.found - p * each.planted) ** 2 for each in used)
    return max(1.0, spread * len(used) / (len(used) - 1) / (total.planted * p * (1 - p)))
