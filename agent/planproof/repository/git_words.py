"""Which words stand in which files of a repository, with few runs of `git grep`."""

import os
import re
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from planproof.repository.found_words import FoundWords
from planproof.repository.git_command import Git, Running

SECONDS = 60.0
"""For all words together; what has not been searched by then may occur."""
MAX_OUTPUT = 16_000_000
"""Of one run. It is then run again without the words that filled it."""
MAX_WORDS = 5_000

_OPTIONS = ("-I", "-o", "-z", "--no-textconv", "--no-color", "--no-line-number", "--no-column")
_LAYOUT = ("--no-heading", "--no-break", "--no-recurse-submodules")
_HIT = re.compile(rb"([^\0]*)\0([^\n]*)\n")
_LETTERS = "A-Za-z0-9_"
_SPECIAL = re.compile(r"[][\\.^$*+?{}()|]")

_Branches: TypeAlias = dict[str, "_Branches"]


def search(
    git: Git, words: Collection[str], sources: Sequence[tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """See `Tree.containing`; each of the *sources* is what `git grep` is to search.

    Raises:
        ConfigError: git cannot be started.
    """
    found = FoundWords(words)
    known = sorted(found.words)
    found.doubt(known[MAX_WORDS:])
    until = time.monotonic() + SECONDS
    for source in sources:
        left = _searched(git, found, known[:MAX_WORDS], source, until)
        # A match hides those that begin within it: `b.c` in `a.b.c`, when `a.b` is looked for.
        again = [word for word in known[:MAX_WORDS] if not found.has(word)]
        if any(map(_hides, filter(found.has, known[:MAX_WORDS]))):
            left += _searched(git, found, again, source, until)
        found.doubt(left)
    return found.result()


def _searched(
    git: Git, found: FoundWords, words: Iterable[str], source: tuple[str, ...], until: float
) -> list[str]:
    """Search for *words*; gives those for which not every file could be searched."""
    left = [word for word in words if not found.is_full(word)]
    while left:
        outcome = _run(git, found, left, source, until)
        if outcome == "whole":
            return []
        # Frequent words filled the output: the rest is searched for without them.
        done = set(filter(found.is_full, left)) or set(filter(found.has, left))
        if outcome == "failed" or not done:
            return left
        left = [word for word in left if word not in done]
    return []


def _run(
    git: Git, found: FoundWords, words: Sequence[str], source: tuple[str, ...], until: float
) -> Literal["whole", "cut", "failed"]:
    """One search; `cut` when it was ended because it printed too much."""
    for syntax, pattern in (("-P", _perl(words)), ("-wE", _extended(words))):
        arguments = ("grep", syntax, *_OPTIONS, *_LAYOUT, "-f", "-", *source, "--", ".")
        seconds = max(0.0, until - time.monotonic())
        with git.started(arguments, os.fsencode(pattern) + b"\n", seconds) as running:
            cut = _gather(running, found, source)
            if cut:
                return "cut"
            code = running.wait()
            if running.late:
                return "failed"
            if code in (0, 1):
                return "whole"
            # Else this git may have been built without Perl's expressions.
    return "failed"


def _gather(running: Running, found: FoundWords, source: tuple[str, ...]) -> bool:
    """Read what a search prints; True when that became too much."""
    # Names of files in a commit stand behind the name of that commit.
    start = b"" if source[0].startswith("-") else os.fsencode(source[0]) + b":"
    rest, size = b"", 0
    while chunk := running.read():
        rest, size = rest + chunk, size + len(chunk)
        end = 0
        for match in _HIT.finditer(rest):
            path = match[1].removeprefix(start).decode("utf-8", "replace")
            found.add(os.fsdecode(match[2]), path)
            end = match.end()
        rest = rest[end:]
        if size > MAX_OUTPUT:
            return True
    return False


def _hides(word: str) -> bool:
    return not word.replace("_", "a").isalnum()


def _perl(words: Iterable[str]) -> str:
    """One expression for all: a tree of their letters, in which nothing is tried twice."""
    root: _Branches = {}
    for word in words:
        at = root
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return f"(?<![{_LETTERS}])(?:{_branches(root)})(?![{_LETTERS}])"


def _branches(at: _Branches) -> str:
    parts = []
    for letter in sorted(at, reverse=True):  # the end of a word comes last: longer ones first
        text, then = letter, at[letter]
        while len(then) == 1 and "" not in then:
            letter, then = next(iter(then.items()))  # noqa: PLW2901 - the run goes on
            text += letter
        parts.append(_escaped(text) + (f"(?:{_branches(then)})" if any(then) else ""))
    return "|".join(parts)


def _extended(words: Iterable[str]) -> str:
    """The same for a git without Perl's expressions; the option `-w` sees to its ends."""
    return "|".join(_escaped(word) for word in words)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
