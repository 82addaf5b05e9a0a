"""Getting requests answered: from the store, else from a provider, within a budget."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal, Protocol

from planproof.admission import Gate, NotSentError, Ticket
from planproof.answers import AnswerStore, normal
from planproof.caching import prefixes, worth_keeping
from planproof.core.base import Frozen
from planproof.core.request import Answer, Request
from planproof.errors import ConfigError, ProviderError
from planproof.providers.counted import estimated_input
from planproof.providers.interface import (
    FinalError,
    PendingError,
    Provider,
    Reply,
    TransientError,
)
from planproof.retrying import Deadline, Patience, persistently
from planproof.spending import NOTHING, Ledger, Reservation


class Failure(Frozen):
    """Why a request has no answer."""

    key: str
    state: Literal["failed", "pending"]
    """`pending`: an answer may still come (handoff), or it was not asked (budget)."""
    reason: str
    """Half a sentence: `the limit of 5.00 USD (--max-cost) leaves no room for it`."""
    too_large: bool = False
    """True when a smaller request would do."""


class Progress(Protocol):
    """Whoever wants to know how far things are; it is told, and must not raise."""

    def planned(self, requests: Sequence[Request]) -> None:
        """All *requests* of a call, each once, whether or not the store has their answers."""

    def started(self, request: Request) -> None:
        """An attempt was sent; there may be several for one request."""

    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:
        """Its answer is in the store."""

    def failed(self, request: Request, failure: Failure) -> None:
        """It has no answer, and will get none in this run."""

    def waiting(self, request: Request, seconds: float, why: str) -> None:
        """An attempt failed; the next is made after *seconds*."""


class Silent:
    """Tells nobody."""

    def planned(self, requests: Sequence[Request]) -> None: ...
    def started(self, request: Request) -> None: ...
    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None: ...
    def failed(self, request: Request, failure: Failure) -> None: ...
    def waiting(self, request: Request, seconds: float, why: str) -> None: ...


class Asker:
    """Gets requests answered; one for a run.

    An answer is in the store before anything else happens with it, so whatever ends the run
    loses nothing that was paid for.
    """

    def __init__(
        self,
        provider: Provider,
        store: AnswerStore,
        *,
        ledger: Ledger,
        deadline: float | None = None,
        progress: Progress | None = None,
        patience: Patience | None = None,
        timeout: float = 600.0,
        grace: float = 0.2,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Start the clock of the run.

        Args:
            provider: Who is asked.
            store: Where answers are looked for and kept.
            ledger: Holds the limits.
            deadline: Seconds from now in which everything must be done.
            progress: Is told what happens.
            patience: How often to try, and how long to wait in between.
            timeout: Seconds that one attempt may take.
            grace: Seconds that an answer which is just arriving gets when the run is cancelled.
            now: The time in seconds, from any start.
            sleep: Waits for some seconds of that time.
        """
        self._provider = provider
        self._store = store
        self._ledger = ledger
        self._progress = progress or Silent()
        self._patience = patience or Patience()
        self._timeout = timeout
        self._grace = grace
        self._sleep = sleep
        self._deadline = Deadline(deadline, now)
        self._gate = Gate(ledger, self._deadline, provider.concurrency)
        self._one_call = asyncio.Lock()

    async def ask(self, requests: Sequence[Request]) -> dict[str, Answer | Failure]:
        """The answer to each of *requests*, most important first, or why there is none, by key.

        Raises:
            ConfigError: the store cannot be used; nothing was asked.
        """
        async with self._one_call:
            unique: dict[str, Request] = {}
            for request in requests:
                unique.setdefault(request.key, request)
            self._progress.planned(tuple(unique.values()))
            stored = self._stored(unique.values())
            missing = [request for key, request in unique.items() if key not in stored]
            if missing and not self._provider.free:
                self._store.prepare()
            fresh = await self._all(missing)
            found: dict[str, Answer | Failure] = {**stored, **fresh}
            return {key: found[key] for key in unique}

    def _stored(self, requests: Iterable[Request]) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for request in requests:
            answer = self._store.get(request.key)
            if answer is not None:
                found[request.key] = answer
                self._progress.answered(request, answer, from_store=True)
        return found

    async def _all(self, requests: Sequence[Request]) -> Mapping[str, Answer | Failure]:
        """Ask for all at once; the gate decides who goes when."""
        requests = worth_keeping(requests)
        first_of: dict[Hashable, Ticket] = {}
        tasks: dict[str, asyncio.Task[Answer | Failure]] = {}
        for request in requests:
            load = NOTHING if self._provider.free else self._ledger.worst(request)
            ticket = Ticket(request, load)
            before = [first_of.setdefault(each, ticket) for each in prefixes(request).values()]
            self._gate.add(ticket)
            tasks[request.key] = asyncio.create_task(self._one(ticket, before))
        if not tasks:
            return {}
        try:
            done, _ = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()  # raises what is no answer and no failure: a mistake, a bad folder
            return {key: task.result() for key, task in tasks.items()}
        finally:
            await self._wind_down(tuple(tasks.values()))

    async def _wind_down(self, tasks: Sequence[asyncio.Task[Answer | Failure]]) -> None:
        """Send nothing more, keep what is arriving this moment, and end the rest."""
        try:
            if not all(task.done() for task in tasks):
                self._gate.stop("the run was ended")
                await asyncio.wait(tasks, timeout=self._grace)
        finally:
            for task in tasks:
                task.cancel()
            # Looks at every exception, or Python would print those that nobody has seen.
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, ticket: Ticket, before: Sequence[Ticket]) -> Answer | Failure:
        """The answer to one request, or why there is none."""
        request = ticket.request
        try:
            for first in before:
                if first is not ticket:
                    # Its answer has warmed the provider's cache for the others.
                    await first.answered.wait()
            return await self._tried(ticket)
        except ProviderError as error:
            failure = _failure(request, error)
            self._progress.failed(request, failure)
            if isinstance(error, FinalError) and error.for_all:
                self._gate.stop(failure.reason)
            return failure
        finally:
            self._gate.remove(ticket)

    async def _tried(self, ticket: Ticket) -> Answer:
        """The answer, after as many attempts as it takes."""

        def waiting(seconds: float, error: TransientError) -> None:
            self._progress.waiting(ticket.request, seconds, str(error))

        async def sleep(seconds: float) -> None:
            await self._gate.pause(ticket, self._sleep(seconds))

        return await persistently(
            partial(self._attempt, ticket),
            patience=self._patience,
            deadline=self._deadline,
            sleep=sleep,
            waiting=waiting,
        )

    async def _attempt(self, ticket: Ticket) -> Answer:
        reservation = await self._gate.enter(ticket)
        try:
            with reservation:
                return await self._sent(ticket, reservation)
        finally:
            self._gate.leave(ticket)

    async def _sent(self, ticket: Ticket, reservation: Reservation) -> Answer:
        request = ticket.request
        self._progress.started(request)
        try:
            timeout = min(self._timeout, self._deadline.left())
            reply = await self._provider.ask(request, timeout=timeout)
        except ProviderError as error:
            if not isinstance(error, TransientError) or not error.may_be_billed:
                reservation.release()
            if isinstance(error, TransientError) and error.rate_limited:
                self._gate.slow_down(ticket, quiet=error.retry_after is not None)
            raise
        answer = self._kept(request, reply, reservation)
        self._gate.speed_up(reply.requests_left)
        self._progress.answered(request, answer, from_store=False)
        return answer

    def _kept(self, request: Request, reply: Reply, reservation: Reservation) -> Answer:
        """The answer as the store has it; nothing is awaited between its arrival and the disk."""
        answer = reply.answer
        if not self._provider.free:
            expected = estimated_input(self._provider.name, request)
            answer = answer.model_copy(update={"estimated_input_tokens": expected})
        if answer.cost_usd is None:
            cost = 0.0 if self._provider.free else self._ledger.price_of(answer.usage)
            answer = answer.model_copy(update={"cost_usd": cost})
        try:
            answer = self._store.put(answer)
        except ConfigError as error:
            # The disk is full, say. What was paid for is used; nothing more is paid for.
            self._gate.stop(str(error))
            answer = normal(answer)
        reservation.settle(answer.usage, answer.cost_usd)
        return answer


def _failure(request: Request, error: ProviderError) -> Failure:
    not_yet = isinstance(error, PendingError) or (
        isinstance(error, NotSentError) and not error.failed
    )
    return Failure(
        key=request.key,
        state="pending" if not_yet else "failed",
        reason=str(error).rstrip("."),
        too_large=isinstance(error, FinalError) and error.too_large,
    )
