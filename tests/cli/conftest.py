"""Small plans, and one check whose findings the plans choose themselves."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from planproof import prepared
from planproof.checks import registry
from planproof.checks.interface import Check, Context, Rule, line_at
from planproof.cli.main import main
from planproof.core.finding import Finding, Severity

PLAN = """\
# Phase 1: Storage

## Task 1: Create the bucket

**Goal:** A place for the uploads.

**Steps:**

1. Run `make bucket`.

**Verification:**

- [ ] `make check` prints `ok`.
"""
_MARK = re.compile(r"a (critical|major|minor) defect")


def marked_defect() -> Check:
    """A check that finds the words "a critical defect" and the like."""
    rule = Rule(
        id="marked-defect",
        category="content",
        severity="critical",
        summary="Finds marks",
        goal="None",
    )

    def check(context: Context) -> Iterator[Finding]:
        for document in context.plan.documents:
            for number, line in enumerate(document.lines, 1):
                for severity in _MARK.findall(line):
                    yield rule.finding(
                        context.plan,
                        line_at(document, number),
                        title="Marked",
                        detail="It is marked.",
                        recommendation="Take the mark away.",
                        severity=cast("Severity", severity),
                    )

    module = ModuleType("marked_defect", "Finds marks.\n\n## What it does\n\nIt finds marks.\n")
    vars(module).update(RULE=rule, check=check)
    return cast("Check", module)


@pytest.fixture
def only_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the one check be `marked-defect`."""
    check = marked_defect()
    monkeypatch.setattr(prepared, "CHECKS", (check,))
    monkeypatch.setattr(registry, "CHECKS", (check,))
    monkeypatch.setattr(registry, "_BY_ID", {check.RULE.id: check})


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Path]:
    """Makes a plan's folder; each argument is a line that is added to the plan."""

    def make(*lines: str, name: str = "plan") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        text = PLAN + "".join(f"\n{line}\n" for line in lines)
        (folder / "Phase-1.md").write_text(text, encoding="utf-8")
        (tmp_path / ".git").mkdir(exist_ok=True)
        return folder

    return make


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs the program in this process."""

    def call(*arguments: str | Path) -> Result:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Result(code, captured.out, captured.err)

    return call
