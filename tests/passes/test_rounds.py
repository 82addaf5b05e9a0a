"""Following up what an answer leaves to be desired, until there is nothing left to ask."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from planproof.asking import Failure
from planproof.core.request import Answer, Request, StopReason
from planproof.passes.rounds import Handling, NoAnswer, Outcome, ask_all, by_request
from planproof.passes.shapes import MalformedAnswerError
from tests.passes.made import Scripted, answer, as_ask
from tests.providers.fake import request as request_of

Reply = Callable[[Request], Answer | NoAnswer | str]


@dataclass(frozen=True)
class Lines:
    """A question about some lines, which can be halved down to one."""

    request: Request
    start: int
    end: int


def about(start: int, end: int) -> Lines:
    return Lines(request_of(f"{start}-{end}"), start, end)


def read(question: Lines, text: str) -> str:
    """Every text but one that begins with `bad` has the shape."""
    if text.startswith("bad"):
        raise MalformedAnswerError(f"grid.0.unit: {text}")
    return f"{question.request.label}: {text}"


def smaller(question: Lines) -> Sequence[Lines]:
    middle = (question.start + question.end) // 2
    if question.start == question.end:
        return ()
    return (about(question.start, middle), about(middle + 1, question.end))


def left_open(question: Lines, reading: str) -> Lines | None:
    """A reading with `hole` in it leaves something open."""
    if "hole" not in reading:
        return None
    return replace(question, request=request_of(f"holes of {question.start}-{question.end}"))


HANDLING: Handling[Lines, str] = Handling(
    read=read,
    with_request=lambda question, request: replace(question, request=request),
    smaller=smaller,
    open_=left_open,
)


def go(
    questions: Sequence[Lines], reply: Reply, handling: Handling[Lines, str] = HANDLING
) -> tuple[list[Outcome[Lines, str]], Scripted]:
    ask = Scripted(reply)
    return asyncio.run(ask_all(questions, by_request(as_ask(ask)), handling)), ask


def name(request: Request) -> str:
    return request.label.removeprefix("label of ")


def failure(request: Request, *, pending: bool = False, too_large: bool = False) -> Failure:
    state, reason = ("pending", "it waits") if pending else ("failed", "no connection")
    return Failure.model_validate(
        {"key": request.key, "state": state, "reason": reason, "too_large": too_large}
    )


def stopped(request: Request, stop: StopReason) -> Answer:
    return answer(request, "cut", stop)


def lines(outcomes: list[Outcome[Lines, str]]) -> list[tuple[int, int]]:
    return [(each.question.start, each.question.end) for each in outcomes]


def test_no_question_asks_nobody() -> None:
    outcomes, ask = go([], lambda _: "fine")
    assert (outcomes, ask.rounds) == ([], [])


def test_all_questions_are_asked_at_once_in_their_order() -> None:
    questions = [about(n, n) for n in (3, 1, 2)]
    outcomes, ask = go(questions, name)
    assert [[name(each) for each in one] for one in ask.rounds] == [["3-3", "1-1", "2-2"]]
    assert lines(outcomes) == [(3, 3), (1, 1), (2, 2)]
    assert [each.state for each in outcomes] == ["reviewed"] * 3


def test_a_malformed_answer_is_asked_for_once_more_with_what_was_wrong() -> None:
    outcomes, ask = go(
        [about(1, 4)], lambda request: "fine" if len(request.parts) > 1 else "bad quote"
    )
    first, second = ask.asked
    assert second.parts[:-1] == first.parts
    assert "grid.0.unit: bad quote" in second.parts[-1].text
    assert second.key != first.key
    assert second.model_copy(update={"parts": first.parts}).key == first.key
    ((outcome),) = outcomes
    assert (outcome.state, outcome.reading) == ("reviewed", "label of 1-4, again: fine")


def test_twice_malformed_is_failed() -> None:
    (outcome,), ask = go([about(1, 4)], lambda _: "bad")
    assert len(ask.asked) == 2
    assert (outcome.state, outcome.reading) == ("failed", None)
    assert outcome.reason == "its answer could not be used twice: grid.0.unit: bad"


@pytest.mark.parametrize("how", ["length", "context", "too_large"])
def test_what_is_too_long_is_asked_in_halves(how: str) -> None:
    def reply(request: Request) -> Answer | NoAnswer | str:
        if name(request) != "1-8":
            return "fine"
        return failure(request, too_large=True) if how == "too_large" else stopped(request, how)  # type: ignore[arg-type]  # the parameters are stop reasons

    outcomes, ask = go([about(1, 8)], reply)
    assert [[name(each) for each in one] for one in ask.rounds] == [["1-8"], ["1-4", "5-8"]]
    assert lines(outcomes) == [(1, 4), (5, 8)]
    assert {each.state for each in outcomes} == {"reviewed"}


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("length", "its answer was cut at the limit of output tokens"),
        ("context", "it does not fit the model's context window"),
        ("too_large", "no connection"),
    ],
)
def test_halving_ends_at_one_line(how: str, reason: str) -> None:
    def reply(request: Request) -> Answer | NoAnswer:
        return failure(request, too_large=True) if how == "too_large" else stopped(request, how)  # type: ignore[arg-type]  # the parameters are stop reasons

    outcomes, ask = go([about(1, 4)], reply)
    assert lines(outcomes) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert {(each.state, each.reason) for each in outcomes} == {("failed", reason)}
    assert len(ask.asked) == 7


def test_halving_ends_in_a_long_part_too() -> None:
    outcomes, ask = go([about(1, 4_096)], lambda request: stopped(request, "length"))
    assert {each.state for each in outcomes} == {"failed"}
    assert all(each.reason for each in outcomes)
    assert sum(end - start + 1 for start, end in lines(outcomes)) == 4_096, "no line is forgotten"
    assert len(ask.rounds) <= 5


def test_only_the_half_that_is_still_too_long_is_halved_again() -> None:
    long = {"1-8", "1-4"}
    outcomes, _ = go(
        [about(1, 8), about(9, 9)],
        lambda request: stopped(request, "length") if name(request) in long else "fine",
    )
    assert lines(outcomes) == [(1, 2), (3, 4), (5, 8), (9, 9)]


def test_what_cannot_be_made_smaller_is_failed() -> None:
    handling: Handling[Lines, str] = Handling(read=read, with_request=HANDLING.with_request)
    (outcome,), ask = go([about(1, 8)], lambda r: stopped(r, "length"), handling)
    assert (outcome.state, len(ask.asked)) == ("failed", 1)
    assert outcome.reason == "its answer was cut at the limit of output tokens"


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ("refusal", "the model refused to answer"),
        ("filter", "the provider's content filter stopped the answer"),
    ],
)
def test_a_refusal_is_failed_and_not_asked_again(stop: StopReason, reason: str) -> None:
    (outcome,), ask = go([about(1, 8)], lambda request: stopped(request, stop))
    assert (outcome.state, outcome.reason, outcome.reading) == ("failed", reason, None)
    assert len(ask.asked) == 1


def test_another_reason_to_stop_is_read_as_an_answer() -> None:
    (outcome,), _ = go([about(1, 8)], lambda request: stopped(request, "other"))
    assert outcome.state == "reviewed"


@pytest.mark.parametrize("pending", [True, False])
def test_no_answer_has_its_state_and_reason(pending: bool) -> None:
    (outcome,), ask = go([about(1, 8)], lambda request: failure(request, pending=pending))
    expected = ("pending", "it waits") if pending else ("failed", "no connection")
    assert (outcome.state, outcome.reason) == expected
    assert len(ask.asked) == 1


def test_holes_are_followed_once() -> None:
    outcomes, ask = go([about(1, 8)], lambda _: "a hole")
    assert [name(each) for each in ask.asked] == ["1-8", "holes of 1-8"]
    assert [each.reading for each in outcomes] == [
        "label of 1-8: a hole",
        "label of holes of 1-8: a hole",
    ]


def test_holes_that_nobody_fills_leave_the_first_reading() -> None:
    outcomes, _ = go(
        [about(1, 8)],
        lambda request: failure(request) if "holes" in request.label else "a hole",
    )
    assert [(each.state, each.reading is None) for each in outcomes] == [
        ("reviewed", False),
        ("failed", True),
    ]


def test_a_malformed_answer_about_holes_is_asked_for_once_more() -> None:
    outcomes, ask = go(
        [about(1, 8)], lambda request: "bad" if "holes" in request.label else "a hole"
    )
    assert [name(each) for each in ask.asked] == ["1-8", "holes of 1-8", "holes of 1-8, again"]
    assert [each.state for each in outcomes] == ["reviewed", "failed"]


def test_a_repaired_answer_may_have_holes_and_a_half_may_be_malformed() -> None:
    def reply(request: Request) -> Answer | str:
        if name(request) == "1-8":
            return stopped(request, "length")
        if "again" in request.label:
            return "a hole"
        return "bad" if name(request) == "1-4" else "fine"

    outcomes, ask = go([about(1, 8)], reply)
    assert [name(each) for each in ask.asked] == [
        "1-8", "1-4", "5-8", "1-4, again", "holes of 1-4",
    ]  # fmt: skip
    assert [each.state for each in outcomes] == ["reviewed"] * 3
    assert lines(outcomes) == [(1, 4), (1, 4), (5, 8)]


def test_outcomes_are_in_the_order_of_the_questions_whatever_followed() -> None:
    def reply(request: Request) -> Answer | NoAnswer | str:
        if name(request) == "1-8":
            return stopped(request, "length")
        if name(request) == "9-16":
            return "bad"
        if name(request) in ("17-24", "1-4"):
            return "a hole"
        return failure(request, pending=True) if name(request) == "25-32" else "fine"

    questions = [about(n, n + 7) for n in (1, 9, 17, 25, 33)]
    outcomes, _ = go(questions, reply)
    assert lines(outcomes) == [
        (1, 4), (1, 4), (5, 8), (9, 16), (17, 24), (17, 24), (25, 32), (33, 40),
    ]  # fmt: skip
    assert [each.reading for each in outcomes if each.reading and "holes" in each.reading] == [
        "label of holes of 1-4: fine",
        "label of holes of 17-24: fine",
    ]
