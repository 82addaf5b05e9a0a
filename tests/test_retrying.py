import math
from collections.abc import Callable

import pytest

from planproof.providers.interface import FinalError, TransientError
from planproof.retrying import Deadline, GaveUpError, Patience, persistently
from tests.providers.fake import now, run


class Attempts:
    """Fails with each of *errors*, then brings `"fine"`."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.made = 0
        self.waits: list[float] = []

    async def __call__(self) -> str:
        self.made += 1
        if self.errors:
            raise self.errors.pop(0)
        return "fine"

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def asked(
        self,
        *,
        attempts: int = 5,
        jitter: Callable[[float, float], float] = max,
        deadline: float | None = None,
    ) -> str:
        async def go() -> str:
            return await persistently(
                self,
                patience=Patience(attempts=attempts, jitter=jitter),
                deadline=Deadline(deadline, now),
                sleep=self.sleep,
                waiting=lambda seconds, error: self.told.append((seconds, str(error))),
            )

        self.told: list[tuple[float, str]] = []
        return run(go())


def overloaded(retry_after: float | None = None) -> TransientError:
    return TransientError("fake is overloaded.", retry_after=retry_after)


def test_waits_double_and_end_at_half_a_minute() -> None:
    attempts = Attempts(*[overloaded() for _ in range(8)])
    assert attempts.asked(attempts=9) == "fine"
    assert attempts.waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert attempts.told[0] == (1.0, "fake is overloaded.")
    assert [seconds for seconds, _ in attempts.told] == attempts.waits


def test_waits_are_anything_from_nothing_to_the_whole() -> None:
    bounds: list[tuple[float, float]] = []

    def half(low: float, high: float) -> float:
        bounds.append((low, high))
        return (low + high) / 2

    attempts = Attempts(overloaded(), overloaded(), overloaded())
    attempts.asked(jitter=half)
    assert bounds == [(0, 1), (0, 2), (0, 4)]
    assert attempts.waits == [0.5, 1, 2]


def test_without_a_jitter_of_ones_own_it_is_random_within_the_bounds() -> None:
    waits = {Patience().wait(5, overloaded()) for _ in range(50)}
    assert len(waits) > 1
    assert all(0 <= wait <= 16 for wait in waits)
    assert Patience(jitter=max).wait(10_000, overloaded()) == 30


@pytest.mark.parametrize(
    ("asked", "waited"), [(0, 0), (0.25, 0.25), (7, 7), (120, 120), (-3, 0), (math.inf, 1)]
)
def test_the_server_says_how_long(asked: float, waited: float) -> None:
    attempts = Attempts(overloaded(asked))
    assert attempts.asked() == "fine"
    assert attempts.waits == [waited]


def test_five_attempts_are_made() -> None:
    attempts = Attempts(*[overloaded() for _ in range(9)])
    with pytest.raises(GaveUpError) as caught:
        attempts.asked()
    assert str(caught.value) == "fake is overloaded (given up after 5 attempts)"
    assert isinstance(caught.value.__cause__, TransientError)
    assert attempts.made == 5
    assert len(attempts.waits) == 4


def test_other_errors_go_up_at_once() -> None:
    attempts = Attempts(FinalError("no such model"))
    with pytest.raises(FinalError, match="no such model"):
        attempts.asked()
    assert (attempts.made, attempts.waits) == (1, [])


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    attempts = Attempts(overloaded(3600))
    with pytest.raises(GaveUpError) as caught:
        attempts.asked(deadline=900)
    assert str(caught.value) == (
        "fake is overloaded (the server asks to wait 3,600 s, beyond the deadline of 900 s)"
    )
    assert (attempts.made, attempts.waits) == (1, [])


def test_a_wait_that_fits_is_obeyed_however_long() -> None:
    attempts = Attempts(overloaded(3600))
    assert attempts.asked(deadline=3601) == "fine"
    assert attempts.waits == [3600]


def test_no_time_for_a_wait_of_ones_own() -> None:
    attempts = Attempts(overloaded())
    with pytest.raises(GaveUpError, match=r"the deadline of 0\.5 s leaves no time for another"):
        attempts.asked(deadline=0.5)


def test_a_deadline_counts_down() -> None:
    time = 100.0
    deadline = Deadline(1500, lambda: time)
    assert (deadline.left(), str(deadline)) == (1500, "the deadline of 1,500 s")
    time = 1700.0
    assert deadline.left() == -100
    assert Deadline(None).left() == math.inf
