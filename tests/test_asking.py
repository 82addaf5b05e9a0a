import asyncio
import itertools
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.answers import AnswerStore
from planproof.asking import Failure
from planproof.core.request import Answer, Part, Request, TokenUsage
from planproof.errors import ConfigError
from planproof.providers.interface import FinalError, PendingError, TransientError
from planproof.retrying import Patience
from planproof.spending import Ledger
from tests.providers.fake import (
    Events,
    FakeProvider,
    FlatPrice,
    Step,
    all_said,
    asked,
    asker,
    name_of,
    request,
    requests,
    run,
    said,
)

LIMITED = TransientError("too many requests", rate_limited=True)


# The store


def test_answers_are_kept_and_cost_nothing_the_next_time(tmp_path: Path) -> None:
    wanted, events, ledger = requests(3), Events(), Ledger()
    assert asked(FakeProvider(), tmp_path, wanted) == all_said(wanted)
    provider = FakeProvider()
    assert asked(provider, tmp_path, wanted, progress=events, ledger=ledger) == all_said(wanted)
    assert provider.asked == []
    assert events.said == ["planned 3", "found r0", "found r1", "found r2"]
    assert (ledger.requests, ledger.cost, ledger.spent) == (0, 0, TokenUsage())


def test_what_is_given_is_what_the_store_gives(tmp_path: Path) -> None:
    secret = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"
    provider = FakeProvider({"r0": [Step(text=f'{{ "says" : "{secret}" }}')]})
    first = asked(provider, tmp_path, requests(1))
    assert secret not in first["r0"]
    assert first == asked(FakeProvider(), tmp_path, requests(1))


@pytest.mark.parametrize(
    "step",
    [Step(stop="refusal", text=""), Step(stop="length", text='{"says": "cu'), Step(text="No.")],
)
def test_an_answer_that_is_of_no_use_was_paid_for_too(tmp_path: Path, step: Step) -> None:
    provider = FakeProvider({"r0": [step]})
    first = asked(provider, tmp_path, requests(1))
    assert first == asked(provider, tmp_path, requests(1)) == {"r0": step.text}
    assert provider.asked == ["r0"]


def test_one_key_is_asked_once(tmp_path: Path) -> None:
    provider, events = FakeProvider(), Events()
    twice = [request("a"), request("b"), request("a")]

    async def go() -> list[dict[str, Answer | Failure]]:
        asking = asker(provider, tmp_path, progress=events)
        together = await asyncio.gather(asking.ask(twice), asking.ask(twice))
        return [*together, await asking.ask(twice[:1])]

    results = run(go())
    assert sorted(provider.asked) == ["a", "b"]
    assert [list(result) for result in results[:2]] == [[twice[0].key, twice[1].key]] * 2
    assert results[0] == results[1]
    assert events.said[0] == "planned 2"


def test_nothing_to_ask(tmp_path: Path) -> None:
    assert asked(FakeProvider(), tmp_path / "none", []) == {}
    assert not (tmp_path / "none").exists()


def test_a_store_that_cannot_be_written_is_told_before_anything_is_paid(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("", encoding="utf-8")
    provider = FakeProvider()
    with pytest.raises(ConfigError, match="it is not a folder"):
        asked(provider, tmp_path / "answers", requests(2))
    assert provider.asked == []


def test_when_the_disk_is_full_the_answer_is_used_and_no_other_is_bought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = FakeProvider(concurrency=1)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = asked(provider, tmp_path, requests(3))
    assert provider.asked == ["r0"]
    assert result["r0"] == said("r0")
    assert result["r1"].startswith("failed: cannot keep answers in")


def test_the_cost_is_written_with_the_answer(tmp_path: Path) -> None:
    ledger = Ledger(price=FlatPrice())
    wanted = request("r0")
    asked(FakeProvider(), tmp_path, [wanted], ledger=ledger)
    kept = AnswerStore(tmp_path).get(wanted.key)
    assert kept is not None
    assert kept.cost_usd == ledger.cost == pytest.approx(15 / 1_000_000)
    unknown = request("r1")
    asked(FakeProvider(), tmp_path, [unknown])
    assert AnswerStore(tmp_path).get(unknown.key) == found_without_cost(tmp_path, unknown)
    given = request("r2")
    asked(FakeProvider(free=True), tmp_path, [given])
    kept = AnswerStore(tmp_path).get(given.key)
    assert kept is not None
    assert kept.cost_usd == 0


def found_without_cost(folder: Path, wanted: Request) -> Answer:
    kept = AnswerStore(folder).get(wanted.key)
    assert kept is not None
    return kept.model_copy(update={"cost_usd": None})


# Order, concurrency and the warm cache


def test_the_most_important_go_first(tmp_path: Path) -> None:
    provider = FakeProvider(concurrency=2)
    wanted = requests(7)
    asked(provider, tmp_path, wanted)
    assert provider.asked == [name_of(each) for each in wanted]


@given(
    concurrency=st.integers(-1, 6),
    seconds=st.lists(st.floats(0, 9), min_size=9, max_size=9),
    left=st.lists(st.none() | st.integers(-1, 4), min_size=9, max_size=9),
)
@settings(deadline=None, max_examples=25)
def test_never_more_at_once_than_the_provider_takes(
    tmp_path_factory: pytest.TempPathFactory,
    concurrency: int,
    seconds: list[float],
    left: list[int | None],
) -> None:
    steps = {
        f"r{at}": [Step(seconds=seconds[at], requests_left=left[at])] for at in range(len(seconds))
    }
    provider = FakeProvider(steps, concurrency=concurrency)
    wanted = requests(9)
    assert asked(provider, tmp_path_factory.mktemp("answers"), wanted) == all_said(wanted)
    assert provider.most_under_way <= max(1, concurrency)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_in_which_answers_come_changes_nothing(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    wanted = requests(4)
    provider = FakeProvider({f"r{at}": [Step(seconds=1.0 + turn)] for at, turn in enumerate(order)})
    result = asked(provider, tmp_path, wanted)
    assert list(result.items()) == list(all_said(wanted).items())
    assert provider.done == sorted(provider.done, key=lambda name: order[int(name[1])])


def test_the_first_of_each_group_warms_the_cache_for_the_rest(tmp_path: Path) -> None:
    a = [request(f"a{number}", prefix="chunk a") for number in range(3)]
    b = [request(f"b{number}", prefix="chunk b") for number in range(3)]
    alone = request("alone")
    provider = FakeProvider({"a0": [Step(seconds=5)], "b0": [Step(seconds=2)]}, concurrency=9)
    asked(provider, tmp_path, [*a, alone, *b])
    assert provider.asked[:3] == ["a0", "alone", "b0"]
    started = dict(zip(provider.asked, provider.times, strict=True))
    assert {started["b1"], started["b2"]} == {2.0}
    assert {started["a1"], started["a2"]} == {5.0}


def test_another_model_or_system_is_another_group(tmp_path: Path) -> None:
    first = request("first", prefix="chunk")
    others = [
        request("model", prefix="chunk").model_copy(update={"model": "model-2"}),
        request("system", prefix="chunk").model_copy(update={"system": "Be long."}),
    ]
    provider = FakeProvider(concurrency=9)
    asked(provider, tmp_path, [first, *others])
    assert provider.times == [0, 0, 0]


def test_the_warm_up_is_the_first_that_the_store_lacks(tmp_path: Path) -> None:
    group = [request(f"a{number}", prefix="chunk") for number in range(4)]
    asked(FakeProvider(), tmp_path, group[:1])
    provider = FakeProvider(concurrency=9)
    asked(provider, tmp_path, group)
    assert dict(zip(provider.asked, provider.times, strict=True)) == {"a1": 0, "a2": 1, "a3": 1}


@pytest.mark.parametrize("error", [FinalError("no"), PendingError("later"), TransientError("busy")])
def test_the_rest_of_a_group_start_when_its_first_failed(tmp_path: Path, error: Exception) -> None:
    group = [request(f"a{number}", prefix="chunk") for number in range(3)]
    provider = FakeProvider({"a0": [Step(error)]}, concurrency=9)
    result = asked(provider, tmp_path, group, patience=Patience(attempts=2, jitter=max))
    assert result["a0"].startswith(("failed: ", "pending: "))
    assert [result["a1"], result["a2"]] == [said("a1"), said("a2")]


# Retries and rate limits


def test_it_is_tried_again(tmp_path: Path) -> None:
    provider = FakeProvider({"r0": [Step(TransientError("fake is busy")), Step()]})
    events = Events()
    assert asked(provider, tmp_path, requests(1), progress=events) == {"r0": said("r0")}
    assert events.said == [
        "planned 1", "started r0", "waiting r0 1: fake is busy", "started r0", "answered r0",
    ]  # fmt: skip


def test_after_five_attempts_it_has_failed(tmp_path: Path) -> None:
    provider, events = FakeProvider({"r0": [Step(TransientError("fake is busy."))]}), Events()
    result = asked(provider, tmp_path, requests(2), progress=events)
    reason = "fake is busy (given up after 5 attempts)"
    assert result == {"r0": f"failed: {reason}", "r1": said("r1")}
    assert events.said[-1] == f"failed r0: {reason}"
    assert Counter(provider.asked) == {"r0": 5, "r1": 1}


def test_while_one_waits_the_others_go_on(tmp_path: Path) -> None:
    busy = Step(TransientError("busy"))
    provider = FakeProvider({"r0": [busy, Step()], "r1": [Step(seconds=2)]}, concurrency=1)
    asked(provider, tmp_path, requests(4))
    assert provider.asked == ["r0", "r1", "r0", "r2", "r3"]


def test_a_rate_limit_halves_and_success_grows(tmp_path: Path) -> None:
    steps = {f"r{at}": [Step(LIMITED), Step()] for at in range(8)}
    provider = FakeProvider(steps, concurrency=8)
    wanted = requests(60)
    assert asked(provider, tmp_path, wanted) == all_said(wanted)
    at = Counter(provider.times)
    # All eight were under way when the limit was told: it is halved once, not eight times.
    widths = [at[second] for second in sorted(at)]
    assert widths[:6] == [8, 4, 4, 5, 6, 7]
    assert max(widths) == 8


def test_repeated_rate_limits_leave_one_at_a_time(tmp_path: Path) -> None:
    steps = {f"r{at}": [Step(LIMITED)] * 4 + [Step()] for at in range(8)}
    provider = FakeProvider(steps, concurrency=8)
    asked(provider, tmp_path, requests(8))
    at = Counter(provider.times)
    widths = [at[second] for second in sorted(at)]
    assert widths[0] == 8
    assert 1 in widths


def test_while_the_server_asks_to_wait_nobody_is_sent(tmp_path: Path) -> None:
    limited = TransientError("too many requests", rate_limited=True, retry_after=60)
    provider = FakeProvider({"r0": [Step(limited), Step()]}, concurrency=1)
    asked(provider, tmp_path, requests(3))
    assert provider.times == [0, 61, 62, 63]
    assert provider.asked == ["r0", "r0", "r1", "r2"]


def test_no_more_at_once_than_requests_are_left(tmp_path: Path) -> None:
    steps = {"r0": [Step(requests_left=2)], "r5": [Step(requests_left=100)]}
    provider = FakeProvider(steps, concurrency=4)
    asked(provider, tmp_path, requests(12))
    at = Counter(provider.times)
    assert [at[second] for second in sorted(at)][:3] == [4, 2, 4]


@pytest.mark.parametrize("left", [0, -5])
def test_one_at_a_time_is_always_sent(tmp_path: Path, left: int) -> None:
    provider = FakeProvider(lambda *_: Step(requests_left=left), concurrency=2)
    wanted = requests(5)
    assert asked(provider, tmp_path, wanted) == all_said(wanted)
    assert provider.times == [0, 0, 1, 2, 3]


def nested(name: str, outer: str, inner: str) -> Request:
    parts = (Part(text=outer, shared=True), Part(text=inner, shared=True), Part(text=name))
    return request(name).model_copy(update={"parts": parts})


def test_what_all_requests_share_is_warmed_first_then_what_some_share(tmp_path: Path) -> None:
    wanted = [
        nested(f"{chunk}{number}", "digest", f"chunk {chunk}")
        for chunk in "ab"
        for number in (1, 2)
    ]
    provider = FakeProvider()
    asked(provider, tmp_path, wanted)
    assert provider.asked[0] == "a1", "nobody goes before the digest is warm"
    assert provider.asked.index("b1") < provider.asked.index("b2")
    assert sorted(provider.asked) == ["a1", "a2", "b1", "b2"]


def test_the_first_of_all_may_fail(tmp_path: Path) -> None:
    wanted = [nested("a1", "digest", "chunk a"), nested("b1", "digest", "chunk b")]
    result = asked(FakeProvider({"a1": [Step(FinalError("no"))]}), tmp_path, wanted)
    assert "no" in result["a1"]
    assert result["b1"] == said("b1")
