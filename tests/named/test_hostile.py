"""Lines made to be slow to read are read all the same, whatever is looked for in them.

Nothing here looks at a clock: a pattern that goes back and forth over such a line would not end
within the life of a test run.
"""

from pathlib import Path

import pytest

from planproof.named.command_words import said_commands
from planproof.named.commands import commands_named
from planproof.named.made import is_made
from planproof.named.package_adds import packages_added
from planproof.named.packages import packages_named
from planproof.named.programs import programs_run
from planproof.named.project_versions import stated_versions
from planproof.named.testing import tests_run as paths_run
from planproof.named.variables import variables_said
from planproof.sources import load

PARTS = (
    "`a` ",
    "`a`, ",
    "`Makefile` has a target `a` ",
    "`package.json` already lists `a`, ",
    '`pyproject.toml` says `requires-python = ">=3.1"` ',
    "version 1.2 of `package.json` ",
    "a/",
    "a/b.py ",
    "`src/a.py` reads `A_B`, ",
    "A_B_",
    "already existing current ",
    "version 1.1.1 at ",
    "1.1.",
    "the job of the job of ",
    "in the the the ",
    "a_a-a.a",
    "npm install a && ",
    "((((",
    "cd a && ",
    "`make a`",
    "| a | 1 ",
    ">= 1 or later ",
    "add `a` to ",
    "new dependency: `",
    "is not already there ",
    "the one called `x` job ",
    "services (`compose.yaml`): `a` ",
    "is `A_B` by ",
    "`zod` 1.2.3 lock file ",
    "`python -m a.b.c` ",
    "`a`, which is listed there ",
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_hostile_lines_are_read(tmp_path: Path, part: str) -> None:
    line = (part * (1_990 // len(part)))[:1_990]
    text = (
        f"# Plan\n\n## Phase 1: A\n\n### Task 1: B\n\n{line}\n\n- {line}\n\n```bash\n{line}\n```\n"
    )
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    plan = load(tmp_path)
    for find in (
        said_commands, commands_named, packages_added, packages_named, programs_run,
        stated_versions, paths_run, variables_said,
    ):  # fmt: skip
        assert len(list(find(plan))) < 10_000
    assert isinstance(is_made(plan, "a"), bool)
