"""No style loses a finding, a quote or what was not reviewed, whatever the plan."""

import json
import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from planproof.core.review import Review
from planproof.render import json as as_json
from planproof.render.labels import evidence, numbered, standing, tally
from planproof.render.safe import visible
from planproof.render.styles import action_plan, audit, feedback, gap_analysis
from planproof.render.styles.interface import Style
from planproof.render.styles.registry import STYLES, styles
from tests.plan_factory import sample_plan
from tests.render.golden import crowded
from tests.render.judge import check_page
from tests.render.payloads import FAMILIES
from tests.render.poison import poisoned, sample_review
from tests.render.styles.golden import grounded, grounding
from tests.render.styles.plans import NAMES, reviewed
from tests.review_factory import review, sample_coverage

EVERY = [*NAMES, "sample", "crowded", "grounded", "clean"]
FULL: tuple[Style, ...] = (audit, gap_analysis, action_plan, feedback)
TEXTS: dict[str, Callable[[], Review]] = {
    "sample": review,
    "crowded": crowded,
    "grounded": grounded,
    "clean": lambda: review(()),
}
MARKDOWN = MarkdownIt("commonmark").enable("table")
# Four long pages for each: a part of the payloads, of every kind.
HOSTILE = sorted({each for kind in FAMILIES.values() for each in kind[::8]})
EACH = pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))


def made_of(name: str) -> Review:
    """The review of a plan of the fixtures, or one of the factory's."""
    return TEXTS[name]() if name in TEXTS else reviewed(name)


def words(text: str) -> str:
    """What a page shows, code and fences as they are."""
    shown = []
    for block in MARKDOWN.parse(text):
        shown += [block.content] if block.type in ("fence", "code_block") else []
        shown += [each.content for each in block.children or () if each.content]
    return "\n".join(shown)


@pytest.mark.parametrize("style", FULL, ids=lambda each: each.STYLE)
@pytest.mark.parametrize("name", EVERY)
def test_every_number_and_quote_stands_in_the_document(name: str, style: Style) -> None:
    made = made_of(name)
    text = words(style.render([made]))
    known = numbered(made)
    for each in standing(made):
        assert re.search(rf"\b{known[each.id]}\b", text)
        for place in evidence(each):
            for line in visible(place.quote).split("\n"):
                assert line.strip() in text


@pytest.mark.parametrize("name", EVERY)
def test_ids_stand_where_they_are_needed(name: str) -> None:
    made = made_of(name)
    for text in (action_plan.render([made]), feedback.render([made])):
        assert all(f"`{each.id}`" in text for each in standing(made))


@pytest.mark.parametrize("name", EVERY)
def test_the_counts_are_those_of_the_json(name: str) -> None:
    made = made_of(name)
    body = json.loads(as_json.render([made]))
    told = json.loads(feedback.render_json([made]))
    (plan,) = told["plans"]
    found = [each for each in body["findings"] if each["status"] not in ("waived", "fixed")]
    for severity, number in plan["counts"].items():
        assert number == sum(each["severity"] == severity for each in found)
    assert [each["id"] for each in plan["defects"]] == [each["id"] for each in found]
    assert told["schema_version"] == body["schema_version"]
    for style in FULL[:-1]:
        assert f"indings:** {tally(standing(made))}\n" in style.render([made])
    items = re.findall(r"^\d+\. `", feedback.render([made]), re.MULTILINE)
    assert len(items) == len(found)


@pytest.mark.parametrize("style", FULL, ids=lambda each: each.STYLE)
def test_what_was_not_reviewed_is_told(style: Style) -> None:
    plan = sample_plan()
    covered = sample_coverage(plan, "failed", "phase-2")
    for made in (review(), review((), plan=plan, coverage=covered)):
        text = words(style.render([made]))
        assert "notes.pdf" in text
    assert "it timed out" in text


def test_findings_that_are_waived_or_fixed_are_told_apart() -> None:
    for style in FULL[:-1]:
        text = style.render([review()])
        assert "## Waived" in text
        assert "the anchor comes with the site" in text
        assert "## Fixed" in text
    assert "Waived, to be left as they are: 1." in feedback.render([review()])


def test_without_a_code_base_nothing_is_said_of_it() -> None:
    other = review().model_copy(update={"grounding": grounding(related=False)})
    for made in (review(), other):
        text = gap_analysis.render([made])
        assert "nothing is said here of what is there" in text
        assert not re.search(r"Well implemented|[Tt]here:|Holds|partly", text)
    assert "None of the 3 named files is there." in gap_analysis.render([other])


def test_no_effort_or_confidence_is_made_up() -> None:
    bare = review(plan=sample_plan(phase_estimates=(), estimates=()))
    text = gap_analysis.render([bare])
    assert text.count("| not stated |") == 4
    assert "%" not in text.partition("## Priority and effort")[2].partition("## Coverage")[0]


def test_rules_of_the_project_are_cited_by_line() -> None:
    text = audit.render([grounded()])
    assert "| Every task has a test. | `AGENTS.md:4` | broken |" in text
    assert "were given, so compliance with them was not judged" in audit.render([review()])


@EACH
def test_hostile_text_changes_nothing_but_text(payload: str) -> None:
    clean, bad = (poisoned(sample_review(), each) for each in ("nothing", payload))
    for style in STYLES[1:]:
        shape = check_page(style.render([bad]))
        if payload.strip():
            assert shape == check_page(style.render([clean])), style.STYLE


def test_every_style_is_tried() -> None:
    assert styles() == ("tech-lead", *(each.STYLE for each in FULL))
