"""Reading files as they lie in a folder that nobody vouches for."""

import os
import stat
from pathlib import Path

from planproof.repository.tree import MAX_BYTES

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that takes a file's place between two looks at it does not hold the review up."""


def read_within(root: Path, path: str | bytes) -> bytes | None:
    """The bytes of the regular file at *path* below *root*, whose own links have been followed.

    None when it is not there or cannot be read, is above MAX_BYTES, or leads by a link out of
    the folder or into what git keeps for itself.
    """
    try:
        real = Path(os.path.realpath(root / os.fsdecode(path)))
        if not real.is_relative_to(root) or ".git" in real.relative_to(root).parts:
            return None
        handle = os.open(real, _FLAGS | getattr(os, "O_NOFOLLOW", 0))
    except (OSError, ValueError):
        return None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return None
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError:
            return None
    return data if len(data) <= MAX_BYTES else None


def below_link(root: Path, path: str) -> bool:
    """True when one of the folders on the way to *path* is a link."""
    parts = path.split("/")
    return any(root.joinpath(*parts[:n]).is_symlink() for n in range(1, len(parts)))
