"""Paths that a plan names, in whatever place."""

from pathlib import Path

from planproof.named.paths import examples, paths_named
from planproof.sources import load

PLAN = """# Phase 1: Core

## Task 1: Build

- Modify: `./src/app.py`, src/web/page.ts and `Makefile.am`
- Rename: `lib/old.py` → `lib/new.py`
- All of `generated/**/*.json` are built.

```bash
git rm tools/gone.sh
cp -r /etc/app/ ~/backup/ https://example.org/a/b
```
"""


def test_code_commands_and_patterns_are_seen(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN)
    found = paths_named(load(tmp_path))
    assert found >= {
        "src/app.py",
        "src/web/page.ts",
        "Makefile.am",
        "lib/old.py",
        "lib/new.py",
        "generated/**/*.json",
        "tools/gone.sh",
    }
    assert not any(path.startswith(("etc", "backup", "example")) for path in found)


def test_examples_of_folders_and_patterns() -> None:
    assert examples("src/app.py") == ("src/app.py",)
    assert examples("dist/") == ("dist", "dist/")
    assert examples("generated/**/*.json") == ("generated/x/x.json",)
    assert examples("../elsewhere/a.py") == ()
    assert examples("/etc/hosts") == ()
