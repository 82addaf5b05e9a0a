"""How far a review by a model is: a line that is redrawn on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planproof.asking import Failure
from planproof.cli.output import say
from planproof.core.estimate import Amounts
from planproof.core.request import Answer, PassName, Request
from planproof.render.figures import spell_usd
from planproof.session import Session
from planproof.words import count

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_QUIET = 10.0
"""Seconds between plain lines that only say how far things are."""
_LONG_WAIT = 5.0
"""Seconds of waiting from which it is told why."""
_INSTANT = ("replay", "handoff")
"""Nobody waits for these."""
_MOST_REASONS = 4


class Display:
    """Hears what happens to requests and shows it on stderr."""

    def __init__(self, bar: "Progress | None") -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._session: Session | None = None
        self._told = False
        self._pass: PassName | None = None
        self._total = self._done = self._failed = 0
        self._phases: dict[str, int] = {}
        self._last = 0.0
        self._reasons: set[str] = set()

    def begin(self, session: Session) -> None:
        """Whose requests these are."""
        self._session = session

    def planned(self, requests: Sequence[Request]) -> None:
        if not requests:
            return
        if not self._told:
            self._told = True
            self._announce()
        self._pass = requests[0].pass_
        self._total += len(requests)
        for request in requests:
            if request.phase:
                self._phases[request.phase] = self._phases.get(request.phase, 0) + 1
        self._show(now=True)

    def started(self, request: Request) -> None:
        """Nothing: what counts is what comes back."""

    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:  # noqa: ARG002 - the protocol's
        self._done += 1
        self._settle(request)
        self._show(now=not from_store and self._done == self._total)

    def failed(self, request: Request, failure: Failure) -> None:
        self._failed += 1
        self._settle(request)
        if failure.state == "failed":
            self._tell(request, failure.reason)
        self._show(now=False)

    def waiting(self, request: Request, seconds: float, why: str) -> None:
        if seconds >= _LONG_WAIT:
            self._say(f"{request.label}: {why}; trying again in {seconds:,.0f} s")

    def _tell(self, request: Request, reason: str) -> None:
        """Tell of a failure, the same reason once, and not more than a person reads."""
        if reason in self._reasons or len(self._reasons) > _MOST_REASONS:
            return
        self._reasons.add(reason)
        if len(self._reasons) > _MOST_REASONS:
            self._say("more requests failed; the coverage in the report names all parts")
        elif request.label in reason:
            self._say(reason)
        else:
            self._say(f"{request.pass_} of {request.label} failed: {reason}")

    def _settle(self, request: Request) -> None:
        if request.phase:
            self._phases[request.phase] -= 1

    def _announce(self) -> None:
        session = self._session
        if session is None or session.choice.provider in _INSTANT:
            return
        if not session.expected:
            return
        first = sum((each.first_pass for each in session.expected), start=Amounts())
        whole = sum((each.total.review for each in session.expected), start=Amounts())
        cost = "cost unknown, the model has no known price"
        if whole.cost_usd is not None and session.price is not None:
            cost = f"{spell_usd(whole.cost_usd)} in all, limit {session.ledger.max_cost:.2f} USD"
        reused = f" ({first.reused:,} more are answered already)" if first.reused else ""
        self._say(
            f"asking {session.choice.model} ({session.choice.provider}): "
            f"{count(round(first.requests.high), 'request')} for the first pass{reused}, "
            f"{round(first.input_tokens.high):,} tokens; {cost}"
        )

    def _show(self, *, now: bool) -> None:
        if self._session is not None and self._session.choice.provider in _INSTANT:
            return
        if self._bar is not None:
            if self._task is None:
                self._task = self._bar.add_task("", total=None)
            self._bar.update(
                self._task,
                total=self._total,
                completed=self._done + self._failed,
                description=self._line(),
            )
        elif now or time.monotonic() - self._last > _QUIET:
            self._last = time.monotonic()
            say(f"planproof: {self._line()}")

    def _line(self) -> str:
        """`phase-review: 3 of 4 phases, 7 of 9 requests, 41,000 tokens, 0.12 USD`."""
        parts = []
        if self._phases:
            ready = sum(left == 0 for left in self._phases.values())
            parts.append(f"{ready} of {count(len(self._phases), 'phase')}")
        parts.append(f"{self._done + self._failed} of {count(self._total, 'request')}")
        ledger = self._session.ledger if self._session else None
        if ledger is not None and ledger.requests:
            parts.append(f"{ledger.spent.input_tokens + ledger.spent.output_tokens:,} tokens")
            parts.append("cost unknown" if ledger.cost is None else f"{ledger.cost:.2f} USD")
        return f"{self._pass}: {', '.join(parts)}"

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.console.print(f"planproof: {text}", markup=False, highlight=False)
        else:
            say(f"planproof: {text}")


@contextmanager
def display() -> Iterator[Display]:
    """A display for one run; on a terminal its line is gone at the end."""
    if not sys.stderr.isatty():
        yield Display(None)
        return
    from rich.console import Console  # noqa: PLC0415 - only for terminals
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        BarColumn(bar_width=24),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Display(bar)
