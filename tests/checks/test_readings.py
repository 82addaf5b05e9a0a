"""Which files each phase has to read."""

from pathlib import Path

from planproof.checks import reading_exceeds_estimate
from planproof.checks.interface import Context
from planproof.checks.readings import PhaseReading, mentions, readings
from planproof.core.plan import Plan, Skipped
from planproof.core.repository import NamedFile, Repository
from planproof.prompts import load_rubric
from planproof.sources import load

PHASE_1 = """\
# Phase 1: Store

## Task 1: Write the store

- Create: `billing/store.py`
- Create: `billing/new.py`
- Modify: `billing/orders.py`, `billing/`, `billing/*.py`
- Modify: `billing/long.py:40-80`
- Delete: `billing/old.py`

## Task 2: Connect it

- Modify: `./billing/orders.py`
- Modify: `billing/logo.bin`

Read `billing/schema.py` first, and see `Phase-2.md`.
"""
PHASE_2 = """\
# Phase 2: Reports

**Files to modify:**

- `billing/schema.py`
- see `billing/orders.py`
- `poetry.lock`

## Task 1: Write them

Add a row in `billing/store.py` and `billing/orders.py`; `billing/later.py` comes after.
"""


def sized(path: str, tokens: int) -> NamedFile:
    return NamedFile(path=path, tokens=tokens, lines=tokens // 10)


STORE, ORDERS, LONG, OLD, SCHEMA, LOCK = FILES = (
    sized("billing/store.py", 1),
    sized("billing/orders.py", 20),
    sized("billing/long.py", 300),
    sized("billing/old.py", 4_000),
    sized("billing/schema.py", 50_000),
    sized("poetry.lock", 600_000),
)
REPOSITORY = Repository(
    root="code",
    error_percent=10,
    files=FILES,
    skipped=(Skipped(path="billing/logo.bin", reason="not text: binary data"),),
)


def plan(folder: Path) -> Plan:
    (folder / "Phase-1.md").write_text(PHASE_1, encoding="utf-8")
    (folder / "Phase-2.md").write_text(PHASE_2, encoding="utf-8")
    return load(folder)


def test_each_file_of_a_phase_is_in_one_group(tmp_path: Path) -> None:
    first, second = readings(plan(tmp_path), REPOSITORY).values()
    # The store is created by the plan, the old file deleted; the new one is missing.
    assert first == PhaseReading(modified=(ORDERS,), read=(SCHEMA,), excerpts=(LONG,), missing=1)
    assert (first.files, first.tokens) == ((ORDERS, SCHEMA, LONG), 50_320)
    # Nobody reads a lock file.
    assert second == PhaseReading(modified=(SCHEMA,), read=(ORDERS,), missing=1)


def test_every_phase_has_a_reading_by_its_id(tmp_path: Path) -> None:
    made = plan(tmp_path)
    nothing = Repository(root="code", error_percent=10)
    found = readings(made, nothing)
    assert list(found) == [phase.id for phase in made.phases]
    assert [reading.missing for reading in found.values()] == [6, 5]
    assert [reading.tokens for reading in found.values()] == [0, 0]


def test_tasks_that_a_phase_lists_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(
        "# Plan\n\n## Phase 1: Store\n\nTasks: T-001\n\n## Phase 2: Rest\n\nTasks: T-002\n\n"
        "## Tasks\n\n### T-001: Orders\n\n- Modify: `billing/orders.py`\n\n"
        "### T-002: Schema\n\n- Modify: `billing/schema.py`\n",
        encoding="utf-8",
    )
    made = load(tmp_path)
    found = readings(made, REPOSITORY)
    assert [reading.modified for reading in found.values()] == [(ORDERS,), (SCHEMA,)]
    named = [(path, at.line_start) for path, at in mentions(made, made.phases[0])]
    assert named == [("billing/orders.py", 15)]


def test_the_finding_says_what_is_large_and_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "# Plan\n\n| Phase | Est. Tokens |\n|---|---|\n"
        "| [Phase 1](./Phase-1.md) | ~9,000 |\n| [Phase 2](./Phase-2.md) | ~90,000 |\n",
        encoding="utf-8",
    )
    made = plan(tmp_path)
    context = Context(made, load_rubric("engineer", rules=()), REPOSITORY)
    (finding,) = reading_exceeds_estimate.check(context)
    assert (finding.phase, finding.severity, finding.confidence) == ("phase-1", "minor", "low")
    assert "`billing/schema.py` (50,000 tokens, 5,000 lines)" in finding.detail
    assert "Those that it modifies have 20." in finding.detail
    assert "`billing/schema.py:10-80`" in finding.recommendation
