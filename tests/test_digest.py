"""What every part is told of the rest of the plan."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.chunks import chunk_plan
from planproof.core.plan import Plan
from planproof.digest import CITED_TOKENS, DECISION_TOKENS, OUTLINE_TOKENS, cited, digest
from planproof.tokens import text_size
from tests.passes.made import FERRY, chunk_of, ferry, fixture, plan_of

NAMES = ("beacon-superpowers", "curlew", "harbor", "heron", "lantern-json", "ledger-spec",
         "orchard-kiro", "quay-ja", "relay-table", "tern-spec")  # fmt: skip
MOST = OUTLINE_TOKENS + DECISION_TOKENS + 50
SPEC = """\
# Spec

## Requirements

- **FR-001**: The board shows the next departure.
- **FR-002**: The board is readable at night.

## Risks

- R5. The feed may be late by an hour.

## Notes on FR-900

Nothing.
"""


def with_spec(phase: str) -> Plan:
    return plan_of({**FERRY, "spec.md": SPEC, "phase-1.md": f"{FERRY['phase-1.md']}\n{phase}\n"})


@pytest.mark.parametrize("name", NAMES)
def test_a_digest_is_small_and_names_every_phase(name: str) -> None:
    plan = fixture(name)
    text = digest(plan)
    assert text_size(text) <= MOST
    for phase in plan.phases:
        assert phase.name in text


def test_outline_and_decisions_are_there_and_no_body_of_a_phase() -> None:
    text = digest(ferry())
    for each in (
        "Phase 1: Timetable",
        "Task 2: Serve departures",
        "Times are kept in UTC",
        "README.md",
    ):
        assert each in text
    for each in ("once an hour", "local time", "notices", "200 ms"):
        assert each not in text


@pytest.mark.parametrize("name", ["harbor", "heron", "curlew"])
def test_an_edit_in_the_body_of_a_phase_leaves_the_digest_alone(name: str) -> None:
    plan = fixture(name)
    phase = plan.phases[-1]
    before = digest(plan)
    lines = list(plan.document(phase.path).lines)
    place = next(
        n
        for n in range(phase.line_end - 1, phase.line_start, -1)
        if lines[n][:1].isalpha() and plan.owner(phase.path, n + 1)[0] == phase
    )
    lines[place] = f"Quite another sentence. {lines[place]}"
    texts = {each.path: "\n".join(each.lines) for each in plan.documents}
    edited = plan_of({**texts, phase.path: "\n".join(lines)})
    assert digest(edited.model_copy(update={"name": plan.name})) == before


def test_decisions_come_before_goals_and_goals_before_the_rest_where_room_is_short() -> None:
    filler = "It is told here at some length what nobody has to know. " * 12
    rest = "".join(f"## Chapter {n}\n\n{filler}\n\n" for n in range(12))
    goals = "## Goals\n\nPassengers see departures.\n\n"
    decisions = "## Decisions\n\nTimes are kept in UTC.\n\n"
    text = digest(plan_of({**FERRY, "README.md": f"# Ferry\n\n{rest}{goals}{decisions}"}))
    assert "Times are kept in UTC." in text
    assert "Passengers see departures." in text
    assert text.index("Passengers see") < text.index("Times are kept"), "in the plan's order"
    assert "From README.md, 'Chapter 11'" not in text


@pytest.mark.parametrize(
    "heading", ["決定事項", "设计决策", "결정 사항", "Entscheidungen", "Decisões"]
)
def test_decisions_are_known_in_other_languages(heading: str) -> None:
    filler = "## Chapter {n}\n\n" + "It is told here at some length. " * 25 + "\n\n"
    rest = "".join(filler.replace("{n}", str(n)) for n in range(20))
    text = f"# Ferry\n\n{rest}## {heading}\n\nUTC.\n"
    assert f"{heading!r}:\nUTC." in digest(plan_of({**FERRY, "README.md": text}))


def test_a_long_section_is_cut_and_says_so() -> None:
    lines = "".join(f"- Decision {n}: the thing number {n} is done so.\n" for n in range(200))
    text = digest(plan_of({**FERRY, "README.md": f"# Ferry\n\n## Decisions\n\n{lines}"}))
    assert "Decision 0:" in text
    assert "[...]" in text
    assert "Decision 199:" not in text


@pytest.mark.parametrize("word", ["決定は次の通り。", "The decision is as follows. "])
def test_one_long_line_takes_no_more_room_than_many(word: str) -> None:
    line = word * (6_000 // len(word))
    plan = plan_of({**FERRY, "README.md": f"# Ferry\n\n## Decisions\n\n{line}\n"})
    empty = plan_of({**FERRY, "README.md": "# Ferry\n\n## Decisions\n\nX\n"})
    assert text_size(digest(plan)) - text_size(digest(empty)) <= 400


def test_very_many_tasks_are_told_by_the_first_and_the_last() -> None:
    tasks = "".join(f"## Task {n}: Build the part number {n}\n\nIn oak.\n\n" for n in range(1, 200))
    text = digest(plan_of({"phase-1.md": f"# Phase 1: Build\n\n{tasks}"}))
    assert "- tasks Task 1 to Task 199" in text
    assert "part number 77" not in text
    assert text_size(text) <= MOST


def test_no_secret_is_in_the_digest() -> None:
    secret = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"
    plan = plan_of(
        {
            "README.md": f"# Ferry\n\n## Decisions\n\nThe token is {secret}.\n",
            "phase-1.md": f"# Phase 1: Use {secret}\n\n## Task 1: A\n\nFR-001 and D1.\n",
            "spec.md": f"# Spec\n\n## Requirements\n\n- **FR-001**: Send {secret}.\n",
        }
    )
    text = digest(plan)
    assert secret not in text
    assert "redacted" in text
    named = cited(plan, chunk_of(plan, "phase-1.md"), known="")
    assert "FR-001" in named
    assert secret not in named


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("# abcdeé日本\n-*`", max_size=200), max_size=6))
def test_any_plan_has_a_small_digest(parts: list[str]) -> None:
    texts = {f"part-{n}.md": f"# Part {n}\n{part}" for n, part in enumerate(parts)}
    plan = plan_of({**FERRY, **texts})
    assert text_size(digest(plan)) <= MOST


# What a part cites


def test_what_a_part_names_by_id_is_told_in_full() -> None:
    plan = with_spec("Meets FR-001 in spite of R5.")
    named = cited(plan, chunk_of(plan, "phase-1.md"), known="")
    assert "FR-001" in named
    assert "The board shows the next departure." in named
    assert "The feed may be late" in named
    assert "FR-002" not in named


def test_what_the_digest_tells_already_is_not_told_twice() -> None:
    plan = with_spec("Meets FR-001 and D2.")
    chunk = chunk_of(plan, "phase-1.md")
    assert "SQLite" in cited(plan, chunk, known="")
    assert "SQLite" not in cited(plan, chunk, known=digest(plan))
    assert "FR-001" not in cited(plan, chunk, known="as FR-001 says")
    assert "FR-001" in cited(plan, chunk, known="FR-0011")


def test_ids_that_only_look_alike_cite_nothing() -> None:
    plan = with_spec("Not FR-0011, XFR-001 or FR-001a.")
    assert "next departure" not in cited(plan, chunk_of(plan, "phase-1.md"), known="")


def test_what_a_phase_declares_is_not_cited_by_another() -> None:
    plan = plan_of(
        {
            **FERRY,
            "phase-1.md": f"{FERRY['phase-1.md']}\n- X7. Only phase 1 knows this.\n",
            "phase-2.md": f"{FERRY['phase-2.md']}\nAs X7 says.\n",
        }
    )
    assert cited(plan, chunk_of(plan, "phase-2.md"), known="") == ""


def test_what_a_part_declares_itself_is_not_cited() -> None:
    plan = with_spec("Meets FR-001.")
    assert cited(plan, chunk_of(plan, "spec.md"), known="") == ""


def test_citations_are_bounded() -> None:
    wide = "".join(f"- **FR-{n:03}**: {'word ' * 300}\n" for n in range(1, 100))
    all_ = ", ".join(f"FR-{n:03}" for n in range(1, 100))
    plan = plan_of(
        {
            "phase-1.md": f"# Phase 1: A\n\nMeets {all_}.\n",
            "spec.md": f"# Spec\n\n## Requirements\n\n{wide}",
        }
    )
    for chunk in chunk_plan(plan, 8_000):
        named = cited(plan, chunk, known="")
        assert text_size(named) <= CITED_TOKENS + 20
        if chunk.phase:
            assert named.endswith("[...]")
