"""Findings from review to review: new, open, fixed, back again, waived."""

import json
from collections.abc import Sequence

import pytest

from planproof.core.earlier import MOST_TITLE, Earlier, brief
from planproof.core.finding import Finding, Waiver
from planproof.core.plan import Plan
from planproof.core.review import PassCoverage, PassState, Rejected, Review
from planproof.lifecycle import MOST_FIXED, aged, earlier_of, looked_at, since_baseline
from planproof.matching import likeness
from planproof.render import json as as_json
from planproof.render import markdown
from planproof.verdict import verdict_on
from tests.plan_factory import place, sample_plan
from tests.render.golden import terminal
from tests.review_factory import finding, review, sample_coverage

A, B, C, D = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)
LATE = finding(
    "late-dependency",
    place("phase-1.md", "1. Compare"),
    severity="critical",
    title="Task 2 of Phase 1 needs the limits, which come later",
    phase="phase-1",
    task="phase-1/task-2",
    finding_id="late",
)
VAGUE = finding(
    "vague-criterion",
    place("phase-2.md", "- [ ] The page"),
    severity="major",
    title="“The page looks good” cannot be checked by whoever builds it",
    phase="phase-2",
    task="phase-2/task-2",
    finding_id="vague",
)
OPEN = finding(
    "placeholder",
    place("README.md", "The operator"),
    title="How soon the operator is told is left open",
    finding_id="left",
)


def by_model(each: Finding) -> Finding:
    return each.model_copy(update={"source": "model"})


def push(made: Review, commit: str, before: Earlier | None) -> tuple[Review, Earlier]:
    now = aged(made, before, commit)
    return now, earlier_of(now, commit, before)


def pushes(*steps: tuple[Review, str]) -> tuple[Review, Earlier]:
    """The review after the last of some pushes."""
    state: Earlier | None = None
    for made, commit in steps:
        shown, state = push(made, commit, state)
    assert state is not None
    return shown, state


def statuses(made: Review) -> dict[str, str]:
    return {each.id: each.status for each in made.findings}


def changed(plan: Plan | None = None) -> Plan:
    """The sample plan with another text in each document."""
    of = sample_plan() if plan is None else plan
    documents = tuple(each.model_copy(update={"sha256": "1" * 64}) for each in of.documents)
    return of.model_copy(update={"documents": documents})


def with_model(
    findings: Sequence[Finding], state: PassState = "reviewed", phase: str | None = None
) -> Review:
    """A review of a changed text for which a model was asked; *phase* is in *state*."""
    plan = changed()
    covered = sample_coverage(plan)
    passes = [each for each in covered.passes if each.pass_ == "checks"]  # noqa: S105 - a round
    for each in ("phase-1", "phase-2", "phase-3"):
        own = state if phase in (None, each) else "reviewed"
        passes.append(ran(each, "phase-review", own))
    passes += [ran(None, name, "reviewed") for name in ("cross-phase", "verification")]
    covered = covered.model_copy(update={"passes": tuple(passes)})
    return review(findings, plan=plan, coverage=covered)


def ran(phase: str | None, name: str, state: PassState) -> PassCoverage:
    return PassCoverage.model_validate(
        {"phase": phase, "pass": name, "state": state, "reason": None}
    )


def test_the_first_review_is_as_it_was() -> None:
    made = review([LATE, VAGUE])
    assert aged(made, None, A) == made


def test_a_finding_that_is_there_again_is_open() -> None:
    shown, _ = pushes((review([LATE]), A), (review([LATE, VAGUE]), B))
    assert statuses(shown) == {"late": "open", "vague": "new"}
    assert shown.since is not None
    assert (shown.since.open, shown.since.new) == (("late",), ("vague",))


def test_a_finding_that_is_gone_is_fixed_at_that_commit() -> None:
    shown, state = pushes((review([LATE, VAGUE]), A), (review([VAGUE]), B), (review([VAGUE]), C))
    assert statuses(shown) == {"vague": "open", "late": "fixed"}
    assert state.named()["late"].at == "b" * 12
    assert shown.since is not None
    assert shown.since.fixed == ()
    assert shown.verdict == "changes-requested", "major and certain"


def test_a_finding_that_comes_back_has_regressed_once() -> None:
    steps = [(review([LATE]), A), (review([]), B), (review([LATE]), C)]
    shown, _ = pushes(*steps)
    assert statuses(shown) == {"late": "regressed"}
    assert shown.since is not None
    assert shown.since.regressed == ("late",)
    shown, _ = pushes(*steps, (review([LATE]), D))
    assert statuses(shown) == {"late": "open"}


def test_the_same_commit_reviewed_again_changes_nothing() -> None:
    steps = [(review([LATE]), A), (review([]), B), (review([LATE, VAGUE]), C), (review([OPEN]), D)]
    state: Earlier | None = None
    for made, commit in steps:
        first, state = push(made, commit, state)
        again, after = push(made, commit, state)
        assert after == state
        assert again.model_dump(include={"since", "verdict"}) == first.model_dump(
            include={"since", "verdict"}
        )
        assert statuses(again) == statuses(first)


def test_a_push_that_changes_nothing_is_not_remembered() -> None:
    _, before = pushes((review([LATE]), A), (review([LATE]), B))
    _, after = push(review([LATE]), C, before)
    assert after == before


def test_two_answers_at_one_commit_are_no_regression() -> None:
    _, state = pushes((review([LATE]), A), (review([]), B))
    shown, _ = push(review([LATE]), B, state)
    assert statuses(shown) == {"late": "open"}


def test_waived_findings_are_no_news() -> None:
    waived = LATE.model_copy(
        update={"status": "waived", "waiver": Waiver(reason="later", source="planproof.toml")}
    )
    shown, state = pushes((review([LATE]), A), (review([waived]), B))
    assert statuses(shown) == {"late": "waived"}
    shown, _ = push(review([LATE]), C, state)
    assert statuses(shown) == {"late": "open"}
    shown, _ = push(review([]), C, state)
    assert statuses(shown) == {}, "nobody waits for it to be fixed"


REWORDED = [
    pytest.param(
        {"title": "“The page looks nice” cannot be checked by whoever builds it"}, id="quote"
    ),
    pytest.param({"title": "Whoever builds the page cannot check that it looks good"}, id="order"),
    pytest.param({"task": "phase-2/task-3"}, id="task renumbered"),
    pytest.param({"location": place("phase-2.md", 12), "quote": "x"}, id="moved"),
]


@pytest.mark.parametrize("words", REWORDED)
def test_a_reworded_finding_is_open(words: dict[str, object]) -> None:
    other = VAGUE.model_copy(update={"id": "other", **words})
    shown, state = pushes((review([VAGUE]), A), (review([other]), B))
    assert statuses(shown) == {"other": "open"}
    assert state.named()["other"].aliases == ("vague",)
    shown, _ = push(review([VAGUE]), C, state)
    assert statuses(shown) == {"vague": "open"}, "its old words are known too"


OTHERS = [
    pytest.param({"rule": "undecided-option"}, id="rule"),
    pytest.param({"severity": "minor"}, id="severity"),
    pytest.param(
        {"phase": "phase-1", "task": "phase-1/task-2", "location": place("phase-1.md", 40)},
        id="phase",
    ),
    pytest.param({"title": "“Faults are handled gracefully” cannot be measured"}, id="title"),
]


@pytest.mark.parametrize("words", OTHERS)
def test_another_finding_is_new(words: dict[str, object]) -> None:
    other = VAGUE.model_copy(update={"id": "other", **words})
    shown, _ = pushes((review([VAGUE]), A), (review([other]), B))
    assert statuses(shown) == {"other": "new", "vague": "fixed"}


def test_numbers_tell_two_findings_of_a_phase_apart() -> None:
    one = finding("dangling-reference", place("phase-2.md", 39), title="`Task 9` is not in the plan",
                  phase="phase-2", task="phase-2/task-2", finding_id="nine")  # fmt: skip
    other = one.model_copy(update={"id": "eight", "title": "`Task 8` is not in the plan"})
    shown, _ = pushes((review([one]), A), (review([other]), B))
    assert statuses(shown) == {"eight": "new", "nine": "fixed"}


def test_of_two_that_are_alike_each_is_matched_once() -> None:
    twin = VAGUE.model_copy(update={"id": "twin", "location": place("phase-2.md", 12)})
    reworded = VAGUE.model_copy(update={"id": "other", "title": f"{VAGUE.title} now"})
    shown, _ = pushes((review([VAGUE, twin]), A), (review([reworded, twin]), B))
    assert statuses(shown) == {"other": "open", "twin": "open"}


def test_what_a_model_says_of_one_place_under_another_rule_is_one() -> None:
    first = by_model(VAGUE)
    other = first.model_copy(update={"id": "other", "rule": "weak-acceptance"})
    shown, _ = pushes((with_model([first]), A), (with_model([other]), B))
    assert statuses(shown) == {"other": "open"}


def test_likeness_of_titles_without_words_is_all_or_nothing() -> None:
    assert likeness("TBD.", "tbd") == 1.0
    assert likeness("TBD", "the port is 80") == 0.0


def test_without_a_model_nothing_that_a_model_found_is_fixed() -> None:
    shown, state = pushes((review([by_model(LATE)]), A), (review([], plan=changed()), B))
    assert statuses(shown) == {"late": "open"}
    assert shown.verdict == "changes-requested"
    assert "late" in next(each for each in shown.phases if each.id == "phase-1").findings
    assert shown.actions[-1].findings == ("late",)
    assert shown.summary.endswith("1 finding of an earlier review stays open.")
    assert any(LATE.title in each for each in shown.approval_criteria)
    shown, _ = push(with_model([]), C, state)
    assert statuses(shown) == {"late": "fixed"}


@pytest.mark.parametrize("state", ["failed", "pending"])
@pytest.mark.parametrize(("phase", "status"), [("phase-1", "open"), ("phase-2", "fixed")])
def test_a_part_that_was_not_reviewed_fixes_nothing(
    state: PassState, phase: str, status: str
) -> None:
    before = review([by_model(LATE)])
    shown, _ = pushes((before, A), (with_model([], state, phase), B))
    assert statuses(shown) == {"late": status}


def test_a_pass_over_the_whole_plan_that_failed_fixes_nothing() -> None:
    made = with_model([])
    passes = tuple(
        each.model_copy(update={"state": "failed"}) if each.pass_ == "cross-phase" else each  # noqa: S105 - a round
        for each in made.coverage.passes
    )
    failed = made.model_copy(
        update={"coverage": made.coverage.model_copy(update={"passes": passes})}
    )
    shown, _ = pushes((review([by_model(LATE), VAGUE]), A), (failed, B))
    assert statuses(shown) == {"late": "open", "vague": "fixed"}, "the checks ran"


def test_a_finding_outside_the_phases_waits_for_its_document() -> None:
    _, state = pushes((with_model([by_model(OPEN)]), A))
    (known,) = state.findings
    assert looked_at(known, with_model([]))
    assert not looked_at(known, with_model([], "failed", "phase-3")), "any part may hold it"
    made = with_model([], "failed", "phase-3")
    own = ran(None, "phase-review", "skipped").model_copy(update={"path": "README.md"})
    passes = (*made.coverage.passes, own)
    covered = made.coverage.model_copy(update={"passes": passes})
    assert looked_at(known, made.model_copy(update={"coverage": covered}))


def test_a_document_that_could_not_be_read_fixes_nothing() -> None:
    made = review([], plan=changed())
    unread = (made.coverage.unread[0].model_copy(update={"path": "phase-1.md"}),)
    covered = made.coverage.model_copy(update={"unread": unread})
    shown, _ = pushes(
        (review([LATE, VAGUE]), A), (made.model_copy(update={"coverage": covered}), B)
    )
    assert statuses(shown) == {"late": "open", "vague": "fixed"}


def test_a_model_that_does_not_repeat_itself_fixes_nothing() -> None:
    before = with_model([by_model(LATE), VAGUE])
    shown, _ = pushes((before, A), (with_model([]), B))
    assert statuses(shown) == {"late": "open", "vague": "fixed"}, "not a word has changed"


def test_what_is_taken_back_is_not_called_fixed() -> None:
    taken = Rejected(rule=LATE.rule, title=LATE.title, reason="Phase 0 has the limits")
    made = with_model([]).model_copy(update={"rejected": (taken,)})
    shown, _ = pushes((review([by_model(LATE)]), A), (made, B))
    assert statuses(shown) == {}


def test_a_finding_that_is_carried_keeps_its_words_where_they_are_known() -> None:
    before = with_model([by_model(LATE)])
    (shown,) = since_baseline([review([], plan=changed())], [before])
    (kept,) = shown.findings
    assert (kept.quote, kept.recommendation) == (LATE.quote, LATE.recommendation)
    assert (
        kept.detail
        == f"{LATE.detail} An earlier review found this, and nothing shows that it is fixed."
    )
    (again,) = since_baseline([review([], plan=changed())], [shown])
    assert again.findings == (kept,)


def test_a_baseline_is_found_by_its_plan() -> None:
    mine, yours = review([LATE]), review([VAGUE])
    other = yours.model_copy(
        update={"plan": yours.plan.model_copy(update={"root": "x", "name": "x"})}
    )
    shown = since_baseline([review([]), review([LATE])], [other, mine])
    assert [statuses(each) for each in shown] == [{"late": "fixed"}, {"late": "open"}]
    (alone,) = since_baseline([review([LATE])], [other])
    assert statuses(alone) == {"late": "new", "vague": "fixed"}
    unknown = since_baseline([review([LATE]), review([LATE])], [other])
    assert [each.since for each in unknown] == [None, None]


def test_the_newest_fixed_findings_are_remembered() -> None:
    many = [
        OPEN.model_copy(update={"id": f"id-{n}", "title": f"Number {n} is wrong"})
        for n in range(60)
    ]
    made = review([]).model_copy(update={"findings": tuple(many)})
    shown, state = pushes((made, A), (review([]), B))
    assert len(shown.findings) == len(state.findings) == MOST_FIXED
    assert state.findings[-1].id == "id-59"


def test_cost_adds_up_and_is_unknown_once_it_was() -> None:
    def costing(usd: float | None) -> Review:
        made = review([LATE])
        return made.model_copy(update={"usage": made.usage.model_copy(update={"cost_usd": usd})})

    _, state = pushes((costing(0.25), A), (costing(0.5), B))
    assert state.spent == 0.75
    _, state = push(costing(None), C, state)
    assert state.spent is None
    _, state = push(costing(1.0), D, state)
    assert state.spent is None


def test_a_long_title_is_cut_and_still_the_same() -> None:
    long = LATE.model_copy(update={"title": "word " * 100})
    _, before = pushes((review([long]), A), (review([long]), B))
    assert len(before.findings[0].title) == MOST_TITLE
    assert push(review([long]), C, before)[1] == before


@pytest.mark.parametrize(
    ("commit", "shown"),
    [
        ("ABCDEF1234567890", "abcdef123456"),
        ("abc", ""),
        ("", ""),
        ("refs/heads/x", ""),
        ("a" * 65, ""),
    ],
)
def test_only_a_commit_is_remembered_as_one(commit: str, shown: str) -> None:
    assert brief(commit) == shown


def test_reports_say_what_changed() -> None:
    shown, _ = pushes((review([VAGUE, OPEN]), A), (review([OPEN]), B), (review([LATE, VAGUE]), C))
    text = markdown.render([shown])
    section = text.partition("## Since the last review\n\n")[2].partition("\n\n## ")[0]
    assert section == (
        "1 fixed, 1 regressed, 1 new.\n\n- Back again after it was fixed: M1\n- New: C1"
    )
    assert "## Fixed\n\n- How soon the operator is told is left open" in text
    assert "Since the last review: 1 fixed, 1 regressed, 1 new\n" in terminal(shown)
    body = json.loads(as_json.render([shown]))
    assert body["since"] == {"new": ["late"], "regressed": ["vague"], "open": [], "fixed": ["left"]}


def test_reports_of_a_first_review_say_nothing_of_others() -> None:
    assert "Since the last review" not in markdown.render([review()])
    assert "Since the last review" not in terminal(review())


def test_back_again_counts() -> None:
    back = VAGUE.model_copy(update={"status": "regressed"})
    assert verdict_on([each for each in (back,) if each.stands], ()) == "changes-requested"
