"""Time and peak memory of whole processes, as the operating system counts them."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""`ru_maxrss` counts bytes on macOS and kibibytes elsewhere."""


class CommandError(Exception):
    """A measured command failed; the message says which, how, and what it printed last."""


@dataclass(frozen=True)
class Command:
    """A program with its arguments, where it runs, and the exit codes that are no failure."""

    arguments: Sequence[str]
    folder: Path
    accepted: Sequence[int] = (0,)
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Sample:
    seconds: float
    """Wall time from start to exit."""
    cpu_seconds: float
    """Time on processors, in user and system mode, of the process and those it waited for."""
    peak_bytes: int
    """Largest resident set of the process or of one it waited for. On Linux a child starts
    with the figure of its parent, so nothing below the size of the benchmark itself shows."""


@dataclass(frozen=True)
class Measure:
    """Figures over several runs of one command."""

    seconds: float
    """Median."""
    seconds_min: float
    seconds_max: float
    cpu_seconds: float
    """Median; steadier than wall time where other programs run."""
    peak_mib: float
    """Largest of all runs."""
    runs: int


def measure(command: Command, runs: int, patience: float = 120.0) -> Measure:
    """Run *command* once to warm up, then *runs* times; CommandError when it fails.

    Once the runs took *patience* seconds in all, the one that is running is the last.
    """
    once(command)
    samples = [once(command)]
    while len(samples) < runs and sum(sample.seconds for sample in samples) < patience:
        samples.append(once(command))
    seconds = [sample.seconds for sample in samples]
    return Measure(
        seconds=statistics.median(seconds),
        seconds_min=min(seconds),
        seconds_max=max(seconds),
        cpu_seconds=statistics.median(sample.cpu_seconds for sample in samples),
        peak_mib=max(sample.peak_bytes for sample in samples) / MIB,
        runs=len(samples),
    )


def once(command: Command) -> Sample:
    """Run *command* to its end; output to a file, so that no pipe slows it down."""
    output = command.folder.parent / "output.txt"
    with output.open("wb") as sink:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=command.environment,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.accepted:
        printed = output.read_bytes()[-1000:].decode("utf-8", "replace").strip()
        end = printed.rpartition("\n")[2] or "it printed nothing"
        name = Path(command.arguments[0]).name
        raise CommandError(f"{name} ended with exit code {process.returncode}: {end}")
    return Sample(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * RSS_UNIT)
