"""Markdown linters to compare with, installed for the benchmark alone.

They do less than planproof does (style, one file at a time), so they are a yardstick for what a
program that reads the same bytes can take, not competitors.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

RUMDL = "rumdl==0.3.0"
MARKDOWNLINT = "markdownlint-cli2@0.24.1"
INSTALL_SECONDS = 300


class UnavailableError(Exception):
    """A tool that cannot be installed here; the message says why."""


def rumdl(root: Path) -> list[str]:
    """Install rumdl below *root* if need be; the command that checks the folder it runs in."""
    home = root / ".venv-bench"
    program = home / "bin" / "rumdl"
    if not program.exists():
        install([sys.executable, "-m", "venv", str(home)])
        pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        install([*pip, "install", "--quiet", RUMDL])
    return [str(program), "check", "--no-cache", "."]


def markdownlint(root: Path) -> list[str]:
    """The same for markdownlint-cli2, which needs Node.js."""
    home = root / ".bench-node"
    program = home / "node_modules" / ".bin" / "markdownlint-cli2"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise UnavailableError("npm is not installed")
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        install([npm, "install", "--prefix", str(home), *quiet, MARKDOWNLINT])
    return [str(program), "**/*.md"]


def install(command: Sequence[str]) -> None:
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"{Path(command[0]).name}: {error}") from error
    if result.returncode != 0:
        lines = (result.stderr or result.stdout).strip().splitlines() or ["no message"]
        raise UnavailableError(f"{Path(command[0]).name} failed: {lines[-1]}")
