"""The order in which answers arrive, and that of what stands in them, changes nothing."""

import json
from pathlib import Path
from random import Random

import pytest

from planproof.core.request import Request
from tests.model.conftest import write_plan
from tests.model.inside import at_once, json_of, reviewed, reviewed_late
from tests.model.synthetic import Json, Synthetic, dice
from tests.providers.fake import FakeProvider, Step

FREE = frozenset(
    {
        "grid",
        "defects",
        "minor",
        "unjudged",
        "produces",
        "consumes",
        "facts",
        "questions",
        "rulings",
    }
)
"""Lists whose order says nothing: places, ids or grades order them. Strengths are told best
first, and the order of findings is what the synthesis is asked for."""


def shuffled(answer: Json, random: Random, message: str) -> Json:
    del message
    return {
        name: random.sample(value, len(value)) if name in FREE else value
        for name, value in answer.items()
    }


def _late(seed: int, model: Synthetic) -> FakeProvider:
    random = dice(seed)

    def step(request: Request, _: int) -> Step:
        return Step(seconds=random.uniform(0.1, 100), text=model.reply(request))

    return FakeProvider(step, concurrency=random.choice((1, 2, 4, 16)))


@pytest.mark.parametrize("plan", ["mill", "heron"])
def test_answers_in_any_order(tmp_path: Path, plan: str) -> None:
    folder = Path("fixtures/plans/heron") if plan == "heron" else write_plan(tmp_path / "mill")
    model = Synthetic(5)
    expected = json_of(reviewed(folder, at_once(model.reply)))
    orders = set()
    for seed in range(2 if plan == "heron" else 8):
        provider = _late(seed, model)
        found = reviewed_late(folder, provider, tmp_path / f"answers-{seed}")
        assert json_of(found) == expected
        orders.add(tuple(provider.done))
    assert len(orders) >= 2


@pytest.mark.parametrize("plan", ["mill", "heron"])
def test_entries_in_any_order(tmp_path: Path, plan: str) -> None:
    folder = Path("fixtures/plans/heron") if plan == "heron" else write_plan(tmp_path / "mill")
    expected = json.loads(json_of(reviewed(folder, at_once(Synthetic(5).reply))))
    assert expected["findings"]
    for seed in range(2 if plan == "heron" else 8):

        def shuffle(answer: Json, _: Random, message: str, seed: int = seed) -> Json:
            return shuffled(answer, dice(f"{seed} {len(message)}"), message)

        found = reviewed(folder, at_once(Synthetic(5, twist=shuffle).reply))
        assert json.loads(json_of(found)) == expected


def test_an_entry_that_stands_twice_counts_once(tmp_path: Path) -> None:
    def twice(answer: Json, _: Random, __: str) -> Json:
        # One more of each is within what is read.
        return {
            name: [*value, *value[:1]] if name in FREE else value for name, value in answer.items()
        }

    folder = write_plan(tmp_path / "mill")
    once = reviewed(folder, at_once(Synthetic(5).reply))
    assert json_of(reviewed(folder, at_once(Synthetic(5, twist=twice).reply))) == json_of(once)
