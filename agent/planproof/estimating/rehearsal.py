"""A review that asks nobody: what it would ask is written down, and an imagined reader answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from planproof.core.finding import Finding
from planproof.core.request import Answer, Request
from planproof.model_review import ModelReview
from planproof.passes.rounds import Asked, AskQuestions

Known = Callable[[str], Answer | None]
"""The answer to a request that is there already, by its key."""


class Reader(Protocol):
    def answer(self, question: Asked) -> str:
        """An answer in JSON, as the question's schema wants it."""
        ...


@dataclass(frozen=True)
class Sent:
    """A request that a review would send, or has an answer to."""

    request: Request
    reply: str
    """The text of the answer."""
    known: bool
    """True when the answer is there already, and costs nothing."""
    round: int
    """Which call of the review it belongs to; those of one call go out together."""


async def rehearse(
    review: Callable[[AskQuestions], ModelReview],
    reader: Reader,
    checked: Sequence[Finding],
    known: Known,
) -> tuple[Sent, ...]:
    """Everything that a review would ask if *reader* answered what is not *known*.

    Args:
        review: Makes the review, which asks as it is told.
        reader: Answers.
        checked: Findings of the checks; the last request tells of them.
        known: Looks for answers that are there.
    """
    noted: list[Sent] = []
    rounds = 0

    async def ask(questions: Sequence[Asked]) -> Mapping[str, Answer]:
        nonlocal rounds
        rounds += 1
        found: dict[str, Answer] = {}
        for question in questions:
            request = question.request
            if request.key in found:
                continue
            answer = known(request.key)
            reply = answer or _imagined(request, reader.answer(question))
            noted.append(Sent(request, reply.text, answer is not None, rounds))
            found[request.key] = reply
        return found

    await review(ask).run(checked, tuple)
    return tuple(noted)


def _imagined(request: Request, text: str) -> Answer:
    return Answer(key=request.key, origin="synthetic", model="", created="", stop="end", text=text)
