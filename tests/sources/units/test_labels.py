"""How plans name their parts, and that what is no label is none."""

import pytest

from planproof.sources.units.labels import code_label, normal_number, number_label, unit_label


@pytest.mark.parametrize(
    ("text", "family", "number", "title"),
    [
        ("Phase 3: Build", "phase", "3", "Build"),
        ("Phase 0.5: Spike", "phase", "0.5", "Spike"),
        ("Phase A — Planning", "phase", "A", "Planning"),
        ("✅ **Phase 1: Core (DONE)**", "phase", "1", "Core (DONE)"),
        ("Build Stage 1: Foundation", "phase", "1", "Foundation"),
        ("Stage 2a - Commands", "phase", "2a", "Commands"),
        ("Milestone 1.1-1.4: Basic", "milestone", "1.1-1.4", "Basic"),
        ("Sprint 4", "iteration", "4", ""),
        ("Weeks 1-2: Start", "iteration", "1-2", "Start"),
        ("Unit 1", "iteration", "1", ""),
        ("Story 2.2: Tokens", "story", "2.2", "Tokens"),
        ("User Story 1 - Add (P1)", "story", "1", "Add (P1)"),
        ("Epic: cub-orphan-14 - Hardening", "epic", "cub-orphan-14", "Hardening"),
        ("Task: cub-orphan-14.1 - Audit", "task", "cub-orphan-14.1", "Audit"),
        ("Task 2: Copy (unchanged)", "task", "2", "Copy (unchanged)"),
        ("Step 2.6a: Do it", "step", "2.6a", "Do it"),
        ("フェーズ 3: 実装", "phase", "3", "実装"),
        ("第一阶段：基础", "phase", "1", "基础"),
        ("阶段 2: 实现", "phase", "2", "实现"),
        ("1단계: 설계", "phase", "1", "설계"),
        ("Fase 2: Banco de dados", "phase", "2", "Banco de dados"),
        ("Etapa 3 - Pruebas", "phase", "3", "Pruebas"),
        ("Aufgabe 4: Prüfen", "task", "4", "Prüfen"),
        ("Tâche 5 : Vérifier", "task", "5", "Vérifier"),
        ("1. Phase 2: Numbered", "phase", "2", "Numbered"),
    ],
)
def test_unit_labels(text: str, family: str, number: str, title: str) -> None:
    label = unit_label(text)

    assert label is not None
    assert (label.family, label.number, label.title) == (family, number, title)


@pytest.mark.parametrize(
    "text",
    [
        "Phase 1 Verification",
        "Phase 1 System Prompt — Intake",
        "Phase Goal",
        "Phases",
        "Milestones",
        "Part of the plan",
        "Unit tests",
        "Task list",
        "Steps",
        "The weeks after 3",
        "",
    ],
)
def test_titles_that_only_speak_of_units(text: str) -> None:
    assert unit_label(text) is None


def test_a_very_long_title_is_read_at_its_start_only() -> None:
    label = unit_label("Phase 1: " + "a-1-" * 2_000_000)

    assert label is not None
    assert label.number == "1"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("T007 [P] [US1] Build it", "T-7"),
        ("T-001", "T-1"),
        ("FR-012: Opens", "FR-12"),
        ("NEW-RISK-003 → T-001", "NEW-RISK-3"),
        ("cub-14.1 - Audit", "cub-14.1"),
        ("fn-130-search-index.3 Build", "fn-130-search-index.3"),
        ("**ADR-001**: Choice", "ADR-1"),
    ],
)
def test_codes(text: str, number: str) -> None:
    label = code_label(text)

    assert label is not None
    assert label.number == number


@pytest.mark.parametrize(
    "text", ["v2.0 is out", "well-known words", "UTF-8 text is", "A4", "2024-01"]
)
def test_what_is_no_code(text: str) -> None:
    label = code_label(text)

    assert label is None or label.number == "UTF-8"


def test_numbers() -> None:
    dotted, plain = number_label("1.2 Build"), number_label("3. Build")

    assert dotted is not None
    assert plain is not None
    assert (dotted.number, plain.number) == ("1.2", "3")
    assert number_label("3. Build", dotted=True) is None
    assert number_label("3 apples") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("01", "1"), ("T007", "T-7"), ("FR-001", "FR-1"), ("二", "2"), ("十二", "12")],
)
def test_equal_numbers_have_one_form(one: str, other: str) -> None:
    assert normal_number(one) == normal_number(other)
