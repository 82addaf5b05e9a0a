"""What the first pass asks, and what it reads in the answers."""

import json

import pytest

from planproof.chunks import chunk_plan, split
from planproof.core.rubric import GROUPS, OTHER
from planproof.passes.phase_review import LETTERS, Question, Reading
from planproof.passes.shapes import MalformedAnswerError
from tests.passes.made import (
    chunk_of,
    criteria,
    defect,
    ferry,
    fixture,
    full_grid,
    phase_answer,
    phase_review,
    question_of,
)

PHASE = [each for each in criteria() if each.scope == "phase"]
SMALL = {"criterion": "weak-tests", "line": 18, "quote": "pytest tests", "title": "t", "fix": "f"}
THING = {"name": "departures", "form": "leaves_at", "line": 9}
FACT = {"about": "times", "says": "local", "kind": "decision", "line": 14}


def long_part() -> list[Question]:
    """The questions about a part that is asked about twice."""
    plan = fixture("heron")
    return list(phase_review(plan).questions(chunk_of(plan, "Phase-2.md")))


def test_a_long_part_is_asked_about_once_for_each_set_of_groups() -> None:
    first, second = long_part()
    groups = [{each.group for each in question.criteria} for question in (first, second)]
    assert groups == [{"intent", "build"}, {"robust", "proof"}]
    assert [*first.criteria, *second.criteria] == PHASE
    assert first.request.label.startswith("Phase 2 (Phase-2.md), lines 1-")
    assert first.request.label.endswith("intent and build")
    assert first.request.phase == "phase-2"


def test_both_requests_about_a_part_begin_with_the_same_text() -> None:
    first, second = (question.request for question in long_part())
    assert first.system == second.system
    assert first.parts[:-1] == second.parts[:-1]
    assert [part.shared for part in first.parts] == [True, True, False]
    assert first.key != second.key


def test_the_digest_is_the_same_text_for_all_parts() -> None:
    plan = ferry()
    review = phase_review(plan)
    requests = [q.request for chunk in chunk_plan(plan, 8_000) for q in review.questions(chunk)]
    assert len(requests) == 3
    assert len({each.parts[0] for each in requests}) == 1
    assert len({each.system for each in requests}) == 1


def test_the_questions_stand_last() -> None:
    for question in long_part():
        *before, last = question.request.parts
        for each in question.criteria:
            assert f"`{each.id}`: {each.question}" in last.text
            assert each.question not in "".join(part.text for part in before)
        for unit in question.units:
            assert f"`{unit.id}`: {unit.name}" in last.text


def test_the_part_is_numbered_from_one_and_all_of_it_is_there() -> None:
    plan = fixture("curlew")
    chunk = next(each for each in chunk_plan(plan, 8_000) if each.line_start > 1)
    (_, part, _) = next(phase_review(plan).questions(chunk)).request.parts
    lines = plan.document(chunk.path).lines[chunk.line_start - 1 : chunk.line_end]
    for number, line in enumerate(lines, 1):
        assert f"\n{number}| {line}".rstrip() in part.text
    assert f"\n{len(lines) + 1}| " not in part.text


def test_facts_are_asked_once_for_each_part() -> None:
    first, second = long_part()
    assert first.allowed.facts > 0
    assert second.allowed.facts == second.allowed.things == 0
    assert "`facts`: empty lists" not in first.request.parts[-1].text
    assert "`facts`: empty lists" in second.request.parts[-1].text


def test_all_requests_begin_alike_schema_first() -> None:
    """Both providers put the schema in front, so another one would share no cache."""
    plan = fixture("heron")
    review = phase_review(plan, "deep")
    parts = [chunk_of(plan, path) for path in ("Phase-1.md", "Phase-2.md")]
    asked = [[each.request for each in review.questions(part)] for part in parts]
    first = asked[0][0]
    for request in (*asked[0], *asked[1]):
        assert json.dumps(request.output_schema) == json.dumps(first.output_schema)
        assert (request.system, request.parts[0]) == (first.system, first.parts[0])
    assert all(len({request.parts[:2] for request in group}) == 1 for group in asked)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("path", ["Phase-2.md", "README.md"])
def test_facts_are_asked_once_whatever_criteria_a_team_has(group: str, path: str) -> None:
    plan = fixture("heron")
    few = tuple(each for each in criteria() if each.group == group)
    questions = phase_review(plan, criteria=few).questions(chunk_of(plan, path))
    assert [bool(each.allowed.facts) for each in questions] == [True]


def test_deep_has_an_independent_second_reader() -> None:
    plan = fixture("heron")
    questions = list(phase_review(plan, "deep").questions(chunk_of(plan, "Phase-2.md")))
    assert len(questions) == 8
    assert len({each.request.key for each in questions}) == 8
    assert sum(bool(each.allowed.facts) for each in questions) == 1
    assert [each.name for each in questions[4:6]] == ["intent, reader 2", "build, reader 2"]
    for each in questions:
        second = "independent second reader" in each.request.parts[-1].text
        assert second is each.name.endswith("reader 2")


def test_more_criteria_than_letters_are_asked_in_several_requests() -> None:
    plan, most = ferry(), len(LETTERS)
    many = tuple(PHASE[0].model_copy(update={"id": f"own-{n}"}) for n in range(most + 5))
    questions = list(phase_review(plan, criteria=many).questions(chunk_of(plan, "phase-1.md")))
    assert [len(each.criteria) for each in questions] == [most, 5]
    assert [each for question in questions for each in question.criteria] == list(many)
    assert [bool(each.allowed.facts) for each in questions] == [True, False]


def test_halves_are_asked_the_same_question() -> None:
    plan = fixture("heron")
    review, (first, second) = phase_review(plan), long_part()
    for question in (first, second):
        parts = split(question.chunk, plan)
        halves = [review.same(question, part) for part in parts]
        assert [half.criteria for half in halves] == [question.criteria] * 2
        assert [bool(half.allowed.facts) for half in halves] == [bool(question.allowed.facts)] * 2
        assert [half.chunk for half in halves] == list(parts)


def test_halves_of_the_second_reader_stay_the_second_readers() -> None:
    plan = fixture("heron")
    review = phase_review(plan, "deep")
    questions = list(review.questions(chunk_of(plan, "Phase-2.md")))
    build, again = (each for each in questions if each.name.startswith("build"))
    part = split(build.chunk, plan)[0]
    assert review.same(again, part).request.key != review.same(build, part).request.key


# Reading


def test_a_full_answer_leaves_nothing_open() -> None:
    question = question_of(ferry(), "phase-1.md")
    reading = phase_review(ferry()).read(question, phase_answer(question))
    assert reading == Reading()


def test_what_an_answer_says_becomes_drafts_claims_and_statements() -> None:
    plan = ferry()
    question = question_of(plan, "phase-1.md")
    text = phase_answer(
        question,
        defects=[defect()],
        minor=[SMALL],
        strengths=[{"line": 18, "quote": "pytest tests/test_importer.py", "text": "Is run."}],
        unjudged=[{"unit": "u2", "reason": "no schema"}, {"unit": "u77", "reason": "nothing"}],
        produces=[THING],
        consumes=[{**THING, "form": ""}],
        facts=[FACT],
    )
    reading = phase_review(plan).read(question, text)
    large, small = reading.drafts
    assert (large.criterion, large.severity, large.quotes[0].line) == (
        "contradiction", "critical", 13,
    )  # fmt: skip
    assert (small.severity, small.confidence, small.why) == ("minor", "medium", "")
    within = large.quotes[0].within
    assert (within.path, within.line_start, within.line_end) == ("phase-1.md", 1, 34)
    (claim,) = reading.claims
    assert (claim.phase, claim.quote.line) == ("phase-1", 18)
    assert [(each.kind, each.about, each.at.line_start) for each in reading.stated] == [
        ("produces", "departures", 9),
        ("consumes", "departures", 9),
        ("decision", "times", 14),
    ]
    assert {each.phase for each in reading.stated} == {"phase-1"}
    assert reading.unjudged == ("Task 1: Import departures: no schema",)


def test_lines_are_moved_to_the_document_and_kept_within_the_part() -> None:
    plan = fixture("curlew")
    chunk = next(each for each in chunk_plan(plan, 8_000) if each.line_start > 1)
    review = phase_review(plan)
    question = next(review.questions(chunk))
    lines = (1, 3, -7, 0, 10**30)
    text = phase_answer(question, facts=[{**FACT, "line": each} for each in lines])
    found = [each.at.line_start for each in review.read(question, text).stated]
    start, end = chunk.line_start, chunk.line_end
    assert found == [start, start + 2, start, start, end]


def test_a_criterion_that_was_not_asked_is_other() -> None:
    plan = fixture("heron")
    first, _ = long_part()
    text = phase_answer(first, defects=[defect(criterion="weak-tests"), defect(criterion="zzz")])
    drafts = phase_review(plan).read(first, text).drafts
    assert [each.criterion for each in drafts] == [OTHER, OTHER]


def test_what_goes_far_beyond_the_limits_is_not_read() -> None:
    question = question_of(ferry(), "phase-1.md")
    allowed = question.allowed
    text = phase_answer(
        question,
        defects=[defect(title=f"Defect {n}") for n in range(500)],
        minor=[SMALL] * 500,
        strengths=[{"line": 1, "quote": "q", "text": "t"}] * 500,
        produces=[THING] * 500,
        consumes=[THING] * 500,
        facts=[FACT] * 500,
    )
    reading = phase_review(ferry()).read(question, text)
    large = [each.title for each in reading.drafts if each.severity != "minor"]
    assert large == [f"Defect {n}" for n in range(len(large))]
    assert allowed.defects <= len(large) <= allowed.defects + 2
    assert len(reading.drafts) - len(large) <= allowed.minor + 2
    assert len(reading.claims) <= allowed.strengths
    assert len(reading.stated) <= allowed.facts + 2 * allowed.things + 6


# Holes


def test_a_missing_row_and_a_missing_letter_are_holes() -> None:
    question = question_of(ferry(), "phase-1.md")
    ids = [each.id for each in question.criteria]
    grid = full_grid(question)[1:]
    grid[0]["ok"] = grid[0]["ok"].replace("C", "").replace("E", "").lower()
    grid[0]["defect"] = "e"
    reading = phase_review(ferry()).read(question, phase_answer(question, grid=grid))
    assert [(hole.unit.id, list(hole.criteria)) for hole in reading.holes] == [
        ("u1", ids),
        ("u2", [ids[2]]),
    ]


def test_rows_may_come_in_any_order_in_pieces_and_in_marks() -> None:
    question = question_of(ferry(), "phase-1.md")
    pieces = [
        {"unit": f" `{row['unit']}` ", "ok": "", "defect": "", "unjudged": letter}
        for row in reversed(full_grid(question))
        for letter in row["ok"]
    ]
    reading = phase_review(ferry()).read(question, phase_answer(question, grid=pieces))
    assert reading.holes == ()


def test_the_follow_up_asks_for_the_holes_only() -> None:
    plan = ferry()
    review, question = phase_review(plan), question_of(plan, "phase-1.md")
    grid = full_grid(question)[:2]
    grid[1]["ok"] = grid[1]["ok"].replace("D", "")
    grid.append({"unit": "u3", "ok": LETTERS[4 : len(question.criteria)], "defect": "A",
                 "unjudged": ""})  # fmt: skip
    reading = review.read(question, phase_answer(question, grid=grid))
    again = review.holes(question, reading.holes)
    ids = [each.id for each in question.criteria]
    assert [each.id for each in again.criteria] == ids[1:4]
    assert [unit.id for unit in again.units] == ["u2", "u3"]
    assert again.allowed.facts == again.allowed.things == again.allowed.strengths == 0
    assert again.request.parts[:-1] == question.request.parts[:-1]
    told = again.request.parts[-1].text
    assert f"by `{ids[3]}`\n" in told
    assert all(f"`{each}`" in told for each in ids[1:4])
    assert not any(f"`{each}`" in told for each in (ids[0], *ids[4:]))
    assert "`u1`" not in told
    assert again.request.output_schema == question.request.output_schema
    reading = review.read(again, phase_answer(again))
    assert reading.holes == ()


def test_the_follow_up_is_another_request_than_the_one_that_was_answered() -> None:
    question = question_of(ferry(), "phase-1.md")
    answered = question.request.key
    review = phase_review(ferry())
    holes = review.read(question, phase_answer(question, grid=[])).holes
    assert review.holes(question, holes).request.key != answered


def test_an_answer_without_facts_where_they_were_asked_is_malformed() -> None:
    question = question_of(ferry(), "phase-1.md")
    text = json.loads(phase_answer(question))
    del text["facts"]
    with pytest.raises(MalformedAnswerError, match="facts"):
        phase_review(ferry()).read(question, json.dumps(text))
