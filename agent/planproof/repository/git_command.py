"""Running git on a repository that nobody vouches for: it reads, and it runs nothing.

A repository's own configuration can name programs: a file-system monitor, hooks, filters, text
converters, transports. Options and environment here switch off each that the commands in use
could start, and the configuration of the repository cannot switch them on again.
"""

import contextlib
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from planproof.errors import ConfigError

SECONDS = 120
"""What a command may take unless its caller says otherwise."""
MAX_OUTPUT = 256_000_000
"""What a command may print: the names of some millions of files."""

_CHUNK = 1 << 16
_MAX_MESSAGE = 2_000
_KEPT = ("APPDATA", "HOME", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE")
"""Of the environment, what git needs to find its parts and the user's `safe.directory`. What
would lead it to another repository, index or program (`GIT_*`) stays behind."""
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # stands above `protocol.*.allow` of the repository
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_CONFIG = (
    "color.ui=false",
    "core.alternateRefsCommand=",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "diff.external=",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "grep.column=false",
    "grep.fullName=false",
    "grep.lineNumber=false",
    "maintenance.auto=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left."""

    code: int
    output: bytes
    message: str
    """Its last line of complaint, in one line; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git, to be run in one folder."""

    program: str
    """Its whole path: a `git` that lies in the folder is never meant."""
    folder: Path

    def run(self, *arguments: str, stdin: bytes = b"", seconds: float = SECONDS) -> Done:
        """Run a command to its end.

        Raises:
            ConfigError: git cannot be started, takes too long or prints too much.
        """
        output = bytearray()
        with self.started(arguments, stdin, seconds) as running:
            while chunk := running.read():
                output += chunk
                if len(output) > MAX_OUTPUT:
                    raise self._unusable(arguments, f"prints more than {MAX_OUTPUT:,} bytes")
            code = running.wait()
            if running.late:
                raise self._unusable(arguments, f"did not end in {seconds:.0f} seconds")
            return Done(code, bytes(output), running.message())

    @contextlib.contextmanager
    def started(
        self, arguments: tuple[str, ...], stdin: bytes = b"", seconds: float = SECONDS
    ) -> Iterator["Running"]:
        """Start a command that is read from bit by bit; it is ended when the block is left.

        Raises:
            ConfigError: git cannot be started.
        """
        # Files, not pipes: nothing waits for the other while this side only reads.
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
            given.write(stdin)
            given.seek(0)
            process = self.start(arguments, stdin=given, stderr=told)
            running = Running(process, told, seconds)
            try:
                yield running
            finally:
                running.end()

    def start(
        self, arguments: tuple[str, ...], *, stdin: "IO[bytes] | int", stderr: "IO[bytes] | int"
    ) -> subprocess.Popen[bytes]:
        """Start a command that the caller ends.

        Raises:
            ConfigError: git cannot be started.
        """
        command = [self.program, "--no-pager"]
        command += [part for each in _CONFIG for part in ("-c", each)]
        try:
            return subprocess.Popen(  # noqa: S603 - a list of arguments, and no shell
                [*command, *arguments],
                cwd=self.folder,
                env=_environment(),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        except OSError as error:
            raise self._unusable(arguments, (error.strerror or str(error)).lower()) from error

    def _unusable(self, arguments: tuple[str, ...], why: str) -> ConfigError:
        return ConfigError(
            f"cannot read the repository {str(self.folder)!r}: git {arguments[0]}: {why}; "
            "name a smaller folder with --repo, or leave --repo out"
        )


class Running:
    """A command under way, with a time at which it is ended."""

    def __init__(self, process: subprocess.Popen[bytes], told: IO[bytes], seconds: float) -> None:
        self.late = False
        """True once it was ended for the time it took."""
        self._process = process
        self._told = told
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def read(self) -> bytes:
        """The next bytes that it prints; empty at the end."""
        if self._process.stdout is None:
            return b""
        return os.read(self._process.stdout.fileno(), _CHUNK)

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self._process.wait()

    def message(self) -> str:
        """The last line that it complained, without line ends and control characters."""
        self._told.seek(0)
        lines = self._told.read(_MAX_MESSAGE).decode("utf-8", "replace").split("\n")
        told = [line.strip() for line in lines if line.strip()]
        fatal = [line for line in told if line.startswith("fatal: ")] or told
        text = fatal[0].removeprefix("fatal: ") if fatal else ""
        return "".join(each for each in text if each.isprintable())

    def end(self) -> None:
        """End it, wherever it is."""
        self._timer.cancel()
        self._process.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def _expire(self) -> None:
        self.late = True
        self._process.kill()


def _environment() -> dict[str, str]:
    given = os.environ  # noqa: TID251 - handed on to git, which would not find itself without
    return {name: given[name] for name in _KEPT if name in given} | _ENVIRONMENT
