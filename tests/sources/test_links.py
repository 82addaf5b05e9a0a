"""Links of documents: with their target, and by a definition that stands elsewhere."""

from pathlib import Path

from planproof.core.plan import Reference
from planproof.sources import load

PHASE = """\
# Phase 1: Store

## Task 1: Build

See [_the_ **guide**](guide.md), [_the_ notes][n] and `[code][n]`.

- [ ] [n] again

| Part | Where |
|---|---|
| [n][] | ![x][n] |

```
[n]
```

[n]: notes.md
[phase 2]: Phase-2.md
"""


def references(folder: Path) -> list[Reference]:
    (folder / "Phase-1.md").write_text(PHASE, encoding="utf-8")
    return list(load(folder).all_references())


def test_stand_where_they_are_used_as_they_are_written(tmp_path: Path) -> None:
    links = [(r.line_start, r.text, r.target) for r in references(tmp_path) if r.kind == "link"]
    assert links == [
        (5, "[_the_ **guide**](guide.md)", "guide.md"),
        (5, "[_the_ notes][n]", "notes.md"),
        (7, "[n]", "notes.md"),
        (11, "[n][]", "notes.md"),
        (11, "[x][n]", "notes.md"),
    ]


def test_a_definition_names_nothing_by_itself(tmp_path: Path) -> None:
    assert [r for r in references(tmp_path) if r.line_start > 16] == []
