import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.answers import AnswerStore
from planproof.asking import Failure
from planproof.core.request import Answer, Request, TokenUsage
from planproof.providers.interface import FinalError, PendingError, TransientError
from planproof.retrying import Patience
from planproof.spending import NOTHING, Ledger
from tests.providers.fake import (
    FakeProvider,
    FlatPrice,
    Step,
    all_said,
    asked,
    asker,
    name_of,
    now,
    request,
    requests,
    run,
    said,
    summary,
    worst,
)

# What ends a run


def test_a_reason_that_holds_for_all_stops_everything(tmp_path: Path) -> None:
    wrong_key = FinalError("the key is wrong; set FAKE_KEY.", for_all=True)
    provider = FakeProvider(
        {"r0": [Step(seconds=9)], "r1": [Step(wrong_key)], "r2": [Step(TransientError("busy", retry_after=700), seconds=0.5)]},
        concurrency=3,
    )  # fmt: skip
    group = [request("a0", prefix="chunk"), request("a1", prefix="chunk")]
    wanted = [*requests(5), *group]

    async def go() -> tuple[dict[str, str], dict[str, str], float]:
        asking = asker(provider, tmp_path)
        first = summary(await asking.ask(wanted), wanted)
        took = now()
        later = [request("later"), request("r0")]
        return first, summary(await asking.ask(later), later), took

    result, later, took = run(go())
    reason = "failed: the key is wrong; set FAKE_KEY"
    assert result == {"r0": said("r0")} | dict.fromkeys(["r1", "r2", "r4", "a0", "a1"], reason) | {
        "r3": result["r3"]
    }
    assert provider.asked == ["r0", "r1", "r2", "r3"]
    assert took == 9  # what was under way was awaited, what was asleep was not
    assert later == {"later": reason, "r0": said("r0")}
    assert AnswerStore(tmp_path).get(wanted[0].key) is not None


def test_a_final_error_is_about_one_request(tmp_path: Path) -> None:
    provider = FakeProvider({"r0": [Step(FinalError("it is too large", too_large=True))]})
    wanted = requests(2)
    result = run(asker_ask(provider, tmp_path, wanted))
    assert result[wanted[0].key] == Failure(
        key=wanted[0].key, state="failed", reason="it is too large", too_large=True
    )
    assert isinstance(result[wanted[1].key], Answer)


async def asker_ask(
    provider: FakeProvider, folder: Path, wanted: Sequence[Request]
) -> dict[str, Answer | Failure]:
    return await asker(provider, folder).ask(wanted)


def test_an_answer_that_somebody_must_write_is_pending(tmp_path: Path) -> None:
    provider = FakeProvider({"r0": [Step(PendingError("answers/x.json is awaited"))]}, free=True)
    result = asked(provider, tmp_path, requests(2), ledger=Ledger(max_tokens=0))
    assert result == {"r0": "pending: answers/x.json is awaited", "r1": said("r1")}


def test_after_the_deadline_nothing_is_sent(tmp_path: Path) -> None:
    provider = FakeProvider(lambda *_: Step(seconds=4), concurrency=1)
    result = asked(provider, tmp_path, requests(4), deadline=10, timeout=7)
    assert provider.timeouts == [7, 6, 2]
    assert result == {
        "r0": said("r0"),
        "r1": said("r1"),
        "r2": (
            "failed: fake did not answer in time "
            "(the deadline of 10 s leaves no time for another attempt)"
        ),
        "r3": "pending: the deadline of 10 s left no time for it",
    }


def test_a_wait_beyond_the_deadline_fails_at_once(tmp_path: Path) -> None:
    error = TransientError("too many requests", retry_after=3600, rate_limited=True)
    provider = FakeProvider({"r0": [Step(error)]}, concurrency=1)
    result = asked(provider, tmp_path, requests(2), deadline=900)
    assert result == {
        "r0": (
            "failed: too many requests "
            "(the server asks to wait 3,600 s, beyond the deadline of 900 s)"
        ),
        "r1": said("r1"),
    }
    assert provider.times == [0, 1]


def test_the_deadline_is_that_of_the_run(tmp_path: Path) -> None:
    async def go() -> dict[str, str]:
        asking = asker(FakeProvider(lambda *_: Step(seconds=4)), tmp_path, deadline=5)
        await asking.ask([request("first")])
        await asyncio.sleep(1)
        return summary(await asking.ask([request("second")]), [request("second")])

    assert run(go()) == {"second": "pending: the deadline of 5 s left no time for it"}


# Money


def test_what_does_not_fit_is_pending_and_smaller_ones_go_on(tmp_path: Path) -> None:
    wanted = [request("big", max_output_tokens=9_000), *requests(2)]
    ledger = Ledger(max_tokens=2 * worst(wanted[1]).tokens)
    result = asked(FakeProvider(), tmp_path, wanted, ledger=ledger)
    limit = f"the limit of {ledger.max_tokens:,} tokens (--max-tokens)"
    assert result == {"big": f"pending: {limit} leaves no room for it"} | all_said(wanted[1:])


def test_what_may_fit_later_waits_and_keeps_its_place(tmp_path: Path) -> None:
    wanted = [request("r0"), request("big", max_output_tokens=150), request("small")]
    ledger = Ledger(max_tokens=worst(wanted[0]).tokens + worst(wanted[2]).tokens + 30)
    provider = FakeProvider()
    assert asked(provider, tmp_path, wanted, ledger=ledger) == all_said(wanted)
    assert provider.asked == ["r0", "big", "small"]
    assert provider.times[1] == 1


def test_the_rest_of_a_group_is_not_outbid_by_less_important_ones(tmp_path: Path) -> None:
    group = [request(f"a{number}", prefix="chunk") for number in range(2)]
    usage = TokenUsage(input_tokens=50, output_tokens=100)
    provider = FakeProvider(lambda *_: Step(usage=usage))
    ledger = Ledger(max_tokens=150 + worst(group[1]).tokens)
    result = asked(provider, tmp_path, [*group, request("other")], ledger=ledger)
    assert provider.asked == ["a0", "a1"]
    assert result["other"].startswith("pending: the limit of")


def test_with_room_for_all_groups_run_side_by_side(tmp_path: Path) -> None:
    group = [request(f"a{number}", prefix="chunk") for number in range(2)]
    provider = FakeProvider()
    asked(provider, tmp_path, [*group, request("other")], ledger=Ledger(max_tokens=10_000))
    assert provider.asked == ["a0", "other", "a1"]


@pytest.mark.parametrize(
    ("error", "billed"),
    [
        (TransientError("it took too long"), 2),
        (TransientError("too many", rate_limited=True, may_be_billed=False), 0),
        (TransientError("overloaded", retry_after=1, may_be_billed=False), 0),
        (FinalError("bad request"), 0),
        (PendingError("later"), 0),
    ],
)
def test_an_attempt_that_may_be_billed_stays_counted(
    tmp_path: Path, error: Exception, billed: int
) -> None:
    ledger = Ledger()
    provider = FakeProvider({"r0": [Step(error)]})
    asked(provider, tmp_path, requests(1), ledger=ledger, patience=Patience(attempts=2))
    assert ledger.possibly_spent.tokens == billed * worst(request("r0")).tokens
    assert (ledger.in_flight, ledger.requests) == (NOTHING, 0)


def test_a_retry_needs_room_of_its_own(tmp_path: Path) -> None:
    provider = FakeProvider({"r0": [Step(TransientError("it took too long"))]})
    ledger = Ledger(max_tokens=worst(request("r0")).tokens)
    result = asked(provider, tmp_path, requests(1), ledger=ledger)
    assert provider.asked == ["r0"]
    assert "leaves no room for it" in result["r0"]


STEPS = st.builds(
    Step,
    error=st.sampled_from(
        [
            None, None, None,
            TransientError("cut"),
            TransientError("busy", retry_after=3),
            TransientError("many", rate_limited=True),
            TransientError("many", rate_limited=True, retry_after=20),
            TransientError("much", retry_after=9_000),
            FinalError("bad"),
            PendingError("later"),
        ]
    ),
    seconds=st.floats(0, 20),
    usage=st.builds(TokenUsage, input_tokens=st.integers(0, 60), output_tokens=st.integers(0, 100)),
    requests_left=st.none() | st.integers(0, 5),
)  # fmt: skip


@given(
    data=st.data(),
    size=st.integers(1, 8),
    concurrency=st.integers(1, 5),
    limit=st.integers(100, 2_500),
    deadline=st.none() | st.floats(0, 200),
)
@settings(deadline=None, max_examples=50)
def test_whatever_happens_limits_hold_and_everything_has_an_end(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    size: int,
    concurrency: int,
    limit: int,
    deadline: float | None,
) -> None:
    prefixes = st.sampled_from([None, "chunk a", "chunk b"])
    wanted = [request(f"r{at}", prefix=data.draw(prefixes)) for at in range(size)]
    ledger = Ledger(limit / 1_000_000, limit, FlatPrice())

    def holds(_: Request) -> None:
        total = ledger.used + ledger.in_flight
        assert total.tokens <= limit
        assert total.usd <= limit / 1_000_000

    script = {f"r{at}": data.draw(st.lists(STEPS, min_size=1, max_size=6)) for at in range(size)}
    provider = FakeProvider(script, concurrency=concurrency, on_ask=holds)
    folder = tmp_path_factory.mktemp("answers")
    result = asked(provider, folder, wanted, ledger=ledger, deadline=deadline)
    assert list(result) == [name_of(each) for each in wanted]
    assert ledger.in_flight == NOTHING
    holds(wanted[0])
    assert provider.most_under_way <= concurrency
    kept = {name_of(each) for each in wanted if AnswerStore(folder).get(each.key)}
    assert kept == set(provider.done) == {name for name, text in result.items() if text[0] == "{"}
    assert max(Counter(provider.asked).values(), default=0) <= 5
    assert max(Counter(provider.done).values(), default=0) <= 1
    if deadline is not None:
        assert all(start < deadline for start in provider.times)
