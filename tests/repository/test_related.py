"""Whether the repository that holds a plan is the one that it is about."""

from pathlib import Path

import pytest

from planproof.core.codebase import CodeBase
from planproof.repository.read import read_codebase
from planproof.repository.related import related
from planproof.sources.load import load
from tests.memory_tree import MemoryTree
from tests.repository.checkouts import committed

PLAN = """\
# Phase 1: Invoices

## Task 1: Number the invoices

- Modify: `billing/store.py`
- Modify: `billing/ledger.py`
- Modify: `billing/export.py`
- Create: `billing/numbers.py`
- Modify: `src/main.py`
- Modify: `README.md`
"""


def judged(folder: Path, paths: set[str], *, told: bool = False) -> tuple[bool, str]:
    (folder / "plan.md").write_text(PLAN, encoding="utf-8")
    return related(load(folder), CodeBase(root="r", told=told, paths=frozenset(paths)))


@pytest.mark.parametrize(
    ("paths", "expected", "count"),
    [
        ({"billing/store.py", "billing/ledger.py", "billing/export.py"}, True, "3 of the 3 files"),
        ({"billing/store.py", "api/billing/ledger.py"}, True, "2 of the 3 files"),
        ({"billing/store.py", "README.md", "src/main.py"}, False, "1 of the 3 files"),
        ({"billing/numbers.py", "README.md", "src/main.py"}, False, "none of the 3 files"),
        (set(), False, "none of the 3 files"),
    ],
)
def test_enough_must_be_there(
    tmp_path: Path, paths: set[str], count: str, *, expected: bool
) -> None:
    answer, reason = judged(tmp_path, paths)
    assert answer is expected
    assert reason.startswith(count)


def test_the_repository_that_was_named_is_the_one(tmp_path: Path) -> None:
    assert judged(tmp_path, set(), told=True)[0] is True


def test_what_may_be_new_is_not_called_taken_for_granted(tmp_path: Path) -> None:
    text = "# Phase 1\n\n## Task 1: Go\n\nThe sums are in `billing/sums.py`, `billing/tax.py`.\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    assert related(load(tmp_path), CodeBase(root="r", told=False)) == (
        False,
        "none of the 2 files that the plan names and does not say it creates are there",
    )


def test_names_are_not_found_in_the_plan_itself(tmp_path: Path) -> None:
    plan = "# Phase 1\n\n## Task 1: Go\n\nExtend the existing class `LedgerKeeper`.\n"
    committed(tmp_path, {"docs/plan/plan.json": '"LedgerKeeper"', "docs/plan/plan.md": plan})
    from planproof.repository.open import open_tree  # noqa: PLC0415

    codebase = read_codebase(load(tmp_path / "docs/plan"), open_tree(tmp_path, None))
    assert "LedgerKeeper" not in codebase.words


def test_what_the_plan_names_is_read(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    code = {"billing/store.py": "a\nb\n", "Makefile": "lint:\n\truff\n"}
    codebase = read_codebase(load(tmp_path), MemoryTree(code))
    assert codebase.texts["billing/store.py"] == ("a", "b")
    assert [each.name for each in codebase.commands] == ["lint"]
