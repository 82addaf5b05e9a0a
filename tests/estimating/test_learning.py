"""Past answers of a model teach how it counts and how much it writes."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from planproof.answers import AnswerStore
from planproof.core.request import Answer, TokenUsage
from planproof.estimating.counting import counting
from planproof.estimating.learning import ENOUGH, learn
from tests.estimating.conftest import PLANS, Shop
from tests.estimating.figures import first_pass, high, low, summed

Open = Callable[..., AbstractContextManager[Shop]]
MODEL = "claude-sonnet-5-5"


def answer(number: int, **changes: Any) -> Answer:  # noqa: ANN401 - fields of an answer
    """One that was billed at 1.7 tokens for each that was estimated."""
    fields: dict[str, Any] = {
        "key": f"{number:032x}",
        "origin": "live",
        "model": MODEL,
        "created": "2026-11-21T08:00:00+00:00",
        "stop": "end",
        "text": '{"grid": []}',
        "usage": TokenUsage(input_tokens=1700, output_tokens=300),
        "estimated_input_tokens": 1000,
    }
    return Answer.model_validate({**fields, **changes})


def test_after_one_review_the_next_plan_is_estimated_well(shop: Open, plan: Path) -> None:
    with shop(MODEL, factor=1.7) as open_:
        before = open_.estimate(PLANS / "orchard-kiro").json
        open_.review(plan)
        after = open_.estimate(PLANS / "orchard-kiro").json
        known = len(open_.server.bills)
        open_.review(PLANS / "orchard-kiro")
        bills = [bill for bill in open_.first_pass() if bill in open_.server.bills[known:]]
        whole = sum(bill.usd for bill in open_.server.bills[known:])
    billed = sum(bill.input_tokens for bill in bills)
    assert summed(first_pass(before), "input_tokens") < 0.95 * billed
    assert summed(first_pass(after), "input_tokens") == pytest.approx(billed, rel=0.03)
    assert low(after["total"]["cost_usd"]) <= whole <= high(after["total"]["cost_usd"])
    assert f"corrected by {min(known, 60)} answers" in after["counter"]["name"]
    assert after["counter"]["error_percent"] >= 3
    assert "assumed" in " ".join(before["notes"])
    assert "assumed" not in " ".join(after["notes"])


def test_it_takes_some_answers() -> None:
    known = [answer(n) for n in range(ENOUGH)]
    assert learn(known[1:], MODEL) is None
    learned = learn(known, MODEL)
    assert learned is not None
    assert learned.answers == 3
    assert learned.factor == pytest.approx(1.7)
    assert learned.output[0] == learned.output[1] > 1
    assert counting(MODEL, known).factor == pytest.approx(1.7)
    assert counting(MODEL, known[1:]).factor == pytest.approx(1.55)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "handoff"},
        {"origin": "synthetic"},
        {"model": "claude-haiku-4-5"},
        {"usage": TokenUsage()},
        {"estimated_input_tokens": None},
        {"estimated_input_tokens": 0},
    ],
)
def test_what_was_not_billed_or_is_not_its_own_teaches_nothing(changes: dict[str, Any]) -> None:
    assert learn([answer(n, **changes) for n in range(9)], MODEL) is None


def test_a_dated_name_is_the_same_model() -> None:
    dated = [answer(n, model=f"{MODEL}-20261001") for n in range(3)]
    learned = learn(dated, MODEL)
    assert learned is not None
    assert learned.answers == 3


def test_one_odd_answer_does_not_move_the_factor() -> None:
    odd = answer(9, usage=TokenUsage(input_tokens=90_000, output_tokens=1))
    learned = learn([*(answer(n) for n in range(5)), odd], MODEL)
    assert learned is not None
    assert learned.factor == pytest.approx(1.7)
    assert learned.error_percent > 100


def test_damaged_answers_are_passed_over(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    for number in range(4):
        store.put(answer(number))
    (tmp_path / f"{0:032x}.json").write_text("{ no json")
    (tmp_path / f"{77:032x}.json").write_text(json.dumps({"text": "no answer"}))
    (tmp_path / f"{78:032x}.json").mkdir()
    newest = list(store.newest(60))
    assert {each.key for each in newest} == {f"{n:032x}" for n in (1, 2, 3)}
    learned = learn(newest, MODEL)
    assert learned is not None
    assert learned.answers == 3


def test_the_newest_come_first_and_no_more_than_asked_for(tmp_path: Path) -> None:
    import os  # noqa: PLC0415 - for the times alone

    store = AnswerStore(tmp_path)
    for number in range(5):
        store.put(answer(number))
        os.utime(tmp_path / f"{number:032x}.json", ns=(10**9 * number, 10**9 * number))
    assert [int(each.key, 16) for each in store.newest(3)] == [4, 3, 2]
    assert list(AnswerStore(tmp_path / "none").newest(3)) == []


def test_an_exact_vocabulary_stays_exact_whatever_was_learnt() -> None:
    learned = counting("gpt-6.1-sol", [answer(n, model="gpt-6.1-sol") for n in range(3)])
    assert (learned.view.method, learned.factor) == ("exact", 1.0)
    assert learned.learned is not None
