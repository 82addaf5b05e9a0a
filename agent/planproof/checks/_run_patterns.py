"""Patterns that a plan hands to a command, and that no file matches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.checks._patterns import matches_any
from planproof.checks._tree import Part, Replay
from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.named.shell import Line, lines

_READERS = frozenset(
    """
    ls cat head tail wc less gofmt goimports prettier eslint ruff black mypy shellcheck sqlfluff
    pytest vitest jest node python python3 biome stylelint rubocop clang-format
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_BEFORE = frozenset({"npx", "pnpm", "yarn", "bunx", "uv", "poetry", "run", "exec", "dlx"})
_PATTERN = re.compile(
    r"(?:\./)?(?P<folder>(?:[\w@.-]{1,80}/){1,12})(?P<name>\*?[\w.-]{0,40}\*?[\w.-]{0,40})"
)
_GENERAL = re.compile(
    r"\*(?:[_.-](?:tests?|specs?))?\.[a-z]{1,5}|tests?_\*\.[a-z]{1,5}", re.IGNORECASE
)
"""`*.py`, `*_test.go`, `test_*.py`: a pattern for a sort of files, not for a name."""
_CODE = re.compile(
    r"\.(?:py|[cm]?[jt]sx?|go|rs|java|kt|rb|php|cs|swift|dart|vue|svelte|scala|exs?)$"
)


@dataclass(frozen=True, slots=True)
class RunPattern:
    """A command of the plan is given a pattern that matches nothing."""

    path: str
    node: Part
    at: Location


def unmatched(replay: Replay) -> Iterator[RunPattern]:
    """Every such pattern in a folder that is there, and in which the plan makes no such file."""
    base = replay.codebase
    if base is None:
        return
    for line in lines(replay.plan):
        if line.has_fallback or not _reads(line):
            continue
        phase, task = replay.plan.owner(line.at.path, line.at.line_start)
        node = task or phase
        for word in line.words[1:] if node is not None else ():
            found = _PATTERN.fullmatch(word) if "*" in word else None
            if found is None or node is None or not _GENERAL.fullmatch(found["name"]):
                continue
            folder = _folder(base, found["folder"].rstrip("/"), line)
            if folder is None or not _CODE.search(word):
                continue
            path = f"{folder}/{found['name']}"
            if not matches_any(replay, path) and not matches_any(replay, word):
                yield RunPattern(path, node, line.at)


def _reads(line: Line) -> bool:
    words = [word for word in line.words if word not in _BEFORE]
    return bool(words) and words[0] in _READERS and "2>/dev/null" not in line.words


def _folder(base: CodeBase, folder: str, line: Line) -> str | None:
    """The one folder of the code base that is meant; None where that is not sure."""
    name = f"{line.folder}/{folder}" if line.folder else folder
    if name in base.folders:
        return name
    ends = [each for each in base.folders if each.endswith(f"/{name}")]
    return ends[0] if len(ends) == 1 else None
