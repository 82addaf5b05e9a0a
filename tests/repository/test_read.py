"""What is asked of a code base for a plan."""

from pathlib import Path

import pytest

from planproof.repository.open import open_tree
from planproof.repository.read import read_codebase
from planproof.sources import load

PLAN = """# Phase 1: Core

## Task 1: Build

1. Rename: `generated/old.json` → `generated/new.json`
2. All of `built/*.js` still load.
3. Take `cache/a.txt` out:

```bash
git rm cache/a.txt
```
"""


def test_ignored_are_also_paths_of_renames_commands_and_patterns(tmp_path: Path) -> None:
    code, plan = tmp_path / "code", tmp_path / "plan"
    code.mkdir()
    plan.mkdir()
    (code / ".gitignore").write_text("generated/\nbuilt/\ncache/\n")
    (code / "app.py").write_text("app = 1\n")
    (plan / "plan.md").write_text(PLAN)
    base = read_codebase(load(plan), open_tree(code, None))
    assert base.ignored >= {
        "generated/old.json",
        "generated/new.json",
        "built/x.js",
        "cache/a.txt",
    }
    assert "app.py" not in base.ignored


def test_other_plans_are_those_beside_it_and_those_that_it_names(tmp_path: Path) -> None:
    for name in ("plans/a.md", "plans/b.md", "notes/c.md", "notes/d.md", "plans/e.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Create: `src/app.py`\n")
    (tmp_path / "plans" / "a.md").write_text("# Phase 1: Core\n\nSee `notes/c.md`.\n")
    base = read_codebase(load(tmp_path / "plans" / "a.md"), open_tree(tmp_path, None))
    assert sorted(base.plans) == ["notes/c.md", "plans/b.md"]


def test_names_in_files_that_are_not_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, plan = tmp_path / "code", tmp_path / "plan"
    code.mkdir()
    plan.mkdir()
    (code / "app.py").write_text("def fetch_rows():\n    return 1\n")
    (code / "call.py").write_text("fetch_rows()\n")
    (plan / "plan.md").write_text("# Phase 1: Core\n\nNothing calls `fetch_rows` today.\n")
    assert read_codebase(load(plan), open_tree(code, None)).unread == frozenset()
    monkeypatch.setattr("planproof.repository.read.MAX_TEXTS", 1)
    assert read_codebase(load(plan), open_tree(code, None)).unread == {"fetch_rows"}
