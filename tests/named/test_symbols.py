"""Names that a plan says are in the code, and lines of code that it points at."""

from pathlib import Path

import pytest

from planproof.core.plan import Plan
from planproof.named.code_lines import code_lines, files_with_lines
from planproof.named.places import place_in
from planproof.named.symbols import named_symbols, names_to_look_up
from planproof.sources import load

HEAD = "# Plan\n\n## Phase 1: Build\n\n### Task 1: Work\n\n"


def plan_of(folder: Path, text: str) -> Plan:
    (folder / "plan.md").write_text(HEAD + text, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("text", "name", "file", "line", "sure"),
    [
        ("Extend the existing `OrderService`.", "OrderService", None, None, True),
        ("Extend the existing order handling class `OrderSet`.", "OrderSet", None, None, True),
        ("Call `parse_config()` from `src/config.py`.", "parse_config", "src/config.py", None, True),
        ("Modify `Store.save` in `app/store.py:40`.", "Store.save", "app/store.py", 40, True),
        ("Modify `Store.save` (app/store.py:40-52).", "Store.save", "app/store.py", 40, True),
        ("Reuse the `useStore` hook.", "useStore", None, None, True),
        ("`loadUser()` already exists.", "loadUser", None, None, True),
        ("`loadUser()` is defined in `web/user.ts`.", "loadUser", "web/user.ts", None, True),
        ("`loadUser()` currently returns null.", "loadUser", None, None, True),
        ("The `UserStore` already handles this.", "UserStore", None, None, True),
        ("- Refactor `loadUser`: no more nulls.", "loadUser", None, None, True),
        ("- Remove `loadUser()`.", "loadUser", None, None, False),
        ("| `AgentRouter` class | Phase 1 | ✅ Exists (router.py:30) |", "AgentRouter", "router.py", 30, True),
        ("The constant `MAX_TRIES` in `app/limits.py:3`.", "MAX_TRIES", "app/limits.py", 3, True),
        ("Update `Store.save` so that it waits.", "Store.save", None, None, False),
        ("The `OrderSet` class in `src/orders.py` is slow.", "OrderSet", "src/orders.py", None, False),
        ("`load_user()` in `src/user.py` returns None today.", "load_user", "src/user.py", None, True),
        ("`src/user.py` already has `load_user()`.", "load_user", "src/user.py", None, True),
        ("Follow the pattern of `set_executor()`.", "set_executor", None, None, False),
        ("`OrderService` (existing) is called.", "OrderService", None, None, True),
        ("Existing helpers:\n\n- `load_user()`: by id", "load_user", None, None, True),
        ("| `load_user()` | `src/user.py:3` | guard |", "load_user", "src/user.py", 3, True),
        ("Add a guard to `load_user()` in `src/user.py`.", "load_user", "src/user.py", None, False),
        ("The existing\n`OrderService` stays.", "OrderService", None, None, True),
        ("What never ends is closed by `Box.lose()`, which exists.", "Box.lose", None, None, True),
        ("`Box` already has `lose()`.", "Box.lose", None, None, True),
        ("The existing `lose()` method of `Box`.", "Box.lose", None, None, True),
        ("The method `lose()` of `Box` already exists.", "Box.lose", None, None, True),
        ("We already have `Box.lose()`.", "Box.lose", None, None, True),
        ("- `Box.lose()` – exists", "Box.lose", None, None, True),
        ("`Box` has a method `lose()` already.", "Box.lose", None, None, True),
        ("`Box.lose()` stays as it is.", "Box.lose", None, None, False),
        ("The current `Box.lose()` closes it.", "Box.lose", None, None, False),
    ],
)  # fmt: skip
def test_said_to_exist(
    tmp_path: Path, text: str, name: str, file: str | None, line: int | None, sure: bool
) -> None:
    found = named_symbols(plan_of(tmp_path, text))
    assert [(s.name, s.file, s.line, s.sure) for s in found] == [(name, file, line, sure)]


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("`Box` is defined in `src/a.py`.", True),
        ("`Box` class: defined in `src/a.py`.", True),
        ("The class `Box` is in `src/a.py`.", True),
        ("The `Box` class lives in `src/a.py`.", True),
        ("The definition of the class `Box` in `src/a.py` stays.", True),
        ("| Name | Defined in |\n|---|---|\n| class `Box` | `src/a.py` |", True),
        ("Extend the class `Box` in `src/a.py`.", True),
        ("The class `Box` in `src/a.py` is slow.", False),
        ("The existing `Box` class (`src/a.py`).", False),
        ("| Name | Used in |\n|---|---|\n| class `Box` | `src/a.py` |", False),
    ],
)
def test_said_to_be_defined(tmp_path: Path, text: str, *, defined: bool) -> None:
    (found,) = named_symbols(plan_of(tmp_path, text))
    assert (found.file, found.defined) == ("src/a.py", defined)


@pytest.mark.parametrize(
    "text",
    [
        "No `Box.lose()` already exists.",
        "As soon as `Box.lose()` exists, use it.",
        "Nothing like `Box.lose()` exists.",
        "`Box.lose()` does not do this already.",
        "`Box.lose()` exists in the code only from Task 2 on.",
        "`Box` has a method `lose()` in the end.",
        "Make sure that `Box.lose()` already exists.",
        "- [ ] `Box.lose()` exists",
        "Acceptance criteria:\n\n- `Box.lose()` already exists",
        '"`Box.lose()` already exists" is what it says.',
        "`Box.lose()` exists once this is done.",
        "`Box` is defined in `Makefile`.",
        "The result is an `OrderService`.",
        "Use `OrderService` here.",
        "Call `load_user()` in `src/user.py`.",
        "Move `load_user()` into `src/user.py`.",
        "Test `load_user()` in `tests/test_user.py`.",
        "- Create: `src/user.py`\n\n`load_user()` in `src/user.py` returns None today.",
        "Implement `load_user()` in `src/user.py`.",
        "Put `load_user()` in `src/user.py`.",
        "Follow `set_executor()`.",
        "If the existing `OrderService` is absent, stop.",
        "Ensure `loadUser()` already exists.",
        "The existing `created_at` column.",
        "The existing `OrderService` endpoint.",
        "The existing `config.py`.",
        "The existing `DATABASE_URL`.",
        "The existing `os.path`.",
        "The existing tests for `OrderService`.",
        "Add an `OrderService`. Extend the existing `OrderService`.",
        "`OrderService` will be added in Phase 2. The existing `OrderService` is kept.",
        "`place()` is renamed to `OrderService`.\n\nThe existing `OrderService` is kept.",
        "```python\nclass OrderService: ...\n```\n\nExtend the existing `OrderService`.",
        "- Create: `src/orders.py`\n\nCall `place_order()` from `src/orders.py`.",
        "| Name | Action |\n|---|---|\n| `OrderService` | New |\n\nThe existing `OrderService`.",
        "Classes to create:\n\n- `OrderService`\n\nThe existing `OrderService`.",
        "作成: `OrderService`\n\nThe existing `OrderService`.",
    ],
)
def test_not_said_to_exist(tmp_path: Path, text: str) -> None:
    assert named_symbols(plan_of(tmp_path, text)) == ()


def test_what_is_made_of_another_name(tmp_path: Path) -> None:
    text = "- Add a call to `parse_config()` to `start()`.\n- Extend the existing `parse_config()`."
    assert names_to_look_up(plan_of(tmp_path, text)) == ("parse_config",)


def test_line_of_a_wrapped_sentence(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "Here we extend the\nexisting\n`OrderService` at last.")
    assert [symbol.line_start for symbol in named_symbols(plan)] == [9]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("src/app.py:40", ("src/app.py", 40, 40)),
        ("./src/app.py:40-52", ("src/app.py", 40, 52)),
        ("src/app.py:40, 60", ("src/app.py", 40, 60)),
        ("src/app.ts#L40-L52", ("src/app.ts", 40, 52)),
        ("src/app.py", ("src/app.py", None, None)),
        ("app/[id]/page.tsx:3", ("app/[id]/page.tsx", 3, 3)),
        ("Makefile:17", ("Makefile", 17, 17)),
        ("deploy/Dockerfile.dev:2-4", ("deploy/Dockerfile.dev", 2, 4)),
        ("go.mod", ("go.mod", None, None)),
        ("src/app.py:40:5", ("src/app.py", 40, 40)),
    ],
)
def test_place(text: str, place: tuple[str, int | None, int | None]) -> None:
    found = place_in(text)
    assert found is not None
    assert (found.file, found.first, found.last) == place


@pytest.mark.parametrize(
    "text",
    ["Store.save", "app.py:11/06/24", "app.py:2024-01-13", "app.py:0", "app.py:9-4", "a b.py", "x"],
)
def test_no_place(text: str) -> None:
    assert place_in(text) is None


@pytest.mark.parametrize(
    ("text", "lines", "shown"),
    [
        ("`parse()` at `src/a.py:40`", (40, 40), ["parse"]),
        ("`parse()` method (src/a.py:40-44)", (40, 44), ["parse"]),
        ("See `src/a.py` (lines 12–20).", (12, 20), []),
        ("See `src/a.py`, line 12.", (12, 12), []),
        ("Lines 12 to 20 of `src/a.py` are old.", (12, 20), []),
        ("`src/a.py:3` reads `limit = 3`.", (3, 3), ["limit = 3"]),
        ("| `parse()` | `src/a.py:3` | guard |", (3, 3), ["parse"]),
        ("| `src/a.py:3` | `parse()` | guard |", (3, 3), ["parse"]),
        ("`src/a.py:3` → `Store.load()`", (3, 3), ["load"]),
        ("Change `src/a.py:3`: `limit = 9`", (3, 3), []),
        ("Insert `audit()` at `src/a.py:3`", (3, 3), []),
        ("`src/a.py:3` has `a ... b`.", (3, 3), []),
        ("`src/a.py:3:9` is the definition of `parse`.", (3, 3), ["parse"]),
        ("`src/a.py:3` is where `parse()` is called.", (3, 3), ["parse"]),
        ("`src/a.py:3` is where `parse()` goes.", (3, 3), []),
        ("`src/a.py:3` is `def parse(text)`.", (3, 3), ["parse"]),
        ("`src/a.py:3` returns `None`.", (3, 3), []),
        ("`src/a.py:3` is `x = 1` after this task.", (3, 3), []),
        ("If `src/a.py:3` is `x = 1`, go on.", (3, 3), []),
        ("At `src/a.py:3`, `parse` is defined.", (3, 3), ["parse"]),
        ("`parse()` starts at `src/a.py:3`.", (3, 3), ["parse"]),
        ("Call `parse()` at `src/a.py:3`.", (3, 3), []),
        ("- `parse()`: `src/a.py:3`", (3, 3), ["parse"]),
        ("`src/a.py:3` sets `LIMIT` to `9`.", (3, 3), ["LIMIT = 9"]),
        ("`LIMIT` is `9` in `src/a.py:3`.", (3, 3), ["LIMIT = 9"]),
        ("`src/a.py` defines `parse()` on line 3.", (3, 3), ["parse"]),
        (
            "| File | Line | Today |\n|---|---|---|\n| `src/a.py` | 3-4 | `x = 1` |",
            (3, 4),
            ["x = 1"],
        ),
        (
            "| At | Old | New |\n|---|---|---|\n| `src/a.py:3` | `x = 1` | `x = 2` |",
            (3, 3),
            ["x = 1"],
        ),
        ("| At | Becomes |\n|---|---|\n| `src/a.py:3` | `x = 2` |", (3, 3), []),
        ("Acceptance criteria:\n\n- `src/a.py:3` is `x = 2`", (3, 3), []),
    ],
)
def test_code_lines(tmp_path: Path, text: str, lines: tuple[int, int], shown: list[str]) -> None:
    (found,) = code_lines(plan_of(tmp_path, text))
    assert (found.file, (found.first, found.last)) == ("src/a.py", lines)
    assert [each.text for each in found.shown] == shown


def test_files_with_lines(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "`a/b.py:3`, `a/c.py`, `a/b.py:9`, `plan.md:3` and a/d.go:12.")
    assert files_with_lines(plan) == ("a/b.py", "a/d.go")


@pytest.mark.parametrize(
    ("line", "symbols", "places"),
    [
        ("existing " * 220, 0, 0),
        ("`a` " * 480, 0, 0),
        ("`" * 1900, 0, 0),
        ("the existing " + "`a`, " * 380, 0, 0),
        ("a/" * 950 + "b.py:3", 0, 0),
        ("x.py:3" * 300, 0, 10),
        ("Add " * 480 + "`a`", 0, 0),
        ("| `a` " * 300, 0, 0),
        ("-" * 1990, 0, 0),
        ("+" * 1990, 0, 0),
        ("!" * 250 + ":", 0, 0),
        ("a." * 990, 0, 0),
        ("`a.py:3` is " + "x " * 900, 0, 10),
        ("line 3 of " * 190, 0, 0),
        ("`foo()` (a.py:3) " * 110, 1_000, 1_100),
        ("`a.py:3`: " * 190, 0, 1_900),
        ("`foo()` is defined " * 100, 0, 0),
        ("go.mod " * 280, 0, 0),
    ],
)
def test_hostile_lines_hold_what_they_say_and_no_more(
    tmp_path: Path, line: str, symbols: int, places: int
) -> None:
    """Lines on which a careless expression would run for hours."""
    plan = plan_of(tmp_path, "\n\n".join([line] * 10))
    assert (len(named_symbols(plan)), len(code_lines(plan))) == (symbols, places)
