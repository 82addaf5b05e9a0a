"""The last pass decides nothing: it orders, joins and sums up what is settled."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.core.finding import SEVERITIES, Finding
from planproof.core.review import Strength
from planproof.passes import synthesis
from planproof.passes.shapes import MalformedAnswerError
from planproof.passes.synthesis import Synthesis, SynthesisQuestion
from tests.passes.made import asking, ferry, told

CHECK = {"source": "check", "rule": "hedge"}


def findings() -> list[Finding]:
    """Two of checks, four of a model, ranked."""
    plan = ferry()
    return [
        told(plan, "phase-1.md", "local time", "critical", id="a", title="Local time"),
        told(plan, "phase-2.md", "departures/next", "critical", id="b", **CHECK),
        told(plan, "phase-2.md", "`notices`", "major", id="c", title="No notices"),
        told(plan, "phase-2.md", "Switch", "major", id="d", **CHECK),
        told(plan, "phase-1.md", "200 ms", "minor", id="e", title="200 ms of what"),
        told(plan, "phase-1.md", "once an hour", "minor", id="f", title="Which hour"),
    ]


def strengths() -> list[Strength]:
    return [
        Strength(phase="phase-1", text="Tests are run.", location=findings()[4].location),
        Strength(phase="phase-2", text="Small steps.", location=findings()[2].location),
    ]


def asked() -> SynthesisQuestion:
    question = synthesis.question(ferry(), asking(), findings(), strengths())
    assert question is not None
    return question


def reading(**changes: object) -> Synthesis:
    values: dict[str, object] = {"summary": [], "strengths": [], "order": [], "same": []}
    return synthesis.read(asked(), findings(), json.dumps({**values, **changes}))


def ids(result: Synthesis) -> str:
    return "".join(each.id for each in result.findings)


def said(text: str, *refs: str) -> dict[str, object]:
    return {"text": text, "refs": refs}


def test_nothing_found_is_nothing_asked() -> None:
    assert synthesis.question(ferry(), asking(), [], []) is None
    assert synthesis.question(ferry(), asking(), [], strengths()) is not None


def test_the_request_tells_all_that_is_settled() -> None:
    text = asked().request.text
    assert "- `f1` critical, Phase 1, Task 1, phase-1.md:14: Local time Why:" in text
    assert "- `f5` minor, Phase 1, Task 2, phase-1.md:34: 200 ms of what Fix:" in text
    assert "- `g2` Phase 2: Small steps." in text
    assert "Ferry: Phase 1: Timetable, Phase 2: Board" in text
    assert text.index("# Your task") > text.index("`g2`")


def test_all_but_very_many_minor_findings_are_told() -> None:
    many = [told(ferry(), "phase-1.md", "200 ms", SEVERITIES[n % 3], id=f"n{n}") for n in range(60)]
    question = synthesis.question(ferry(), asking(), many, [])
    assert question is not None
    told_ids = {each.id for each in question.findings.values()}
    assert {each.id for each in many if each.severity != "minor"} <= told_ids
    many += [each.model_copy(update={"id": f"{each.id}x"}) for each in many]
    question = synthesis.question(ferry(), asking(), many, [])
    assert question is not None
    assert "and 15 minor ones" in question.request.text


def test_sentences_need_references_to_what_is_there() -> None:
    result = reading(
        summary=[
            said("Times are the trouble.", "f1", "`g1`"),
            said("No references."),
            said("One of them is invented.", "f1", "f99"),
            said("All are invented.", "x"),
            said("The board\n\x00 comes next.", " f2 "),
            said("x" * 400, "f1"),
        ]
    )
    assert result.summary == "Times are the trouble. The board comes next."


def test_a_summary_has_five_sentences_at_most() -> None:
    result = reading(summary=[said(f"Sentence {n}.", "f1") for n in range(1, 30)])
    assert result.summary == " ".join(f"Sentence {n}." for n in range(1, 6))


def test_strengths_rest_on_strengths() -> None:
    result = reading(
        strengths=[
            said("Tests are real.", "g1"),
            said("No references."),
            said("On a finding.", "f1"),
            said("On both.", "g1", "f1"),
            said("All is small and tried.", "g1", "g2"),
            said("x" * 400, "g1"),
        ]
    )
    one, both = result.strengths
    assert (one.text, one.phase, one.location) == (
        "Tests are real.", "phase-1", strengths()[0].location,
    )  # fmt: skip
    assert (both.text, both.phase) == ("All is small and tried.", None)


def test_a_strength_is_told_where_the_first_of_its_references_is() -> None:
    (one,) = reading(strengths=[said("Both.", "g2", "g1")]).strengths
    assert one.location == strengths()[1].location
    assert len(reading(strengths=[said("Same.", "g1")] * 40).strengths) <= 6


def test_without_an_order_nothing_moves() -> None:
    assert ids(reading()) == "abcdef"


def test_severity_comes_before_the_order_that_is_told() -> None:
    assert ids(reading(order=["f5", "f4", "f3", "f2", "f1", "f99"])) == "badcef"
    assert ids(reading(order=["f3", "f3", "f1"])) == "abcdef"


def test_findings_that_one_fix_resolves_are_joined() -> None:
    result = reading(same=[{"keep": "f3", "drop": ["f5", "f1"]}])
    assert ids(result) == "bcdf"
    joined = result.findings[1]
    assert (joined.title, joined.severity) == ("No notices", "critical")
    assert [(each.path, each.line_start) for each in joined.related] == [
        ("phase-1.md", 34),
        ("phase-1.md", 14),
    ]


def test_a_check_takes_in_and_is_never_taken_in() -> None:
    result = reading(same=[{"keep": "f1", "drop": ["f4"]}])
    assert ids(result) == "bdcef"
    (check,) = (each for each in result.findings if each.id == "d")
    before = findings()[3]
    assert check.severity == "critical"
    assert words(check) == words(before)


def test_checks_are_not_joined_with_each_other() -> None:
    assert ids(reading(same=[{"keep": "f2", "drop": ["f4"]}])) == "abcdef"
    assert ids(reading(same=[{"keep": "f2", "drop": ["f4", "f1"]}])) == "bcdef"


@pytest.mark.parametrize(
    "same",
    [
        [{"keep": "f99", "drop": ["f98"]}],
        [{"keep": "f1", "drop": []}],
        [{"keep": "f1", "drop": ["f1", "f1"]}],
        [{"keep": "f99", "drop": ["f1"]}],
    ],
)
def test_what_joins_nothing_changes_nothing(same: list[object]) -> None:
    assert list(reading(same=same).findings) == findings()


def test_what_is_gone_is_not_joined_again() -> None:
    chain = [{"keep": "f1", "drop": ["f3"]}, {"keep": "f3", "drop": ["f5"]}]
    assert ids(reading(same=chain)) == "abdef"


def words(finding: Finding) -> tuple[object, ...]:
    return (
        finding.source, finding.rule, finding.title, finding.detail, finding.recommendation,
        finding.quote, finding.location, finding.phase, finding.task, finding.status,
    )  # fmt: skip


NAMES = st.sampled_from(["f1", "f2", "f3", "f4", "f5", "f6", "f7", "g1", "", "`f2`"])
GROUPS = st.lists(
    st.builds(lambda keep, drop: {"keep": keep, "drop": drop}, NAMES, st.lists(NAMES, max_size=7)),
    max_size=6,
)


@given(GROUPS, st.lists(NAMES, max_size=12))
def test_whatever_is_joined_and_ordered_checks_and_worst_severities_stay(
    same: list[object], order: list[str]
) -> None:
    result = reading(same=same, order=order)
    before, after = findings(), {each.id: each for each in result.findings}
    assert set(after) <= {each.id for each in before}
    for each in before:
        if each.source == "check":
            assert words(after[each.id]) == words(each)
        if each.id in after:
            kept = SEVERITIES.index(after[each.id].severity)
            assert kept <= SEVERITIES.index(each.severity)
        else:
            at = each.location
            assert any(
                (place.path, place.line_start) == (at.path, at.line_start)
                and SEVERITIES.index(other.severity) <= SEVERITIES.index(each.severity)
                for other in after.values()
                for place in other.related
            ), each.id
    grades = [SEVERITIES.index(each.severity) for each in result.findings]
    assert grades == sorted(grades)


def test_a_finding_that_was_not_told_is_not_lost() -> None:
    many = [told(ferry(), "phase-1.md", "200 ms", "minor", id=f"n{n}") for n in range(60)]
    question = synthesis.question(ferry(), asking(), many, [])
    assert question is not None
    text = json.dumps({"summary": [], "strengths": [], "order": ["f9"], "same": []})
    assert {each.id for each in synthesis.read(question, many, text).findings} == {
        each.id for each in many
    }


def test_the_order_of_what_is_told_decides_among_equals_only() -> None:
    names = [f"f{n}" for n in range(1, 7)]
    for seed in range(20):
        order = names[:]
        random.Random(seed).shuffle(order)  # noqa: S311 - repeatable
        told_order = "".join("abcdef"[int(name[1]) - 1] for name in order)
        found = ids(reading(order=order))
        for grade in ("ab", "cd", "ef"):
            assert [c for c in found if c in grade] == [c for c in told_order if c in grade]
        assert (set(found[:2]), set(found[2:4])) == (set("ab"), set("cd"))


def test_another_shape_is_malformed() -> None:
    with pytest.raises(MalformedAnswerError, match=r"summary\.0\.refs"):
        reading(summary=[{"text": "Approved."}])
