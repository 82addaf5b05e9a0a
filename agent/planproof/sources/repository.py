"""How large the files are that a plan names, in the code base that it is about."""

import os
import stat
from pathlib import Path

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan, Skipped
from planproof.core.repository import NamedFile, Repository, repository_path
from planproof.errors import ConfigError
from planproof.sources.files.text_file import binary_reason, decode
from planproof.tokens import ESTIMATE_ERROR_PERCENT, estimate_tokens

MAX_BYTES = 5_000_000
"""Larger files are not read."""
BYTES_PER_TOKEN = 4
_HEAD = 8_192
"""Bytes at the start that tell text from binary data."""


def read_repository(plan: Plan, folder: Path) -> Repository:
    """Size the files that the phases and tasks of *plan* name, below *folder*, and no others.

    Read are regular files of text that lie in the folder once links are followed, each of them
    once. Of a file above 5 MB only the start is read: its tokens are a quarter of its bytes,
    which is rougher than the error that goes with the others. Text is what has no NUL byte in
    its first 8 KB, so UTF-16 is not read. Patterns, folders and addresses are left out; so are
    absolute paths and those with `..`, wherever they lead.

    Raises:
        ConfigError: the folder does not exist or cannot be read.
    """
    root = _opened(folder)
    named = (repository_path(m.file) for node in plan.nodes.values() for m in node.files)
    found = [_sized(root, path) for path in dict.fromkeys(named) if path is not None]
    return Repository(
        root=str(folder),
        error_percent=ESTIMATE_ERROR_PERCENT,
        files=tuple(each for each in found if isinstance(each, NamedFile)),
        skipped=tuple(each for each in found if isinstance(each, Skipped)),
    )


def sizes_in(plan: Plan, codebase: CodeBase) -> Repository:
    """The same of a code base that was read already, as it was at its commit.

    A file whose lines were not kept, because it is above 1 MB or no text, counts as skipped.
    """
    named = (repository_path(m.file) for node in plan.nodes.values() for m in node.files)
    there = [path for path in dict.fromkeys(named) if path is not None and path in codebase.paths]
    texts = {path: codebase.texts.get(path) for path in there}
    return Repository(
        root=codebase.root,
        error_percent=ESTIMATE_ERROR_PERCENT,
        files=tuple(
            NamedFile(path=path, tokens=estimate_tokens("\n".join(lines)), lines=len(lines))
            for path, lines in texts.items()
            if lines is not None
        ),
        skipped=tuple(
            Skipped(path=path, reason="too large, or not text")
            for path, lines in texts.items()
            if lines is None
        ),
    )


def _opened(folder: Path) -> Path:
    """The folder with its links followed, once it is sure that it can be read."""
    try:
        with os.scandir(folder):
            return Path(os.path.realpath(folder))
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        raise ConfigError(
            f"cannot use {str(folder)!r} for --repo: {(cause or str(error)).lower()}; "
            "name the folder of the code that the plan is about, or leave --repo out"
        ) from error


def _sized(root: Path, path: str) -> NamedFile | Skipped | None:
    """The file at *path*, or why it was not read; None when nothing is there."""
    try:
        real = Path(os.path.realpath(root / path))
        if not real.is_relative_to(root):
            return Skipped(path=path, reason="a link that leads out of the repository")
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            folder = stat.S_ISDIR(status.st_mode)
            return Skipped(path=path, reason="a folder" if folder else "not a regular file")
        with real.open("rb") as file:
            data = file.read(MAX_BYTES + 1 if status.st_size <= MAX_BYTES else _HEAD)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        return Skipped(path=path, reason=f"cannot be read: {(cause or str(error)).lower()}")
    return _counted(path, data, max(status.st_size, len(data)))


def _counted(path: str, data: bytes, size: int) -> NamedFile | Skipped:
    """A file of *size* bytes that begins with, or is, *data*."""
    reason = binary_reason(data) or ("binary data" if b"\0" in data[:_HEAD] else None)
    if reason is not None:
        return Skipped(path=path, reason=f"not text: {reason}")
    if size > MAX_BYTES:
        return NamedFile(path=path, tokens=size // BYTES_PER_TOKEN, lines=None)
    lines = decode(data).lines
    return NamedFile(path=path, tokens=estimate_tokens("\n".join(lines)), lines=len(lines))
