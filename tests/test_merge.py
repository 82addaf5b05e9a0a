from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.core.base import Location
from planproof.core.finding import SEVERITIES, Evidence, Finding
from planproof.merge import CATEGORIES, document_order, merge
from tests.review_factory import finding, many_findings, sample_findings

PLACES = st.builds(
    lambda path, line: Evidence(path=path, line_start=line, line_end=line, quote=f"line {line}"),
    st.sampled_from(["Phase-2.md", "Phase-10.md", "README.md"]),
    st.integers(1, 4),
)
FINDINGS = st.builds(
    lambda rule, at, related, words, advice, severity, category, confidence, name: finding(
        rule,
        at,
        *related,
        severity=severity,
        category=category,
        confidence=confidence,
        title=words,
        recommendation=advice,
        finding_id=name,
    ),
    st.sampled_from(["rule-a", "rule-b"]),
    PLACES,
    st.lists(PLACES, max_size=2),
    st.sampled_from(["One", "Two"]),
    st.sampled_from(["Do this.", "Do that."]),
    st.sampled_from(SEVERITIES),
    st.sampled_from(["order", "content"]),
    st.sampled_from(["high", "medium", "low"]),
    st.sampled_from(["id", "id-2", "other"]),
)
LISTS = st.lists(FINDINGS, max_size=12)


def at(path: str, line: int) -> Evidence:
    return Evidence(path=path, line_start=line, line_end=line, quote=f"line {line}")


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(findings: list[Finding], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert merge(shuffled) == merge(findings)


@given(LISTS)
def test_ids_are_unique_and_nothing_changes_the_second_time(findings: list[Finding]) -> None:
    merged = merge(findings)
    assert len({each.id for each in merged}) == len(merged)
    assert merge(merged) == merged


@given(LISTS)
def test_no_place_and_no_worst_severity_is_lost(findings: list[Finding]) -> None:
    merged = merge(findings)

    def places(each: Finding) -> set[tuple[str, int]]:
        spots = {(each.location.path, each.location.line_start)}
        return spots | {(place.path, place.line_start) for place in each.related}

    before = {spot for each in findings for spot in places(each)}
    assert {spot for each in merged for spot in places(each)} == before
    for severity in SEVERITIES[:1]:
        worst = {(f.rule, f.location) for f in findings if f.severity == severity}
        kept = {f.location for f in merged if f.severity == severity}
        assert {location for _, location in worst} == kept


def test_all_permutations_of_the_sample_give_one_list() -> None:
    findings = sample_findings()[:5]
    assert len({merge(order) for order in permutations(findings)}) == 1


def test_two_findings_with_one_id_get_ordinals_in_document_order() -> None:
    late = finding("rule", at("Phase-10.md", 1), finding_id="x", title="late")
    early = finding("rule", at("Phase-2.md", 9), finding_id="x", title="early")
    worst = finding(
        "rule", at("Phase-10.md", 5), finding_id="x", title="worst", severity="critical"
    )
    taken = finding("rule", at("README.md", 1), finding_id="x-2", title="taken")
    ids = {each.title: each.id for each in merge([late, worst, early, taken])}
    assert ids == {"early": "x", "late": "x-3", "worst": "x-4", "taken": "x-2"}


def test_findings_of_one_rule_at_one_place_are_joined() -> None:
    first = finding("rule", at("a.md", 1), at("b.md", 1), title="T-5 is missing.", detail="Why.")
    second = finding("rule", at("a.md", 1), at("b.md", 2), title="T-6 is missing")
    (joined,) = merge([second, first])
    assert joined.title == "T-5 is missing."
    assert joined.detail == "Why. Also here: T-6 is missing."
    assert joined.recommendation == "Repair it."
    assert {place.line_start for place in joined.related} == {1, 2}


def test_a_place_with_very_many_findings_stays_readable() -> None:
    many = [finding("rule", at("a.md", 1), title=f"T-{n} is missing") for n in range(10, 30)]
    (joined,) = merge(many)
    assert joined.detail.endswith("T-15 is missing; and 14 more.")


def test_the_joined_finding_is_as_severe_as_the_worst() -> None:
    mild = finding("rule", at("a.md", 1), severity="minor")
    bad = finding("rule", at("a.md", 1), severity="critical", confidence="low")
    assert [(each.severity, each.confidence) for each in merge([mild, bad])] == [
        ("critical", "low")
    ]


def test_rules_of_one_category_at_one_place_stay_apart_only_when_their_advice_differs() -> None:
    first = finding("rule-a", at("a.md", 1), title="One", recommendation="Do  this.")
    same = finding("rule-b", at("a.md", 1), title="Two", recommendation="do this.")
    other = finding("rule-c", at("a.md", 1), title="Three", recommendation="Do that.")
    elsewhere = finding("rule-d", at("a.md", 2), title="Four", recommendation="Do this.")
    kind = finding(
        "rule-e", at("a.md", 1), title="Five", recommendation="Do this.", category="order"
    )
    merged = merge([first, same, other, elsewhere, kind])
    assert [each.rule for each in merged] == ["rule-e", "rule-a", "rule-c", "rule-d"]
    assert "Two" in merged[1].detail


def test_rank_is_severity_confidence_places_category_then_document() -> None:
    ranked = [
        finding("a", at("z.md", 9), severity="critical", confidence="low"),
        finding("b", at("z.md", 8), at("z.md", 1), at("z.md", 2), severity="major"),
        finding("c", at("z.md", 7), at("z.md", 1), severity="major", category="order"),
        finding("d", at("z.md", 6), at("z.md", 1), severity="major", category="numbers"),
        finding("e", at("Phase-2.md", 6), severity="major"),
        finding("f", at("Phase-2.md", 10), severity="major"),
        finding("g", at("Phase-10.md", 1), severity="major"),
        finding("h", at("z.md", 5), at("z.md", 1), severity="major", confidence="medium"),
        finding("i", at("a.md", 1)),
    ]
    assert [each.rule for each in merge(reversed(ranked))] == list("abcdefghi")


def test_categories_are_ranked_as_the_reader_needs_them() -> None:
    found = [finding(name, at("a.md", n), category=name) for n, name in enumerate(CATEGORIES, 1)]
    assert [each.category for each in merge(reversed(found))] == list(CATEGORIES)


def test_waived_and_open_findings_are_not_joined() -> None:
    new = finding("rule", at("a.md", 1))
    waived = new.model_copy(update={"status": "waived", "id": "other"})
    assert len(merge([new, waived])) == 2


def test_document_order_reads_numbers() -> None:
    paths = ["Phase-10.md", "Phase-2.md", "phase-1/b.md", "README.md"]
    assert sorted(paths, key=document_order) == [
        "phase-1/b.md",
        "Phase-2.md",
        "Phase-10.md",
        "README.md",
    ]


def test_many_findings_stay_many() -> None:
    assert len(merge(many_findings(40))) == 40


# What a model says beside what is found already

CLAIMS = (
    ("Times are stored in local time against the decision for UTC", "Store departures in UTC."),
    ("Departures hold local time although UTC was decided", "Store the departures in UTC."),
    ("Nothing limits the size of an upload", "Refuse uploads above 10 MB."),
    ("The import has no retry when the feed fails", "Try the feed again three times."),
)
MODELS = st.builds(
    lambda base, claim, number: base.model_copy(
        update={
            "source": "model",
            "rule": f"criterion-{number}",
            "title": claim[0],
            # Not word for word the advice of a check: that has a test of its own.
            "recommendation": f"{claim[1]} See {number}.",
            "id": f"{base.id}-{number}",
        }
    ),
    FINDINGS,
    st.sampled_from(CLAIMS),
    st.integers(1, 3),
)
CLAIMED = st.builds(
    lambda base, claim: base.model_copy(update={"title": claim[0], "recommendation": claim[1]}),
    FINDINGS,
    st.sampled_from(CLAIMS),
)
MIXED = st.lists(st.one_of(CLAIMED, MODELS), max_size=12)


def by_model(
    rule: str, line: int, claim: int, *related: Evidence, path: str = "a.md", **changes: object
) -> Finding:
    title, advice = CLAIMS[claim]
    made = finding(rule, at(path, line), *related, title=title, recommendation=advice)
    return made.model_copy(update={"source": "model", **changes})


def by_check(line: int, claim: int, *related: Evidence, **changes: object) -> Finding:
    made = by_model("check", line, claim, *related)
    return made.model_copy(update={"source": "check", **changes})


def words(each: Finding) -> tuple[str, ...]:
    return (each.source, each.rule, each.title, each.detail, each.recommendation, each.quote)


@settings(max_examples=30)
@given(MIXED, st.randoms(use_true_random=False))
def test_the_order_never_matters_with_models_either(
    findings: list[Finding], random: object
) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert merge(shuffled) == merge(findings)


@settings(max_examples=30)
@given(MIXED)
def test_whatever_a_model_says_the_words_of_checks_stay(findings: list[Finding]) -> None:
    checks = [each for each in findings if each.source == "check"]
    alone = [(*words(each), each.location) for each in merge(checks)]
    beside = [(*words(each), each.location) for each in merge(findings) if each.source == "check"]
    assert sorted(map(str, beside)) == sorted(map(str, alone))


@settings(max_examples=30)
@given(MIXED)
def test_a_check_is_never_milder_for_what_a_model_says(findings: list[Finding]) -> None:
    checks = merge(each for each in findings if each.source == "check")
    after = {(*words(each), each.location): each for each in merge(findings)}
    for each in checks:
        beside = after.get((*words(each), each.location))
        if beside is not None:
            assert SEVERITIES.index(beside.severity) <= SEVERITIES.index(each.severity)


@pytest.mark.parametrize("line", [8, 9, 10, 11, 12])
def test_what_a_check_has_found_already_takes_in_what_a_model_says_of_it(line: int) -> None:
    check = by_check(10, 0, severity="minor", confidence="medium")
    model = by_model("criterion", line, 1, at("b.md", 3), severity="critical")
    (one,) = merge([model, check])
    assert words(one) == words(check)
    assert one.location == check.location
    assert (one.severity, one.confidence) == ("critical", "high")
    assert ("b.md", 3) in [(each.path, each.line_start) for each in one.related]


def test_two_readers_who_say_the_same_are_one() -> None:
    first = by_model("criterion-a", 10, 0, severity="critical")
    second = by_model("criterion-b", 11, 1, severity="major", category="order")
    (one,) = merge([second, first])
    assert words(one) == words(first)
    assert [(each.path, each.line_start) for each in one.related] == [("a.md", 11)]


@pytest.mark.parametrize(
    ("line", "claim", "path"), [(10, 2, "a.md"), (13, 1, "a.md"), (10, 1, "b.md")]
)
def test_another_defect_another_line_and_another_document_stay_two(
    line: int, claim: int, path: str
) -> None:
    for first in (by_model("criterion-a", 10, 0), by_check(10, 0)):
        assert len(merge([first, by_model("criterion-b", line, claim, path=path)])) == 2


def test_two_that_set_the_same_places_against_each_other_are_one() -> None:
    first = by_model("criterion-a", 10, 0, at("b.md", 5))
    second = by_model("criterion-b", 6, 2, at("a.md", 11), path="b.md")
    assert len(merge([first, second])) == 1
    third = by_model("criterion-b", 6, 2, at("a.md", 60), path="b.md")
    assert len(merge([first, third])) == 2


def test_one_place_between_two_is_not_the_same_two() -> None:
    first = by_model("criterion-a", 10, 0, at("a.md", 20))
    second = by_model(
        "criterion-b", 12, 2, location=Location(path="a.md", line_start=12, line_end=18)
    )
    assert len(merge([first, second])) == 2


def test_places_beside_the_first_count_too() -> None:
    first = by_model("criterion-a", 10, 0, at("b.md", 5))
    second = by_model("criterion-b", 6, 1, at("c.md", 1), path="b.md")
    (one,) = merge([first, second])
    assert {each.path for each in one.related} >= {"c.md"}


def test_checks_are_not_joined_by_their_words() -> None:
    other = by_model("another", 11, 1, source="check")
    assert len(merge([by_check(10, 0), other])) == 2


def test_a_check_wins_over_a_model_that_says_it_better() -> None:
    check = by_check(10, 0, severity="minor")
    first = by_model("criterion-a", 10, 1, severity="critical")
    second = by_model("criterion-b", 10, 1, severity="critical", category="order")
    (one,) = merge([first, second, check])
    assert words(one) == words(check)


def test_a_check_stays_itself_beside_a_model_with_the_very_same_advice() -> None:
    check = by_check(10, 0, severity="minor")
    model = by_model("criterion", 10, 1, severity="critical").model_copy(
        update={"recommendation": check.recommendation}
    )
    found = [each for each in merge([check, model]) if each.source == "check"]
    assert [words(each) for each in found] == [words(check)]


def test_a_check_with_many_places_keeps_them_all() -> None:
    places = tuple(at("b.md", 10 * n) for n in range(1, 13))
    check = by_check(10, 0, *places)
    (one,) = merge([check, by_model("criterion", 10, 1, at("c.md", 3))])
    assert set(places) <= set(one.related)


def test_what_is_waived_takes_nothing_in() -> None:
    waived = by_check(10, 0).model_copy(update={"status": "waived"})
    assert len(merge([waived, by_model("criterion", 10, 1)])) == 2
