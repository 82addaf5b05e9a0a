"""Which findings a waiver matches, until when, and which it may not touch."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from planproof.core.base import Location
from planproof.core.finding import Evidence, Finding, Waiver
from planproof.core.plan import Plan
from planproof.core.review import Coverage, Review, Tool, Usage
from planproof.settings import Settings, WaiverRule
from planproof.sources import load
from planproof.views import plan_view
from planproof.waivers import NOT_INLINE, apply_waivers, read_comment, unused_waivers

TODAY = date(2026, 11, 21)
TEXT = """\
# Phase 1: Storage

<!-- planproof: allow vague-step the vendor decides until 2027-01-31 -->
Set up the bucket somehow.

Then do the rest. <!-- planproof: allow vague-step agreed in review -->
Nothing is waived here.
And here neither.
"""


def finding(
    line: int, *, rule: str = "vague-step", path: str = "plan.md", **more: object
) -> Finding:
    quote = TEXT.splitlines()[line - 1]
    values: dict[str, object] = {
        "id": f"id-{line}",
        "rule": rule,
        "category": "content",
        "severity": "minor",
        "confidence": "high",
        "source": "check",
        "title": "A vague step",
        "detail": "It leaves the choice open.",
        "recommendation": "Say how.",
        "location": Location(path=path, line_start=line, line_end=line),
        "quote": quote,
    }
    return Finding.model_validate(values | more)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "plan.md").write_text(TEXT, encoding="utf-8")
    return load(tmp_path)


def rule(**keys: object) -> WaiverRule:
    return WaiverRule.model_validate({"rule": "vague-step", "reason": "agreed", **keys})


def applied(plan: Plan, found: Finding, *rules: WaiverRule, inline: bool = False) -> Finding:
    settings = Settings(waivers=rules, inline_waivers=inline)
    (result,) = apply_waivers([found], plan, settings, TODAY)
    return result


def review_of(plan: Plan, findings: Sequence[Finding]) -> Review:
    return Review(
        tool=Tool(name="planproof", version="0"),
        plan=plan_view(plan),
        verdict="approved",
        summary="",
        findings=tuple(findings),
        rejected=(),
        strengths=(),
        phases=(),
        coverage=Coverage(lines_total=0, lines_read=0, unparsed=(), unread=(), passes=()),
        usage=Usage(
            requests=0,
            input_tokens=0,
            cached_input_tokens=0,
            output_tokens=0,
            cost_usd=0.0,
            model=None,
        ),
        actions=(),
        approval_criteria=(),
    )


@pytest.mark.parametrize(
    ("keys", "matches"),
    [
        ({}, True),
        ({"rule": "other-rule"}, False),
        ({"path": "plan.md"}, True),
        ({"path": "*.md"}, True),
        ({"path": "drafts/**"}, False),
        ({"contains": "bucket"}, True),
        ({"contains": "Bucket"}, False),
        ({"finding": "id-4"}, True),
        ({"finding": "id-5"}, False),
        ({"path": "*.md", "contains": "bucket", "finding": "id-4"}, True),
        ({"path": "*.txt", "contains": "bucket", "finding": "id-4"}, False),
    ],
)
def test_file_waiver_matches(plan: Plan, keys: dict[str, object], matches: bool) -> None:
    result = applied(plan, finding(4), rule(**keys))
    assert (result.status == "waived") is matches
    expected = Waiver(reason="agreed", source="planproof.toml") if matches else None
    assert result.waiver == expected


def test_path_and_text_must_fit_the_same_place(plan: Plan) -> None:
    other = Evidence(path="other.md", line_start=9, line_end=9, quote="shared words")
    found = finding(4, related=(other,))
    assert applied(plan, found, rule(path="other.md")).status == "waived"
    assert applied(plan, found, rule(contains="shared words")).status == "waived"
    assert applied(plan, found, rule(path="plan.md", contains="shared words")).status == "new"


def test_path_may_be_seen_from_the_folder_of_the_file(plan: Plan) -> None:
    root = Path(plan.root)
    config = root.parent / "planproof.toml"
    for glob, status in ((f"{root.name}/plan.md", "waived"), ("elsewhere/plan.md", "new")):
        settings = Settings(waivers=(rule(path=glob),), config=config)
        (result,) = apply_waivers([finding(8)], plan, settings, TODAY)
        assert result.status == status


@pytest.mark.parametrize(
    ("expires", "status"),
    [(TODAY, "waived"), (date(2027, 1, 1), "waived"), (date(2026, 11, 20), "new")],
)
def test_last_day_is_included(plan: Plan, expires: date, status: str) -> None:
    result = applied(plan, finding(4), rule(expires=expires))
    assert result.status == status
    if status == "new":
        assert result.waiver is None
        assert result.detail == (
            "It leaves the choice open. The waiver until 2026-11-20 (planproof.toml) has expired."
        )
    else:
        assert result.waiver is not None
        assert result.waiver.expires == expires.isoformat()


def test_valid_waiver_wins_over_an_expired_one(plan: Plan) -> None:
    result = applied(plan, finding(4), rule(expires=date(2020, 1, 1)), rule(reason="later"))
    assert result.waiver == Waiver(reason="later", source="planproof.toml")
    assert "expired" not in result.detail


@pytest.mark.parametrize(
    ("line", "reason", "expires"),
    [
        (4, "the vendor decides", "2027-01-31"),
        (6, "agreed in review", None),
        (7, "agreed in review", None),
    ],
)
def test_comment_waives_its_line_and_the_next(
    plan: Plan, line: int, reason: str, expires: str | None
) -> None:
    result = applied(plan, finding(line), inline=True)
    source = "plan.md:3" if line == 4 else "plan.md:6"
    assert result.status == "waived"
    assert result.waiver == Waiver(reason=reason, expires=expires, source=source)


@pytest.mark.parametrize("line", [1, 5, 8])
def test_comment_reaches_no_further(plan: Plan, line: int) -> None:
    assert applied(plan, finding(line), inline=True) == finding(line)


def test_comment_waives_one_rule(plan: Plan) -> None:
    assert applied(plan, finding(4, rule="broken-link"), inline=True).status == "new"


def test_comment_counts_at_a_related_place(plan: Plan) -> None:
    place = Evidence(path="plan.md", line_start=6, line_end=6, quote="x")
    assert applied(plan, finding(8, related=(place,)), inline=True).status == "waived"


def test_comments_can_be_switched_off(plan: Plan) -> None:
    assert applied(plan, finding(4), inline=False).status == "new"


@pytest.mark.parametrize("protected", sorted(NOT_INLINE))
def test_plan_cannot_waive_what_guards_against_it(tmp_path: Path, protected: str) -> None:
    text = TEXT.replace("vague-step", protected)
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    plan = load(tmp_path)
    found = finding(4, rule=protected)
    assert applied(plan, found, inline=True).status == "new"
    assert applied(plan, found, rule(rule=protected), inline=True).status == "waived"


def test_comment_in_a_code_block_waives_nothing(tmp_path: Path) -> None:
    text = f"# Phase 1: A\n\n```html\n{TEXT.splitlines()[2]}\nSet up somehow.\n```\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    found = finding(4).model_copy(
        update={"location": Location(path="plan.md", line_start=5, line_end=5)}
    )
    assert applied(load(tmp_path), found, inline=True).status == "new"


AT = Location(path="a.md", line_start=3, line_end=3)


@pytest.mark.parametrize(
    ("text", "reason", "expires"),
    [
        (" planproof: allow vague-step because ", "because", None),
        ("planproof:allow vague-step: because", "because", None),
        (" planproof: allow vague-step - two\n  lines ", "two lines", None),
        (" planproof: allow vague-step wait until 2027-01-31 ", "wait", date(2027, 1, 31)),
        (" planproof: allow vague-step wait until spring ", "wait until spring", None),
    ],
)
def test_comment_is_read(text: str, reason: str, expires: date | None) -> None:
    read = read_comment(text, AT)
    assert read is not None
    name, grant = read
    assert (name, grant.reason, grant.expires) == ("vague-step", reason, expires)
    assert grant.source == "a.md:3"


@pytest.mark.parametrize(
    "text",
    [
        " planproof: allow vague-step ",
        " planproof: allow vague-step until 2027-01-31 ",
        " planproof: allow vague-step -- until 2027-01-31 ",
        " planproof: allow vague-step ... ",
        " planproof: allow vague-step wait until 2027-13-45 ",
        " planproof: allow ",
        " planproof: deny vague-step because ",
        " we said planproof: allow vague-step because ",
        " planproof: allow vague-step " + "x" * 3_000,
        " TODO ",
        "",
    ],
)
def test_comment_that_grants_nothing(text: str) -> None:
    assert read_comment(text, AT) is None


def test_waiver_that_matches_nothing_is_unused(plan: Plan) -> None:
    used, unused = rule(contains="bucket"), rule(contains="no such text")
    settings = Settings(waivers=(used, unused), config=Path(plan.root) / "planproof.toml")
    findings = apply_waivers([finding(4)], plan, settings, TODAY)
    assert unused_waivers(settings, [review_of(plan, findings)]) == (unused,)


def test_expired_waiver_is_not_unused(plan: Plan) -> None:
    settings = Settings(waivers=(rule(expires=date(2020, 1, 1)),))
    findings = apply_waivers([finding(4)], plan, settings, TODAY)
    assert unused_waivers(settings, [review_of(plan, findings)]) == ()


def test_file_above_the_plan_may_serve_other_plans(plan: Plan) -> None:
    config = Path(plan.root).parent / "planproof.toml"
    anywhere, elsewhere, here = rule(), rule(path="other/**"), rule(path="plan.md")
    settings = Settings(waivers=(anywhere, elsewhere, here), config=config)
    assert unused_waivers(settings, [review_of(plan, ())]) == (here,)
