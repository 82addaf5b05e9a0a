"""A quote is found where it stands, or what it should prove is rejected."""

import pytest

from planproof.code_evidence import Unproved
from planproof.core.base import Location
from planproof.core.draft import Claim, Draft, Quote
from planproof.core.finding import SEVERITIES, Finding, Severity
from planproof.core.project_rule import ProjectRule
from planproof.core.review import Rejected, Strength
from planproof.evidence import Prover, capped
from tests.passes.made import criteria, plan_of

DOC = """\
# Phase 1: Café timetable

Intro with **bold words** and `some_code()` in it.

## Task 1: Import “departures”

> Quoted advice – read it twice…

- [ ] First item of the list
  - nested item with [a link](docs/spec.md#top) inside
1. Step one: run `make all` now
2. Step two: see <https://example.com>

| Name | Value |
|------|-------|
| limit | 42 rows |

Same words stand here twice over.
Filler.
Same words stand here twice over.

日本語の段落です。時刻は協定世界時で保存する。
"""
OTHER = """\
# Phase 2: Board

Ask once a minute, in the order of the piers.
Same words stand here twice over.
"""
CRITERION = next(each for each in criteria() if each.id == "contradiction")
PLAN = plan_of({"phase-1.md": DOC, "phase-2.md": OTHER})
ALL = Location(path="phase-1.md", line_start=1, line_end=len(PLAN.document("phase-1.md").lines))


def quote(text: str, line: int = 1, within: Location = ALL) -> Quote:
    return Quote(within=within, line=line, text=text)


def found(text: str, line: int = 1, within: Location = ALL) -> tuple[str, int, int] | None:
    at = Prover(PLAN).locate(quote(text, line, within))
    return None if isinstance(at, Unproved) else (at.path, at.line_start, at.line_end)


def lines(text: str) -> tuple[int, int] | None:
    at = found(text)
    return at[1:] if at else None


def draft(text: str = "Intro with **bold words**", **changes: object) -> Draft:
    values: dict[str, object] = {
        "criterion": CRITERION.id,
        "severity": "critical",
        "severity_reason": "it stops the work",
        "confidence": "high",
        "title": "The intro is bold",
        "why": "Nobody reads it.",
        "fix": "Make it plain.",
        "quotes": (quote(text),),
    }
    return Draft.model_validate({**values, **changes})


def prove(made: Draft) -> Finding | Rejected:
    return Prover(PLAN).prove(made, CRITERION)


def reason(made: Draft) -> str:
    result = prove(made)
    assert isinstance(result, Rejected)
    return result.reason


# What may differ


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Intro with **bold words** and `some_code()` in it.", (3, 3)),
        ("Intro   with\n\tbold words and\u00a0some_code() in it.", (3, 3)),
        ("Intro with __bold words__ and some_code() in it.", (3, 3)),
        ("***Intro*** with ~~bold~~ words", (3, 3)),
        ('Import "departures"', (5, 5)),
        ("### Task 1: Import «departures»", (5, 5)),
        ("Quoted advice - read it twice...", (7, 7)),
        ("Quoted advice — read it twice…", (7, 7)),
        ("First item of the list", (9, 9)),
        ("* [x] First item of the list", (9, 9)),
        ("nested item with a link inside", (10, 10)),
        ("nested item with [a link](docs/spec.md#top) inside", (10, 10)),
        ("Step one: run make all now", (11, 11)),
        ("1) Step one: run make all now", (11, 11)),
        ("limit 42 rows", (16, 16)),
        ("| **limit** | `42 rows` |", (16, 16)),
        ("12| limit 42 rows", (16, 16)),
        ("  3| Intro with **bold words**", (3, 3)),
        ("9| - [ ] First item of the list\n10|   - nested item with a link inside", (9, 10)),
        ("...| Intro with **bold words**", (3, 3)),
        ("Phase 1: Cafe\u0301 timetable", (1, 1)),
        ("Ｐｈａｓｅ 1: Café timetable", (1, 1)),
        ("run `make all` now\n2. Step two: see", (11, 12)),
        ("時刻は協定世界時で保存する", (22, 22)),
        ("日本語の段落です。 時刻は 協定世界時で", (22, 22)),
        ("Intro with bold\u200b words\ufeff and", (3, 3)),
        ("Intro with … in it.", (3, 3)),
        ("Intro with [...] in it.", (3, 3)),
        ("…bold words and some_code()…", (3, 3)),
        ("First item of ... with a link inside", (9, 10)),
    ],
)
def test_what_carries_no_meaning_may_differ(text: str, where: tuple[int, int]) -> None:
    assert lines(text) == where


@pytest.mark.parametrize(
    "text",
    [
        "Intro with **bald words** and",
        "Intro with bold words or some_code()",
        "intro with bold words",
        "limit | 43 rows",
        "limit | 42 row s!",
        "Step one: run `make any` now",
        "Intro with and some_code()",
        "with Intro bold words",
        "Intro with some_code() … bold words",
        "時刻は現地時間で保存する",
        "Nothing of the kind stands here",
        "Café timetable Intro with bald",
    ],
)
def test_any_other_difference_is_rejected(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    "text", ["", " ", "Intro", "**Intro**", "…", "- [ ] - [ ]", "a … b", "12| x", "| | | | | | | |"]
)
def test_a_quote_that_is_too_short_proves_nothing(text: str) -> None:
    at = Prover(PLAN).locate(quote(text))
    assert isinstance(at, Unproved)
    assert "too short" in at.reason or "is not in the plan" in at.reason


def test_the_least_is_eight_characters() -> None:
    assert found("42 rows") is None
    assert found("`42` | **rows**") is None
    assert lines("it | 42 rows") == (16, 16)


def test_letters_strung_together_by_ellipses_prove_nothing() -> None:
    assert found("I … n … t … r … o … w … i … t … h") is None


def test_what_stands_far_apart_is_no_one_quote() -> None:
    text = (
        "# Phase 1: A\n\nIt begins here at once.\n\n" + "Filler.\n\n" * 400 + "It ends here then.\n"
    )
    plan = plan_of({"phase-1.md": text})
    within = Location(path="phase-1.md", line_start=1, line_end=5)
    at = Prover(plan).locate(quote("It begins here … It ends here", within=within))
    assert isinstance(at, Unproved)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("- [ ] First item of the list - nested item with a link inside", (9, 10)),
        ("1. Step one: run `make all` now 2. Step two: see", (11, 12)),
        ("## Task 1: Import “departures” > Quoted advice – read it twice…", (5, 7)),
        ("make all now\n  2. Step two: see", (11, 12)),
    ],
)
def test_lines_with_marks_may_be_joined_to_one(text: str, where: tuple[int, int]) -> None:
    assert lines(text) == where


@pytest.mark.parametrize(
    "text",
    [
        "nested item with [a link](docs",
        "nested item with [a",
        "link](docs/spec.md#top) inside",
        "[x] First item of the list",
    ],
)
def test_words_that_are_cut_within_a_link_or_a_checkbox_are_found(text: str) -> None:
    at = lines(text)
    assert at is not None
    assert at[0] in (9, 10)


# Which of several places


@pytest.mark.parametrize(("hint", "line"), [(1, 18), (18, 18), (20, 20), (99, 20), (-5, 18)])
def test_the_place_nearest_to_the_hint_counts(hint: int, line: int) -> None:
    assert found("Same words stand here", hint) == ("phase-1.md", line, line)


def test_the_lines_that_were_shown_come_first_then_the_document_then_the_others() -> None:
    shown = Location(path="phase-1.md", line_start=19, line_end=22)
    assert found("Same words stand here", 1, shown) == ("phase-1.md", 20, 20)
    other = Location(path="phase-2.md", line_start=1, line_end=2)
    assert found("Same words stand here", 1, other) == ("phase-2.md", 4, 4)
    assert found("Intro with bold words", 1, other) == ("phase-1.md", 3, 3)
    nowhere = Location(path="gone.md", line_start=1, line_end=2)
    assert found("Ask once a minute", 1, nowhere) == ("phase-2.md", 3, 3)


def test_a_long_quote_is_where_it_begins() -> None:
    text = "# Phase 1: A\n\n" + "\n".join(f"Line number {n} says this." for n in range(1, 30))
    plan = plan_of({"phase-1.md": text})
    within = Location(path="phase-1.md", line_start=1, line_end=31)
    body = "\n".join(plan.document("phase-1.md").lines[4:25])
    at = Prover(plan).locate(quote(body, within=within))
    assert isinstance(at, Location)
    assert (at.line_start, at.line_end) == (5, 12)


# From claims to findings


def test_a_finding_has_the_words_of_the_plan_not_those_of_the_model() -> None:
    result = prove(draft("12| Intro with bold   words and", title="  The\n\x07intro is bold "))
    assert isinstance(result, Finding)
    assert result.quote == "Intro with **bold words** and `some_code()` in it."
    assert (result.location.path, result.location.line_start) == ("phase-1.md", 3)
    assert (result.source, result.rule, result.category) == ("model", CRITERION.id, "content")
    assert result.title == "The intro is bold"
    assert (result.phase, result.task) == ("phase-1", None)


def test_other_quotes_are_related_places_and_all_must_be_there() -> None:
    first, second = "First item of the list", "Ask once a minute"
    result = prove(draft(quotes=(quote(first), quote(second), quote(f"- {first}"))))
    assert isinstance(result, Finding)
    assert (result.location.line_start, result.task) == (9, "phase-1/task-1")
    assert [(each.path, each.quote) for each in result.related] == [
        ("phase-2.md", "Ask once a minute, in the order of the piers.")
    ]
    assert "not in the plan" in reason(draft(quotes=(quote(first), quote("Made up by a model"))))


def test_what_names_no_place_or_claims_nothing_is_rejected() -> None:
    assert reason(draft(quotes=())) == "it names no place"
    assert reason(draft(title=" \n\x00 ")) == "it claims nothing"


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("most", SEVERITIES)
def test_a_finding_is_at_most_as_severe_as_its_criterion(
    severity: Severity, most: Severity
) -> None:
    criterion = CRITERION.model_copy(update={"severity": most})
    result = Prover(PLAN).prove(draft(severity=severity), criterion)
    assert isinstance(result, Finding)
    expected = SEVERITIES[max(SEVERITIES.index(severity), SEVERITIES.index(most))]
    assert result.severity == expected == capped(severity, most)


@pytest.mark.parametrize(
    "named", ["Phase 9", "Task 7.3", "Step 12", "FR-017", "Milestone 4", "T042", "R12"]
)
def test_what_names_a_phase_task_or_id_that_is_not_there_is_rejected(named: str) -> None:
    expected = f"it names {named!r}, which the plan does not have"
    assert reason(draft(title=f"The intro contradicts {named}.")) == expected
    assert reason(draft(why=f"Whoever builds {named} is misled.")) == expected


def test_a_task_does_not_vouch_for_a_phase_of_its_number() -> None:
    tasks = "".join(f"## Task {n}: Do {n}\n\nDo it well.\n\n" for n in range(1, 8))
    plan = plan_of({"phase-1.md": f"# Phase 1: A\n\n{tasks}"})
    within = Location(path="phase-1.md", line_start=1, line_end=9)
    made = draft(title="Phase 7 undoes it", quotes=(quote("Do 1 Do it well.", within=within),))
    assert isinstance(Prover(plan).prove(made, CRITERION), Rejected)


@pytest.mark.parametrize(
    "claim",
    ["Phase 1 and Phase 2 differ", "phase 2 and PHASE 2", "Milestone 2 comes first",
     "Step 1 says so", "Task 1 of Phase 1"],
)  # fmt: skip
def test_what_is_there_under_this_or_another_name_is_accepted(claim: str) -> None:
    assert isinstance(prove(draft(title=claim)), Finding)


@pytest.mark.parametrize("claim", ["T5 and T005", "T-005", "Task 5"])
def test_the_number_of_a_task_may_be_written_otherwise(claim: str) -> None:
    plan = plan_of({"tasks.md": "# Tasks\n\n## Phase 1: A\n\n- [ ] T005 Lay the keel in oak\n"})
    within = Location(path="tasks.md", line_start=1, line_end=5)
    made = draft(title=claim, quotes=(quote("Lay the keel in oak", within=within),))
    assert isinstance(Prover(plan).prove(made, CRITERION), Finding)


@pytest.mark.parametrize(
    "claim", ["UTF-8 is not said", "SHA-256 would do", "S3 has no rename", "P95 is not bounded"]
)
def test_what_everybody_knows_by_its_letters_and_digits_is_no_invented_id(claim: str) -> None:
    assert isinstance(prove(draft(why=claim)), Finding)


def test_texts_are_bounded_on_one_line_and_without_secrets() -> None:
    secret = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"
    long = f"word\r\n\x1b[31m {secret} " + "x y " * 100_000
    result = prove(draft(title=long, why=long, fix=long, example=long))
    assert isinstance(result, Finding)
    assert secret not in result.model_dump_json()
    assert "\x1b" not in result.title + result.detail + result.recommendation
    for text, most in ((result.title, 200), (result.detail, 700), (result.recommendation, 700)):
        assert len(text) <= most
        assert "\n" not in text
    assert len(result.example) <= 1_400
    assert result.example.count("\n") <= 19


def test_the_id_of_a_finding_does_not_move_with_its_line() -> None:
    moved = plan_of(
        {"phase-1.md": DOC.replace("Intro", "Before it.\n\nIntro"), "phase-2.md": OTHER}
    )
    first, second = (
        prove(draft("First item of the list")),
        Prover(moved).prove(draft("First item of the list"), CRITERION),
    )
    assert isinstance(first, Finding)
    assert isinstance(second, Finding)
    assert first.id == second.id
    assert first.location.line_start + 2 == second.location.line_start


def test_a_strength_needs_its_quote_too() -> None:
    claim = Claim(phase="phase-1", text=" Well\n said. ", quote=quote("First item of the list"))
    strength = Prover(PLAN).strength(claim)
    assert isinstance(strength, Strength)
    assert (strength.text, strength.phase) == ("Well said.", "phase-1")
    assert strength.location == Location(path="phase-1.md", line_start=9, line_end=9)
    gone = Prover(PLAN).strength(claim.model_copy(update={"quote": quote("Not to be found")}))
    assert isinstance(gone, Rejected)
    assert "is not in the plan" in gone.reason


RULES = tuple(
    ProjectRule(number=number, path="docs/AGENTS.md", line=number + 4, text=text)
    for number, text in enumerate(("Never push to main.", "Every migration has a way back."), 1)
)
OF_RULES = CRITERION.model_copy(update={"id": "ignored-project-rule"})


def test_a_broken_rule_is_cited_with_its_words() -> None:
    made = draft(title="R2: no way back is planned", why="It cannot be undone.")
    result = Prover(PLAN, rules=RULES).prove(made, OF_RULES)
    assert isinstance(result, Finding)
    assert result.title == "R2: no way back is planned"
    assert result.detail == (
        "It cannot be undone. R2 (AGENTS.md:6) says: “Every migration has a way back.”"
    )


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("No way back is planned", "it names none of the project's rules"),
        ("R7: no way back is planned", "it names none of the project's rules"),
        ("R2 and R7: no way back", "it names 'R7', which the plan does not have"),
    ],
)
def test_a_finding_about_a_rule_names_one_that_is_there(title: str, why: str) -> None:
    result = Prover(PLAN, rules=RULES).prove(draft(title=title), OF_RULES)
    assert isinstance(result, Rejected)
    assert result.reason == why


def test_another_finding_may_name_a_rule() -> None:
    made = draft(title="The way back of R2 contradicts the intro")
    result = Prover(PLAN, rules=RULES).prove(made, CRITERION)
    assert isinstance(result, Finding)
    assert "says:" not in result.detail
    assert isinstance(prove(made), Rejected)
