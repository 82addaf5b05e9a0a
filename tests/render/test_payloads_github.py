"""Hostile text in what is posted to GitHub."""

import pytest

from planproof.github.state import decode
from planproof.github.summary import job_summary
from planproof.lifecycle import aged, earlier_of
from planproof.render.github import LIMIT, comment, length, marker
from planproof.render.github_inline import body
from planproof.render.places import plan_in_repository
from tests.plan_factory import place
from tests.render.judge import check_page
from tests.render.payloads import PAYLOADS
from tests.render.poison import poisoned, sample_review
from tests.render.runner import commands
from tests.review_factory import finding

REVIEW = sample_review()
COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPORT = "https://github.com/octo/repo/actions/runs/1"
EACH = pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
FOLDED = frozenset({"details", "summary", "del", "sub", "h4", "h5"})
OTHER = finding("gone", place("phase-2.md", 5))


@EACH
def test_the_comment(payload: str) -> None:
    before = REVIEW.model_copy(update={"findings": (*REVIEW.findings[1:], OTHER)})
    known = earlier_of(poisoned(before, payload), "a" * 40, None)
    made = aged(poisoned(REVIEW, payload), known, COMMIT)
    earlier = earlier_of(made, COMMIT, known)
    text = comment(made, earlier=earlier, report_url=REPORT)
    assert text.startswith(marker(plan_in_repository(made.plan)))
    check_page(text, tags=FOLDED, links=frozenset({REPORT}), comments=2)
    assert commands(text) == []
    assert length(text) < LIMIT
    # The state is the one of the program, not one that a plan quotes.
    state = decode(text)
    assert state is not None
    assert (state.commit, state.began) == (earlier.commit, earlier.began)


@EACH
def test_a_comment_on_lines(payload: str) -> None:
    made = poisoned(REVIEW, payload).findings
    for text in (body(made[0], None), body(made[-1], payload)):
        check_page(text, comments=1)
        assert commands(text) == []


# It is the report, which has a test for every payload, and a line for each plan.
@pytest.mark.parametrize("payload", PAYLOADS[::5], ids=range(len(PAYLOADS[::5])))
def test_the_summary_of_a_job(payload: str) -> None:
    text = job_summary([poisoned(REVIEW, payload)] * 2)
    check_page(text, tags=FOLDED)
    assert commands(text) == []
