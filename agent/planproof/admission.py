"""Which request may be sent now: the most important one for which there is a slot and money."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field

from planproof.core.request import Request
from planproof.errors import ProviderError
from planproof.retrying import Deadline
from planproof.spending import NOTHING, Ledger, Load, Reservation, Room

_TOO_LATE = 0.1
"""Seconds before the deadline in which nothing is sent: no answer comes that fast."""


class NotSentError(ProviderError):
    """A request was not sent."""

    def __init__(self, message: str, *, failed: bool = False) -> None:
        super().__init__(message)
        self.failed = failed
        """True when it could not have been answered, False when another run may send it."""


@dataclass(slots=True, eq=False)
class Ticket:
    """A request's place in the queue."""

    request: Request
    load: Load
    """Its worst case."""
    turn: asyncio.Future[Reservation] | None = None
    """Set while it waits to be let in."""
    under_way: bool = False
    window: int = 0
    """Which window it was let in under; see `Gate.slow_down`."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when its request has an answer, or never will."""


class Gate:
    """Lets requests in, in the order in which they were added.

    Never are more under way than the window allows: it starts at *most*, is halved when the
    server says that there are too many, and grows by one for each window of answers. A request
    is let in before a more important one, which waits for a retry or a warm cache, only if the
    ledger has room for both; and never before one that waits for room itself.
    """

    def __init__(self, ledger: Ledger, deadline: Deadline, most: int) -> None:
        self._ledger = ledger
        self._deadline = deadline
        self._most = max(1, most)
        self._window = float(self._most)
        self._windows = 0
        self._requests_left: int | None = None
        self._under_way = 0
        self._quiet: set[Ticket] = set()
        self._tickets: dict[Ticket, None] = {}
        self._stopped: str | None = None
        self._stop = asyncio.Event()

    @property
    def limit(self) -> int:
        """Requests that may be under way at once, for now."""
        left = self._most if self._requests_left is None else self._requests_left
        return max(1, min(int(self._window), left))

    def add(self, ticket: Ticket) -> None:
        """Put *ticket* at the end of the queue."""
        self._tickets[ticket] = None

    def remove(self, ticket: Ticket) -> None:
        """Take *ticket* out: it has its answer, or none."""
        self._tickets.pop(ticket, None)
        self._quiet.discard(ticket)
        ticket.answered.set()
        self._let_in()

    async def enter(self, ticket: Ticket) -> Reservation:
        """Wait for a slot and for room; `leave` gives the slot back.

        Raises:
            NotSentError: there will be none.
        """
        ticket.turn = asyncio.get_running_loop().create_future()
        self._let_in()
        try:
            reservation = await ticket.turn
        except asyncio.CancelledError:
            if not ticket.turn.cancelled() and ticket.turn.exception() is None:
                ticket.turn.result().release()
                self.leave(ticket)
            raise
        finally:
            ticket.turn = None
        if self._stopped is not None:  # between being let in and getting here
            reservation.release()
            self.leave(ticket)
            raise NotSentError(self._stopped, failed=True)
        return reservation

    def leave(self, ticket: Ticket) -> None:
        """Give the slot back; the reservation has been closed."""
        ticket.under_way = False
        self._under_way -= 1
        self._let_in()

    def speed_up(self, requests_left: int | None) -> None:
        """An answer came, and with it, perhaps, how many requests the server will still take."""
        self._window = min(self._most, self._window + 1 / self._window)
        if requests_left is not None:
            self._requests_left = requests_left

    def slow_down(self, ticket: Ticket, *, quiet: bool) -> None:
        """The server had too many requests when *ticket* was under way.

        If *quiet*, it asks to wait, and nothing is let in until *ticket* has: others would only
        be told the same. What was let in before the last halving says nothing about the window
        after it.
        """
        if quiet:
            self._quiet.add(ticket)
        if ticket.window == self._windows:
            self._window = max(1.0, self._window / 2)
            self._windows += 1

    def stop(self, reason: str) -> None:
        """Send nothing any more, now and in later calls."""
        if self._stopped is None:
            self._stopped = reason
            self._stop.set()
            self._let_in()

    async def pause(self, ticket: Ticket, sleeping: Awaitable[None]) -> None:
        """Let *ticket* wait for *sleeping*, but no longer when everything is stopped."""
        tasks = (asyncio.ensure_future(sleeping), asyncio.ensure_future(self._stop.wait()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            # Others are let in when it enters again, or is removed: it may be more important.
            self._quiet.discard(ticket)

    def _let_in(self) -> None:
        """Decide for each ticket, in order, until one must wait that keeps others waiting."""
        closed, ahead = self._closed(), NOTHING
        for ticket in self._tickets:
            if closed is not None:
                _refuse(ticket, *closed)
                continue
            if self._quiet or self._under_way >= self.limit:
                return
            if ticket.under_way:
                continue
            waits = ticket.turn is not None and not ticket.turn.done()
            room = self._ledger.room(ticket.load, ahead)
            if room is Room.NEVER:
                _refuse(ticket, self._ledger.refusal(ticket.load))
            elif not waits:
                ahead += ticket.load
            elif room is Room.NOW:
                self._admit(ticket)
            else:
                return

    def _closed(self) -> tuple[str, bool] | None:
        """Why nothing at all is sent any more, and whether that is a failure."""
        if self._stopped is not None:
            return self._stopped, True
        if self._deadline.left() < _TOO_LATE:
            return f"{self._deadline} left no time for it", False
        return None

    def _admit(self, ticket: Ticket) -> None:
        if ticket.turn is not None:
            ticket.under_way = True
            ticket.window = self._windows
            self._under_way += 1
            ticket.turn.set_result(self._ledger.reserve(ticket.load))


def _refuse(ticket: Ticket, reason: str, failed: bool = False) -> None:
    if ticket.turn is not None and not ticket.turn.done():
        ticket.turn.set_exception(NotSentError(reason, failed=failed))
