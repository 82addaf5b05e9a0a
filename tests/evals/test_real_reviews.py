"""Findings against what reviewers found, on a small plan of our own and on the recorded ones."""

import json
from pathlib import Path

import pytest

from evals import real_reviews, recordings
from evals.adjudications import Adjudication, Key, key_of, listing, read_adjudications
from evals.labels import Label
from evals.matching import Pair, pairs
from evals.real_reviews import Matched, Reviewed
from evals.samples import recorded
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.review import PlanView
from planproof.views import plan_view
from tests.plan_factory import sample_plan as lighthouse

NAMES = recorded()


@pytest.fixture(scope="module")
def view() -> PlanView:
    return plan_view(lighthouse())


def label(
    number: int, line: int | None, what: str, path: str = "phase-1.md", *, false: bool = False
) -> Label:
    return Label(
        plan="lighthouse", number=number, stated="major", grade="major", false=false, path=path,
        line=line, what=what, decidable="plan", note="", quote="",
    )  # fmt: skip


def finding(
    name: str, line: int, title: str, path: str = "phase-1.md", task: str | None = None
) -> Finding:
    return Finding(
        id=name, rule="vague-criterion", category="verification", severity="major", confidence="high",
        source="model", title=title, detail="", recommendation="", quote="", task=task,
        location=Location(path=path, line_start=line, line_end=line),
    )  # fmt: skip


FAULTS = "No limit says when faults are handled gracefully"
LABELS = (
    label(1, 42, FAULTS),
    label(2, 16, "Sampling ten times a second overruns the shunt"),
    label(3, None, "The document forgets calibration of every sensor", path="phase-2.md"),
    label(4, 26, "Current limits are missing: they are in the service", false=True),
)


def matches(found: list[Pair]) -> list[tuple[int, str]]:
    return [(each.label.number, each.finding.id) for each in found if each.automatic]


def test_a_finding_at_the_place_in_like_words_is_a_match(view: PlanView) -> None:
    said = finding("a", 44, "Nobody can test that faults are handled gracefully")
    assert matches(pairs(view, LABELS, [said])) == [(1, "a")]


def test_place_alone_and_words_alone_are_candidates(view: PlanView) -> None:
    beside = finding("a", 42, "The commit message is absent")
    elsewhere = finding("b", 3, FAULTS)
    found = pairs(view, LABELS, [beside, elsewhere])
    assert matches(found) == []
    assert {(each.label.number, each.finding.id) for each in found} >= {(1, "a"), (1, "b")}


def test_another_document_is_no_candidate(view: PlanView) -> None:
    assert pairs(view, LABELS[:1], [finding("a", 42, FAULTS, path="phase-2.md")]) == []


def test_the_whole_document_is_a_place_when_the_words_are_the_same(view: PlanView) -> None:
    said = finding("a", 9, "It forgets the calibration of all sensors", path="phase-2.md")
    assert matches(pairs(view, LABELS, [said])) == [(3, "a")]


def test_the_same_task_is_a_place_when_the_words_are_the_same(view: PlanView) -> None:
    task = view.phases[0].tasks[1]
    far = label(1, task.line_end, FAULTS)
    said = finding("a", task.line_start, FAULTS, task=task.id)
    assert task.line_end - task.line_start > 10
    assert matches(pairs(view, [far], [said])) == [(1, "a")]
    other = view.phases[0].tasks[0]
    assert (
        matches(pairs(view, [far], [finding("a", other.line_start, FAULTS, task=other.id)])) == []
    )


def test_a_finding_matches_one_label_at_most(view: PlanView) -> None:
    two = (label(1, 42, FAULTS), label(2, 43, "Faults are handled gracefully, says a criterion"))
    assert len(matches(pairs(view, two, [finding("a", 42, FAULTS)]))) == 1
    assert (
        len(matches(pairs(view, two[:1], [finding("a", 42, FAULTS), finding("b", 42, FAULTS)])))
        == 2
    )


def test_folders_above_a_document_may_be_left_out(view: PlanView) -> None:
    deep = label(1, 42, FAULTS, path="docs/phase-1.md")
    assert matches(pairs(view, [deep], [finding("a", 42, FAULTS)])) == [(1, "a")]


def reviewer(view: PlanView, *findings: Finding) -> Matched:
    found = tuple(pairs(view, LABELS, findings))
    return Matched("lighthouse", Reviewed(plan=view, findings=findings), LABELS, found)


def figures(
    plan: Matched, verdicts: dict[Key, Adjudication] | None = None
) -> dict[str, tuple[int, int, float]]:
    found = real_reviews.rows([plan], verdicts or {})
    return {each.group: (each.automatic, each.adjudicated, each.together.value) for each in found}


def test_an_oracle_finds_all_and_repeats_no_false_claim(view: PlanView) -> None:
    known = [each for each in LABELS if not each.false]
    oracle = [finding(f"f{each.number}", each.line or 1, each.what, each.path) for each in known]
    found = figures(reviewer(view, *oracle))
    assert found["all defects"] == (3, 0, 1.0)
    assert found["major"] == (3, 0, 1.0)
    assert found["false claims repeated"] == (0, 0, 0.0)


def test_an_empty_reviewer_finds_nothing(view: PlanView) -> None:
    assert {value for _, _, value in figures(reviewer(view)).values()} == {0.0}


def test_a_reviewer_that_flags_every_line_finds_nothing_and_says_a_lot(view: PlanView) -> None:
    everywhere = [
        finding(f"{each.path}{line}", line, "Something is wrong here", each.path)
        for each in view.documents
        for line in range(1, each.lines + 1)
    ]
    noisy = reviewer(view, *everywhere)
    assert figures(noisy)["all defects"] == (0, 0, 0.0)
    dense = real_reviews.density([noisy, noisy])
    assert dense is not None
    assert dense.value == pytest.approx(1000)


def test_who_repeats_a_false_claim_is_told_of(view: PlanView) -> None:
    found = figures(reviewer(view, finding("a", 26, "Current limits are missing in the service")))
    assert found["false claims repeated"] == (1, 0, 1.0)
    assert found["all defects"] == (0, 0, 0.0)


def test_verdicts_count_more_than_the_automatic_match(view: PlanView) -> None:
    plan = reviewer(view, finding("a", 42, FAULTS), finding("b", 16, "The loop is too fast"))
    assert figures(plan)["all defects"] == (1, 0, 1 / 3)
    denied = Adjudication(label="lighthouse#1", finding="a", verdict="different")
    seen = Adjudication(label="lighthouse#2", finding="b", verdict="same")
    stale = Adjudication(label="lighthouse#3", finding="gone", verdict="same")
    verdicts = {(each.label, each.finding): each for each in (denied, seen, stale)}
    assert figures(plan, verdicts)["all defects"] == (1, 1, 1 / 3)
    agreed = real_reviews.trust([plan], verdicts)
    assert (agreed["matches judged different"], agreed["others judged same"]) == (1, 1)


TABLE = """| # | severity | place | defect | decidable |
|---|---|---|---|---|
| 1 | major | plan.md:9 | Task 2 needs task 9, which is nowhere | yes: plan text |
| 2 | low | other.md:3 | Unclear | no |
"""
PLAN = """# Plan: lamp

## Phase 1: Build

### Task 1: Read the current

Write `lamp/current.py` and test it with `pytest lamp`.

### Task 2: Report

Depends on: Task 9

Write `lamp/report.py` and test it with `pytest lamp`.
"""


def corpus(folder: Path) -> Path:
    for name in ("lamp", "buoy"):
        (folder / "plans" / name).mkdir(parents=True)
        (folder / "plans" / name / "plan.md").write_text(PLAN, encoding="utf-8")
        (folder / "labels").mkdir(exist_ok=True)
        (folder / "labels" / f"{name}.md").write_text(TABLE, encoding="utf-8")
    return folder


def test_the_command_reviews_matches_and_takes_verdicts_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, output = tmp_path / "pairs.jsonl", tmp_path / "out.json"
    command = [
        "--corpus",
        str(corpus(tmp_path)),
        "--adjudications",
        str(saved),
        "--output",
        str(output),
    ]
    assert real_reviews.main(command) == 0
    shown = capsys.readouterr().out
    assert "lamp#2: other.md is not among the documents that were reviewed" in shown
    lines = [json.loads(line) for line in saved.read_text(encoding="utf-8").splitlines()]
    assert all(each["verdict"] is None for each in lines)
    first = next(each for each in lines if each["label"] == "lamp#1")
    judged = {**first, "verdict": "same", "by": "a reader", "remark": "kept as it is"}
    others = [each for each in lines if each is not first]
    saved.write_text("\n".join(map(json.dumps, [*others, judged])), encoding="utf-8")
    assert real_reviews.main(command) == 0
    again = [json.loads(line) for line in saved.read_text(encoding="utf-8").splitlines()]
    assert len(again) == len(lines)
    assert judged in again
    body = json.loads(output.read_text(encoding="utf-8"))
    assert body["rows"][0]["adjudicated"] == 1
    assert body["trust"]["not judged"] == len(lines) - 1


def test_a_finished_review_is_taken(
    tmp_path: Path, view: PlanView, capsys: pytest.CaptureFixture[str]
) -> None:
    body = Reviewed(plan=view, findings=(finding("a", 9, "Task 2 needs task 9", "plan.md"),))
    reviews = tmp_path / "reviews/lamp"
    reviews.mkdir(parents=True)
    (reviews / "review.json").write_text(body.model_dump_json(), encoding="utf-8")
    plans, without = real_reviews.matched(corpus(tmp_path), tmp_path / "reviews")
    assert ([each.name for each in plans], without) == (["lamp"], ["buoy"])
    assert [each.finding.id for each in plans[0].pairs if each.automatic] == ["a"]
    (reviews / "review.json").write_text("{}", encoding="utf-8")
    assert (
        real_reviews.main(["--corpus", str(tmp_path), "--reviews", str(tmp_path / "reviews")]) == 2
    )
    assert "is no review of one plan" in capsys.readouterr().err


def test_malformed_adjudications_are_an_error_and_are_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "pairs.jsonl"
    saved.write_text('{"label": "a#1", "finding": "b", "verdict": "maybe"}\n', encoding="utf-8")
    assert (
        real_reviews.main(["--corpus", str(corpus(tmp_path)), "--adjudications", str(saved)]) == 2
    )
    assert "line 1" in capsys.readouterr().err
    assert "maybe" in saved.read_text(encoding="utf-8")


def test_verdicts_of_other_reviews_are_kept(tmp_path: Path, view: PlanView) -> None:
    saved = tmp_path / "pairs.jsonl"
    old = '{"label": "gone#1", "finding": "x", "verdict": "same"}'
    saved.write_text(
        f'{old}\n{{"label": "gone#2", "finding": "y", "verdict": null}}\n', encoding="utf-8"
    )
    plan = reviewer(view, finding("a", 42, FAULTS))
    lines = listing(plan.pairs, saved, read_adjudications(saved)).splitlines()
    assert lines[0] == old
    assert len(lines) == 1 + len(plan.pairs)


def planted_labels(name: str) -> dict[str, Label]:
    found = {}
    for number, each in enumerate(recordings.planted(name), 1):
        places = [text.rpartition(":") for text in each.related]
        others = tuple(
            Location(path=path, line_start=int(line), line_end=int(line))
            for path, _, line in places
        )
        found[each.id] = Label(
            plan=name, number=number, stated=each.severity, grade=each.severity, false=False, path=each.path,
            line=each.line, what=each.what, decidable="plan", note="", quote="", others=others,
        )  # fmt: skip
    return found


def test_automatic_matches_are_those_that_independent_readers_see() -> None:
    """Readers said for each finding of the recorded reviews which planted defect it tells of."""
    automatic: set[Key] = set()
    told: set[Key] = set()
    listed: set[Key] = set()
    for name in NAMES:
        review, labels = recordings.replayed(name).review, planted_labels(name)
        known = recordings.judged(name)
        found = pairs(review.plan, list(labels.values()), review.findings)
        automatic |= {key_of(each) for each in found if each.automatic}
        listed |= {key_of(each) for each in found}
        told |= {
            (labels[planted].id, each.id)
            for each in review.findings if each.id in known
            for planted in known[each.id].planted
        }  # fmt: skip
    assert len(told) > 60
    assert len(automatic & told) >= 0.9 * len(automatic)
    assert len(automatic & told) >= 0.9 * len(told)
    assert len(told & listed) >= 0.95 * len(told)
