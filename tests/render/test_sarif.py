import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from planproof.between.registry import RULES
from planproof.checks.registry import CHECKS
from planproof.core.finding import Finding, Waiver
from planproof.core.review import Review
from planproof.criteria import shipped
from planproof.render.places import TOP, Checkout
from planproof.render.sarif import MOST_RESULTS, MOST_RUNS, render
from tests.plan_factory import place, sample_plan
from tests.render.github_rules import complaints
from tests.render.payloads import PAYLOADS
from tests.render.poison import poisoned, sample_review
from tests.render.typed import Items, Object, items, object_of, text_of
from tests.review_factory import finding, many_findings, review, sample_coverage, wide_finding

SCHEMA = Path(__file__).parents[1] / "data" / "sarif" / "sarif-schema-2.1.0.json"
VALIDATOR = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
CRITERIA = tuple(shipped().values())


def log(*reviews: Review, checkout: Checkout = TOP) -> Object:
    body = json.loads(render(reviews, criteria=CRITERIA, checkout=checkout))
    assert isinstance(body, dict)
    return body


def run(*reviews: Review, checkout: Checkout = TOP) -> Object:
    (found,) = items(log(*reviews, checkout=checkout), "runs")
    return found


def results(*findings: Finding) -> Items:
    return items(run(review(findings)), "results")


def rules(of: Object) -> Items:
    return items(object_of(object_of(of, "tool"), "driver"), "rules")


def check(body: Object) -> None:
    VALIDATOR.validate(body)
    assert complaints(body) == []


SAMPLES = {
    "sample": (review(),),
    "clean": (review(()),),
    "crowded": (review([*many_findings(40), wide_finding()]),),
    "two": (review(), review(plan=sample_plan(root="docs/other"))),
    "whole": (sample_review(),),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_logs_fit_the_schema_and_the_rules_of_github(name: str) -> None:
    check(log(*SAMPLES[name]))


@pytest.mark.parametrize("payload", PAYLOADS[::23], ids=range(len(PAYLOADS[::23])))
def test_so_do_those_of_hostile_reviews(payload: str) -> None:
    root = {"root": "docs/plans"}
    made = poisoned(sample_review(), payload)
    made = made.model_copy(update={"plan": made.plan.model_copy(update=root)})
    VALIDATOR.validate(log(made))


def test_the_rules_of_github_are_held_against_the_log() -> None:
    body = log(review())
    (only,) = items(body, "runs")
    del object_of(items(only, "results")[0], "message")["text"]
    rules(only)[0]["fullDescription"] = {"text": ""}
    found = [*VALIDATOR.iter_errors(body)]
    assert found
    items(only, "results")[0]["message"] = {"text": " "}
    assert len(complaints(body)) == 2


def test_a_result_says_what_where_and_what_to_do() -> None:
    first = items(run(review()), "results")[0]
    assert text_of(object_of(first, "message"), "text") == (
        "All 3 tasks of Phase 3 are only outlined: no files, steps or verification.\n\n"
        "Whoever builds from an outline has to invent them.\n\n"
        "What to do: Add Files, Steps and Verification to Tasks 1 to 3, as in Phase 2."
    )
    assert (first["ruleId"], first["level"]) == ("unfinished-task", "error")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "docs/plans/phase-3.md", "uriBaseId": "%SRCROOT%"},
                "region": {
                    "startLine": 3,
                    "startColumn": 1,
                    "endLine": 3,
                    "endColumn": 21,
                    "snippet": {"text": "## Task 1: Packaging"},
                },
            }
        }
    ]
    assert [each["id"] for each in items(first, "relatedLocations")] == [1, 2]


def test_columns_are_counted_in_units_of_utf_16() -> None:
    wide = place("phase-1.md", 3).model_copy(update={"quote": "a\U0001f600b"})
    (found,) = results(finding("rule", wide))
    (at,) = items(found, "locations")
    assert object_of(object_of(at, "physicalLocation"), "region")["endColumn"] == 5


def test_a_quote_that_is_not_those_lines_gives_no_column() -> None:
    part = place("phase-1.md", 3).model_copy(update={"quote": "two\nlines"})
    (found,) = results(finding("rule", part))
    (at,) = items(found, "locations")
    region = object_of(object_of(at, "physicalLocation"), "region")
    assert region == {"startLine": 3, "startColumn": 1, "endLine": 3}


def test_levels_follow_the_severity() -> None:
    found = [each["level"] for each in items(run(review()), "results")]
    assert found == ["error"] * 2 + ["warning"] * 3 + ["note"] * 6


def test_fingerprints_do_not_move_with_the_lines() -> None:
    here = finding("rule", place("phase-1.md", 3), finding_id="abcdefabcdef")
    there = finding("rule", place("phase-1.md", 11), finding_id="abcdefabcdef")
    prints = [object_of(each, "partialFingerprints") for each in results(here) + results(there)]
    assert (
        prints
        == [{"planproof/v1": "abcdefabcdef", "primaryLocationLineHash": "abcdefabcdef:1"}] * 2
    )


@pytest.mark.parametrize(
    ("source", "kind"), [("planproof.toml", "external"), ("phase-1.md:3", "inSource")]
)
def test_a_waived_finding_is_suppressed(source: str, kind: str) -> None:
    waiver = Waiver(reason="the vendor decides", expires="2027-03-31", source=source)
    (found,) = results(finding("rule", place("phase-1.md", 3), waiver=waiver))
    told = f"the vendor decides (until 2027-03-31); said in {source}"
    assert found["suppressions"] == [{"kind": kind, "status": "accepted", "justification": told}]


def with_status(status: str, rule: str) -> Finding:
    return finding(rule, place("phase-1.md", 3)).model_copy(update={"status": status})


def test_a_fixed_finding_is_no_result_and_the_others_say_what_changed() -> None:
    aged = [with_status(status, f"rule-{status}") for status in ("new", "open", "fixed")]
    states = {text_of(each, "ruleId"): each["baselineState"] for each in results(*aged)}
    assert states == {"rule-new": "new", "rule-open": "unchanged"}


def test_without_an_earlier_review_nothing_is_said_of_it() -> None:
    assert not any("baselineState" in each for each in results(with_status("new", "rule")))


def test_every_check_and_criterion_is_a_rule_whatever_was_found() -> None:
    names = [text_of(each, "id") for each in rules(run(review(())))]
    known = [each.RULE.id for each in (*CHECKS, *RULES)]
    assert names == [*known, *(each.id for each in CRITERIA)]
    found = {text_of(each, "id"): each for each in rules(run(review(())))}
    assert object_of(found["hedge"], "shortDescription")["text"] == "A step or decision is hedged"
    full = text_of(object_of(found["hedge"], "fullDescription"), "text")
    assert full.startswith("Looks in tasks, steps and decisions for words that take back")
    told = text_of(object_of(found["contract-conflict"], "help"), "markdown")
    assert told.startswith("Do all parts that share a thing agree on its name")


def test_a_rule_of_a_team_is_told_from_what_is_known_of_it() -> None:
    own = finding("needs-owner", place("phase-1.md", 3)).model_copy(update={"source": "model"})
    last = rules(run(review([own])))[-1]
    assert last["id"] == "needs-owner"
    assert object_of(last, "fullDescription")["text"] == (
        "Needs owner: a rule of the team's own, which a model judges."
    )


def test_what_would_be_a_link_or_filled_in_is_neither() -> None:
    told = finding("rule", place("phase-1.md", 3), title="See [this](1) for {0} and {name}")
    (found,) = results(told)
    text = text_of(object_of(found, "message"), "text")
    assert text.startswith("See [this] (1) for {{0}} and {name}.")


def uris(of: Object) -> set[str]:
    return {
        text_of(object_of(object_of(at, "physicalLocation"), "artifactLocation"), "uri")
        for each in items(of, "results")
        for at in items(each, "locations")
    }


@pytest.mark.parametrize(
    ("root", "checkout", "expected"),
    [
        ("計画/a b", TOP, "%E8%A8%88%E7%94%BB/a%20b/phase-1.md"),
        ("../p#1?", Checkout(root="/r", folder="a"), "p%231%3F/phase-1.md"),
        ("/r/docs", Checkout(root="/r"), "docs/phase-1.md"),
        ("/other", Checkout(root="/r"), "file:///other/phase-1.md"),
        ("../../x", Checkout(root="/r"), "../../x/phase-1.md"),
        ("a:b", TOP, "a%3Ab/phase-1.md"),
    ],
)
def test_places_are_named_from_the_top_of_the_repository(
    root: str, checkout: Checkout, expected: str
) -> None:
    made = review([finding("rule", place("phase-1.md", 3))], plan=sample_plan(root=root))
    assert uris(run(made, checkout=checkout)) == {expected}


def categories(reviews: Iterable[Review]) -> list[str]:
    found = items(log(*reviews), "runs")
    return [text_of(object_of(each, "automationDetails"), "id") for each in found]


def test_each_plan_is_a_run_of_its_own_category() -> None:
    plans = [review((), plan=sample_plan(root=root)) for root in ("docs/a", ".", "docs/b")]
    assert categories(plans) == ["planproof/docs/a/", "planproof/", "planproof/docs/b/"]


def test_more_plans_than_github_takes_share_a_run() -> None:
    plans = [
        review([finding("rule", place("phase-1.md", 3))], plan=sample_plan(root=f"docs/{number}"))
        for number in range(MOST_RUNS + 1)
    ]
    (only,) = items(log(*plans), "runs")
    assert len(items(only, "results")) == MOST_RUNS + 1
    assert categories(plans) == ["planproof/"]


def test_findings_that_have_no_room_are_counted() -> None:
    many = finding("rule", place("phase-1.md", 3))
    worst = finding("worst", place("phase-1.md", 3), severity="critical")
    made = review(()).model_copy(update={"findings": (*[many] * MOST_RESULTS, worst)})
    only = run(made)
    found = items(only, "results")
    assert (len(found), found[0]["ruleId"]) == (MOST_RESULTS, "worst")
    (how,) = items(only, "invocations")
    notes = [object_of(each, "message") for each in items(how, "toolExecutionNotifications")]
    assert {"text": "1 finding left out: the JSON report has them all"} in notes


def test_what_was_not_reviewed_is_told() -> None:
    covered = sample_coverage(sample_plan(), "failed", "phase-2")
    (how,) = items(run(review((), coverage=covered)), "invocations")
    assert how["executionSuccessful"] is False
    notes = [
        (each["level"], object_of(each, "message")["text"])
        for each in items(how, "toolExecutionNotifications")
    ]
    assert notes == [
        ("error", "phase-review is failed for phase-2: it timed out"),
        ("warning", "not read: notes.pdf (not text)"),
    ]


def test_a_whole_review_is_a_success() -> None:
    (how,) = items(run(review()), "invocations")
    assert how["executionSuccessful"] is True


def test_only_a_semantic_version_is_called_one() -> None:
    made = review(())
    for version, semantic in (("0.1.0", True), ("1.0.0-rc.1", True), ("0.1.dev3", False)):
        tool = made.tool.model_copy(update={"version": version})
        driver = object_of(object_of(run(made.model_copy(update={"tool": tool})), "tool"), "driver")
        assert driver["version"] == version
        assert ("semanticVersion" in driver) == semantic


def test_the_same_review_gives_the_same_bytes() -> None:
    assert render([review()]) == render([review()])
