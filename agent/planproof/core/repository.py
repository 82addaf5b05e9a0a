"""The files of the code base that a plan names: how large they are, never what they say."""

import re
from collections.abc import Mapping
from functools import cached_property

from planproof.core.base import Frozen
from planproof.core.plan import Skipped

_NO_FILE = re.compile(r"[*{}<>]|(?<!\[)\.\.\.|://")
"""In patterns, placeholders and addresses; `app/[...slug]/page.tsx` is a file of its own."""
_ELSEWHERE = re.compile(r"[/~\\]|[A-Za-z]:")
"""How an absolute path begins."""


class NamedFile(Frozen):
    """A file of the code base."""

    path: str
    """From the root of the code base, as `repository_path` spells it."""
    tokens: int
    lines: int | None
    """None for a file that is too large to be read."""


class Repository(Frozen):
    """What is known of the code base that a plan is about."""

    root: str
    """Folder as the user gave it."""
    error_percent: float
    """Expected error of the tokens, plus or minus; 0 when exact."""
    files: tuple[NamedFile, ...] = ()
    """Those that the plan names and that are there, in the order in which it names them."""
    skipped: tuple[Skipped, ...] = ()
    """What the plan names and is there, but was not read: folders, images, links that lead out."""

    def find(self, path: str) -> NamedFile | None:
        """The file that a plan calls *path*, in whatever spelling; None when it is not there."""
        return self._by_path.get(repository_path(path) or "")

    def holds(self, path: str) -> bool:
        """True when something is at *path*, read or not."""
        name = repository_path(path) or ""
        return name in self._by_path or name in self._unread

    @cached_property
    def _by_path(self) -> Mapping[str, NamedFile]:
        return {file.path: file for file in self.files}

    @cached_property
    def _unread(self) -> frozenset[str]:
        return frozenset(each.path for each in self.skipped)


def repository_path(file: str) -> str | None:
    """One spelling of a path that a plan names, from the root of the code base.

    None for what names no single file below that root: folders, patterns, addresses, absolute
    paths and those with `..`.
    """
    if file.endswith("/") or _NO_FILE.search(file) or _ELSEWHERE.match(file):
        return None
    parts = [part for part in file.split("/") if part not in ("", ".")]
    return None if ".." in parts else "/".join(parts) or None
