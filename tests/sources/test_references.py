"""References in prose, and what the words around them say."""

import pytest

from planproof.sources.references import bare_numbers, scan

USUAL = frozenset({"phase", "task"})


def found(line: str, families: frozenset[str] = USUAL) -> list[tuple[str, str, str | None]]:
    return [(r.kind, r.target, r.phase) for r in scan(line, "plan.md", 1, families)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("see Phase 3, Task 5", [("task", "5", "3")]),
        ("Task 2 of Phase 1", [("task", "2", "1")]),
        ("Phases 1, 2 and 4", [("phase", n, None) for n in "124"]),
        ("**Phases 1-3** completed", [("phase", n, None) for n in "123"]),
        ("Task 19a, Tasks 41–42", [("task", n, None) for n in ("19a", "41", "42")]),
        ("after Tasks 1.1-1.3", [("task", n, None) for n in ("1.1", "1.2", "1.3")]),
        ("T007-T009 in parallel", [("task", f"T-{n}", None) for n in (7, 8, 9)]),
        ("FR-001 through FR-003", [("requirement", f"FR-{n}", None) for n in (1, 2, 3)]),
        ("as in §6.7 and Appendix B", [("section", "6.7", None), ("appendix", "B", None)]),
        ("Details: Lines 10-39", [("lines", "10-39", None)]),
        ("handled separately in Task 40.", [("task", "40", None)]),
        ("(Build Stage 7, Tasks 41–42)", [("task", "41", "7"), ("task", "42", "7")]),
        ("フェーズ 2 と タスク 3", [("phase", "2", None), ("task", "3", None)]),
        ("risk NEW-RISK-002", [("risk", "NEW-RISK-2", None)]),
    ],
)
def test_references(line: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "the task at hand",
        "phase out the old API",
        "multitask 3 times",
        "an 80% phase 2% done",
        "in week 2 of the year",
        "src/phase-2/file.py",
        "us-east-1 and utf-8",
    ],
)
def test_what_is_no_reference(line: str) -> None:
    assert found(line) == []


def test_weeks_count_where_the_plan_is_made_of_weeks() -> None:
    assert found("done in Week 2", USUAL | {"iteration"}) == [("phase", "2", None)]


@pytest.mark.parametrize(
    ("line", "relation"),
    [
        ("This depends on Task 3", "depends"),
        ("Blocked by Phase 2", "depends"),
        ("ECS_CLUSTER_NAME (will be created in Phase 4)", "defers"),
        ("Blocks: Task 4", "blocks"),
        ("like Task 3", "mentions"),
        ("It depends on the weather. Task 3 is next", "mentions"),
    ],
)
def test_relation(line: str, relation: str) -> None:
    assert [r.relation for r in scan(line, "plan.md", 1, USUAL)] == [relation]


def test_a_range_that_is_too_long_is_its_ends() -> None:
    assert [target for _, target, _ in found("T1-T9 of FR-001 to FR-999")] == ["FR-1", "FR-999"]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("1, 2", ["1", "2"]),
        ("[3]", ["3"]),
        ("2.1 and 2.2", ["2.1", "2.2"]),
        ("None", []),
        ("a", []),
    ],
)
def test_bare_numbers(value: str, numbers: list[str]) -> None:
    assert bare_numbers(value) == numbers


def test_a_line_of_ten_megabytes_is_left_alone() -> None:
    assert found("Phase 1 " * 1_300_000) == []
