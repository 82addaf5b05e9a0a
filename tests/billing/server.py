"""A server on this machine that answers as the providers' APIs do and bills as they do.

    clock = Clock()
    terms = Terms(Prices(input=2, cached=0.2, write=2.5, output=10), factor=1.55)
    with BillingServer(lambda body: '{"findings": []}', terms, clock=clock) as server:
        provider = AnthropicProvider(KEY, server.base_url("anthropic"), origin="live")
        ...
        assert server.bills[0].written > 0
        assert server.total_usd < 0.05

It speaks messages (streamed) and their count, responses and their count. What may be wrong with a
connection is `ScriptedServer`'s: `server.fail("anthropic", 529)` makes the next request fail. What
a test lays out so costs nothing and leaves the cache alone.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.billing.rules import (
    Body,
    Cache,
    Plan,
    RefusedError,
    Terms,
    anthropic_plan,
    openai_plan,
)
from tests.billing.tokens import encoded, encoder
from tests.providers.scripted import Flavour, Scripted, ScriptedServer, Sent, failed, said

_PLANS: dict[str, Callable[[Body, Terms], Plan]] = {
    "/v1/messages": anthropic_plan,
    "/v1/messages/count_tokens": anthropic_plan,
    "/v1/responses": openai_plan,
    "/v1/responses/input_tokens": openai_plan,
}
_ANSWERED: dict[str, Flavour] = {"/v1/messages": "anthropic", "/v1/responses": "responses"}
_LABEL = 60


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.now += seconds


@dataclass(frozen=True)
class Bill:
    """What one request cost."""

    path: str
    model: str
    label: str
    """The first words of the last text of the message."""
    input_tokens: int
    """All of them: read, written and neither."""
    read: int
    written: int
    output_tokens: int
    """Thinking included."""
    usd: float
    body: Body = field(repr=False, compare=False)
    """The request."""


class BillingServer(ScriptedServer):
    """The server; a context manager that runs it.

    *answer* makes the text of an answer from the body of a request. It is called from several
    threads at once, and the answer begins when it returns: a request that comes before that cannot
    read what this one writes.
    """

    def __init__(
        self,
        answer: Callable[[dict[str, Any]], str],
        terms: Terms,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        encoder()  # here, as long as there is one thread
        self.bills: list[Bill] = []
        """In the order in which the answers began."""
        self.counted = 0
        """How many requests asked for a count, which costs nothing."""
        self._answer = answer
        self._terms = terms
        self._clock = clock
        self._cache = Cache()
        # Held while a plan is made too: what counts tokens does not say that threads may share it.
        self._till = threading.Lock()

    @property
    def total_usd(self) -> float:
        """What all requests cost."""
        return math.fsum(bill.usd for bill in self.bills)

    def _next(self, sent: Sent) -> Scripted:
        if sent.path not in _PLANS:
            return super()._next(sent)
        with self._lock:
            self.requests.append(sent)
            scripted = self._queues[_ANSWERED[sent.path]] if sent.path in _ANSWERED else None
            if scripted:
                return scripted.popleft()
        try:
            return self._reply(sent)
        except RefusedError as error:
            return failed(400, str(error), kind="invalid_request_error")

    def _reply(self, sent: Sent) -> Scripted:
        with self._till:
            plan = _PLANS[sent.path](sent.body, self._terms)
            if sent.path not in _ANSWERED:
                self.counted += 1
                return _count(sent.path, plan.total)
            _check(sent)
            started = self._clock()
            read = self._cache.read(plan, started)
        text = self._answer(dict(sent.body))
        with self._till:
            text, output, cut = self._cut(text, sent.body)
            self._cache.write(plan, started)
            bill = self._bill(sent, plan, read, output)
            self.bills.append(bill)
        return self._said(bill, text, cut=cut)

    def _cut(self, text: str, body: Body) -> tuple[str, int, bool]:
        """The text within the limit of output, the tokens of output and whether some is missing."""
        terms = self._terms
        limit = body.get("max_tokens") or body.get("max_output_tokens") or math.inf
        tokens = encoded(text)
        output = terms.scaled(len(tokens)) + terms.thinking
        if output <= limit:
            return text, output, False
        kept = max(0, int((limit - terms.thinking) / terms.factor))
        return encoder().decode(tokens[:kept]), int(limit), True

    def _bill(self, sent: Sent, plan: Plan, read: int, output: int) -> Bill:
        written = max(0, plan.written_to - read)
        prices = self._terms.prices
        cost = (
            (plan.total - read - written) * prices.input
            + read * prices.cached
            + written * prices.write
            + output * prices.output
        )
        return Bill(
            path=sent.path,
            model=str(sent.body["model"]),
            label=_label(sent.body),
            input_tokens=plan.total,
            read=read,
            written=written,
            output_tokens=output,
            usd=cost * self._terms.discount / 1_000_000,
            body=sent.body,
        )

    def _said(self, bill: Bill, text: str, *, cut: bool) -> Scripted:
        if _ANSWERED[bill.path] == "anthropic":
            usage: dict[str, Any] = {
                "input_tokens": bill.input_tokens - bill.read - bill.written,
                "cache_read_input_tokens": bill.read,
                "cache_creation_input_tokens": bill.written,
                "output_tokens": bill.output_tokens,
            }
            stop = "max_tokens" if cut else None
            return said("anthropic", text, stop=stop, usage=usage, model=bill.model)
        thinking = min(self._terms.thinking, bill.output_tokens)
        usage = {
            "input_tokens": bill.input_tokens,
            "input_tokens_details": {
                "cached_tokens": bill.read,
                "cache_write_tokens": bill.written,
            },
            "output_tokens": bill.output_tokens,
            "output_tokens_details": {"reasoning_tokens": thinking},
            "total_tokens": bill.input_tokens + bill.output_tokens,
        }
        stop = "max_output_tokens" if cut else None
        return said("responses", text, stop=stop, usage=usage, model=bill.model)


def _count(path: str, tokens: int) -> Scripted:
    kind = "" if path.startswith("/v1/messages") else ', "object": "response.input_tokens"'
    return Scripted(body=f'{{"input_tokens": {tokens}{kind}}}'.encode())


def _check(sent: Sent) -> None:
    """Refuse the way of answering that is not spoken here."""
    streamed = bool(sent.body.get("stream"))
    if streamed != (_ANSWERED[sent.path] == "anthropic"):
        raise RefusedError("This server streams messages and does not stream responses.")


def _label(body: Body) -> str:
    messages = body.get("messages") or body.get("input") or ""
    last = messages if isinstance(messages, str) else messages[-1]["content"]
    text = last if isinstance(last, str) else last[-1]["text"]
    return " ".join(text.split())[:_LABEL]
