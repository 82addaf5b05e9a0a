"""The program as its users start it: a process with streams that can break."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import planproof

PACKAGE = Path(planproof.__file__).parents[1]
PLAN = "# Phase 1: Storage\n\n## Task 1: Build\n\n**Goal:** It is built.\n"


def start(*arguments: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m planproof` and return what it said."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PLANPROOF_")}
    result = subprocess.run(
        [sys.executable, "-m", "planproof", *map(str, arguments)],
        env={**clean, "PYTHONPATH": str(PACKAGE), **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "phase-1.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    return folder


def test_review(plan: Path) -> None:
    result = start("review", plan, "--fail-on", "never")
    assert result.returncode == 0
    assert result.stdout.startswith("# ")
    assert result.stderr.startswith("planproof: 1 phase, 1 task, 5 lines in 1 document; ")


def test_version_imports_nothing_heavy() -> None:
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "planproof", "--version"],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {
        line.rpartition("|")[2].strip().split(".")[0] for line in result.stderr.splitlines()
    }
    assert "planproof" in imported
    assert not imported & {"typer", "rich", "pydantic", "markdown_it", "multiprocessing", "json"}


def test_help_imports_no_pydantic() -> None:
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "planproof", "--help"],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {
        line.rpartition("|")[2].strip().split(".")[0] for line in result.stderr.splitlines()
    }
    assert "typer" in imported
    assert not imported & {"rich", "markdown_it"}


def test_environment_sets_the_settings(plan: Path) -> None:
    result = start("review", plan, PLANPROOF_RUBRIC="nobody")
    assert result.returncode == 2
    assert result.stderr.startswith("planproof: unknown rubric 'nobody'; known are agent, engineer")
    named = start("review", plan, PLANPROOF_CONFIG=str(plan / "missing.toml"))
    assert named.returncode == 2
    assert "cannot read" in named.stderr


def test_latin1_terminal(plan: Path) -> None:
    (plan / "phase-1.md").write_text(PLAN + "\n## Task 2: 日本 ✓\n", encoding="utf-8")
    latin = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    for form in ("markdown", "terminal", "json"):
        result = start("review", plan, "--fail-on", "never", "--format", form, **latin)
        assert result.returncode == 0, result.stderr


def test_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    result = start("review", tmp_path / name)
    assert result.returncode == 3
    assert result.stderr.startswith("planproof: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk(plan: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "planproof", "review", plan],
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr == "planproof: cannot write to stdout: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes break differently elsewhere")
@pytest.mark.parametrize("arguments", [["rules"], ["--help"], ["--version"], ["schema"]])
def test_reader_that_goes_away(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, "-m", "planproof", *arguments],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, "")
