"""The figures of the evals: exact where they can be, honest about chance where they cannot.

The sizes are those that the evals have: about 600 seeds over 200 plans, of which 9 in 10 are found
and those of one plan alike (correlation 0.2). Seeds are found by checks, which answer alike each
time; so that changes of the code have an effect here and there, 2 in 100 seeds change sides.
"""

from random import Random

import pytest

from evals import statistics
from evals.bounds import clopper_pearson, wilson
from evals.statistics import Outcomes, Tally

PLANS, SEEDS, FOUND, ALIKE, NOISE = 200, 3, 0.9, 0.2, 0.02


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - seeded, so that the test is the same each time


def outcomes(random: Random, plans: int = PLANS, seeds: int = SEEDS) -> Outcomes:
    made = FOUND * (1 - ALIKE) / ALIKE, (1 - FOUND) * (1 - ALIKE) / ALIKE
    levels = [random.betavariate(*made) for _ in range(plans)]
    return {
        f"plan {at}": {f"seed {n}": random.random() < level for n in range(seeds)}
        for at, level in enumerate(levels)
    }


def changed(before: Outcomes, random: Random, lost: float, gained: float) -> Outcomes:
    """The same seeds, of which shares of all are lost and gained."""
    flat = [found for plan in before.values() for found in plan.values()]
    down, up = lost * len(flat) / sum(flat), gained * len(flat) / max(1, len(flat) - sum(flat))
    return {
        name: {
            seed: random.random() >= down if found else random.random() < up
            for seed, found in plan.items()
        }
        for name, plan in before.items()
    }


ORACLE = [Tally(found=n, planted=n, reported=n, right=n, lines=100) for n in (3, 1, 7)]
SILENT = [Tally(found=0, planted=n, reported=0, right=0, lines=100) for n in (3, 1, 7)]
NOISY = [Tally(found=n, planted=n, reported=100, right=n, lines=100) for n in (3, 1, 7)]
"""A reviewer that flags every line finds everything."""


def test_an_oracle_scores_exactly_1() -> None:
    assert statistics.recall(statistics.added(ORACLE)) == 1
    assert statistics.f1(statistics.added(ORACLE)) == 1
    found = statistics.share(ORACLE)
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.05 ** (1 / 11))


def test_an_empty_reviewer_scores_0() -> None:
    assert statistics.recall(statistics.added(SILENT)) == 0
    assert statistics.f1(statistics.added(SILENT)) == 0
    assert statistics.share(SILENT).low == 0


def test_a_reviewer_that_flags_every_line_is_punished() -> None:
    everything = statistics.added(NOISY)
    assert statistics.recall(everything) == 1
    assert statistics.f1(everything) < 0.1
    assert statistics.per_thousand_lines(everything) == 1000
    assert statistics.interval(NOISY, statistics.f1).high < 0.2


def test_what_has_no_denominator_is_not_a_number() -> None:
    nothing = Tally(reported=2)
    assert all(
        value != value  # noqa: PLR0124 - only not-a-number differs from itself
        for value in (
            statistics.recall(nothing),
            statistics.f1(nothing),
            statistics.precision(Tally(planted=1)),
            statistics.per_thousand_lines(nothing),
        )
    )
    with pytest.raises(ValueError, match="no share of nothing"):
        statistics.share([nothing])


def test_exact_bounds_agree_with_the_tables() -> None:
    assert clopper_pearson(0, 300)[1] == pytest.approx(0.00994, abs=1e-5)
    assert clopper_pearson(0, 1000)[1] == pytest.approx(0.00299, abs=1e-5)
    assert clopper_pearson(90, 100) == pytest.approx((0.82378, 0.95099), abs=1e-5)
    assert wilson(90, 100) == pytest.approx((0.82563, 0.94477), abs=1e-5)
    assert wilson(0, 10)[0] == pytest.approx(0, abs=1e-12)


def test_each_share_gets_the_interval_that_suits_it() -> None:
    controls = [Tally(found=0, planted=100)] * 10
    assert statistics.share(controls).method == "exact, 1,000 independent tries"
    assert statistics.share(controls).high < 0.003
    assert statistics.share([Tally(90, 100)]).method == "Wilson, one plan"
    drawn = statistics.share([Tally(9, 10), Tally(5, 10), Tally(10, 10), Tally()])
    assert drawn.method == "BCa bootstrap over plans"
    assert drawn.clusters == 3
    assert 0.5 <= drawn.low < drawn.value < drawn.high <= 1


def test_one_cluster_cannot_be_drawn_from() -> None:
    with pytest.raises(ValueError, match="cannot be drawn from"):
        statistics.interval([Tally(1, 2)], statistics.recall)


def test_the_same_seed_gives_the_same_interval_and_the_order_of_plans_does_not_matter() -> None:
    clusters = statistics.tallies(outcomes(chance(1)))
    once = statistics.interval(clusters, statistics.recall, seed=4)
    assert statistics.interval(clusters, statistics.recall, seed=4) == once
    other = statistics.interval(clusters[::-1], statistics.recall, seed=4)
    assert (other.low, other.high) == pytest.approx((once.low, once.high), abs=0.01)


def test_clusters_that_are_alike_widen_the_interval() -> None:
    apart = [Tally(1, 2)] * 50
    alike = [Tally(2, 2), Tally(0, 2)] * 25
    narrow = statistics.interval(apart, statistics.recall)
    wide = statistics.interval(alike, statistics.recall)
    assert narrow.high - narrow.low < wide.high - wide.low


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random, held = chance(7), 0
    for number in range(100):
        clusters = statistics.tallies(outcomes(random, plans=60))
        found = statistics.interval(clusters, statistics.recall, resamples=300, seed=number)
        held += found.low <= FOUND <= found.high
    assert 88 <= held <= 99


def test_a_thousand_comparisons_of_like_with_like_raise_few_alarms() -> None:
    random, alarms = chance(11), 0
    for _ in range(1000):
        before = outcomes(random)
        alarms += statistics.regressed(before, changed(before, random, NOISE / 2, NOISE / 2))
    assert alarms <= 10


def test_a_loss_of_five_points_is_caught() -> None:
    random, caught = chance(12), 0
    for _ in range(100):
        before = outcomes(random)
        now = changed(before, random, 0.05 + NOISE / 2, NOISE / 2)
        caught += statistics.regressed(before, now)
    assert caught >= 90


def test_a_loss_that_falls_on_a_few_plans_is_caught() -> None:
    random, caught = chance(13), 0
    for _ in range(100):
        before = outcomes(random)
        hit = {name for name in before if random.random() < 0.2}
        some = {name: plan for name, plan in before.items() if name in hit}
        now = {**before, **changed(some, random, 0.25, 0.0)}
        caught += statistics.regressed(before, changed(now, random, NOISE / 2, NOISE / 2))
    assert caught >= 90


def test_a_gain_is_no_alarm() -> None:
    before = outcomes(chance(3))
    assert not statistics.regressed(
        before, {name: dict.fromkeys(plan, True) for name, plan in before.items()}
    )


def test_the_sign_test_counts_every_combination() -> None:
    before = {f"plan {at}": {"seed": True} for at in range(10)}
    after = {name: {"seed": at >= 8} for at, name in enumerate(before)}
    assert statistics.compare(before, after).p == pytest.approx(2 / 2**8)
    assert statistics.compare(before, before).p == 1
    two = {"a": {"1": True, "2": True}, "b": {"1": True}}
    none = {"a": {"1": False, "2": False}, "b": {"1": False}}
    assert statistics.compare(two, none).p == pytest.approx(2 / 2**2)


def test_a_comparison_tells_what_it_compared() -> None:
    before = {"a": {"1": True, "2": False, "gone": True}, "b": {"1": True}, "only": {"1": True}}
    after = {"a": {"1": False, "2": True, "new": True}, "b": {"1": False}}
    found = statistics.compare(before, after)
    assert (found.pairs, found.lost, found.gained, found.unpaired) == (3, 2, 1, 3)
    assert found.difference.value == pytest.approx(-1 / 3)
    assert found.before - found.after == pytest.approx(1 / 3)
    assert "3 seeds of 2 plans, 2 lost, 1 gained, 3 unpaired" in str(found)


def test_runs_over_other_seeds_are_not_compared() -> None:
    one, other = {"a": {"1": True, "2": True, "3": True}}, {"a": {"3": True, "4": True}}
    with pytest.raises(ValueError, match="only 1 of the baseline's 3 seeds"):
        statistics.regressed(one, other)
    with pytest.raises(ValueError, match="no seed in common"):
        statistics.compare(one, {"b": {"1": True}})


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_the_detectable_loss_is_detected_as_often_as_promised(noise: float) -> None:
    random, caught = chance(5), 0
    loss = statistics.minimum_detectable(statistics.tallies(outcomes(random)), noise=noise)
    for _ in range(100):
        before = outcomes(random)
        now = changed(before, random, loss + noise / 2, noise / 2)
        caught += statistics.regressed(before, now)
    assert caught >= 80
    assert 0.01 < loss < 0.07


def test_less_is_detectable_with_fewer_plans() -> None:
    many, few = ([Tally(9, 10)] * number for number in (50, 5))
    assert statistics.minimum_detectable(few) > statistics.minimum_detectable(many)
    with pytest.raises(ValueError, match="nothing is planted"):
        statistics.minimum_detectable([Tally()])
