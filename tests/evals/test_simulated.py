"""The pipeline under readers that are drawn by chance, and the estimates of what is unfound."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from evals import simulated
from evals.samples import recorded
from evals.simulated_readers import World
from evals.unfound import chao, chapman

NAME = recorded()[0]
PERFECT = World(
    readers=1, recall=1.0, precision=1.0, alike=0.0, keep=1.0, beside=0.0, invented=0.0, regraded=0.0,
    drops_wrong=1.0, drops_right=0.0,
)  # fmt: skip


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - seeded, so that the test is the same each time


def test_estimates_agree_with_the_text_books() -> None:
    found = chapman(10, 12, 6)
    assert found.told == 16
    assert found.total == pytest.approx(11 * 13 / 7 - 1)
    assert found.low >= 16
    three = chao([1] * 6 + [2] * 4 + [3] * 2, 3)
    assert three.told == 12
    assert three.total == pytest.approx(12 + 2 / 3 * 6 * 5 / (2 * 5))
    assert three.unfound == pytest.approx(2)
    assert three.low < three.total < three.high


def test_readers_who_agree_on_everything_leave_nothing() -> None:
    assert chapman(5, 5, 5).unfound == pytest.approx(0)
    found = chao([3, 3, 3], 3)
    assert (found.unfound, found.low, found.high) == (0, 3, 3)
    assert chao([], 3).total == 0


def test_readers_who_never_agree_leave_much() -> None:
    assert chapman(10, 10, 0).total == 120
    assert chao([1] * 10, 3).unfound == pytest.approx(30)


@pytest.mark.parametrize("readers", [2, 3])
def test_the_estimate_is_right_when_defects_are_equally_hard(readers: int) -> None:
    world = World(readers=readers, alike=0.0)
    found = simulated.overlap(world, 100, 200, chance(1))
    quality = simulated.quality(found, 100, world, "")
    assert quality.estimate == pytest.approx(1, abs=0.05)
    assert quality.holds >= 0.88


def test_the_estimate_is_too_low_when_some_are_harder() -> None:
    world = World(readers=2)
    quality = simulated.quality(simulated.overlap(world, 100, 200, chance(1)), 100, world, "")
    assert quality.told < quality.estimate < 0.8
    assert quality.holds < 0.2


def test_a_perfect_reader_and_verifier_leave_every_defect_in_and_nothing_else() -> None:
    stages = simulated.simulate(NAME, PERFECT, chance(1)).stages
    planted = len(simulated.sample(NAME)[1])
    assert stages["drafts"].findings == stages["drafts"].told == planted
    assert stages["verified"].told >= 0.95 * planted
    assert stages["verified"].findings == stages["verified"].right


def test_what_nobody_finds_is_not_there() -> None:
    blind = replace(PERFECT, recall=0.0)
    assert simulated.simulate(NAME, blind, chance(1)).stages["verified"].findings == 0


def test_readers_are_as_good_as_the_world_says() -> None:
    found = [simulated.simulate(NAME, World(readers=1), chance(seed)) for seed in range(10)]
    drafts = [each.stages["drafts"] for each in found]
    right, planted = sum(each.right for each in drafts), sum(each.planted for each in found)
    assert right / planted == pytest.approx(0.4, abs=0.06)
    assert right / sum(each.findings for each in drafts) == pytest.approx(0.25, abs=0.05)


def test_evidence_drops_what_is_invented_and_merging_the_copies() -> None:
    found = simulated.simulate(NAME, World(), chance(2))
    drafts, proved, merged, verified = (found.stages[name] for name in simulated.STAGES)
    assert drafts.findings > proved.findings > merged.findings > verified.findings
    assert merged.copies < 0.3 * proved.copies
    assert merged.told == proved.told - found.folded
    assert verified.told <= merged.told


def test_fabricated_quotes_never_pass() -> None:
    world = replace(World(), recall=0.1, precision=0.02, invented=1.0, readers=1)
    stages = simulated.simulate(NAME, world, chance(3)).stages
    assert stages["drafts"].findings > stages["drafts"].right
    assert stages["proved"].findings == stages["proved"].right


def test_the_verifier_is_never_asked_about_minor_findings() -> None:
    harsh = replace(World(), drops_wrong=1.0, drops_right=1.0)
    assert simulated.simulate(NAME, harsh, chance(4)).stages["verified"].findings > 0


def test_the_same_seed_gives_the_same_review() -> None:
    assert simulated.simulate(NAME, World(), chance(5)) == simulated.simulate(
        NAME, World(), chance(5)
    )


def test_the_command_says_that_it_is_simulated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "simulated.json"
    assert simulated.main(["--runs", "1", "--output", str(output)]) == 0
    assert capsys.readouterr().out.startswith("SIMULATED, no model was asked")
    body = json.loads(output.read_text(encoding="utf-8"))
    assert body["simulated"]["recall"] == 0.4
    assert len(body["reviews"]) == len(recorded())
