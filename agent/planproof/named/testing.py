"""Test files and test cases that a plan runs by path."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.shell import Line, lines

_RUNNERS = frozenset({"pytest", "py.test", "jest", "vitest", "mocha", "playwright", "rspec"})
_BEFORE = frozenset(
    """
    uv poetry pdm hatch rye run python python3 -m npx pnpm yarn bunx exec test dlx coverage
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""What may stand before the name of a runner."""
_PATH = re.compile(
    r"(?:\./)?(?P<path>[\w@.-]+(?:/[\w@.-]+)+/?|[\w@-]+(?:\.[\w-]+){0,3}\.(?:py|[cm]?[jt]sx?|rb))"
    r"(?:::(?P<case>[\w:]{1,200})(?:\[.*)?)?"
)
_VALUED = frozenset({"-k", "-m", "-p", "-c", "-o", "-n", "--cov", "--config", "-t", "--project"})


@dataclass(frozen=True, slots=True)
class RunTest:
    """A path, and perhaps one case in it, that a plan hands to a test runner."""

    path: str
    """As written, without `./`, a closing slash and the case."""
    case: str | None
    """Name of the last part behind `::`: a function, method or class."""
    runner: str
    at: Location
    folder: str | None
    """Where a `cd` before it went."""


def tests_run(plan: Plan) -> tuple[RunTest, ...]:
    """Every test path that a command of the plan runs, in order of documents."""
    return tuple(each for line in lines(plan) for each in _of(line))


def _of(line: Line) -> Iterator[RunTest]:
    words = line.words
    at = 0
    while at < len(words) and words[at] in _BEFORE:
        at += 1
    runner = words[at].rpartition("/")[2] if at < len(words) else ""
    if runner not in _RUNNERS:
        return
    before = ""
    for word in words[at + 1 :]:
        found = _PATH.fullmatch(word) if before not in _VALUED else None
        before = word
        if found is not None and not word.startswith("-"):
            parts = (found["case"] or "").split("::")
            path = found["path"].removeprefix("./").rstrip("/")
            yield RunTest(path, parts[-1] or None, runner, line.at, line.folder)
