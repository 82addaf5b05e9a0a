"""The comment on a pull request."""

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.core.earlier import Earlier
from planproof.core.finding import Finding
from planproof.core.review import PassCoverage, Review
from planproof.github.state import decode
from planproof.lifecycle import aged, earlier_of
from planproof.render.github import LIMIT, Shown, comment, length, marker, same
from planproof.render.safe import HIDDEN
from tests.plan_factory import place, sample_plan
from tests.render.judge import MARKDOWN, check_page
from tests.render.payloads import PAYLOADS
from tests.render.runner import commands
from tests.review_factory import finding, review, sample_coverage, sample_findings

A, B, C = ("a1" * 20, "b2" * 20, "c3" * 20)
URL = "https://github.example.com/octo/harbour/actions/runs/12"
WORDS = (
    "limit",
    "service",
    "port",
    "record",
    "operator",
    "lamp",
    "table",
    "query",
    "timeout",
    "値",
    "🔦",
)


def pushes(*steps: tuple[Review, str], url: str | None = URL, limit: int = LIMIT) -> list[str]:
    """The comment after each of some pushes, each remembered in the comment before."""
    bodies: list[str] = []
    for made, commit in steps:
        before = decode(bodies[-1]) if bodies else None
        shown = aged(made, before, commit)
        now = earlier_of(shown, commit, before)
        bodies.append(comment(shown, earlier=now, report_url=url, limit=limit))
    return bodies


def many(number: int, words: int = 9) -> tuple[Finding, ...]:
    """Findings with titles, advice and quotes as long as those of real reviews."""
    chance = random.Random(number)  # noqa: S311 - a sample

    def text(most: int) -> str:
        return " ".join(f"{chance.choice(WORDS)}{chance.randrange(100)}" for _ in range(most))

    found = []
    for n in range(number):
        severity: Sequence[str] = ("critical", "major", "minor", "minor")
        made = finding(
            f"rule-{n % 30}",
            place("phase-2.md", 1 + n % 40),
            title=text(words),
            detail=text(30),
            recommendation=text(25),
            phase="phase-2",
            task=f"phase-2/task-{n % 7}",
            finding_id=f"{chance.getrandbits(48):012x}",
        )
        found.append(made.model_copy(update={"severity": severity[n % 4], "quote": text(40)}))
    return tuple(found)


def crowd(number: int, words: int = 9) -> Review:
    """A review with many findings; merging them all would take a while and prove nothing."""
    rank = ("critical", "major", "minor")
    found = sorted(many(number, words), key=lambda each: rank.index(each.severity))
    changed = {"findings": tuple(found), "verdict": "changes-requested"}
    return review([]).model_copy(update=changed)


def shown_lines(body: str) -> list[str]:
    return [line for line in body.split("\n") if line]


def check(body: str, url: str | None = URL, comments: int = 2) -> None:
    links = frozenset((url,)) if url else frozenset()
    tags = frozenset(("h4", "h5", "details", "summary"))
    check_page(body.replace("Full report", ""), tags=tags, links=links, comments=comments)
    assert commands(body) == []
    assert not HIDDEN.search(body.replace("\n", ""))


def test_the_first_line_has_the_verdict_and_what_is_there() -> None:
    (body,) = pushes((review(), A))
    first, headline, about, *_ = shown_lines(body)
    assert first == marker("docs/plans")
    assert headline == "### Changes requested: 2 critical, 2 major, 6 minor"
    assert about == "`docs/plans`."
    check(body)


def test_the_first_line_has_what_changed_since_the_last_push() -> None:
    found = sample_findings()
    bodies = pushes((review(found[2:4]), A), (review(found[1:3]), B), (review(found[1:4]), C))
    heads = [shown_lines(body)[1] for body in bodies]
    assert heads == [
        "### Changes requested: 2 major",
        "### Changes requested: 1 fixed, 1 new, 1 open",
        "### Changes requested: 1 regressed, 2 open",
    ]
    assert "`docs/plans`: 1 critical, 1 major." in bodies[1]
    assert (
        "##### C1. Task 2 of Phase 1 needs Task 1 of Phase 2, which comes later (new)" in bodies[1]
    )
    assert "- ~~How soon the operator is told is left open~~ `b2b2b2b`" in bodies[1]
    assert "is left open (`README.md:14`) (regressed): Say how many seconds." in bodies[2]
    assert "~~" not in bodies[2]


def test_critical_findings_are_shown_in_full_and_the_rest_is_a_list() -> None:
    (body,) = pushes((review(), A))
    top, *folded = body.split("<details>")
    assert "```\n1. Compare the current with the limits from Phase 2, Task 1.\n```" in top
    assert "`phase-1.md:39` and `phase-2.md:7` (Phase 1, Task 2, `late-dependency`)" in top
    assert "**What to do:** Move Task 1 of Phase 2 before Task 2 of Phase 1." in top
    assert "- **M1** `Task 9` is not in the plan (`phase-2.md:39`): Name the task" in top
    assert [re.findall("<summary>(.*)</summary>", each)[0] for each in folded] == [
        "6 suggestions",
        "1 fixed",
        "1 waived",
    ]
    assert "the anchor comes with the site, until 2027-03-31" in folded[2]
    assert "Read 120 of 120 lines, planproof 0.0.0, checks only; no model was asked." in body
    assert f"[Full report](<{URL}>)" in body


def test_the_same_review_of_the_same_commit_is_the_same_to_the_byte() -> None:
    steps = [(review(sample_findings()[2:]), A), (review(), B)]
    assert pushes(*steps) == pushes(*steps)
    bodies = pushes(*steps, steps[-1], steps[-1])
    assert bodies[1] == bodies[2] == bodies[3]
    first = pushes(steps[0], steps[0])
    assert first[0] == first[1]


def test_a_push_that_changes_nothing_of_the_plan_changes_nothing_here() -> None:
    bodies = pushes((review(), A), (review(), B), (review(), C))
    assert bodies[1] == bodies[2]


def test_the_link_alone_is_no_change() -> None:
    steps = [(review(), A), (review(), B)]
    one, other = pushes(*steps)[-1], pushes(*steps, url=f"{URL}3")[-1]
    assert one != other
    assert same(one, other)
    assert same(one, other.replace("\n", "\r\n"))
    assert same(one, pushes(*steps, url=None)[-1])
    assert not same(one, other.replace("Must fix", "Might fix"))
    assert not same(one, pushes(steps[0])[-1])


def test_a_clean_plan_is_told_in_one_line() -> None:
    (body,) = pushes((review([]), A))
    assert shown_lines(body)[1] == "### Approved (checks only): no findings"
    assert "<details>" not in body
    _, body = pushes((review(sample_findings()[2:3]), A), (review([]), B))
    assert shown_lines(body)[1] == "### Approved (checks only): 1 fixed"


def test_what_was_not_reviewed_is_named() -> None:
    plan = sample_plan()
    covered = sample_coverage(plan, "failed", "phase-2")
    waits = {
        "phase": None,
        "path": "notes.md",
        "pass": "phase-review",
        "state": "pending",
        "reason": None,
    }
    passes = (*covered.passes, PassCoverage.model_validate(waits))
    made = review([], plan=plan, coverage=covered.model_copy(update={"passes": passes}))
    body = comment(made)
    assert "### Review incomplete: no findings" in body
    assert "**Not reviewed:** `phase-review` of Phase 2 failed (it timed out) and" in body
    assert "`phase-review` of `notes.md` pending." in body
    assert "Cost of all reviews here: 0.00 USD." in body
    assert "Cost of all reviews here: 1.23 USD." in comment(made, earlier=Earlier(spent=1.2345))


def test_an_unknown_price_is_said_to_be_unknown() -> None:
    assert "Cost: unknown." in comment(review(), earlier=Earlier(spent=None))


def test_no_report_no_link() -> None:
    for url in (None, "javascript:alert(1)", "https://x.example/a>b", "https://x.example/ [a](b)"):
        (body,) = pushes((review(), A), url=url)
        assert "Full report" not in body


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("docs/plans/a", "docs/plans/a/", True),
        ("docs/plans/a", "./docs/plans/a", True),
        ("docs/plans/a", "docs/plans/b", False),
        ("", ".", True),
        ("plans/ü-計画", "plans/ü-計画", True),
        ("x --> <b>", "x", False),
    ],
)
def test_each_plan_has_its_marker(one: str, other: str, alike: bool) -> None:
    assert (marker(one) == marker(other)) is alike
    assert re.fullmatch(r"<!-- planproof:plan:[0-9a-f]{24} -->", marker(one))


@pytest.mark.parametrize(("number", "limit"), [(300, LIMIT), (300, 20_000), (800, 3_000)])
def test_a_comment_is_never_too_long(number: int, limit: int) -> None:
    made = crowd(number)
    for body in pushes((made, A), (crowd(number - 40), B), limit=limit):
        assert length(body) <= limit - 500
        check(body, comments=2)
        assert "### Changes requested: " in body


def test_a_limit_that_leaves_no_room_leaves_the_verdict() -> None:
    body = comment(crowd(300), limit=700)
    assert shown_lines(body) == [marker("docs/plans"), body.split("\n")[2]]
    assert length(body) <= 200


def test_details_go_first_then_quotes_and_what_is_left_out_is_counted() -> None:
    made = crowd(120)
    whole = comment(made, limit=10_000_000)
    minor, major = ([f for f in made.findings if f.severity == s] for s in ("minor", "major"))
    advice = {
        "minor": [each.recommendation[:40] for each in minor],
        "major": [each.recommendation[:40] for each in major],
        "quote": [each.quote[:40] for each in made.findings if each.severity == "critical"],
    }
    kept = []
    for limit in range(length(whole) + 600, 4_000, -5_000):
        body = comment(made, limit=limit)
        assert length(body) <= limit - 500
        kept.append({kind: sum(each in body for each in told) for kind, told in advice.items()})
    assert kept[0] == {"minor": 60, "major": 30, "quote": 30}
    assert kept[-1] == {"minor": 0, "major": 0, "quote": 0}
    for each in kept:
        assert not each["minor"] or each["major"] == 30
        assert not each["major"] or each["quote"] == 30
    assert "60 in the report" in comment(made, limit=12_000)
    assert "more in the report" in comment(made, limit=12_000)


def test_300_findings_are_remembered() -> None:
    made = crowd(300)
    first, second = pushes((made, A), (made, B))
    state = decode(first)
    assert state is not None
    assert len(state.findings) == 300
    assert shown_lines(second)[1] == "### Changes requested: 300 open"


def test_an_address_that_is_none_is_left_out() -> None:
    made = review([])
    for payload in PAYLOADS:
        page = MARKDOWN.render(comment(made, report_url=payload))
        assert page.count("<a ") <= payload.startswith("http"), payload


@settings(max_examples=15, deadline=None)
@given(
    title=st.text(max_size=200),
    quote=st.text(max_size=400),
    limit=st.integers(2_000, 70_000),
)
def test_any_text_at_any_length(title: str, quote: str, limit: int) -> None:
    words = {"title": title, "quote": quote, "recommendation": quote, "detail": title}
    found = tuple(each.model_copy(update=words) for each in many(25))
    made = review([]).model_copy(update={"findings": found})
    body = comment(made, earlier=earlier_of(made, A, None), report_url=URL, limit=limit)
    assert length(body) <= limit - 500
    check(body)


def test_everything_is_shown_unless_there_is_no_room() -> None:
    assert Shown().minors > 100_000
    body = comment(crowd(100))
    assert all(each.title.split()[0] in body for each in crowd(100).findings)


def test_length_is_in_units_of_utf_16() -> None:
    assert [length(each) for each in ("a", "ä", "値", "🔦", "\ud800")] == [1, 1, 1, 2, 1]
