"""The second pass: its requests, and what it reads in the answers."""

import json

import pytest

from planproof.core.draft import Stated
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.review import Rejected
from planproof.evidence import Prover
from planproof.passes.cross_phase import _BATCH_TOKENS, CrossPhase, CrossQuestion
from planproof.passes.joins import suspicions, whole
from planproof.passes.shapes import MalformedAnswerError
from planproof.search import Search
from tests.passes.made import asking, criteria, ferry, line_of, plan_of, stated

OTHER = {
    "title": "Local against UTC",
    "why": "Times differ.",
    "severity_reason": "wrong times are shown",
    "severity": "critical",
    "confidence": "high",
    "fix": "Store UTC.",
}


def cross(plan: Plan) -> CrossPhase:
    return CrossPhase(plan, asking())


def said() -> list[Stated]:
    plan = ferry()
    local = line_of(plan, "phase-1.md", "local time")
    notices = line_of(plan, "phase-2.md", "`notices`")
    return [
        stated(plan, "decision", "times", "UTC", "README.md", line_of(plan, "README.md", "D1")),
        stated(plan, "decision", "departure times", "local", "phase-1.md", local),
        stated(plan, "consumes", "notices", "", "phase-2.md", notices),
    ]


def only() -> CrossQuestion:
    (question,) = cross(ferry()).questions(said())
    return question


def ids(question: CrossQuestion, *texts: str) -> list[str]:
    """Ids of the statements whose line holds each text."""
    found = []
    for text in texts:
        (name,) = (
            name
            for name, each in question.statements.items()
            if text in ferry().document(each.at.path).lines[each.at.line_start - 1]
        )
        found.append(name)
    return found


def reply(question: CrossQuestion, *defects: dict[str, object], leave: tuple[str, ...] = ()) -> str:
    judged = [{"question": q, "verdict": "ok"} for q in question.questions if q not in leave]
    return json.dumps({"questions": judged, "defects": defects})


def large(parts: int, facts: int, kind: str = "decision") -> tuple[Plan, list[Stated]]:
    """A plan with many statements, each on a line of its own of about 60 words."""
    texts = {}
    for part in range(1, parts + 1):
        lines = [
            f"Item{part}x{n} keeps topic{n} at {part * n} " + f"word{part}y{n} " * 24
            for n in range(1, facts + 1)
        ]
        texts[f"phase-{part}.md"] = f"# Phase {part}: Part {part}\n\n" + "\n\n".join(lines) + "\n"
    plan = plan_of(texts)
    made = [
        stated(plan, kind, f"topic{n}", f"{part * n}", f"phase-{part}.md", 1 + 2 * n)
        for part in range(1, parts + 1)
        for n in range(1, facts + 1)
    ]
    return plan, made


def test_nothing_stated_or_nothing_to_judge_by_asks_nothing() -> None:
    assert cross(ferry()).questions([]) == ()
    phase = tuple(each for each in criteria() if each.scope == "phase")
    assert CrossPhase(ferry(), asking(criteria=phase)).questions(said()) == ()


def test_one_lonely_fact_asks_nothing() -> None:
    assert cross(ferry()).questions(said()[:1]) == ()


def test_the_request_shows_each_statement_once_with_its_place() -> None:
    question = only()
    digest, text = question.request.parts
    assert digest.shared
    assert not text.shared
    for name, each in question.statements.items():
        line = ferry().document(each.at.path).lines[each.at.line_start - 1].strip()
        (row,) = (row for row in text.text.splitlines() if row.startswith(f"{name} ["))
        assert row.endswith(line)
        assert f"{each.at.path}:{each.at.line_start}]" in row
    for name, suspicion in question.questions.items():
        assert f"- `{name}` {suspicion.text}" in text.text
    assert text.text.index("# Statements") < text.text.index("# Your task")
    assert "Phase 1, Task 1, phase-1.md:14" in text.text


def test_the_last_question_is_about_all_statements() -> None:
    question = only()
    *_, last = question.questions.values()
    assert last.text.startswith("Read all statements together")
    assert len(last.statements) == 2


def test_the_schema_knows_the_ids_and_the_criteria_across_the_plan() -> None:
    question = only()
    schema = json.dumps(question.request.output_schema)
    for name in (*question.statements, *question.questions):
        assert f'"{name}"' in schema
    for each in criteria():
        assert (f'"{each.id}"' in schema) is (each.scope == "plan")


def test_the_order_of_the_statements_never_matters() -> None:
    plan, made = large(6, 20)
    first = [each.request.key for each in cross(plan).questions(made)]
    assert len(first) > 1
    assert [each.request.key for each in cross(plan).questions(made[::-1])] == first


@pytest.mark.parametrize(("parts", "facts"), [(2, 3), (4, 12), (6, 20)])
def test_every_suspicion_is_in_one_batch_and_no_batch_is_too_large(parts: int, facts: int) -> None:
    plan, made = large(parts, facts)
    suspected = suspicions(plan, made, Search(plan))
    review = cross(plan)
    batches = review.questions(made)
    asked = [each for question in batches for each in question.questions.values()]
    assert [each for each in asked if not each.text.startswith("Read all")] == list(suspected)
    for question in batches:
        assert sum(map(review._cost, question.statements.values())) <= _BATCH_TOKENS
        assert len(question.questions) <= 36
        shown = {each for one in question.questions.values() for each in one.statements}
        assert set(question.statements.values()) == shown
    assert [each.request.label for each in batches] == [
        f"statements of all parts, {n} of {len(batches)}" for n in range(1, len(batches) + 1)
    ]


def test_all_facts_of_a_large_plan_are_read_together_with_others() -> None:
    plan, made = large(6, 20)
    review = cross(plan)
    everything = whole(plan, made, Search(plan))
    assert len(everything) == len(made)
    for most in range(2, len(everything) + 1):
        sweeps = list(review._sweeps(everything[:most]))
        read = [each for sweep in sweeps for each in sweep.statements]
        assert read == list(everything[:most]), "each once, none left out"
        assert all(len(sweep.statements) > 1 for sweep in sweeps)
    assert len(sweeps) > 1


def test_a_great_many_dates_do_not_make_a_batch_too_large() -> None:
    plan, made = large(8, 16, kind="schedule")
    review = cross(plan)
    for question in review.questions(made):
        assert sum(map(review._cost, question.statements.values())) <= _BATCH_TOKENS


# Reading


def test_a_defect_becomes_a_draft_with_the_words_of_the_plan() -> None:
    question = only()
    utc, local = ids(question, "D1", "local time")
    text = reply(
        question, {**OTHER, "criterion": "cross-contradiction", "statements": [local, utc, local]}
    )
    (draft,) = cross(ferry()).read(question, text).drafts
    assert [each.within.path for each in draft.quotes] == ["phase-1.md", "README.md"]
    assert (
        draft.quotes[0].text == "2. Store each departure in local time, in the column `leaves_at`."
    )
    criterion = next(each for each in criteria() if each.id == draft.criterion)
    finding = Prover(ferry()).prove(draft, criterion)
    assert isinstance(finding, Finding)
    assert (finding.location.path, finding.location.line_start) == ("phase-1.md", 14)
    assert [each.path for each in finding.related] == ["README.md"]


def test_ids_that_nobody_gave_are_passed_over() -> None:
    question = only()
    (utc,) = ids(question, "D1")
    text = reply(
        question,
        {**OTHER, "criterion": "invented", "statements": ["s99", f"`{utc}`", "", "q1"]},
        {**OTHER, "criterion": "cross-order", "statements": ["s99"]},
    )
    one, none = cross(ferry()).read(question, text).drafts
    assert one.criterion == "cross-contradiction"
    assert [each.within.path for each in one.quotes] == ["README.md"]
    assert none.quotes == ()
    criterion = next(each for each in criteria() if each.id == none.criterion)
    assert isinstance(Prover(ferry()).prove(none, criterion), Rejected)


def test_questions_that_an_answer_leaves_out_are_asked_again_by_themselves() -> None:
    question = only()
    first, *rest = question.questions
    review = cross(ferry())
    reading = review.read(question, reply(question, leave=tuple(rest)))
    assert reading.unanswered == tuple(rest)
    again = review.again(question, reading.unanswered)
    assert list(again.questions.values()) == [question.questions[name] for name in rest]
    assert question.questions[first].text not in again.request.text
    assert again.request.key != question.request.key
    assert again.request.parts[0] == question.request.parts[0]
    assert review.read(again, reply(again)).unanswered == ()


def test_marks_around_the_id_of_a_question_do_not_matter() -> None:
    question = only()
    text = reply(question).replace('"q1"', '" `q1` "')
    assert cross(ferry()).read(question, text).unanswered == ()


def test_no_more_defects_are_read_than_there_is_room_for() -> None:
    question = only()
    (utc,) = ids(question, "D1")
    many: list[dict[str, object]] = [
        {**OTHER, "criterion": "cross-order", "statements": [utc], "title": f"Defect {n}"}
        for n in range(400)
    ]
    drafts = cross(ferry()).read(question, reply(question, *many)).drafts
    assert [each.title for each in drafts] == [f"Defect {n}" for n in range(len(drafts))]
    assert question.most <= len(drafts) <= question.most + 2


def test_another_shape_is_malformed() -> None:
    with pytest.raises(MalformedAnswerError, match="questions"):
        cross(ferry()).read(only(), '{"defects": []}')
