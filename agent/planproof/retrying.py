"""The one retry layer: when to try again, how long to wait before, and when to give up."""

import math
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeVar

from planproof.errors import ProviderError
from planproof.providers.interface import TransientError
from planproof.words import count

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")


class GaveUpError(ProviderError):
    """No attempt brought an answer."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try, and how long to wait in between."""

    attempts: int = 5
    first: float = 1.0
    """Longest wait, in seconds, after the first attempt; it doubles from attempt to attempt."""
    longest: float = 30.0
    """Longest wait unless the server asks for more."""
    jitter: Callable[[float, float], float] = random.uniform
    """A number between two others; evenly spread, so that many callers do not come back at once."""

    def wait(self, attempt: int, error: TransientError) -> float:
        """Seconds to wait after *attempt*, counted from 1, failed with *error*."""
        asked = error.retry_after
        if asked is not None and math.isfinite(asked):
            return max(0.0, asked)
        # The exponent is bounded: a float cannot hold 2 to the power of 10,000.
        return self.jitter(0.0, min(self.longest, self.first * 2.0 ** min(attempt - 1, 60)))


class Deadline:
    """The time by which everything must be done."""

    def __init__(self, seconds: float | None, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._end = math.inf if seconds is None else now() + seconds

    def left(self) -> float:
        """Seconds that are left; infinite when there is no deadline."""
        return self._end - self._now()

    def __str__(self) -> str:
        return (
            "no deadline" if self._seconds is None else f"the deadline of {self._seconds:,.10g} s"
        )


async def persistently(
    attempt: Callable[[], Awaitable[T]],
    *,
    patience: Patience,
    deadline: Deadline,
    sleep: Callable[[float], Awaitable[None]],
    waiting: Callable[[float, TransientError], None],
) -> T:
    """What *attempt* brings, tried again as long as it fails with a TransientError.

    *waiting* is told of each wait before *sleep* is called. Other errors go up at once.

    Raises:
        GaveUpError: no attempt is left, or no time before the deadline.
    """
    import tenacity  # noqa: PLC0415 - start-up time

    def wait(state: "RetryCallState") -> float:
        return patience.wait(state.attempt_number, _error(state))

    def give_up(state: "RetryCallState") -> bool:
        too_late = state.upcoming_sleep >= deadline.left()
        return too_late or state.attempt_number >= patience.attempts

    def gave_up(state: "RetryCallState") -> NoReturn:
        error = _error(state)
        raise GaveUpError(_why(error, state, patience, deadline)) from error

    retrying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception_type(TransientError),
        wait=wait,
        stop=give_up,
        sleep=sleep,
        before_sleep=lambda state: waiting(state.upcoming_sleep, _error(state)),
        retry_error_callback=gave_up,
    )

    async def once() -> T:
        return await attempt()

    return await retrying(once)


def _error(state: "RetryCallState") -> TransientError:
    """What the attempt failed with."""
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, TransientError):
        raise TypeError(f"tried again after {error!r}")
    return error


def _why(
    error: TransientError, state: "RetryCallState", patience: Patience, deadline: Deadline
) -> str:
    said = str(error).rstrip(".")
    if state.attempt_number >= patience.attempts:
        return f"{said} (given up after {count(state.attempt_number, 'attempt')})"
    if error.retry_after is None:
        return f"{said} ({deadline} leaves no time for another attempt)"
    return f"{said} (the server asks to wait {_seconds(error.retry_after)}, beyond {deadline})"


def _seconds(seconds: float) -> str:
    return f"{math.ceil(seconds) if math.isfinite(seconds) else seconds:,} s"
