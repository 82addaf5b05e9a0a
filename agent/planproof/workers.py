"""One function over many plans, on all cores where that pays."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from planproof.errors import PlanproofError

Job = TypeVar("Job")
Result = TypeVar("Result")

WORTH_IT = 1_000_000
"""Bytes of plans from which starting processes costs less time than it saves."""
_CHUNKS_EACH = 6
"""Chunks for each process: few enough to be cheap, enough to even out long and short plans."""


def spread(
    work: Callable[[Job], Result], jobs: Sequence[Job], paths: Sequence[Path]
) -> list[Result]:
    """The results of *work* for each job, in order; *paths* tell how much there is to do.

    Raises:
        PlanproofError: whatever *work* raises, for the first job that fails, or a process that
            was killed.
    """
    count = min(_cores(), len(jobs))
    if count < 2 or not _larger_than(WORTH_IT, paths):
        return [work(job) for job in jobs]
    chunk = -(-len(jobs) // (count * _CHUNKS_EACH))
    pool = ProcessPoolExecutor(count, _context(), initializer=_ignore_interrupt)
    try:
        return list(pool.map(work, jobs, chunksize=chunk))
    except BrokenProcessPool as error:
        raise PlanproofError(
            "a process that reviewed plans was killed, perhaps for lack of memory; "
            "review fewer plans at a time"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> multiprocessing.context.BaseContext:
    """Fork is by far the fastest start, and safe where the system's own libraries allow it."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the parent, which ends its workers; theirs would print tracebacks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _larger_than(limit: int, paths: Sequence[Path]) -> bool:
    """True when the files at *paths* hold more than *limit* bytes; looks no further than that."""
    total = 0
    for size in _sizes(paths):
        total += size
        if total > limit:
            return True
    return False


def _sizes(paths: Sequence[Path]) -> Iterator[int]:
    """Bytes of each file at or below *paths*; what cannot be read counts as nothing."""
    for path in paths:
        yield _size(path)
        for folder, _, names in os.walk(path):
            yield from (_size(Path(folder, name)) for name in names)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
