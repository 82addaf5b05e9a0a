"""The rows of the grid: every line that says something is in one of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planproof.chunks import chunk_plan
from planproof.core.chunk import Chunk
from planproof.core.plan import Plan
from planproof.passes.units import MOST, Unit, units
from tests.passes.made import chunk_of, ferry, fixture, plan_of

NAMES = ("beacon-superpowers", "curlew", "harbor", "heron", "lantern-json", "ledger-spec",
         "orchard-kiro", "quay-ja", "relay-table", "tern-spec")  # fmt: skip
TASK = "## Task {n}: Build part {n}\n\n### Goal\n\nPart {n} works.\n\n"
PARTS = st.sampled_from(
    [
        "## Notes\n\nOne line.\n\n",
        "## Long notes\n\n" + "A sentence.\n" * 12 + "\n",
        "Words without a heading.\n\n",
        "```sh\n# no heading\nmake\n```\n\n",
        "---\n\n",
        TASK,
        TASK + "### Steps\n\n1. Do it.\n2. See it.\n\n",
    ]
)


def owners(chunk: Chunk, rows: tuple[Unit, ...]) -> dict[int, list[str]]:
    """Ids of the units of each line of a chunk."""
    found: dict[int, list[str]] = {n: [] for n in range(chunk.line_start, chunk.line_end + 1)}
    for row in rows:
        for line in range(row.line_start, row.line_end + 1):
            found[line + chunk.line_start - 1].append(row.id)
    return found


def assert_sound(plan: Plan, chunk: Chunk) -> None:
    rows = units(plan, chunk)
    lines = plan.document(chunk.path).lines
    for line, names in owners(chunk, rows).items():
        assert len(names) <= 1, (line, names)
        if any(map(str.isalnum, lines[line - 1])):
            assert names, (chunk.path, line, lines[line - 1])
    assert [row.id for row in rows] == [f"u{n}" for n in range(1, len(rows) + 1)]
    assert [row.line_start for row in rows] == sorted(row.line_start for row in rows)
    assert len(rows) <= MOST
    assert all(row.name and len(row.name) <= 70 for row in rows)


@pytest.mark.parametrize("budget", [8_000, 600])
@pytest.mark.parametrize("name", NAMES)
def test_every_worded_line_of_the_fixtures_is_in_one_unit(name: str, budget: int) -> None:
    plan = fixture(name)
    for chunk in chunk_plan(plan, budget):
        assert_sound(plan, chunk)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS, min_size=1, max_size=30), st.sampled_from([8_000, 60]))
def test_every_worded_line_of_a_made_up_phase_is_in_one_unit(parts: list[str], budget: int) -> None:
    body = "".join(part.replace("{n}", str(n)) for n, part in enumerate(parts, 1))
    plan = plan_of({"phase-1.md": f"# Phase 1: Build\n\n{body}"})
    for chunk in chunk_plan(plan, budget):
        assert_sound(plan, chunk)


@pytest.mark.parametrize(
    "text",
    [
        "# Phase 1: Build\n## Task 1: Lay the keel\n## Task 2: Raise the mast\n",
        "# Phase 1: Build\n## Goal\nA ship.\n## Task 1: Lay the keel\n\nIn oak.\n",
    ],
)
def test_a_heading_without_a_body_is_in_a_unit_too(text: str) -> None:
    plan = plan_of({"phase-1.md": text})
    for chunk in chunk_plan(plan, 8_000):
        assert_sound(plan, chunk)


def test_tasks_are_whole_and_named_as_the_author_does() -> None:
    plan = ferry()
    chunk = chunk_of(plan, "phase-1.md")
    rows = {row.name: (row.line_start, row.line_end) for row in units(plan, chunk)}
    for task in plan.phases[0].tasks:
        assert rows[task.name] == (task.line_start, task.line_end)


def test_lines_are_counted_from_the_first_of_the_part() -> None:
    text = (
        "# Plan\n\nWords.\n\n## Phase 1: A\n\nDo a.\n\n## Phase 2: B\n\n### Task 1: Do b\n\nWell.\n"
    )
    plan = plan_of({"plan.md": text})
    chunk = next(each for each in chunk_plan(plan, 8_000) if each.phase == "phase-2")
    assert chunk.line_start == 9
    rows = units(plan, chunk)
    assert (rows[0].line_start, rows[-1].line_end) == (1, chunk.line_end - 8)
    assert rows[-1].name == "Task 1: Do b"


def test_small_sections_outside_tasks_share_a_row_and_large_ones_do_not() -> None:
    small = "".join(f"## Note {n}\n\nShort.\n\n" for n in range(1, 4))
    large = "## Reasons\n\n" + "A sentence.\n\n" * 10
    plan = plan_of({"README.md": f"# Ship\n\nA ship.\n\n{large}{small}"})
    rows = units(plan, chunk_of(plan, "README.md"))
    assert [row.name for row in rows] == ["Ship", "Reasons", "Note 1 ... Note 3"] or [
        row.name for row in rows
    ] == ["Ship ... Reasons", "Note 1 ... Note 3"]


def test_a_small_section_never_shares_a_row_with_a_task() -> None:
    text = "# Phase 1: A\n\n## Task 1: Do\n\nIt.\n\n## Notes\n\nShort.\n\n## Task 2: Undo\n\nIt.\n"
    plan = plan_of({"phase-1.md": text})
    names = [row.name for row in units(plan, chunk_of(plan, "phase-1.md"))]
    assert names[-1] == "Task 2: Undo"
    assert all("..." not in name for name in names if "Task" in name)


def test_very_many_tasks_share_rows() -> None:
    tasks = "".join(TASK.replace("{n}", str(n)) for n in range(1, 61))
    plan = plan_of({"phase-1.md": f"# Phase 1: A\n\nWords.\n\n{tasks}"})
    (chunk,) = chunk_plan(plan, 100_000)
    rows = units(plan, chunk)
    assert MOST / 2 < len(rows) <= MOST
    assert_sound(plan, chunk)
    heads = {task.line_start: task.line_end for task in plan.phases[0].tasks}
    for row in rows:
        inside = [end for start, end in heads.items() if row.line_start <= start <= row.line_end]
        assert all(end <= row.line_end for end in inside), "tasks stay whole"


def test_the_rest_of_a_task_that_was_split_bears_its_name() -> None:
    steps = "".join(f"{n}. Do the step number {n} with care.\n" for n in range(1, 80))
    text = f"# Phase 1: A\n\n## Task 1: Long work\n\n### Steps\n\n{steps}"
    plan = plan_of({"phase-1.md": text})
    chunks = chunk_plan(plan, 300)
    assert len(chunks) > 2
    for chunk in chunks[1:]:
        (row,) = units(plan, chunk)
        assert row.name == "Task 1: Long work"
        assert (row.line_start, row.line_end) == (1, chunk.line_end - chunk.line_start + 1)


def test_a_part_without_words_has_no_units() -> None:
    plan = plan_of({"README.md": "# Ship\n\nWords.\n", "notes.md": "\n\n\n"})
    for chunk in chunk_plan(plan, 8_000):
        if chunk.path == "notes.md":
            assert units(plan, chunk) == ()
