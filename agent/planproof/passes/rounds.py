"""Asking the questions of a pass until each has a reading, a failure or waits.

An answer that cannot be used is followed up: one that lacks its shape is asked once more with
what was wrong, one that was cut is asked for in halves, holes are asked again by themselves.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Literal, Protocol, TypeVar

from planproof.core.request import Answer, Request
from planproof.passes.asked import repaired
from planproof.passes.shapes import MalformedAnswerError


class NoAnswer(Protocol):
    """Why a request has no answer."""

    @property
    def state(self) -> Literal["failed", "pending"]: ...
    @property
    def reason(self) -> str: ...
    @property
    def too_large(self) -> bool: ...


Ask = Callable[[Sequence[Request]], Awaitable[Mapping[str, Answer | NoAnswer]]]
"""Gets the answers to requests, most important first, by key."""


class Asked(Protocol):
    """A question of a pass."""

    @property
    def request(self) -> Request: ...


AskQuestions = Callable[[Sequence[Asked]], Awaitable[Mapping[str, Answer | NoAnswer]]]
"""The same for questions, of which the request is a part."""


def by_request(ask: Ask) -> AskQuestions:
    """*ask* for questions: of each only its request is seen."""

    async def asked(questions: Sequence[Asked]) -> Mapping[str, Answer | NoAnswer]:
        return await ask([each.request for each in questions])

    return asked


Question = TypeVar("Question", bound=Asked)
Reading = TypeVar("Reading")

_MOST_ROUNDS = 5
_STOPPED = {
    "length": "its answer was cut at the limit of output tokens",
    "context": "it does not fit the model's context window",
    "refusal": "the model refused to answer",
    "filter": "the provider's content filter stopped the answer",
}


@dataclass(frozen=True)
class Outcome(Generic[Question, Reading]):
    """What became of one question; one that was split has several."""

    question: Question
    reading: Reading | None = None
    state: Literal["reviewed", "failed", "pending"] = "reviewed"
    reason: str | None = None


@dataclass(frozen=True)
class Handling(Generic[Question, Reading]):
    """How a pass reads an answer and follows it up."""

    read: Callable[[Question, str], Reading]
    with_request: Callable[[Question, Request], Question]
    """The same question as another request."""
    smaller: Callable[[Question], Sequence[Question]] = field(default=lambda _: ())
    """The question in smaller ones; none when it cannot be split."""
    open_: Callable[[Question, Reading], Question | None] = field(default=lambda _, __: None)
    """The question about what a reading leaves open; None when it leaves nothing."""


@dataclass(frozen=True)
class _Try(Generic[Question]):
    question: Question
    repaired: bool = False
    splits: int = 0
    follows: bool = False
    """It asks for the holes of an answer that was read already."""


async def ask_all(
    questions: Iterable[Question], ask: AskQuestions, handling: Handling[Question, Reading]
) -> list[Outcome[Question, Reading]]:
    """The outcome of each question and of what followed it, in the order of *questions*."""
    tries: list[tuple[tuple[int, ...], _Try[Question]]] = [
        ((number,), _Try(question)) for number, question in enumerate(questions)
    ]
    done: list[tuple[tuple[int, ...], Outcome[Question, Reading]]] = []
    for _ in range(_MOST_ROUNDS):
        if not tries:
            break
        answers = await ask([each.question for _, each in tries])
        following: list[tuple[tuple[int, ...], _Try[Question]]] = []
        for place, each in tries:
            outcome, more = _judge(each, answers[each.question.request.key], handling)
            if outcome is not None:
                done.append((place, outcome))
            following += [((*place, n), one) for n, one in enumerate(more)]
        tries = following
    reason = "it was asked in ever smaller parts and never answered in full"
    done += [(place, _failed(each.question, reason)) for place, each in tries]
    return [outcome for _, outcome in sorted(done, key=lambda pair: pair[0])]


def _judge(
    each: _Try[Question], answer: Answer | NoAnswer, handling: Handling[Question, Reading]
) -> tuple[Outcome[Question, Reading] | None, list[_Try[Question]]]:
    """What an answer settles, and what has to be asked because of it."""
    question = each.question
    if not isinstance(answer, Answer):
        if answer.too_large:
            return _split(each, handling, answer.reason)
        return Outcome(question, None, answer.state, answer.reason), []
    if answer.stop in ("length", "context"):
        return _split(each, handling, _STOPPED[answer.stop])
    if answer.stop in _STOPPED:
        return _failed(question, _STOPPED[answer.stop]), []
    return _read(each, answer.text, handling)


def _read(
    each: _Try[Question], text: str, handling: Handling[Question, Reading]
) -> tuple[Outcome[Question, Reading] | None, list[_Try[Question]]]:
    question = each.question
    try:
        reading = handling.read(question, text)
    except MalformedAnswerError as error:
        if each.repaired:
            return _failed(question, f"its answer could not be used twice: {error}"), []
        again = handling.with_request(question, repaired(question.request, str(error)))
        return None, [replace(each, question=again, repaired=True)]
    left = None if each.follows else handling.open_(question, reading)
    more = [_Try(left, follows=True)] if left is not None else []
    return Outcome(question, reading), more


def _split(
    each: _Try[Question], handling: Handling[Question, Reading], reason: str
) -> tuple[Outcome[Question, Reading] | None, list[_Try[Question]]]:
    parts = handling.smaller(each.question) if each.splits < _MOST_ROUNDS - 2 else ()
    if len(parts) < 2:
        return _failed(each.question, reason), []
    return None, [_Try(part, splits=each.splits + 1, follows=each.follows) for part in parts]


def _failed(question: Question, reason: str) -> Outcome[Question, Reading]:
    return Outcome(question, None, "failed", reason)
