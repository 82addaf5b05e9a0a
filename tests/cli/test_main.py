"""Starting the program, and what it says when something is wrong with the arguments or with it."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import planproof
from planproof.cli import outcome
from planproof.cli.main import main
from tests.cli.conftest import Result

Run = Callable[..., Result]


def one_sentence(err: str) -> bool:
    return err.startswith("planproof: ") and err.count("\n") == 1


def test_version(run: Run) -> None:
    version = f"planproof {planproof.__version__}\n"
    assert run("--version") == Result(0, version, "")
    assert run("--version", "review") == Result(0, version, "")


def test_without_arguments_the_help_is_shown(run: Run) -> None:
    result = run()
    assert result.code == 2
    assert "Usage: planproof" in result.out
    assert result.out == run("--help").out == run("-h").out
    assert run("--help").code == 0


@pytest.mark.parametrize("command", ["review", "outline", "rules", "explain", "schema", "init"])
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert (result.code, result.err) == (0, "")
    assert f"Usage: planproof {command}" in result.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["revew"], "did you mean 'review'"),
        (["review"], "missing argument 'PATH'"),
        (["review", "--fail", "x"], "no such option: --fail"),
        (
            ["review", ".", "--format", "xml"],
            "'xml' is not one of 'markdown', 'json', 'sarif', 'terminal'",
        ),
        (["review", ".", "--provider", "openai"], "openai needs a key"),
        (["review", ".", "--fail-on", "all"], "'--fail-on': 'all' is not one of"),
        (["review", ".", "--output"], "--output"),
        (["outline"], "missing argument 'PATH'"),
        (["outline", ".", "."], "unexpected extra argument"),
        (["rules", "--format", "yaml"], "'yaml' is not one of 'table', 'json'"),
        (["explain"], "missing argument 'RULE'"),
        (["explain", "no-such-rule"], "unknown rule 'no-such-rule'"),
    ],
)
def test_wrong_arguments(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert one_sentence(result.err), result.err
    assert words in result.err
    assert "Value error" not in result.err


def broken(_: object) -> None:
    raise RuntimeError("secret of the plan")


def test_defect_of_the_program_is_one_sentence(
    run: Run, plan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "summary", broken)
    monkeypatch.delenv("PLANPROOF_DEBUG", raising=False)
    result = run("review", plan())
    assert result.code == 2
    assert one_sentence(result.err), result.err
    assert "RuntimeError" in result.err
    assert planproof.__version__ in result.err
    assert "report" in result.err


def test_details_of_a_defect_are_told_on_demand(
    plan: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(outcome, "summary", broken)
    monkeypatch.setenv("PLANPROOF_DEBUG", "1")
    assert main(["review", str(plan())]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_interrupt(run: Run, plan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outcome, "summary", interrupted)
    result = run("review", plan())
    assert (result.code, result.err) == (130, "planproof: interrupted\n")


def test_terminal_that_cannot_show_everything(
    plan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["outline", str(plan("## Task 2: Überblick ✓"))]) == 0
    shown = stream.buffer
    assert isinstance(shown, io.BytesIO)
    assert b"?berblick ?" in shown.getvalue()


def test_json_is_utf8_on_every_terminal(
    plan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["outline", "--format", "json", str(plan("## Task 2: Überblick ✓"))]) == 0
    shown = stream.buffer
    assert isinstance(shown, io.BytesIO)
    assert "Überblick ✓" in shown.getvalue().decode("utf-8")
