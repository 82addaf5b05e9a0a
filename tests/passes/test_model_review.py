"""The four passes together, answered by scripts."""

import asyncio
import json
from collections.abc import Callable, Sequence

import pytest

from planproof.asking import Failure
from planproof.core.finding import Finding
from planproof.core.judged import Judged
from planproof.core.plan import Plan
from planproof.core.request import Answer, Request
from planproof.core.rubric import Criterion
from planproof.model_review import ModelReview
from planproof.passes.depth import load_depth
from planproof.passes.phase_review import LETTERS
from planproof.passes.rounds import NoAnswer, by_request
from tests.passes.made import (
    Scripted,
    answer,
    as_ask,
    asking,
    criteria,
    defect,
    ferry,
    fixture,
    plan_of,
    told,
)

EMPTY: dict[str, dict[str, object]] = {
    "phase-review": {
        "grid": [{"unit": f"u{n}", "ok": LETTERS, "defect": "", "unjudged": ""}
                 for n in range(1, 25)],
        "defects": [], "minor": [], "strengths": [], "unjudged": [],
        "produces": [], "consumes": [], "facts": [],
    },
    "cross-phase": {
        "questions": [{"question": f"q{n}", "verdict": "ok"} for n in range(1, 37)],
        "defects": [],
    },
    "verification": {
        "rulings": [{"draft": f"d{n}", "reason": "Shown.", "verdict": "stands",
                     "severity": "critical"} for n in range(1, 9)],
    },
    "synthesis": {
        "summary": [{"text": "Times differ.", "refs": ["f1"]}], "strengths": [], "order": [],
        "same": [],
    },
}  # fmt: skip


def reply(request: Request) -> str:
    """The timetable stores local time; everything else is fine."""
    said = dict(EMPTY[request.pass_])
    if request.phase == "phase-1":
        said["defects"] = [defect(line=14)]
        said["facts"] = [
            {"about": "departure times", "says": "local", "kind": "decision", "line": 14}
        ]
    if "README.md" in request.label:
        said["facts"] = [{"about": "times", "says": "UTC", "kind": "decision", "line": 5}]
    return json.dumps(said)


def run(
    answers: Callable[[Request], Answer | NoAnswer | str] = reply,
    *,
    plan: Plan | None = None,
    chosen: Sequence[Criterion] | None = None,
    checked: Sequence[Finding] = (),
) -> tuple[Judged, Scripted]:
    ask = Scripted(answers)
    how = asking(criteria=tuple(chosen if chosen is not None else criteria()))
    review = ModelReview(plan or ferry(), how, load_depth("standard"), by_request(as_ask(ask)))
    return asyncio.run(review.run(checked, tuple)), ask


def is_of(request: Request, name: str) -> bool:
    return request.pass_ == name


def states(judged: Judged) -> dict[tuple[str, str | None], str]:
    return {(each.pass_, each.phase or each.path): each.state for each in judged.passes}


def test_what_is_found_goes_through_all_four_passes() -> None:
    judged, ask = run()
    assert list(dict.fromkeys(each.pass_ for each in ask.asked)) == [
        "phase-review", "cross-phase", "verification", "synthesis",
    ]  # fmt: skip
    (finding,) = judged.findings
    assert (finding.rule, finding.severity, finding.location.line_start) == (
        "contradiction", "critical", 14,
    )  # fmt: skip
    assert judged.summary == "Times differ."
    assert states(judged) == {
        ("phase-review", "phase-1"): "reviewed",
        ("phase-review", "phase-2"): "reviewed",
        ("phase-review", "README.md"): "reviewed",
        ("cross-phase", None): "reviewed",
        ("verification", None): "reviewed",
        ("synthesis", None): "reviewed",
    }


def test_a_plan_without_defects_is_told_as_such() -> None:
    judged, ask = run(lambda request: json.dumps(EMPTY[request.pass_]))
    assert {each.pass_ for each in ask.asked} == {"phase-review"}
    assert (judged.findings, judged.summary) == ((), "")
    reasons = {each.pass_: each.reason for each in judged.passes if each.state == "skipped"}
    assert set(reasons) == {"cross-phase", "verification", "synthesis"}


@pytest.mark.parametrize(
    ("broken", "waiting"),
    [
        ("phase-review", ["cross-phase", "verification", "synthesis"]),
        ("cross-phase", ["verification", "synthesis"]),
        ("verification", ["synthesis"]),
        ("synthesis", []),
    ],
)
def test_what_is_pending_holds_up_what_comes_after(broken: str, waiting: list[str]) -> None:
    def half(request: Request) -> NoAnswer | str:
        if request.pass_ == broken:
            return Failure(key=request.key, state="pending", reason="nobody has answered yet")
        return reply(request)

    judged, ask = run(half)
    assert not [each for each in ask.asked if each.pass_ in waiting]
    pending = {each.pass_: each.reason for each in judged.passes if each.state == "pending"}
    assert list(pending) == [broken, *waiting]
    assert [pending[each] for each in waiting] == [f"it waits for {broken}"] * len(waiting)


@pytest.mark.parametrize("broken", list(EMPTY))
def test_what_has_failed_is_named_and_the_rest_goes_on(broken: str) -> None:
    judged, ask = run(
        lambda request: (
            answer(request, stop="refusal") if request.pass_ == broken else reply(request)
        )
    )
    failed = [each for each in judged.passes if each.state == "failed"]
    assert {each.pass_ for each in failed} == {broken}
    assert {each.reason for each in failed} == {"the model refused to answer"}
    if broken == "verification":
        assert [(each.severity, each.confidence) for each in judged.findings] == [("major", "low")]
    if broken == "synthesis":
        assert [each.severity for each in judged.findings] == ["critical"]
    assert ask.asked


def test_findings_of_checks_are_there_whatever_fails() -> None:
    checked = [told(ferry(), "phase-2.md", "Switch", "critical", source="check", rule="hedge")]
    for broken in (*EMPTY, "everything"):
        judged, _ = run(
            lambda request, broken=broken: (
                answer(request, stop="filter")  # type: ignore[misc]  # bound now
                if broken in (request.pass_, "everything")
                else reply(request)
            ),
            checked=checked,
        )
        assert [each for each in judged.findings if each.source == "check"] == checked


def test_short_phases_of_one_document_are_asked_about_together_and_each_is_named() -> None:
    text = "# Plan\n\nWords.\n\n## Phase 1: A\n\nDo a.\n\n## Phase 2: B\n\nDo b.\n"
    plan = plan_of({"plan.md": text})
    judged, ask = run(plan=plan)
    assert len(ask.rounds[0]) == 1
    for phase in ("phase-1", "phase-2"):
        assert states(judged)["phase-review", phase] == "reviewed"
    judged, _ = run(lambda request: answer(request, stop="refusal"), plan=plan)
    for phase in ("phase-1", "phase-2"):
        assert states(judged)["phase-review", phase] == "failed"


def test_what_a_part_of_several_phases_says_is_of_the_phase_it_stands_in() -> None:
    text = "# Plan\n\nWords.\n\n## Phase 1: A\n\nDo a.\n\n## Phase 2: B\n\nDo b very well.\n"
    praise = {"line": 11, "quote": "Do b very well.", "text": "It is said how."}

    def good(request: Request) -> str:
        return json.dumps({**EMPTY[request.pass_], "strengths": [praise]})

    judged, _ = run(
        lambda request: good(request) if is_of(request, "phase-review") else reply(request),
        plan=plan_of({"plan.md": text}),
    )
    assert [(each.phase, each.text) for each in judged.strengths] == [
        ("phase-2", "It is said how.")
    ]


def test_parts_are_asked_in_the_order_of_the_phases() -> None:
    _, ask = run()
    labels = [each.label for each in ask.rounds[0]]
    assert [label.partition(" (")[0].partition(",")[0] for label in labels] == [
        "Phase 1", "Phase 2", "README.md",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["harbor", "heron", "tern-spec", "quay-ja"])
def test_every_worded_line_that_is_judged_is_in_one_part(name: str) -> None:
    plan = fixture(name)
    review = ModelReview(
        plan, asking(), load_depth("standard"), by_request(as_ask(Scripted(reply)))
    )
    held = [
        (each.path, line)
        for each in review.chunks()
        for line in range(each.line_start, each.line_end + 1)
    ]
    assert len(held) == len(set(held))
    for document in plan.documents:
        for line, text in enumerate(document.lines, 1):
            if any(map(str.isalnum, text)) and document.kind not in ("context", "template", "data"):
                assert (document.path, line) in held


def test_a_hole_that_stays_open_is_asked_for_once() -> None:
    def lazy(request: Request) -> str:
        said = json.loads(reply(request))
        if is_of(request, "phase-review"):
            said["grid"] = said["grid"][:1]
        return json.dumps(said)

    judged, ask = run(lazy)
    labels = [each.label for each in ask.asked if is_of(each, "phase-review")]
    assert sum("holes" in label for label in labels) == 2, "one for each phase, none for one unit"
    assert states(judged)["phase-review", "phase-1"] == "reviewed"


def test_answers_in_another_order_give_the_same_review() -> None:
    class Backwards(Scripted):
        async def __call__(self, requests: Sequence[Request]) -> dict[str, Answer | NoAnswer]:
            found = await super().__call__(requests)
            return dict(reversed(found.items()))

    how = asking()
    review = ModelReview(ferry(), how, load_depth("standard"), by_request(as_ask(Backwards(reply))))
    assert asyncio.run(review.run([], tuple)) == run()[0]


# A team's own selection of criteria


def test_a_rubric_without_other_takes_an_answer_that_names_it() -> None:
    chosen = [each for each in criteria() if each.id in ("contradiction", "cross-contradiction")]

    def other(request: Request) -> str:
        return reply(request).replace('"contradiction"', '"other"')

    judged, _ = run(other, chosen=chosen)
    assert all(each.rule in ("other", "contradiction") for each in judged.findings)


def test_a_rubric_without_cross_contradiction_takes_an_answer_that_invents_a_criterion() -> None:
    chosen = [each for each in criteria() if each.scope == "phase" or each.id == "cross-order"]

    def invents(request: Request) -> str:
        said = json.loads(reply(request))
        if is_of(request, "cross-phase"):
            row = {**defect(criterion="invented"), "statements": ["s1", "s2"]}
            said["defects"] = [row]
        return json.dumps(said)

    judged, _ = run(invents, chosen=chosen)
    assert {each.rule for each in judged.findings} <= {each.id for each in criteria()}
