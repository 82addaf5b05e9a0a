"""Reviews in this process, asked of a model without a server."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from planproof.answers import AnswerStore, normal
from planproof.asking import Asker, Failure
from planproof.core.request import Answer, Request, StopReason, TokenUsage
from planproof.core.review import Review, Usage
from planproof.pipeline import NOTHING_USED, review_with_model
from planproof.prepared import prepare
from planproof.providers.interface import Reply
from planproof.session import Choice, Session
from planproof.settings import Settings
from planproof.spending import Ledger
from tests.providers.fake import FakeProvider, now, run

TODAY = date(2026, 11, 21)
Model = Callable[[Request], str]
"""What a model says to a request."""
Ask = Callable[[Sequence[Request]], Awaitable[Mapping[str, Answer | Failure]]]


def answered(request: Request, text: str, stop: StopReason = "end") -> Answer:
    """An answer as the store gives it."""
    answer = Answer(
        key=request.key,
        origin="synthetic",
        model="synthetic",
        created="2026-11-21T08:00:00+00:00",
        stop=stop,
        text=text,
        usage=TokenUsage(input_tokens=100, output_tokens=20),
    )
    return normal(answer)


class Room:
    """Stands in for a session: whoever is in the room answers."""

    choice = Choice("anthropic", "synthetic")

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def usage(self) -> Usage:
        return NOTHING_USED


def at_once(model: Model) -> Ask:
    """Ask the model itself, in order."""

    async def ask(requests: Sequence[Request]) -> Mapping[str, Answer | Failure]:
        return {each.key: answered(each, model(each)) for each in requests}

    return ask


def reviewed(path: Path, ask: Ask) -> Review:
    """The review of a plan by whoever *ask* asks."""
    return asyncio.run(_review(path, ask))


def reviewed_late(path: Path, provider: FakeProvider, folder: Path) -> Review:
    """The review by a provider whose answers take their time, which costs no time."""

    async def go() -> Review:
        asker = Asker(provider, AnswerStore(folder), ledger=Ledger(), now=now, sleep=asyncio.sleep)
        return await _review(path, asker.ask)

    return run(go())


async def _review(path: Path, ask: Ask) -> Review:
    return await review_with_model(prepare(path, Settings()), TODAY, cast("Session", Room(ask)))


class Oracle:
    """A provider that asks the model itself, for the program to use as Anthropic's."""

    name = "anthropic"
    free = False
    concurrency = 4

    def __init__(self, model: Model) -> None:
        self._model = model
        self.asked: list[Request] = []

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109, ARG002 - the protocol's
        self.asked.append(request)
        return Reply(answered(request, self._model(request)))

    async def close(self) -> None:
        """Nothing is open."""

    def times(self) -> Counter[str]:
        """How often each key was asked."""
        return Counter(each.key for each in self.asked)


def json_of(review: Review) -> str:
    """The review as JSON."""
    return review.model_dump_json(by_alias=True, indent=1)


def all_texts(requests: Iterable[Request]) -> list[str]:
    """All that would leave the machine."""
    return [f"{each.system}\n{each.text}" for each in requests]
