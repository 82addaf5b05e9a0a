"""The third pass: what it shows, and that a ruling can only lower."""

import json
from itertools import product
from typing import get_args

import pytest

from planproof.core.finding import SEVERITIES, Confidence, Evidence, Finding, Severity
from planproof.core.plan import Plan
from planproof.passes.shapes import MalformedAnswerError, Ruling
from planproof.passes.verification import BATCH, Verification, VerificationQuestion, ruled
from tests.passes.made import asking, ferry, fixture, line_of, plan_of, told

VERDICTS = ("stands", "refuted", "unsure")
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)


def many(number: int, plan: Plan | None = None) -> list[Finding]:
    """Findings of every severity on different lines of a fixture."""
    plan = plan or fixture("heron")
    lines = [n for n, line in enumerate(plan.document("Phase-2.md").lines, 1) if len(line) > 20]
    found = []
    for n, line in enumerate(lines[:number]):
        at = Evidence(path="Phase-2.md", line_start=line, line_end=line, quote="")
        found.append(
            told(
                plan, "Phase-2.md", "# Phase 2", SEVERITIES[n % 3], id=f"f-{n}",
                location=at.model_copy(), title=f"Defect number {n}",
            )
        )  # fmt: skip
    assert len(found) == number
    return found


def questions(findings: list[Finding], plan: Plan | None = None) -> list[VerificationQuestion]:
    return list(Verification(plan or fixture("heron"), asking()).questions(findings, {}))


def ruling(
    verdict: str = "stands", severity: str = "major", **changes: object
) -> dict[str, object]:
    return {"draft": "d1", "reason": "Line 4.", "verdict": verdict, "severity": severity, **changes}


def ruled_by(finding: Finding, verdict: str, severity: str) -> tuple[list[Finding], list[str]]:
    said = Ruling.model_validate(ruling(verdict, severity))
    kept, gone = ruled([finding], {finding.id: said})
    return kept, [each.reason for each in gone]


# Asking


@pytest.mark.parametrize("number", [1, 8, 9, 12, 13, 30])
def test_every_critical_and_major_finding_is_asked_once_and_no_minor_one(number: int) -> None:
    findings = many(number)
    asked = [each for question in questions(findings) for each in question.findings.values()]
    assert asked == [each for each in findings if each.severity != "minor"]


def test_batches_are_even_and_neighbours_stay_together() -> None:
    sizes = [len(question.findings) for question in questions(many(27))]
    assert sum(sizes) == 18
    assert max(sizes) <= BATCH
    assert max(sizes) - min(sizes) <= 1
    labels = [question.request.label for question in questions(many(27))]
    assert labels == ["1 of 3", "2 of 3", "3 of 3"]


def test_minor_findings_alone_ask_nothing() -> None:
    assert questions([each for each in many(9) if each.severity == "minor"]) == []
    assert questions([]) == []


def test_a_card_shows_the_claim_its_reason_and_the_lines_around() -> None:
    finding = told(ferry(), "phase-1.md", "local time", "critical", rule="contradiction")
    (question,) = Verification(ferry(), asking()).questions(
        [finding], {finding.id: "wrong times are shown"}
    )
    text = question.request.text
    assert f"# Draft `d1`: {finding.title}" in text
    assert "Graded critical, because: wrong times are shown" in text
    assert "Can all statements of this part hold at the same time?" in text
    assert "phase-1.md, lines 1-28 (quoted: 14):" in text
    assert "\n14| 2. Store each departure in local time" in text
    assert question.request.text.rstrip().startswith("# Draft")
    assert text.index("# Your task") > text.index("\n14| ")


def test_every_place_is_shown_up_to_three() -> None:
    plan = ferry()
    others = [told(plan, path, text) for path, text in (
        ("README.md", "D1"), ("phase-2.md", "`notices`"), ("phase-2.md", "Switch"))]  # fmt: skip
    related = [
        Evidence(path=each.location.path, line_start=each.location.line_start,
                 line_end=each.location.line_end, quote=each.quote)
        for each in others
    ]  # fmt: skip
    finding = told(plan, "phase-1.md", "local time", "critical", related=tuple(related))
    (question,) = questions([finding], plan)
    assert question.request.text.count("(quoted: ") == 3


def test_a_search_of_the_whole_plan_shows_what_the_places_do_not() -> None:
    text = "# Phase 1: A\n\n" + "\n\n".join(f"Filler number {n}." for n in range(1, 60))
    plan = plan_of(
        {
            "phase-1.md": text.replace("Filler number 30.", "The zebra crossing opens.")
            .replace("Filler number 33.", "A zebra near by.")
            .replace("Filler number 55.", "The zebra is guarded."),
            "phase-2.md": "# Phase 2: B\n\nEvery zebra has a crossing.\n",
        }
    )
    finding = told(plan, "phase-1.md", "zebra crossing", title="Nobody guards the zebra crossing")
    (question,) = questions([finding], plan)
    _, _, hits = question.request.text.partition("Found by a search of the whole plan:")
    assert "phase-2.md:3: Every zebra has a crossing." in hits
    assert f"phase-1.md:{line_of(plan, 'phase-1.md', 'guarded')}: The zebra is guarded." in hits
    assert "zebra near by" not in hits, "it stands among the lines around the quote"
    assert "zebra crossing opens" not in hits


def test_it_is_said_when_a_search_finds_nothing() -> None:
    plan = plan_of({"phase-1.md": "# Phase 1: A\n\nA zebra.\n"})
    finding = told(plan, "phase-1.md", "zebra", title="Unheard of", recommendation="Nonesuch")
    (question,) = questions([finding], plan)
    assert "A search of the whole plan for its words finds nothing else." in question.request.text


def test_places_at_the_ends_of_a_document_are_shown() -> None:
    plan = ferry()
    last = len(plan.document("phase-2.md").lines)
    first = told(plan, "phase-2.md", "# Phase 2")
    end = told(plan, "phase-2.md", "Switch the old board")
    (question,) = questions([first, end], plan)
    assert "phase-2.md, lines 1-15 (quoted: 1):" in question.request.text
    assert f"lines {last - 14}-{last} (quoted: {last}):" in question.request.text


# Reading


def test_rulings_are_read_by_the_id_of_the_finding() -> None:
    (question,) = questions(many(6)[:4])
    first, second, third = question.findings.values()
    text = json.dumps(
        {
            "rulings": [
                ruling(draft="d2"),
                ruling(draft=" `d1` ", verdict="refuted"),
                ruling(draft="d2", verdict="refuted"),
                ruling(draft="d9"),
            ]
        }
    )
    read = Verification(fixture("heron"), asking()).read(question, text)
    assert {name: each.verdict for name, each in read.items()} == {
        first.id: "refuted",
        second.id: "stands",
    }
    assert third.id not in read


def test_another_shape_is_malformed() -> None:
    (question,) = questions(many(1))
    with pytest.raises(MalformedAnswerError, match=r"rulings\.0\.verdict"):
        Verification(fixture("heron"), asking()).read(
            question, json.dumps({"rulings": [ruling("approved")]})
        )


@pytest.mark.parametrize(("before", "after"), [*product(SEVERITIES, SEVERITIES)])
def test_what_stands_keeps_or_lowers_its_severity(before: Severity, after: Severity) -> None:
    finding = told(ferry(), "phase-1.md", "local time", before)
    (kept,), gone = ruled_by(finding, "stands", after)
    assert gone == []
    assert SEVERITIES.index(kept.severity) == max(
        SEVERITIES.index(before), SEVERITIES.index(after) if before != "minor" else 0
    )


def test_what_stands_is_not_of_low_confidence() -> None:
    for before, after in (("low", "medium"), ("medium", "medium"), ("high", "high")):
        finding = told(ferry(), "phase-1.md", "local time", "critical", confidence=before)
        (kept,), _ = ruled_by(finding, "stands", "critical")
        assert kept.confidence == after


@pytest.mark.parametrize(("severity", "graded"), [*product(("critical", "major"), SEVERITIES)])
def test_what_is_uncertain_is_minor_and_of_low_confidence(
    severity: Severity, graded: Severity
) -> None:
    finding = told(ferry(), "phase-1.md", "local time", severity)
    (kept,), gone = ruled_by(finding, "unsure", graded)
    assert (kept.severity, kept.confidence, gone) == ("minor", "low", [])


def test_what_is_refuted_is_rejected_with_its_reason() -> None:
    finding = told(ferry(), "phase-1.md", "local time", "critical")
    said = Ruling.model_validate(ruling("refuted", reason="Line 3\n  says   UTC. " + "x" * 1_000))
    kept, (gone,) = ruled([finding], {finding.id: said})
    assert kept == []
    assert (gone.rule, gone.title) == (finding.rule, finding.title)
    assert gone.reason.startswith("refuted: Line 3 says UTC. xxx")
    assert len(gone.reason) < 400


def test_without_a_ruling_a_finding_is_at_most_major_and_of_low_confidence() -> None:
    for before, after in (("critical", "major"), ("major", "major")):
        finding = told(ferry(), "phase-1.md", "local time").model_copy(update={"severity": before})
        (kept,), gone = ruled([finding], {})
        assert (kept.severity, kept.confidence, gone) == (after, "low", [])


def test_a_minor_finding_is_left_alone_whatever_is_said() -> None:
    finding = told(ferry(), "phase-1.md", "local time", "minor")
    for verdict, severity in product(VERDICTS, SEVERITIES):
        assert ruled_by(finding, verdict, severity) == ([finding], [])


def test_nothing_but_the_grade_and_the_confidence_changes_and_the_order_stays() -> None:
    findings = many(30)
    verdicts = product(VERDICTS, SEVERITIES)
    rulings = {
        each.id: Ruling.model_validate(ruling(*pair))
        for each, pair in zip(findings, [*verdicts] * 4, strict=False)
    }
    kept, gone = ruled(findings, rulings)
    assert len(kept) + len(gone) == len(findings)
    same = {"severity", "confidence"}
    before = {each.id: each for each in findings}
    for each in kept:
        assert each.model_dump(exclude=same) == before[each.id].model_dump(exclude=same)
        worse = SEVERITIES.index(each.severity) < SEVERITIES.index(before[each.id].severity)
        assert not worse
    ids = [each.id for each in kept]
    assert ids == [each.id for each in findings if each.id in ids]
