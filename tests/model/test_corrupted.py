"""A thousand spoilt answers: none ends the program, and nothing in them is published unproved."""

import re
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from planproof.chunks import chunk_plan
from planproof.code_evidence import Unproved
from planproof.core.base import Location
from planproof.core.draft import Quote
from planproof.core.finding import SEVERITIES, Finding
from planproof.core.plan import Plan
from planproof.core.request import Request
from planproof.core.review import Rejected, Review, Strength
from planproof.core.rubric import Criterion
from planproof.core.secrets import redact
from planproof.criteria import criteria_for, known_rules
from planproof.evidence import Prover
from planproof.passes.asked import Asking
from planproof.passes.depth import load_depth
from planproof.passes.phase_review import PhaseReview, Question
from planproof.passes.shapes import MalformedAnswerError
from planproof.prompts import load_rubric
from planproof.render import registry
from planproof.sources import load
from tests.model.conftest import write_plan
from tests.model.corrupt import INVENTED, corrupt
from tests.model.inside import at_once, json_of, reviewed
from tests.model.synthetic import Synthetic, dice

PURE, WHOLE = 46, 6
"""Batches of spoilt answers to one part, and of whole reviews."""
EACH, EACH_WHOLE = 20, 10
"""Answers, or reviews of about nine answers, in a batch."""


def asking() -> Asking:
    rubric = load_rubric("engineer", rules=known_rules(None))
    criteria = criteria_for(rubric, None, repository=False)
    return Asking(model="any", effort="low", rubric=rubric, criteria=tuple(criteria))


def caps() -> dict[str, Criterion]:
    return {each.id: each for each in asking().criteria}


def assert_proved(finding: Finding, plan: Plan, criteria: dict[str, Criterion]) -> None:
    """Every place is in the plan, every quote verbatim, the grade within what is allowed."""
    own = (finding.location, finding.quote)
    for at, quote in [own, *((each, each.quote) for each in finding.related)]:
        document = plan.document(at.path)
        assert 1 <= at.line_start <= at.line_end <= len(document.lines)
        assert quote == redact(document.text(at.line_start, at.line_end))
        assert quote.strip()
    most = criteria[finding.rule].severity
    assert SEVERITIES.index(finding.severity) >= SEVERITIES.index(most)
    said = f"{finding.title}\n{finding.detail}"
    assert not [name for name in INVENTED if re.search(rf"\b{name}\b", said)]
    for text, limit in ((finding.title, 200), (finding.detail, 1_800)):
        assert len(text) <= limit
        assert text.isprintable()
    assert finding.title
    assert len(finding.recommendation) <= 5 * 701
    assert len(finding.example) <= 1_400


def assert_sound(review: Review, plan: Plan, criteria: dict[str, Criterion]) -> None:
    for finding in review.findings:
        if finding.source == "model":
            assert_proved(finding, plan, criteria)
    ids = [finding.id for finding in review.findings]
    assert len(ids) == len(set(ids))
    assert all(len(each.title) <= 700 and len(each.reason) <= 1_000 for each in review.rejected)
    assert all(len(each.text) <= 700 for each in review.strengths)
    assert len(review.summary) <= 4_000
    unfinished = any(each.state in ("failed", "pending") for each in review.coverage.passes)
    assert not (unfinished and review.verdict.startswith("approved"))


def spoilt(seed: int) -> Callable[[Request], str]:
    return Synthetic(seed, twist=corrupt).reply


@pytest.fixture(scope="module")
def questions(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Plan, Sequence[Question], PhaseReview]:
    plan = load(write_plan(tmp_path_factory.mktemp("plans") / "mill"))
    review = PhaseReview(plan, asking(), load_depth("standard"))
    return plan, [each for chunk in chunk_plan(plan) for each in review.questions(chunk)], review


@pytest.mark.parametrize("batch", range(PURE))
def test_spoilt_answers_to_one_part(
    batch: int, questions: tuple[Plan, Sequence[Question], PhaseReview]
) -> None:
    plan, asked_, review = questions
    prover, criteria = Prover(plan), caps()
    told: list[str] = []
    for seed in range(batch * EACH, (batch + 1) * EACH):
        question = asked_[seed % len(asked_)]
        try:
            reading = review.read(question, spoilt(seed)(question.request))
        except MalformedAnswerError as error:
            told.append(str(error))
            continue
        allowed = question.allowed
        assert len(reading.drafts) <= allowed.defects + allowed.minor + 4
        assert len(reading.stated) <= allowed.facts + 2 * allowed.things + 6
        for draft in reading.drafts:
            found = prover.prove(draft, criteria[draft.criterion])
            if isinstance(found, Finding):
                assert_proved(found, plan, criteria)
            else:
                assert len(found.reason) < 300
        for claim in reading.claims:
            praised = prover.strength(claim)
            assert isinstance(praised, Strength | Rejected)
        for each in reading.stated:
            assert 1 <= each.at.line_start <= len(plan.document(each.at.path).lines)
    # They go back to the model.
    assert all(len(each) < 1_000 for each in told)


@pytest.mark.parametrize("batch", range(WHOLE))
@pytest.mark.usefixtures("only_marks")
def test_whole_reviews_of_spoilt_answers(batch: int, tmp_path: Path) -> None:
    folder = write_plan(tmp_path / "mill", "This is a critical defect.")
    plan, criteria = load(folder), caps()
    for seed in range(batch * EACH_WHOLE, (batch + 1) * EACH_WHOLE):
        # Not every answer is spoilt: else the later passes would see nothing.
        random = dice(seed)
        good, bad = Synthetic(seed).reply, spoilt(seed)
        share = random.choice((0.2, 0.5, 1.0))
        review = reviewed(
            folder,
            at_once(
                lambda request, r=random, s=share, g=good, b=bad: (b if r.random() < s else g)(
                    request
                )  # type: ignore[misc] # defaults bind the loop's values
            ),
        )
        assert_sound(review, plan, criteria)
        # What a check is sure of is not talked away.
        assert [each.severity for each in review.findings if each.source == "check"] == ["critical"]
        assert review.verdict == "changes-requested"
        if seed % 10 == 0:
            for form in ("markdown", "json", "terminal"):
                assert registry.by_format(form).render([review])


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there is no alarm")
@pytest.mark.parametrize("junk", ["\n", " ", "- ", "> ", "1. ", "[x", "...", "`", "_", "#"])
def test_a_long_quote_is_read_in_time_linear_in_it(junk: str, tmp_path: Path) -> None:
    """Twelve thousand tokens can be a megabyte of line ends."""
    plan = load(write_plan(tmp_path / "mill"))
    within = Location(path="Phase-1.md", line_start=1, line_end=9)
    quote = Quote(within=within, line=1, text="x" + junk * (200_000 // len(junk)))

    def hangs(*_: object) -> None:
        raise AssertionError("it takes seconds, so its time is not linear")

    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(5)
    try:
        assert isinstance(Prover(plan).locate(quote), Unproved)
    finally:
        signal.alarm(0)


def test_spoiling_reaches_what_is_proved() -> None:
    """The tests above would pass if nothing were ever published: something is, and is rejected."""
    plan = load(Path("fixtures/plans/heron"))
    review = PhaseReview(plan, asking(), load_depth("standard"))
    question = next(review.questions(chunk_plan(plan)[1]))
    prover, criteria = Prover(plan), caps()
    kinds = []
    for seed in range(60):
        try:
            reading = review.read(question, spoilt(seed)(question.request))
        except MalformedAnswerError:
            kinds.append("malformed")
            continue
        kinds += [type(prover.prove(d, criteria[d.criterion])).__name__ for d in reading.drafts]
    assert min(kinds.count(kind) for kind in ("malformed", "Finding", "Rejected")) >= 10


def test_sound_answers_are_published(tmp_path: Path) -> None:
    """The synthetic model quotes well: nothing that it says is rejected for want of proof."""
    folder = write_plan(tmp_path / "mill")
    review = reviewed(folder, at_once(Synthetic(stands=1.0).reply))
    assert [each for each in review.rejected if not each.reason.startswith("refuted")] == []
    assert_sound(review, load(folder), caps())
    assert len([each for each in review.findings if each.source == "model"]) >= 8


@pytest.mark.parametrize("plan", ["orchard-kiro", "quay-ja", "lantern-json"])
def test_plans_of_other_kinds(plan: str) -> None:
    folder = Path("fixtures/plans") / plan
    review = reviewed(folder, at_once(Synthetic(stands=1.0).reply))
    assert_sound(review, load(folder), caps())
    assert any(each.source == "model" for each in review.findings)
    assert {each.state for each in review.coverage.passes} <= {"reviewed", "skipped"}


def test_the_model_is_deterministic(tmp_path: Path) -> None:
    folder = write_plan(tmp_path / "mill")
    first, second = (json_of(reviewed(folder, at_once(Synthetic(3).reply))) for _ in range(2))
    assert first == second
