"""What a part of the plan is shown of the code base, and what a model may prove by it."""

from pathlib import Path

import pytest

from planproof.chunks import chunk_plan
from planproof.code_evidence import Unproved, code_evidence
from planproof.core.codebase import CodeBase
from planproof.core.draft import CodeQuote
from planproof.core.finding import Evidence
from planproof.core.plan import Plan
from planproof.passes.code_facts import EXCERPT_TOKENS, FOLDER_TOKENS, code_facts
from planproof.repository.read import read_codebase
from planproof.sources import load
from planproof.tokens import text_size
from tests.memory_tree import MemoryTree

PLAN = """\
# Phase 1: Invoices

## Task 1: Number the invoices

- Modify: `billing/store.py:3`
- Modify: `billing/gone.py`
- Create: `billing/numbers.py`
"""
KEY = (
    "sk-ant-"
    "api03-kR7vQ2mXw9LpZt4NcY8sBd1FhJ6uGe3AoTiVqWnEyHrCxUzKbMfSgPjDlO5I0aR7vQ2mXw9LpZt4NcY8sBd1Fh-hJ6uGeAA"
)
STORE = f'import os\n\ndef save(invoice):\n    key = "{KEY}"\n    return invoice\n'
CODE = {"billing/store.py": STORE, "billing/tax.py": "RATE = 20\n", "secret/other.py": "X = 1\n"}


def grounded(
    folder: Path, text: str = PLAN, code: dict[str, str] | None = None
) -> tuple[Plan, CodeBase]:
    (folder / "plan.md").write_text(text, encoding="utf-8")
    plan = load(folder)
    return plan, read_codebase(plan, MemoryTree(CODE if code is None else code))


def facts(plan: Plan, codebase: CodeBase) -> str:
    (chunk,) = chunk_plan(plan)
    return code_facts(plan, codebase, chunk)


def test_a_part_sees_what_is_there_what_is_beside_it_and_the_cited_lines(tmp_path: Path) -> None:
    told = facts(*grounded(tmp_path))
    assert "- billing/store.py: there, 5 lines" in told
    assert "- billing/gone.py: not there" in told
    assert "- billing/: store.py, tax.py" in told
    assert "repo:billing/store.py:3\n1| import os\n2| \n3| def save(invoice):" in told


def test_nothing_is_shown_of_files_that_the_part_does_not_cite(tmp_path: Path) -> None:
    told = facts(*grounded(tmp_path))
    assert "RATE" not in told
    assert "secret/" not in told


def test_no_secret_of_the_code_is_shown(tmp_path: Path) -> None:
    told = facts(*grounded(tmp_path))
    assert KEY not in told
    assert "redacted" in told


def test_a_part_that_names_no_file_is_shown_nothing(tmp_path: Path) -> None:
    assert facts(*grounded(tmp_path, "# Phase 1\n\n## Task 1: Think\n\nThink hard.\n")) == ""


def test_what_is_shown_has_a_limit(tmp_path: Path) -> None:
    lines = "".join(f"- Modify: `pkg{n}/file.py:50`\n" for n in range(50))
    code = {f"pkg{n}/file.py": "value = compute(a, b, c, d)\n" * 99 for n in range(50)}
    told = facts(*grounded(tmp_path, f"# Phase 1\n\n## Task 1: All\n\n{lines}", code))
    assert text_size(told) < FOLDER_TOKENS + EXCERPT_TOKENS + 50 * 20
    assert "pkg0/file.py:50" in told


def test_a_path_of_one_part_of_a_monorepo_is_found(tmp_path: Path) -> None:
    code = {f"apps/pay/{path}": text for path, text in CODE.items()}
    assert "there as apps/pay/billing/store.py, 5 lines" in facts(*grounded(tmp_path, code=code))


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        (CodeQuote(path="billing/store.py", line=3, text="def save(invoice):"), 3),
        (CodeQuote(path="billing/store.py", line=1, text="  return  invoice"), 5),
        (CodeQuote(path="./billing/store.py", line=99, text="import os"), 1),
    ],
)
def test_words_of_the_code_are_found_wherever_the_model_says_they_are(
    tmp_path: Path, quote: CodeQuote, line: int
) -> None:
    _, codebase = grounded(tmp_path)
    found = code_evidence(quote, codebase)
    assert isinstance(found, Evidence)
    assert (found.path, found.line_start) == ("repo:billing/store.py", line)
    assert found.quote == STORE.splitlines()[line - 1]


@pytest.mark.parametrize(
    "quote",
    [
        CodeQuote(path="billing/store.py", line=3, text="def load(invoice):"),
        CodeQuote(path="billing/store.py", line=3, text="os"),
        CodeQuote(path="billing/tax.py", line=1, text="RATE = 20"),
        CodeQuote(path="../etc/passwd", line=1, text="root:x:0:0"),
    ],
    ids=["other words", "too short", "a file that was not shown", "outside"],
)
def test_what_the_code_does_not_say_proves_nothing(tmp_path: Path, quote: CodeQuote) -> None:
    _, codebase = grounded(tmp_path)
    assert isinstance(code_evidence(quote, codebase), Unproved)
    assert isinstance(code_evidence(quote, None), Unproved)


def test_a_secret_of_the_code_is_in_no_evidence(tmp_path: Path) -> None:
    _, codebase = grounded(tmp_path)
    found = code_evidence(CodeQuote(path="billing/store.py", line=4, text="key ="), codebase)
    assert isinstance(found, Evidence)
    assert KEY not in found.quote
