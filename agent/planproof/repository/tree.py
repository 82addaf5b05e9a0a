"""What can be asked of a code base, wherever its files are."""

from collections.abc import Collection, Mapping
from typing import Protocol

MAX_BYTES = 1_000_000
"""Larger files are not read."""


class Tree(Protocol):
    """The files of a code base at one moment. Paths are from its root, with `/`."""

    root: str
    revision: str | None
    """The commit; None for the files as they lie there."""

    def paths(self) -> frozenset[str]:
        """Every file that git tracks, and those that it neither tracks nor ignores."""
        ...

    def ignored(self, paths: Collection[str]) -> frozenset[str]:
        """Those of *paths* (files or folders, there or not) that the ignore rules leave out."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file of at most MAX_BYTES inside the code base, else None."""
        ...

    def containing(self, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The words that occur whole in a text file, each with up to 20 files, sorted."""
        ...
