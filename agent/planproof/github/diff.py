"""The lines of a changed file that a comment can be put on, read from its part of the diff."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HUNK = re.compile(r"@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})(?:,(\d{1,9}))? @@")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of lines as they are after the change: added ones and those around them."""

    start: int
    """Number of the first line."""
    lines: tuple[str, ...]
    added: frozenset[int]
    """Numbers of the lines that the change added."""

    @property
    def end(self) -> int:
        """Number of the last line."""
        return self.start + len(self.lines) - 1

    def text(self, first: int, last: int) -> tuple[str, ...]:
        """The lines from *first* to *last*, which are in the hunk."""
        return self.lines[first - self.start : last - self.start + 1]


def hunks(patch: str | None) -> tuple[Hunk, ...]:
    """The hunks of a file's patch; none for a binary file or one too large to be shown."""
    # Only \n ends a line of a patch: a plan may hold other line ends and separators.
    return tuple(_hunks((patch or "").split("\n")))


def commentable(patch: str | None) -> frozenset[int]:
    """Numbers of the lines, as they are after the change, that a comment can be put on."""
    return frozenset(number for each in hunks(patch) for number in range(each.start, each.end + 1))


def _hunks(lines: list[str]) -> Iterator[Hunk]:
    at = 0
    while at < len(lines):
        head = _HUNK.match(lines[at])
        at += 1
        if head is None:
            continue
        start, left = int(head[1]), int(head[2] or "1")
        shown: list[str] = []
        added: set[int] = set()
        while at < len(lines) and len(shown) < left and not lines[at].startswith("@@"):
            line = lines[at]
            at += 1
            if line.startswith(("-", "\\")) or (not line and at == len(lines)):
                continue
            if line.startswith("+"):
                added.add(start + len(shown))
            shown.append(line[1:])
        if shown:
            yield Hunk(start, tuple(shown), frozenset(added))
