"""Reading files as they lie in a folder that nobody vouches for."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from planproof.repository.tree import MAX_BYTES

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that takes a file's place between two looks at it does not hold the review up."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BY_STEPS = os.open in os.supports_dir_fd and _NO_LINK != 0 and hasattr(os, "O_DIRECTORY")
"""Whether this system can open a path folder by folder without following a link."""


def read_within(root: Path, path: str | bytes) -> bytes | None:
    """The bytes of the regular file at *path* below *root*, whose own links have been followed.

    None when it is not there or cannot be read, is above MAX_BYTES, or leads by a link out of
    the folder or into what git keeps for itself.
    """
    try:
        real = Path(os.path.realpath(root / os.fsdecode(path)))
        if not real.is_relative_to(root) or ".git" in real.relative_to(root).parts:
            return None
        handle = os.open(real, _FLAGS | _NO_LINK)
    except (OSError, ValueError):
        return None
    return _content(handle)


def _content(handle: int) -> bytes | None:
    """What a file holds that was opened; it is closed."""
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return None
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    finally:
        os.close(handle)
    return data if len(data) <= MAX_BYTES else None


class WithinReader:
    """Reads many files as `read_within` does, the quicker the more lie side by side.

    A path is opened folder by folder, and no step follows a link, so that no look at the whole path
    is needed; what cannot be opened so is left to `read_within`.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder: str | None = None
        self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def read(self, path: str) -> bytes | None:
        """See `read_within`."""
        folder, _, name = path.rpartition("/")
        parts = (*folder.split("/"), name) if folder else (name,)
        if not _BY_STEPS or any(part in ("", ".", "..", ".git") for part in parts):
            return read_within(self._root, path)
        try:
            if folder != self._folder:
                self._enter(folder)
            handle = os.open(name, _FLAGS | _NO_LINK, dir_fd=self._handle)
        except (OSError, ValueError):
            return read_within(self._root, path)
        return _content(handle)

    def _enter(self, folder: str) -> None:
        """Hold the folder open, the way to which leads by no link."""
        self._close()
        flags = os.O_RDONLY | os.O_DIRECTORY
        handle = os.open(self._root, flags)
        try:
            for part in folder.split("/") if folder else ():
                inner = os.open(part, flags | _NO_LINK, dir_fd=handle)
                os.close(handle)
                handle = inner
        except OSError:
            os.close(handle)
            raise
        self._folder, self._handle = folder, handle

    def _close(self) -> None:
        if self._folder is not None:
            with suppress(OSError):
                os.close(self._handle)
        self._folder, self._handle = None, -1


def below_link(root: Path, path: str) -> bool:
    """True when one of the folders on the way to *path* is a link."""
    parts = path.split("/")
    return any(root.joinpath(*parts[:n]).is_symlink() for n in range(1, len(parts)))
