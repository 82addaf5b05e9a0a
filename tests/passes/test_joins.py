"""What code suspects over the statements of all parts."""

import random
from collections.abc import Sequence

import pytest

from planproof.core.draft import Stated
from planproof.core.plan import Plan
from planproof.passes.joins import Suspicion, suspicions, whole
from planproof.search import Search
from tests.passes.made import FERRY, ferry, line_of, plan_of, stated

FEED = "1. Write `ferry/importer.py`"
LOCAL = "2. Store each departure in local time"
SORT = "1. Read the table `departures`"
ASK = "1. Ask `GET /departures/next`"
NOTICES = "2. Take the texts from the table `notices`"


def at(kind: str, about: str, says: str, path: str, text: str, plan: Plan | None = None) -> Stated:
    """A statement at the first line that holds a text."""
    plan = plan or ferry()
    return stated(plan, kind, about, says, path, line_of(plan, path, text))


def suspected(plan: Plan, *said: Stated) -> list[Suspicion]:
    return list(suspicions(plan, said, Search(plan)))


def about(found: Sequence[Suspicion], text: str) -> Suspicion:
    """The only suspicion whose question holds a text."""
    (one,) = (each for each in found if text in each.text)
    return one


def places(suspicion: Suspicion) -> list[tuple[str, int]]:
    return [(each.at.path, each.at.line_start) for each in suspicion.statements]


def test_nothing_stated_is_nothing_suspected() -> None:
    assert suspected(ferry()) == []


def test_what_is_used_and_made_nowhere_is_asked_with_what_a_search_finds() -> None:
    plan = plan_of(
        {
            **FERRY,
            "phase-1.md": f"{FERRY['phase-1.md']}\n## Task 3: Texts\n\nKeep the notices in a file.\n",
        }
    )
    need = at("consumes", "notices", "", "phase-2.md", NOTICES, plan)
    found = about(suspected(plan, need), "'notices' is used here and no part says")
    own, *hits = places(found)
    assert own == ("phase-2.md", line_of(plan, "phase-2.md", NOTICES))
    assert ("phase-1.md", line_of(plan, "phase-1.md", "Keep the notices")) in hits
    assert own not in hits


def test_what_is_made_under_another_name_stands_beside_it() -> None:
    need = at("consumes", "GET /departures/next", "", "phase-2.md", ASK)
    made = at("produces", "GET /departures", "", "phase-1.md", "`GET /departures` answers")
    found = about(suspected(ferry(), need, made), "'GET /departures/next' is used here")
    assert ("phase-1.md", made.at.line_start) in places(found)


@pytest.mark.parametrize("name", ["departures", "Departures", "`departures`", "depar-tures"])
def test_spelling_of_a_name_does_not_matter(name: str) -> None:
    need = at("consumes", name, "", "phase-2.md", ASK)
    made = at("produces", "departures", "", "phase-1.md", "The table `departures`")
    assert not [each for each in suspected(ferry(), need, made) if "no part says" in each.text]


def test_forms_that_differ_are_asked_about_and_forms_that_agree_are_not() -> None:
    made = at("produces", "departures", "leaves_at, pier", "phase-1.md", "The table `departures`")
    same = at("consumes", "departures", "leaves_at / pier", "phase-2.md", ASK)
    other = at("consumes", "departures", "leaves_at, berth", "phase-2.md", ASK)
    silent = at("consumes", "departures", "", "phase-2.md", ASK)
    assert suspected(ferry(), made, same) == []
    assert suspected(ferry(), made, silent) == []
    found = about(suspected(ferry(), made, other), "do form and order fit?")
    assert places(found)[1:] == [("phase-1.md", made.at.line_start)]
    assert "leaves_at, berth" in found.statements[0].note


def test_what_is_used_before_it_is_made_is_asked_about() -> None:
    made = at("produces", "notices", "", "phase-2.md", NOTICES)
    early = at("consumes", "notices", "", "phase-1.md", SORT)
    late = at("consumes", "notices", "", "README.md", "Passengers see")
    found = about(suspected(ferry(), made, early), "do form and order fit?")
    assert {path for path, _ in places(found)} == {"phase-1.md", "phase-2.md"}
    assert suspected(ferry(), made, late) == [], "the overview comes before and after everything"


def test_a_task_is_no_thing() -> None:
    assert suspected(ferry(), at("consumes", "Task 1", "", "phase-2.md", ASK)) == []
    assert suspected(ferry(), at("consumes", "phase 1", "", "phase-2.md", ASK)) == []


def test_what_is_made_and_used_nowhere_is_asked_about() -> None:
    made = at("produces", "ferry/importer.py", "", "phase-1.md", FEED)
    found = about(suspected(ferry(), made), "'ferry/importer.py' is made here; does anything")
    assert places(found) == [("phase-1.md", made.at.line_start)]
    table = at("produces", "departures", "", "phase-1.md", "The table `departures`")
    assert suspected(ferry(), table) == [], "another document speaks of it"


def test_deferred_work_is_asked_with_where_it_may_be_taken_up() -> None:
    text = "2. Store each departure; the texts for the board come in Phase 2, Task 1.\n"
    plan = plan_of(
        {
            **FERRY,
            "phase-1.md": FERRY["phase-1.md"].replace(
                f"{LOCAL}, in the column `leaves_at`.\n", text
            ),
        }
    )
    later = at(
        "deferral", "texts", "come in Phase 2", "phase-1.md", "the texts for the board", plan
    )
    found = about(suspected(plan, later), "Is what 'texts' defers here taken up")
    notes = [each.note for each in found.statements]
    assert notes[0] == "deferral texts: come in Phase 2"
    assert any(note.startswith("beginning of ") for note in notes)
    assert ("phase-2.md", line_of(plan, "phase-2.md", NOTICES)) in places(found)


def test_a_reference_is_asked_with_what_it_refers_to() -> None:
    said = at("reference", "next departure", "board shows it", "README.md", "Passengers see")
    found = about(suspected(ferry(), said), "Does what is referred to hold")
    board = line_of(ferry(), "phase-2.md", "The board at the pier")
    assert ("phase-2.md", board) in places(found)


def test_all_that_is_said_of_time_is_one_question() -> None:
    one = at("schedule", "import", "hourly", "phase-1.md", FEED)
    two = at("schedule", "switch off", "at night", "phase-2.md", "1. Switch the old board")
    assert not [s for s in suspected(ferry(), one) if "staffing" in s.text]
    assert len(about(suspected(ferry(), one, two), "staffing").statements) == 2


def test_statements_of_different_parts_on_one_topic_are_one_question() -> None:
    one = at("decision", "times", "UTC", "README.md", "D1")
    two = at("decision", "departure times", "local", "phase-1.md", LOCAL)
    found = about(suspected(ferry(), one, two), "Can all statements on 'time' hold")
    assert set(places(found)) == {
        ("README.md", one.at.line_start),
        ("phase-1.md", two.at.line_start),
    }
    near = at("decision", "times", "sorted", "phase-1.md", SORT)
    assert suspected(ferry(), two, near) == [], "one part is judged by itself"


def test_a_word_that_everybody_uses_is_no_topic() -> None:
    lines = range(1, 9)
    said = [
        stated(ferry(), "value", "departure", f"value {n}", path, n)
        for path in ("phase-1.md", "phase-2.md")
        for n in lines
    ]
    assert not [s for s in suspected(ferry(), *said) if "Can all statements" in s.text]


def test_a_command_that_one_task_alone_speaks_of_is_asked_about() -> None:
    commands = (
        "Run `ferryctl import`, `ferryctl prune` and `ferryctl export`.\n\n```cron\n"
        "0 3 * * * ferryctl import\n```\n"
    )
    plan = plan_of(
        {
            "phase-1.md": f"{FERRY['phase-1.md']}\n## Task 3: Commands\n\n{commands}",
            "phase-2.md": f"{FERRY['phase-2.md']}\nAfter `ferryctl import` and `ferryctl export`.\n",
        }
    )
    found = about(suspected(plan), "`ferryctl prune` stands in one task alone")
    assert places(found)[0] == ("phase-1.md", line_of(plan, "phase-1.md", "ferryctl prune"))
    assert ("phase-1.md", line_of(plan, "phase-1.md", "0 3 * * *")) in places(found)
    assert not [each for each in suspected(plan) if "`ferryctl import` stands" in each.text]


def test_a_tool_that_is_called_once_is_no_program_of_the_plan() -> None:
    plan = plan_of({**FERRY, "phase-2.md": f"{FERRY['phase-2.md']}\nRun `alembic upgrade head`.\n"})
    assert suspected(plan) == []


def sample() -> list[Stated]:
    return [
        at("produces", "departures", "leaves_at", "phase-1.md", "The table `departures`"),
        at("consumes", "departures", "leaves_at, pier", "phase-2.md", ASK),
        at("consumes", "notices", "", "phase-2.md", NOTICES),
        at("consumes", "GET /departures/next", "", "phase-2.md", ASK),
        at("produces", "ferry/importer.py", "", "phase-1.md", FEED),
        at("decision", "times", "UTC", "README.md", "D1"),
        at("decision", "departure times", "local", "phase-1.md", LOCAL),
        at("value", "departures shown", "10", "phase-1.md", "`GET /departures` answers"),
        at("value", "departures shown", "1", "phase-2.md", "The board at the pier"),
        at("schedule", "import", "hourly", "phase-1.md", FEED),
        at("schedule", "switch off", "at night", "phase-2.md", "1. Switch the old board"),
        at("deferral", "board", "later", "phase-1.md", "`GET /departures` answers"),
        at("reference", "store", "SQLite", "README.md", "D2"),
    ]


def test_the_order_and_number_of_statements_never_matters() -> None:
    plan, said = ferry(), sample()
    search = Search(plan)
    first = suspicions(plan, said, search), whole(plan, said, search)
    assert len(first[0]) >= 7
    assert len(set(first[0])) == len(first[0])
    chance = random.Random(7)  # noqa: S311 - repeatable
    for _ in range(20):
        chance.shuffle(said)
        again = [*said, *chance.sample(said, 5)]
        assert (suspicions(plan, again, search), whole(plan, again, search)) == first


def test_the_gravest_kinds_come_first() -> None:
    kinds = ("is used here", "defers", "referred to", "staffing", "Can all")
    texts = [each.text for each in suspected(ferry(), *sample())]
    first = [next(n for n, text in enumerate(texts) if kind in text) for kind in kinds]
    assert first == sorted(first)


def test_the_whole_holds_every_fact_once_and_no_thing() -> None:
    plan, said = ferry(), sample()
    found = whole(plan, said, Search(plan))
    facts = [each for each in said if each.kind not in ("produces", "consumes")]
    assert {each.note.partition(":")[0] for each in found} == {
        f"{each.kind} {each.about}" for each in facts
    }
    assert len(found) == len(set(found))
    notes = [each.note for each in found]
    shown = [n for n, note in enumerate(notes) if "departures shown" in note]
    assert shown[1] == shown[0] + 1, "statements on one topic stand side by side"


@pytest.mark.parametrize("off", [-3, -1, 0, 2, 3])
def test_a_statement_stands_where_its_words_do(off: int) -> None:
    line = line_of(ferry(), "phase-1.md", LOCAL)
    said = stated(ferry(), "decision", "departure time", "stored in local time", "phase-1.md",
                  line + off)  # fmt: skip
    (found,) = whole(ferry(), [said], Search(ferry()))
    assert (found.at.line_start, found.at.line_end) == (line, line)


def test_a_statement_whose_words_are_not_near_stays_where_it_was_named() -> None:
    said = stated(ferry(), "decision", "zebra", "crossing", "phase-1.md", 8)
    (found,) = whole(ferry(), [said], Search(ferry()))
    assert found.at.line_start == 8
    far = stated(ferry(), "decision", "local time", "column", "phase-1.md", 30)
    (found,) = whole(ferry(), [far], Search(ferry()))
    assert found.at.line_start == 30
