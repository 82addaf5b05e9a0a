"""The bytes of files in commits, all from one process."""

import subprocess
import threading
import weakref
from typing import IO

from planproof.repository.git_command import Git
from planproof.repository.tree import MAX_BYTES

SECONDS = 30.0
"""What one file may take."""

_CHUNK = 1 << 16
_HEADER_PARTS = 3


class Blobs:
    """Reads objects by their id; the process starts with the first and ends with this."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, blob: str) -> bytes | None:
        """The bytes of an object; None when it is not there or is above MAX_BYTES.

        Raises:
            ConfigError: git cannot be started.
        """
        if not blob:
            return None
        process = self._running()
        if process.stdin is None or process.stdout is None:
            return None
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(blob.encode("ascii") + b"\n")
            process.stdin.flush()
            return _received(process.stdout)
        except OSError:  # it has ended
            return None
        finally:
            timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
            self._process = self._git.start(("cat-file", "--batch"), stdin=pipe, stderr=nothing)
            weakref.finalize(self, _end, self._process)
        return self._process


def _received(stream: IO[bytes]) -> bytes | None:
    """`<id> blob <size>`, the bytes and a line end; anything else is one line."""
    header = stream.readline().split()
    if len(header) != _HEADER_PARTS or not header[2].isdigit():
        return None
    size = int(header[2])
    data = stream.read(size) if size <= MAX_BYTES else None
    left = 1 if data is not None else size + 1
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)
    return data if data is not None and len(data) == size and header[1] == b"blob" else None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()
