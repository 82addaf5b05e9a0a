"""A provider in this process that follows a script, in a time that costs no time.

`run` runs a coroutine on a loop whose clock jumps to the next timer, so that retries, deadlines
and the order in which answers arrive are exact and take no time.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from planproof.answers import AnswerStore
from planproof.asking import Asker, Failure
from planproof.core.request import Answer, Part, Request, StopReason, TokenUsage
from planproof.providers.interface import Provider, Reply, TransientError
from planproof.retrying import Patience
from planproof.spending import Ledger, Load

T = TypeVar("T")

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"says": {"type": "string"}},
    "required": ["says"],
    "additionalProperties": False,
}


class _JumpingClock(selectors.DefaultSelector):
    """Instead of waiting for the next timer, the time is set to it."""

    time = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("everything waits, and nothing will come")
            self.time += max(0.0, timeout)
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingClock()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.time


def now() -> float:
    """The time of the running loop; for `Asker(now=now)`."""
    return asyncio.get_running_loop().time()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run *coroutine* at once, however long it sleeps."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(coroutine)


def request(
    name: str, *, prefix: str | None = None, max_output_tokens: int = 100, text: str = ""
) -> Request:
    """A request; *prefix* is text that it shares with others."""
    shared = () if prefix is None else (Part(text=prefix, shared=True),)
    return Request(
        pass_="phase-review",  # noqa: S106 - no password
        label=f"label of {name}",
        phase=None,
        model="model-1",
        effort="low",
        system="Be brief.",
        parts=(*shared, Part(text=f"{name}{text}")),
        schema_name="saying",
        output_schema=SCHEMA,
        max_output_tokens=max_output_tokens,
    )


def requests(count: int, *, prefix: str | None = None) -> list[Request]:
    """So many of them, `r0` first."""
    return [request(f"r{number}", prefix=prefix) for number in range(count)]


def answer(
    to: Request,
    *,
    says: str | None = None,
    usage: TokenUsage | None = None,
    stop: StopReason = "end",
) -> Answer:
    """An answer that a provider could have given."""
    return Answer(
        key=to.key,
        origin="live",
        model="model-1-0",
        created="2026-11-21T06:44:00+00:00",
        stop=stop,
        text=f'{{"says":"{says or name_of(to)}"}}',
        usage=usage or TokenUsage(input_tokens=10, output_tokens=5),
    )


def name_of(asked: Request) -> str:
    """What `request` was called with."""
    return asked.label.removeprefix("label of ")


@dataclass(frozen=True)
class Step:
    """What one attempt does."""

    error: Exception | None = None
    seconds: float = 1.0
    """How long it takes."""
    usage: TokenUsage | None = None
    requests_left: int | None = None
    text: str | None = None
    stop: StopReason = "end"


Script = Mapping[str, Sequence[Step]] | Callable[[Request, int], Step]


@dataclass
class FakeProvider:
    """Follows *script*: steps by name of the request, the last one for ever; or a function of
    the request and the number of the attempt, from 0. What it does not name is answered."""

    script: Script = field(default_factory=dict)
    concurrency: int = 4
    free: bool = False
    name: str = "fake"
    on_ask: Callable[[Request], None] = lambda _: None

    def __post_init__(self) -> None:
        self.asked: list[str] = []
        """Names in the order in which they were asked, attempt by attempt."""
        self.times: list[float] = []
        """When."""
        self.timeouts: list[float] = []
        self.done: list[str] = []
        """Names in the order in which they were answered."""
        self.under_way = 0
        self.most_under_way = 0
        self.closed = False

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109 - the protocol's
        name = name_of(request)
        step = self._step(request, self.asked.count(name))
        self.asked.append(name)
        self.times.append(now())
        self.timeouts.append(timeout)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            self.on_ask(request)
            await asyncio.sleep(min(step.seconds, timeout))
            if step.seconds > timeout:
                raise TransientError("fake did not answer in time")
            if step.error is not None:
                raise step.error
        finally:
            self.under_way -= 1
        self.done.append(name)
        reply = answer(request, usage=step.usage, stop=step.stop)
        if step.text is not None:
            reply = reply.model_copy(update={"text": step.text})
        return Reply(reply, step.requests_left)

    async def close(self) -> None:
        self.closed = True

    def _step(self, asked: Request, attempt: int) -> Step:
        if callable(self.script):
            return self.script(asked, attempt)
        steps = self.script.get(name_of(asked)) or [Step()]
        return steps[min(attempt, len(steps) - 1)]


def summary(result: Mapping[str, Answer | Failure], of: Sequence[Request]) -> dict[str, str]:
    """By name, what came of each request: its text, or its state and reason."""
    said = {}
    for each in of:
        found = result[each.key]
        said[name_of(each)] = (
            found.text if isinstance(found, Answer) else f"{found.state}: {found.reason}"
        )
    return said


def worst(asked: Request) -> Load:
    """What a ledger without a price reserves for it."""
    return Ledger().worst(asked)


class Events:
    """A Progress that writes down what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def planned(self, requests: Sequence[Request]) -> None:
        self.said.append(f"planned {len(requests)}")

    def started(self, request: Request) -> None:
        self.said.append(f"started {name_of(request)}")

    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:
        assert answer.key == request.key
        self.said.append(f"{'found' if from_store else 'answered'} {name_of(request)}")

    def failed(self, request: Request, failure: Failure) -> None:
        self.said.append(f"failed {name_of(request)}: {failure.reason}")

    def waiting(self, request: Request, seconds: float, why: str) -> None:
        self.said.append(f"waiting {name_of(request)} {seconds:g}: {why}")


def asker(provider: Provider, folder: Path, **changes: Any) -> Asker:  # noqa: ANN401 - passed on
    """An Asker in the loop's time whose waits are the longest possible."""
    settings: dict[str, Any] = {
        "ledger": Ledger(),
        "patience": Patience(jitter=max),
        "now": now,
        "sleep": asyncio.sleep,
    }
    return Asker(provider, AnswerStore(folder), **(settings | changes))


def asked(
    provider: FakeProvider,
    folder: Path,
    wanted: Sequence[Request],
    **changes: Any,  # noqa: ANN401 - passed on
) -> dict[str, str]:
    async def go() -> dict[str, str]:
        return summary(await asker(provider, folder, **changes).ask(wanted), wanted)

    return run(go())


def said(name: str) -> str:
    return f'{{"says":"{name}"}}'


def all_said(wanted: Sequence[Request]) -> dict[str, str]:
    return {name_of(each): said(name_of(each)) for each in wanted}


class FlatPrice:
    """A dollar for a million tokens of any kind."""

    input = output = 1.0
    cached_input = cache_write = None

    def cost(self, usage: TokenUsage) -> float:
        return (usage.input_tokens + usage.output_tokens) / 1_000_000
