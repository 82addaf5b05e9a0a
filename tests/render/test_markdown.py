import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from planproof.core.finding import Finding, Waiver
from planproof.core.review import PassCoverage, Rejected, Review, Usage
from planproof.render.markdown import render
from planproof.render.markdown_findings import MOST_IN_FULL, MOST_OF_A_RULE
from planproof.render.safe import HIDDEN
from tests.plan_factory import place, sample_plan
from tests.render.hostile import PAYLOADS
from tests.review_factory import (
    finding,
    many_findings,
    review,
    sample_coverage,
    sample_findings,
    wide_finding,
)

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ACTIVE = re.compile(r"@\w|\w://|www\.\w|#\d", re.IGNORECASE)
OWN = {"text", "softbreak", "strong_open", "strong_close", "code_inline"}


def headings(text: str, level: int = 2) -> list[str]:
    tokens = MARKDOWN.parse(text)
    return [
        after.content
        for token, after in pairwise(tokens)
        if token.type == "heading_open" and token.tag == f"h{level}"
    ]


def inline_tokens(text: str) -> list[Token]:
    blocks = MARKDOWN.parse(text)
    return [child for block in blocks for child in block.children or ()]


def hostile(payload: str) -> Review:
    """A review in which everything that comes from a plan is *payload*."""
    waived = finding(
        payload,
        place("phase-1.md", 3),
        title=payload,
        waiver=Waiver(reason=payload, expires=payload, source=payload),
    )
    fixed = finding(payload, place("phase-1.md", 3), title=payload)
    found = [
        *(each.model_copy(update=_words(payload)) for each in sample_findings()[:5]),
        waived,
        fixed.model_copy(update={"status": "fixed", "id": "fixed"}),
    ]
    plan = sample_plan(name=payload, root=payload, formats=(payload,))
    phases = tuple(
        phase.model_copy(update={"title": payload, "label": payload}) for phase in plan.phases
    )
    plan = plan.model_copy(update={"phases": phases})
    covered = sample_coverage(plan, "failed", "phase-2")
    told = {"path": payload, "reason": payload}
    covered = covered.model_copy(
        update={
            "unread": tuple(each.model_copy(update=told) for each in covered.unread),
            "passes": tuple(each.model_copy(update={"reason": payload}) for each in covered.passes),
        }
    )
    rejected = (Rejected(rule=payload, title=payload, reason=payload),)
    made = review(found, plan=plan, coverage=covered, rejected=rejected)
    return made.model_copy(update={"summary": payload})


def _words(payload: str) -> dict[str, object]:
    quote = {"quote": payload}
    return {
        "title": payload,
        "detail": payload,
        "recommendation": payload,
        "quote": payload,
        "rule": payload,
        "related": (place("phase-2.md", 3).model_copy(update=quote),),
    }


def test_the_parts_stand_in_the_order_that_tech_leads_use() -> None:
    assert headings(render([review()])) == [
        "Executive summary",
        "Critical issues (must fix)",
        "Major issues (should fix)",
        "Suggestions (nice to have)",
        "What works well",
        "Phase by phase",
        "Tokens",
        "Recommended actions, in order",
        "Approval criteria",
        "Waived",
        "Fixed",
        "Coverage",
        "Conclusion",
    ]


def test_a_clean_review_has_no_empty_parts() -> None:
    text = render([review(())])
    assert "Critical issues (must fix)" not in headings(text)
    assert "Recommended actions, in order" not in headings(text)
    assert "Nothing stands in the way of approval." in text
    assert "**Status: Approved (checks only).**" in text


def test_it_is_said_plainly_that_no_model_was_asked() -> None:
    text = render([review()])
    assert "checks only; no model was asked" in text
    assert "whether the design is right was not judged" in text


def test_model_and_cost_are_told_when_there_was_one() -> None:
    used = Usage(
        requests=12,
        input_tokens=34_000,
        cached_input_tokens=20_000,
        output_tokens=5_600,
        cost_usd=None,
        model="a-model",
    )
    ran = PassCoverage(phase=None, pass_="synthesis", state="reviewed", reason=None)  # noqa: S106 - a round
    covered = review().coverage.model_copy(update={"passes": (ran,)})
    text = render([review().model_copy(update={"usage": used, "coverage": covered})])
    assert "checks and `a-model`" in text
    assert "Cost: unknown for 12 requests, 34,000 tokens in (20,000 cached), 5,600 out." in text
    assert "whether the design is right was not judged" not in text


def test_every_finding_is_shown_or_folded_once() -> None:
    text = render([review([*many_findings(40), wide_finding()])])
    full = [each for each in headings(text, 3) if re.match(r"[CMS]\d+\. ", each)]
    folded = re.findall(r"^  - ([CMS]\d+): ", text, re.MULTILINE)
    names = [each.split(".")[0] for each in full] + folded
    assert len(full) <= MOST_IN_FULL
    expected = {f"M{n}" for n in range(1, 16)} | {f"S{n}" for n in range(1, 27)}
    assert len(names) == len(set(names))
    assert set(names) == expected
    assert len([each for each in full if each.startswith("M")]) == MOST_OF_A_RULE + 1


def test_a_finding_with_many_places_quotes_eight_and_lists_the_rest() -> None:
    text = render([review([wide_finding()])])
    (block,) = [token for token in MARKDOWN.parse(text) if token.type == "fence"]
    assert len(block.content.splitlines()) == 8 + 2
    assert "`phase-1.md:1` and 11 more places (Phases 1 and 2, `wide`)" in text
    assert "Also `phase-2.md` 5, 7, 9 and 11." in text


def test_long_quotes_are_cut() -> None:
    long = place("phase-1.md", 1).model_copy(
        update={"quote": "\n".join(f"line {n}" for n in range(40)), "line_end": 40}
    )
    text = render([review([finding("rule", long)])])
    (block,) = [token for token in MARKDOWN.parse(text) if token.type == "fence"]
    assert block.content == "line 0\nline 1\nline 2\nline 3\nline 4\nline 5\n…\n"


def test_a_blank_quote_leaves_no_empty_block() -> None:
    text = render([review([finding("rule", place("phase-1.md", 2))])])
    assert not [token for token in MARKDOWN.parse(text) if token.type == "fence"]


def test_mismatched_estimates_are_noted() -> None:
    made = review()
    first, *rest = made.plan.phases
    tasks = tuple(task.model_copy(update={"stated_tokens": 10_000}) for task in first.tasks)
    phases = (first.model_copy(update={"tasks": tasks}), *rest)
    plan = made.plan.model_copy(update={"phases": phases})
    text = render([made.model_copy(update={"plan": plan})])
    row = "| Phase 1: Lamp driver | 30,000 | ████████████ | 20,000 | 153 | tasks add up to 10,000 less |"
    assert row in text


def test_without_estimates_the_table_is_short() -> None:
    text = render([review(plan=sample_plan(phase_estimates=(), estimates=()))])
    assert "The plan states no token estimates." in text
    assert "| Phase | Plan text |" in text


def test_several_reviews_follow_each_other() -> None:
    text = render([review(), review(())])
    assert headings(text, 1) == ["Plan review: Lighthouse"] * 2


def test_a_template_is_not_called_approved() -> None:
    text = render([review((), plan=sample_plan(template=True))])
    assert "**Status: Template, not judged as a plan.**" in text
    assert "Approved (checks only).** This" not in text
    assert "Approval criteria" not in headings(text)


def test_failed_passes_are_named() -> None:
    plan = sample_plan()
    text = render([review((), plan=plan, coverage=sample_coverage(plan, "failed", "phase-2"))])
    assert "**Status: Review incomplete.**" in text
    assert "Pass `phase-review` failed for Phase 2: it timed out." in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_changes_nothing_but_text(payload: str) -> None:
    text = render([hostile(payload)])
    blocks = MARKDOWN.parse(text)
    tokens = inline_tokens(text)
    assert not {"html_block", "code_block", "blockquote_open", "hr"} & {b.type for b in blocks}
    assert {token.type for token in tokens} <= OWN
    prose = "\0".join(token.content for token in tokens if token.type == "text")
    assert not ACTIVE.search(prose)
    assert not HIDDEN.search(text.replace("\n", ""))


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if each.strip()])
def test_hostile_text_leaves_the_structure_as_it_is(payload: str) -> None:
    assert structure(hostile(payload)) == structure(hostile("word"))


def structure(made: Review) -> Sequence[tuple[str, str]]:
    blocks = MARKDOWN.parse(render([made]))
    return [(token.type, token.tag) for token in blocks if token.type != "inline"]


def test_reports_are_ordered_whatever_the_findings_order() -> None:
    findings: tuple[Finding, ...] = sample_findings()
    assert render([review(findings)]) == render([review(findings[::-1])])
