"""The recorded answers suit the requests of today, and the review that they make is good."""

import pytest

from evals import recordings
from evals.samples import grounded, recorded, sample
from planproof.render.labels import evidence

NAMES = recorded()


def test_there_are_recordings_of_several_formats() -> None:
    formats = {form for name in NAMES for form in recordings.replayed(name).review.plan.formats}
    assert len(NAMES) >= 3
    assert len(formats) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_missing_and_none_is_left_over(name: str) -> None:
    missing, orphans = recordings.stale(name, recordings.replayed(name))
    assert (missing, orphans) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_review_is_there(name: str) -> None:
    run = recordings.replayed(name)
    states = {each.pass_: each.state for each in run.review.coverage.passes}
    assert set(states.values()) == {"reviewed"}
    assert {"phase-review", "cross-phase", "verification", "synthesis"} <= set(states)
    assert run.review.verdict == "changes-requested"


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_is_in_the_plan(name: str) -> None:
    review = recordings.replayed(name).review
    for finding in review.findings:
        for place in evidence(finding):
            lines = (sample(name).plan / place.path).read_text(encoding="utf-8").split("\n")
            assert "\n".join(lines[place.line_start - 1 : place.line_end]) == place.quote


def test_the_review_is_as_good_as_it_was() -> None:
    scores = [recordings.score(name) for name in NAMES]
    planted, found = sum(s.planted for s in scores), sum(s.found for s in scores)
    grave, wrong = sum(s.grave for s in scores), sum(s.grave_wrong for s in scores)
    critical = sum(s.graded_critical for s in scores)
    deserved = sum(s.deserved_critical for s in scores)
    assert found >= 0.9 * planted
    assert wrong <= 0.05 * grave
    # The aim is 9 in 10 and a ratio of 0.6; docs/model-review.md says by how much they are missed.
    assert deserved >= 0.8 * critical
    assert all(s.ratio < 0.64 for s in scores)
    assert all(s.unjudged == () for s in scores)


BESIDE_CODE = [name for name in grounded() if recordings.is_comparable(name)]


@pytest.mark.parametrize("name", BESIDE_CODE)
def test_a_review_beside_a_code_base_is_whole_and_good(name: str) -> None:
    run, score = recordings.replayed(name), recordings.score(name)
    assert recordings.stale(name, run) == ([], [])
    assert {each.state for each in run.review.coverage.passes} == {"reviewed"}
    assert run.review.grounding is not None
    assert run.review.grounding.related
    assert (score.planted, score.unjudged) == (20, ())
    assert score.found >= 17
    assert score.grave_wrong == 0


@pytest.mark.parametrize("name", BESIDE_CODE)
def test_each_criterion_beside_the_plan_finds_something(name: str) -> None:
    found = {each.rule for each in recordings.replayed(name).review.findings}
    assert found >= {"already-there", "ignored-project-rule", "ignored-template"}
    broken = [c for c in recordings.replayed(name).review.compliance if c.state == "broken"]
    assert len(broken) >= 4
