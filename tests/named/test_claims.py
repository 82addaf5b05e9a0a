"""Claims of state: what is recognised, what is judged, and what is left open."""

from pathlib import Path

import pytest

from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.named.claims import files_to_read, judged_claims, names_counted
from planproof.named.packages import packages_named
from planproof.named.state import claims_in
from planproof.named.variables import variables_said
from planproof.sources import load


def plan(folder: Path, text: str) -> Plan:
    (folder / "plan.md").write_text(
        f"# Plan\n\n## Phase 1: A\n\n### Task 1: B\n\n{text}\n", encoding="utf-8"
    )
    return load(folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`src/a.py` ✅ exists", ("exists", "src/a.py", 0, "exactly")),
        ("`src/a.py` does not exist yet", ("absent", "src/a.py", 0, "exactly")),
        ("`src/a.py` is still empty", ("empty", "src/a.py", 0, "exactly")),
        ("`big.py` (1,200 lines)", ("lines", "big.py", 1200, "exactly")),
        ("the 340-line `src/a.py`", ("lines", "src/a.py", 340, "exactly")),
        ("`src/a.py` has about 40 lines", ("lines", "src/a.py", 40, "about")),
        ("`src/a.py` is over 900 lines long", ("lines", "src/a.py", 900, "least")),
        ("5 files in `migrations/`", ("files", "migrations/", 5, "exactly")),
        ("Nine SQL migrations live in `db/all`", ("files", "db/all", 9, "exactly")),
        ("the `tests/unit` folder contains 9 test files", ("files", "tests/unit", 9, "exactly")),
        ("the 14 tests in `tests/api`", ("tests", "tests/api", 14, "exactly")),
        ("`foo()` has no usages", ("unused", "foo", 0, "exactly")),
        ("nothing imports `foo_bar`", ("unused", "foo_bar", 0, "exactly")),
        ("`foo_bar` is used in 7 files", ("usages", "foo_bar", 7, "exactly")),
        ('`grep -rn "foo_bar" src` returns 7 matches', ("usages", "foo_bar", 7, "exactly")),
        ("`src/a.py` already defines `FOO`", ("holds", "src/a.py", 0, "exactly")),
        ("`foo()` is already implemented", ("implemented", "foo", 0, "exactly")),
        ("`Foo` already calls `do_bar`", ("reaches", "Foo", 0, "exactly")),
        ("`do_bar` is already used in `src/a.py`", ("holds", "src/a.py", 0, "exactly")),
        ("`out/` is git-ignored", ("ignored", "out/", 0, "exactly")),
        ("`.env` is already in `.gitignore`", ("ignored", ".env", 0, "exactly")),
        ("`data/a.csv` with its nine rows", ("rows", "data/a.csv", 9, "exactly")),
        ("four scripts so far (`db/*.sql`)", ("files", "db/*.sql", 4, "exactly")),
        ("`src/a.py`, a file of some 40 lines", ("lines", "src/a.py", 40, "about")),
    ],
)
def test_recognised(tmp_path: Path, text: str, expected: tuple[str, str, int, str]) -> None:
    found = claims_in(plan(tmp_path, text))
    assert [(c.kind, c.subject, c.number, c.bound) for c in found] == [expected]


def test_every_name_of_a_list(tmp_path: Path) -> None:
    found = claims_in(
        plan(tmp_path, "`src/a.py` currently exports `one_a`, `two_b` and `three_c`.")
    )
    assert {(c.kind, c.name) for c in found} == {
        ("holds", "one_a"),
        ("holds", "two_b"),
        ("holds", "three_c"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "If `src/a.py` exists, stop.",
        "Check that `src/a.py` is empty.",
        "Create `src/a.py` (200 lines).",
        "Keep `src/a.py` under 300 lines.",
        "`src/a.py` (+40 lines)",
        "`src/a.py`: 40 lines changed",
        "`foo()` must have no usages.",
        "`foo()` has no usages after Task 2.",
        "`True` is already done",
        "**Acceptance criteria:**\n\n- `src/a.py` exists",
    ],
)
def test_not_recognised(tmp_path: Path, text: str) -> None:
    assert [c for c in claims_in(plan(tmp_path, text)) if c.subject != "True"] == []


def test_every_claim_is_told_with_its_evidence(tmp_path: Path) -> None:
    given = plan(
        tmp_path,
        "1. `src/a.py` already exists.\n2. `src/b.py` already exists.\n"
        "3. `src/a.py` has 2 tests.\n4. `docs/` is empty.",
    )
    base = CodeBase(
        root="x", paths=frozenset({"src/a.py"}), texts={"src/a.py": ("@parametrize", "x = 1")}
    )
    found = judged_claims(given, base)
    assert [each.state for each in found] == ["verified", "wrong", "unverified", "unverified"]
    assert all(each.evidence.endswith(".") for each in found)
    assert found[0].text == "`src/a.py` already exists"


def test_what_has_to_be_read(tmp_path: Path) -> None:
    given = plan(tmp_path, "The 3 tests in `tests/api` pass. `foo()` has no usages. `a.py` exists.")
    paths = ["tests/api/test_a.py", "tests/api/data.bin", "src/a.py", "src/b.py"]
    assert files_to_read(given, paths) == ("tests/api/test_a.py", "src/a.py")
    assert names_counted(given) == {"foo"}


@pytest.mark.parametrize(
    "text",
    [
        "`a` already " * 3_000,
        "`" * 30_000,
        "existing " + "`a_b`, " * 3_000,
        "already uses " + "a " * 10_000,
        "src/" * 5_000,
        "1,000 " * 5_000,
        "A_" * 8_000,
    ],
    ids=lambda text: text[:10],
)
def test_hostile_lines_are_read(tmp_path: Path, text: str) -> None:
    given = plan(tmp_path, "\n\n".join([text] * 3))
    # No clock: a pattern that goes back and forth would not end within the life of the run.
    found = [list(find(given)) for find in (claims_in, packages_named, variables_said)]
    assert all(len(each) < 10_000 for each in found)
