"""The files that a line of a plan names."""

from pathlib import Path

import pytest

from planproof.sources import load
from planproof.sources.mentions import files_in, labels_over


def named(line: str) -> list[str]:
    return [each.file for each in files_in(line, "plan.md", 1, "mention")]


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("Install Node.js 24 and Next.js.", []),
        ("Modify `Node.js` and src/node.js", ["Node.js", "src/node.js"]),
        ("Merge them into the existing *_test.go files", []),
        ("Keep *setup.py* as it is", ["setup.py"]),
        ("| ~~Move it~~ | ~~`docs/OLD.md`~~ | `docs/NEW.md` |", ["docs/NEW.md"]),
        ("~~~ `a/b.py`", ["a/b.py"]),
        ("Copy `.env.example` and `justfile`", [".env.example", "justfile"]),
        ("A range of ~5 to ~6 in `a/b.py`", ["a/b.py"]),
    ],
)
def test_what_is_a_file_and_what_only_looks_like_one(line: str, files: list[str]) -> None:
    assert named(line) == files


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Modify:\n- `a/b.py`\n- a/c.py\n\nThen run `a/d.py`", [None, "modify", "modify"]),
        ("**New files**\n\n- `a/b.py`\n  - `a/c.py`", [None, None, "create", "create"]),
        ("- Delete:\n  - `a/b.py`\n- `a/c.py`", [None, "delete", None]),
        ("### Files to modify\n\n`a/b.py`\n\n### Notes\n- `a/c.py`", [None, None, "modify"]),
        ("Modify\n- `a/b.py`", [None, None]),
        ("We modify:\n- `a/b.py`", [None, None]),
        ("Create a page:\n- `a/b.py`", [None, None]),
    ],
)
def test_a_label_speaks_of_the_files_below_it(text: str, labels: list[str | None]) -> None:
    lines = text.split("\n")
    assert labels_over(lines) == labels + [None] * (len(lines) - len(labels))


def test_only_the_paths_at_the_start_of_a_line_are_those_of_its_label() -> None:
    line = "- `a/b.py`, `a/c.py`: as in `a/d.py`"
    found = files_in(line, "plan.md", 1, "mention", label="modify")
    assert [each.action for each in found] == ["modify", "modify", "mention"]


@pytest.mark.parametrize(
    ("value", "parallel"), [("yes", True), ("no", False), ("yes, with Task 2", False)]
)
def test_a_field_tells_that_a_task_is_parallel(tmp_path: Path, value: str, parallel: bool) -> None:
    (tmp_path / "plan.md").write_text(
        f"# Phase 1: Core\n\n## Task 1: Wire\n\n- **Parallel**: {value}\n- Files: `a/b.py`\n"
    )
    assert [task.parallel for task in load(tmp_path).walk()] == [parallel]
