"""What makes the first pass ask again, and what does not: a key that stays costs nothing."""

import asyncio

from planproof.chunks import chunk_plan
from planproof.core.plan import Plan
from planproof.model_review import ModelReview
from planproof.passes.depth import load_depth
from planproof.passes.rounds import by_request
from planproof.redacted import redacted
from tests.passes.made import (
    FERRY,
    PHASE_1,
    README,
    Scripted,
    asking,
    criteria,
    ferry,
    fixture,
    phase_review,
    plan_of,
    rubric,
    told,
)

LONG = "A sentence of the body that says a little of what there is to do here.\n\n" * 60
ONE_FILE = (
    f"{README}\n{LONG}\n{PHASE_1.replace('# ', '## ', 1)}\n{LONG}\n"
    f"## Phase 2: Board\n\nShow the board.\n\n{LONG}"
)


def keys(plan: Plan, **changes: object) -> dict[str, list[str]]:
    """Keys of the requests about each phase, and about each document outside the phases."""
    review = phase_review(plan, **changes)
    parts = ModelReview(plan, asking(), load_depth("standard"), by_request(Scripted(str))).chunks()
    found: dict[str, list[str]] = {}
    for chunk in parts:
        lines = range(chunk.line_start, chunk.line_end + 1)
        owners = [plan.owner(chunk.path, line)[0] for line in lines]
        place = ", ".join(dict.fromkeys(each.id for each in owners if each)) or chunk.path
        found.setdefault(place, []).extend(q.request.key for q in review.questions(chunk))
    assert all(found.values())
    return found


def changed(path: str, old: str, new: str) -> set[str]:
    """The places that are asked about again when a text of the ferry's plan changes."""
    assert old in FERRY[path]
    before = keys(ferry())
    after = keys(plan_of({**FERRY, path: FERRY[path].replace(old, new, 1)}))
    assert before.keys() == after.keys()
    return {place for place in before if before[place] != after[place]}


def test_the_same_plan_has_the_same_keys() -> None:
    assert keys(plan_of(FERRY)) == keys(ferry())


def test_an_edit_in_the_body_of_a_phase_asks_again_about_that_phase() -> None:
    assert changed("phase-1.md", "once an hour", "twice an hour") == {"phase-1"}
    assert changed("phase-1.md", "200 ms", "200 ms.\n- [ ] Two requests at once") == {"phase-1"}
    assert changed("phase-2.md", "every minute", "every hour") == {"phase-2"}


def test_an_edit_of_a_fixture_asks_again_about_one_phase() -> None:
    plan = fixture("heron")
    document = plan.document("Phase-2.md")
    words = max(range(len(document.lines)), key=lambda n: len(document.lines[n]))
    lines = [*document.lines]
    lines[words] += " And once more."
    edited = {
        each.path: "\n".join(lines if each is document else each.lines) for each in plan.documents
    }
    before, after = keys(plan), keys(plan_of(edited).model_copy(update={"name": plan.name}))
    assert {place for place in before if before[place] != after[place]} == {"phase-2"}


def test_an_edit_above_in_the_same_document_leaves_what_follows_alone() -> None:
    before = keys(plan_of({"plan.md": ONE_FILE}))
    longer = ONE_FILE.replace("once an hour", "once an hour,\n   and on demand", 1)
    after = keys(plan_of({"plan.md": longer}))
    assert before["phase-2"] == after["phase-2"]
    assert before["plan.md"] == after["plan.md"]
    assert before["phase-1"] != after["phase-1"]


def test_short_phases_that_are_asked_about_together_are_still_asked_about_by_themselves() -> None:
    """An edit reaches the part that holds it and at most the one after it."""
    body = "A sentence of the body that says a little of what there is to do.\n\n" * 22
    phases = [f"## Phase {n}: Part {n}\n\nDo part {n}.\n\n{body}" for n in range(1, 13)]
    before = keys(plan_of({"plan.md": "# Plan\n\n" + "".join(phases)}))
    assert len(before) < 12, "several phases share a part"
    phases[0] += "One more sentence, of which there are a few now.\n\n" * 20
    after = keys(plan_of({"plan.md": "# Plan\n\n" + "".join(phases)}))
    same = {key for found in before.values() for key in found} & {
        key for found in after.values() for key in found
    }
    assert len(same) >= len(before) - 2


def test_an_edit_of_the_outline_asks_again_about_everything() -> None:
    every = {"README.md", "phase-1", "phase-2"}
    assert changed("phase-2.md", "# Phase 2: Board", "# Phase 2: Pier") == every
    assert changed("phase-2.md", "Retire the old board", "Keep the old board") == every


def test_an_edit_of_a_decision_asks_again_about_everything() -> None:
    assert changed("README.md", "kept in UTC", "kept in CET") == {"README.md", "phase-1", "phase-2"}


def test_the_rubric_and_each_criterion_are_in_the_keys() -> None:
    before = keys(ferry())
    other = rubric().model_copy(update={"description": "For sailors."})
    few = (criteria()[0].model_copy(update={"text": "Counts: nothing."}), *criteria()[1:])
    asked = (criteria()[0].model_copy(update={"question": "Is it good?"}), *criteria()[1:])
    grade = (criteria()[0].model_copy(update={"severity": "minor"}), *criteria()[1:])
    for changes in (
        {"rubric": other}, {"criteria": few}, {"criteria": asked}, {"criteria": grade},
        {"criteria": criteria()[1:]}, {"model": "another"}, {"effort": "high"},
    ):  # fmt: skip
        after = keys(ferry(), **changes)
        assert all(before[place] != after[place] for place in before), changes


def test_a_criterion_across_the_plan_is_not_in_the_keys() -> None:
    cross = next(each for each in criteria() if each.scope == "plan")
    edited = cross.model_copy(update={"text": "Counts: nothing."})
    changed = tuple(edited if each is cross else each for each in criteria())
    assert keys(ferry(), criteria=changed) == keys(ferry())


def test_findings_of_checks_are_in_no_request_of_the_first_pass() -> None:
    plan = ferry()

    def asked(*checked: object) -> list[str]:
        ask = Scripted(lambda _: "{}")
        review = ModelReview(plan, asking(), load_depth("standard"), by_request(ask))
        findings = [told(plan, "phase-1.md", "local time", source="check")] if checked else []
        asyncio.run(review.run(findings, tuple))
        return [each.key for each in ask.rounds[0]]

    assert asked() == asked("a finding")
    assert len(asked()) == 3


def test_secrets_are_in_no_request_whoever_calls() -> None:
    secret = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"
    texts = {
        path: text.replace("\n\n", f"\n\nThe token is {secret}.\n\n", 1)
        for path, text in FERRY.items()
    }
    for plan in (plan_of(texts), redacted(plan_of(texts))):
        review = phase_review(plan)
        for chunk in chunk_plan(plan, 8_000):
            for question in review.questions(chunk):
                assert secret not in question.request.model_dump_json()
                assert "redacted" in question.request.text
