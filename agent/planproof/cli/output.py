"""Writing what people and programs read: reports to stdout or a file, the rest to stderr."""

import os
import stat
import sys
from pathlib import Path
from typing import TextIO

from planproof.errors import UsageError


def say(text: str, *, to: TextIO | None = None) -> None:
    """Print a line to stderr, or to *to*; a reader that has gone away is no error."""
    stream = sys.stderr if to is None else to
    if not text.isprintable():
        # A file's name may hold what a terminal obeys.
        from planproof.render.safe import visible  # noqa: PLC0415 - start-up time

        text = visible(text)
    try:
        stream.write(_encodable(f"{text}\n", stream.encoding))
        stream.flush()
    except BrokenPipeError:
        _discard(stream)


def write_report(text: str, output: Path | None, *, utf8: bool) -> None:
    """Write a report to the file *output*, or to stdout when it is None.

    A file is UTF-8 and is replaced at once, never half written. On stdout, *utf8* asks for
    UTF-8 whatever the terminal says, as JSON needs.

    Raises:
        UsageError: it cannot be written.
    """
    if not text.endswith("\n"):
        text += "\n"
    if output is None:
        _to_stdout(text, utf8=utf8)
        return
    try:
        _to_file(text.encode("utf-8", "replace"), output)
    except OSError as error:
        raise UsageError(f"cannot write {str(output)!r}: {error.strerror or error}") from error


def _to_stdout(text: str, *, utf8: bool) -> None:
    stream = sys.stdout
    encoding = "utf-8" if utf8 else stream.encoding
    buffer = getattr(stream, "buffer", None)
    try:
        if buffer is None:
            stream.write(_encodable(text, encoding))
        else:
            stream.flush()
            buffer.write(text.encode(encoding or "utf-8", "replace"))
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise UsageError(f"cannot write to stdout: {error.strerror or error}") from error


def _to_file(data: bytes, output: Path) -> None:
    """Write beside the file, then put it in place."""
    target = Path(os.path.realpath(output))
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder; name a file")
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        # A device or pipe, such as /dev/stdout, cannot be replaced.
        target.write_bytes(data)
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _encodable(text: str, encoding: str | None) -> str:
    """The text with `?` for what the stream cannot show."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _discard(stream: TextIO) -> None:
    """Send the rest of a stream nowhere, so that closing it at exit cannot fail again."""
    try:
        descriptor = stream.fileno()
    except OSError:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
