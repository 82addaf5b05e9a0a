"""Definitions by Universal Ctags: on copies of the texts, never in the repository itself."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath

from planproof.core.codebase import Definition

Run = Callable[[list[str], Path], str | None]
"""Runs a command line in a folder; what it prints, None when it fails."""

_SECONDS = 30
_SAME = {"tsx": "ts", "mts": "ts", "cts": "ts", "cjs": "js", "pyi": "py"}
"""Extensions that ctags does not know, and whose parser fits."""
_NO_DEFINITION = frozenset(
    {"package", "packageName", "import", "namespace", "module", "unknown", "file", "local", "label"}
)


def run_program(command: list[str], folder: Path) -> str | None:
    """Runs *command* in *folder* with an empty environment and a limit of time.

    Returns:
        What it prints; None when it cannot be started, fails or does not end.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the options are fixed, and nothing is a shell's
            command,
            cwd=folder,
            env={"HOME": str(folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def find_ctags(run: Run = run_program) -> str | None:
    """Path of Universal Ctags with JSON output; None where there is another ctags, or none."""
    path = shutil.which("ctags")
    if path is None:
        return None
    with tempfile.TemporaryDirectory(prefix="planproof-ctags-") as name:
        version = run([path, "--version"], Path(name))
    told = version or ""
    return path if "Universal Ctags" in told and "+json" in told else None


def definitions(
    program: str,
    texts: Mapping[str, bytes],
    names: Collection[str],
    *,
    run: Run = run_program,
) -> tuple[Definition, ...] | None:
    """Where *names* are defined in *texts* (by path).

    Returns:
        The definitions by path and line; None when ctags fails.
    """
    with tempfile.TemporaryDirectory(prefix="planproof-ctags-") as folder:
        copies: dict[str, str] = {}
        for number, (path, data) in enumerate(sorted(texts.items())):
            copy = f"{number}{_suffix(path)}"
            (Path(folder) / copy).write_bytes(data)
            copies[copy] = path
        command = [program, "--options=NONE", "--quiet=yes", "--links=no", "--output-format=json"]
        command += ["--fields=NFKn", "--sort=no", "-f", "-", *copies]
        printed = run(command, Path(folder)) if copies else ""
    if printed is None:
        return None
    found = {d for line in printed.splitlines() if (d := _definition(line, copies, names))}
    return tuple(sorted(found, key=lambda each: (each.path, each.line_start, each.name)))


def _suffix(path: str) -> str:
    """The extension for a copy; nothing that ctags or the file system could take for more."""
    suffix = PurePosixPath(path).suffix[1:].lower()
    return f".{_SAME.get(suffix, suffix)}" if suffix.isalnum() and suffix.isascii() else ""


def _definition(line: str, copies: Mapping[str, str], names: Collection[str]) -> Definition | None:
    try:
        tag: object = json.loads(line)
    except ValueError:
        return None
    if not isinstance(tag, dict):
        return None
    name, copy, number, kind = (tag.get(key) for key in ("name", "path", "line", "kind"))
    if not isinstance(name, str) or not isinstance(copy, str) or not isinstance(number, int):
        return None
    path = copies.get(copy)
    if path is None or name not in names or kind in _NO_DEFINITION:
        return None
    return Definition(
        path=path, line_start=number, line_end=number, name=name, kind=str(kind or "definition")
    )
