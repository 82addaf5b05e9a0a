"""What the checks of names and lines say when definitions are known."""

from pathlib import Path

from planproof.checks import stale_code_line, unknown_symbol
from planproof.checks.interface import Context
from planproof.core.codebase import CodeBase, Definition
from planproof.prompts import load_rubric
from planproof.sources import load

HEAD = "# Plan\n\n## Phase 1: Build\n\n### Task 1: Work\n\n"


def context(folder: Path, text: str, codebase: CodeBase) -> Context:
    (folder / "plan.md").write_text(HEAD + text, encoding="utf-8")
    return Context(load(folder), load_rubric("engineer", rules=()), None, codebase)


def defined(name: str, path: str, line: int) -> dict[str, tuple[Definition, ...]]:
    at = Definition(path=path, line_start=line, line_end=line, name=name, kind="function")
    return {name: (at,)}


def test_the_file_that_defines_a_name_is_told(tmp_path: Path) -> None:
    codebase = CodeBase(
        root="code",
        paths=frozenset({"src/app.py", "src/config.py"}),
        texts={"src/app.py": ("def start(): ...",)},
        symbols_by="ctags",
        definitions=defined("parse_config", "src/config.py", 1),
        words=frozenset({"parse_config"}),
    )
    found = context(tmp_path, "Call `parse_config()` from `src/app.py`.", codebase)
    (finding,) = unknown_symbol.check(found)
    assert finding.title == "`parse_config` is not in `src/app.py` but in `src/config.py`"
    assert finding.severity == "minor"


def test_the_nearest_name_is_told(tmp_path: Path) -> None:
    codebase = CodeBase(
        root="code",
        paths=frozenset({"src/app.py"}),
        texts={"src/app.py": ("class OrderService:", "    pass")},
        symbols_by="words",
    )
    found = context(tmp_path, "Extend the existing `OrderServce`.", codebase)
    (finding,) = unknown_symbol.check(found)
    assert "`OrderService`" in finding.recommendation
    assert finding.severity == "major"


def test_nobody_has_looked_for_names(tmp_path: Path) -> None:
    codebase = CodeBase(root="code", paths=frozenset({"src/app.py"}))
    found = context(tmp_path, "Extend the existing `OrderService`.", codebase)
    assert list(unknown_symbol.check(found)) == []


def test_the_line_of_the_definition_is_told_rather_than_of_its_calls(tmp_path: Path) -> None:
    lines = ["x = 1"] * 30
    lines[9], lines[19] = "go_there()", "def go_there():"
    codebase = CodeBase(
        root="code",
        paths=frozenset({"src/app.py"}),
        texts={"src/app.py": tuple(lines)},
        symbols_by="ctags",
        definitions=defined("go_there", "src/app.py", 20),
        words=frozenset({"go_there"}),
    )
    found = context(tmp_path, "Guard `go_there()` at `src/app.py:1`.", codebase)
    (finding,) = stale_code_line.check(found)
    assert finding.title == "Line 1 of `src/app.py` does not show `go_there`; it is at line 20"


def test_what_a_task_on_unseen_files_names_is_not_judged(tmp_path: Path) -> None:
    codebase = CodeBase(
        root="code",
        paths=frozenset({"src/labels.ts"}),
        ignored=frozenset({"bench/src/speed.ts"}),
        symbols_by="words",
    )
    text = (
        "- Modify: `bench/src/speed.ts`\n- Uses the existing `runBench` helper.\n\n"
        "### Task 2: Print\n\n- Modify: `src/labels.ts`\n- Uses the existing `printPage` helper.\n"
    )
    (finding,) = unknown_symbol.check(context(tmp_path, text, codebase))
    assert finding.title == "`printPage` is nowhere in the code"
