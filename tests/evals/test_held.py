"""Holding a run against the baseline, and the page of figures."""

from collections.abc import Mapping

import pytest

from evals.__main__ import held
from evals.agreement import agreements
from evals.gather import Group, Seeded
from evals.page import page
from evals.statistics import Tally, share

Outcomes = dict[str, dict[str, bool]]


def outcomes(plans: int = 10, seeds: int = 40) -> Outcomes:
    """Nine of ten found in each plan."""
    return {
        f"plan {plan}": {f"seed {seed}": seed % 10 != 0 for seed in range(seeds)}
        for plan in range(plans)
    }


def lost(before: Mapping[str, Mapping[str, bool]], each: int) -> Outcomes:
    """The same with so many more missed in each plan."""
    found: Outcomes = {}
    for plan, seeds in before.items():
        hits = [name for name, hit in seeds.items() if hit]
        found[plan] = {**seeds, **dict.fromkeys(hits[:each], False)}
    return found


def test_the_same_is_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert held({"seeded": outcomes()}, {"seeded": outcomes()}) == 0
    assert "0 lost, 0 gained" in capsys.readouterr().out


def test_a_loss_is_told_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    before = outcomes()
    assert held({"seeded": before}, {"seeded": lost(before, 2)}) == 1
    told = capsys.readouterr().out
    assert "seeded is below the baseline" in told
    assert "plan 3: seed 1" in told


def test_a_loss_in_one_plan_alone_is_told() -> None:
    before = outcomes()
    now = {**before, "plan 1": dict.fromkeys(before["plan 1"], False)}
    assert held({"seeded": before}, {"seeded": now}) == 1


def test_a_gain_is_no_loss() -> None:
    before = outcomes()
    better = {plan: dict.fromkeys(seeds, True) for plan, seeds in before.items()}
    assert held({"seeded": before}, {"seeded": better}) == 0


def test_one_lost_and_one_gained_is_held() -> None:
    before = outcomes()
    now = {**before, "plan 1": {**before["plan 1"], "seed 0": True, "seed 1": False}}
    assert held({"seeded": before}, {"seeded": now}) == 0


def test_recordings_agree_as_far_as_the_page_says() -> None:
    for each in agreements():
        assert each.both <= min(each.earlier, each.now)
        assert each.planted_both <= min(each.planted_earlier, each.planted_now) <= each.planted
        # Two readings by one model family: less would say that the prompts lead nowhere.
        assert each.both >= 0.5 * min(each.earlier, each.now)


def test_what_the_page_says_of_seeds() -> None:
    from evals.page import _seeded  # noqa: PLC0415 - one part of the page

    group = Group("numbers", 10, 2, 9, share([Tally(5, 5), Tally(4, 5)]), 1, (8, 9))
    part = Seeded("sample plans", 2, group, (group,), (group,), 3, 40, ("a: `b`",), (), 0.05, {})
    text = "\n\n".join(_seeded(part))
    assert "Found: **9 of 10**, 0.900 (" in text
    assert "| numbers | 10 | 2 | 9 | 0.900 (" in text
    assert "8 of 9" in text
    assert "- `a: 'b'`" in text
    assert page.__doc__
