"""Programs that a plan runs by their path: scripts, and commands of Go."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.around import folder_said, is_denied
from planproof.named.shell import Line, lines

_RUNNERS = frozenset(
    "python python3 node deno bun tsx ts-node bash sh zsh ruby php perl rscript go".split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_BEFORE = frozenset("uv poetry pdm hatch rye run npx pnpm yarn bunx exec dlx --".split())  # noqa: SIM905  # likewise
_VALUED = frozenset({"--with", "--python", "--group", "--extra", "--env-file", "--package"})
_SCRIPT = re.compile(
    r"(?:\./)?(?P<path>(?:[\w@.-]{1,80}/){0,10}[\w@.-]{1,80}\.(?:py|[cm]?[jt]s|tsx|sh|bash|rb|php|pl|go))"
)
_PACKAGE = re.compile(r"\./(?P<path>[\w@.-]{1,80}(?:/[\w@.-]{1,80}){0,9})")
_MODULE = re.compile(r"[a-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){1,8}")
"""What `python -m` runs of a package; a module without a package may be anywhere."""
_BUILT = re.compile(
    r"(?:^|/)(?:dist|build|out|target|node_modules|\.?venv|env|bin|coverage|generated|gen|tmp|temp"
    r"|public|vendor|site-packages|release|output|outputs|artifacts)/|^\.\.|^~"
)
"""Folders that hold what is built or downloaded."""


@dataclass(frozen=True, slots=True)
class RunProgram:
    """A path that a plan hands to an interpreter, or to `go run`."""

    path: str
    """As written, without `./`."""
    text: str
    """The command up to the path."""
    at: Location
    folder: str | None
    """Where a `cd` before it went."""
    is_package: bool = False
    """A folder of Go code."""
    is_module: bool = False
    """A module that `python -m` runs; its path is without an ending."""


def programs_run(plan: Plan) -> tuple[RunProgram, ...]:
    """Every program that a command line of *plan* runs by its path, in order of documents."""
    return tuple(
        each
        for line in lines(plan)
        if not line.has_fallback
        and (each := _of(line, line.folder or folder_said(plan, line))) is not None
        and not is_denied(plan, line)
    )


def _of(line: Line, folder: str | None) -> RunProgram | None:
    words: Sequence[str] = line.words
    at = _start(words)
    program, rest = words[at], words[at + 1 :]
    if (at or program.startswith("./")) and (own := _SCRIPT.fullmatch(program)):
        return _found(line, own["path"], program, folder)
    if program not in _RUNNERS:
        return None
    if program == "go":
        return _go(line, rest, folder)
    if program in ("deno", "bun") and rest[:1] == ("run",):
        rest = rest[1:]
    return _first_file(line, (program, *rest), folder)


def _first_file(line: Line, words: Sequence[str], folder: str | None) -> RunProgram | None:
    """The file or module that an interpreter is given, behind its options."""
    for before, word in pairwise(words):
        if word in ("-c", "-e", "-p", "--eval", "-"):
            return None
        if before == "-m" and words[0].startswith("python"):
            text = " ".join(line.words[: line.words.index(word) + 1])
            path = word.replace(".", "/")
            is_known = _MODULE.fullmatch(word) is not None
            return RunProgram(path, text, line.at, folder, is_module=True) if is_known else None
        if not word.startswith("-"):
            found = _SCRIPT.fullmatch(word)
            return _found(line, found["path"], word, folder) if found else None
    return None


def _start(words: Sequence[str]) -> int:
    """Where the program stands behind what runs it, such as `uv run --with x`."""
    at, is_option = 0, False
    while at < len(words) - 1 and (words[at] in _BEFORE or is_option):
        at += 2 if words[at] in _VALUED else 1
        is_option = at < len(words) and words[at].startswith("-")
    return min(at, len(words) - 1)


def _go(line: Line, rest: Sequence[str], folder: str | None) -> RunProgram | None:
    if rest[:1] not in (("run",), ("build",), ("install",), ("vet",)):
        return None
    for before, word in pairwise(rest):
        if before in ("-o", "-tags", "-ldflags", "-C"):
            if before == "-C":
                return None
            continue
        if found := _SCRIPT.fullmatch(word) or _PACKAGE.fullmatch(word.removesuffix("/...")):
            return _found(line, found["path"], word, folder, is_package=not word.endswith(".go"))
    return None


def _found(
    line: Line, path: str, word: str, folder: str | None, *, is_package: bool = False
) -> RunProgram | None:
    if _BUILT.search(path) or ".." in path:
        return None
    if "/" not in path and not is_package and folder is None:
        return None  # it may be run in any folder
    text = " ".join(line.words[: line.words.index(word) + 1])
    return RunProgram(path, text, line.at, folder, is_package)


def paths_run(plan: Plan) -> Iterator[str]:
    """The paths of the programs that *plan* runs, for those who look them up."""
    for each in programs_run(plan):
        if each.is_module:
            continue
        yield f"{each.folder}/{each.path}" if each.folder else each.path
