"""Test files and test cases that a plan runs by path."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.named.around import is_denied
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
_GO_PATH = re.compile(r"\./(?P<path>[\w@.-]*(?:/[\w@.-]+)*?)(?:/?\.\.\.)?/?")
_GO_CASE = re.compile(r"\^?(?P<name>Test\w{1,100}|Example\w{1,100}|Fuzz\w{1,100})(?:/.{0,200})?\$?")
_EXAMPLE = re.compile(
    r"(?:^|[_/-])(?:specific|example|foo|bar|baz|some|your|my|xyz|xxx|something|sample|whatever|name"
    r"|module|feature|path|file)(?:_?(?:test|file|spec))?(?=[./]|$)"
)
"""Names that stand for any test."""
_GO_VALUED = frozenset(
    {"-run", "-bench", "-tags", "-timeout", "-count", "-coverprofile", "-C", "-o"}
)
_JS_TEST = re.compile(
    r"(?:\./)?(?P<path>(?:[\w@.-]{1,80}/){0,10}[\w@.-]{1,80}\.(?:test|spec)\.[cm]?[jt]sx?)"
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
    return tuple(
        each
        for line in lines(plan)
        if not line.has_fallback
        for each in _of(line)
        if not _EXAMPLE.search(each.path) and not is_denied(plan, line)
    )


def files_of_tests(plan: Plan, base: CodeBase) -> Iterator[str]:
    """The files of the code base that hold the tests which *plan* runs by name."""
    for test in tests_run(plan):
        if (file := base.find(test.path)) is not None:
            yield file
        elif test.runner == "go test" and test.case is not None:
            path = f"{test.folder}/{test.path}" if test.folder else test.path
            for folder in sorted(base.folders):
                if folder == path or folder.endswith(f"/{path}"):
                    yield from (each for each in base.below(folder) if each.endswith("_test.go"))


def _of(line: Line) -> Iterator[RunTest]:
    words = line.words
    if words[:2] == ("go", "test"):
        yield from _go(line)
        return
    if words[0] in ("npm", "pnpm", "yarn", "bun"):
        yield from _by_script(line)
    at = 0
    while at < len(words) and (words[at] in _BEFORE or (at and words[at].startswith("-"))):
        at += 2 if words[at] in ("--filter", "-F", "-C", "--dir", "--cwd", "-w") else 1
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


def _go(line: Line) -> Iterator[RunTest]:
    """Folders of packages that `go test` runs, with the test that `-run` asks for."""
    words = line.words[2:]
    case = None
    for before, word in zip(("", *words), words, strict=False):
        asked = word if before in ("-run", "--run") else word.partition("run=")[2]
        if named := _GO_CASE.fullmatch(asked):
            case = named["name"]
    folder = line.folder
    if "-C" in words[:1]:
        folder = next(iter(words[1:2]), None)
    for before, word in zip(("", *words), words, strict=False):
        if before in _GO_VALUED or not (found := _GO_PATH.fullmatch(word)):
            continue
        path = found["path"].rstrip("/")
        if path.strip("."):
            yield RunTest(path, case, "go test", line.at, folder)


def _by_script(line: Line) -> Iterator[RunTest]:
    """Test files that are handed to a script: `npm test -- src/a.test.ts`."""
    words = line.words
    folder = line.folder
    for before, word in pairwise(words):
        if before in ("--prefix", "-C", "--dir", "--cwd", "-w", "--workspace"):
            folder = word if "@" not in word else None
    if not any(word == "test" or word.startswith("test:") for word in words[1:]):
        return
    for word in words[2:]:
        if found := _JS_TEST.fullmatch(word):
            yield RunTest(found["path"], None, f"{words[0]} test", line.at, folder)
