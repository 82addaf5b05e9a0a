from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.render.annotations import MOST, render
from planproof.render.places import Checkout
from tests.plan_factory import place, sample_plan
from tests.render.runner import commands
from tests.review_factory import finding, many_findings, review, wide_finding


def with_root(root: str, *findings: Finding) -> Review:
    return review(findings or None, plan=sample_plan(root=root))


def test_a_finding_stands_beside_its_lines() -> None:
    first = render([with_root("docs/plans")]).splitlines()[0]
    assert first == (
        "::error file=docs/plans/phase-3.md,line=3,endLine=3,"
        "title=All 3 tasks of Phase 3 are only outlined%3A no files%2C steps or verification::"
        "Whoever builds from an outline has to invent them.%0A"
        "What to do: Add Files, Steps and Verification to Tasks 1 to 3, as in Phase 2.%0A"
        "Also: phase-3.md:9, phase-3.md:15%0Aunfinished-task, phase-3.md:3"
    )


def test_levels_follow_the_severity_and_the_worst_come_first() -> None:
    found = [each.name for each in commands(render([review()]))]
    assert found == ["error"] * 2 + ["warning"] * 2 + ["notice"] * 6


def test_waived_and_fixed_findings_are_left_out() -> None:
    text = render([review()])
    assert "A link has no anchor" not in text
    assert "Phase 1 had no criteria" not in text


def test_no_findings_are_no_lines() -> None:
    assert render([review(()), review(())]) == ""


def test_ten_of_a_level_over_all_plans_and_the_number_of_the_rest() -> None:
    text = render([review(many_findings(40)), review(many_findings(40))])
    names = [each.name for each in commands(text)]
    assert names == ["warning"] * MOST + ["notice"] * MOST
    others = [line for line in text.splitlines() if not line.startswith("::")]
    assert others == ["and 18 more major findings", "and 42 more minor findings"]


def test_paths_are_those_of_the_repository() -> None:
    made = with_root("../plan", finding("rule", place("phase-1.md", 3)))
    checkout = Checkout(root="/repo", folder="team/a")
    (found,) = commands(render([made], checkout=checkout))
    assert found.properties["file"] == "team/plan/phase-1.md"


def test_what_is_outside_the_repository_is_named_in_the_message_alone() -> None:
    made = with_root("/elsewhere", finding("rule", place("phase-1.md", 3)))
    (found,) = commands(render([made], checkout=Checkout(root="/repo")))
    assert set(found.properties) == {"title"}
    assert found.data.endswith("rule, phase-1.md:3")


def test_signs_that_divide_a_command_are_escaped_and_come_back() -> None:
    told = finding("rule", place("phase-1.md", 3), title="100%: a, b; c = d", detail="50%25\n%0A")
    text = render([with_root("a,b: c%", told)])
    (found,) = commands(text)
    assert "file=a%2Cb%3A c%25/phase-1.md," in text
    assert found.properties["title"] == "100%: a, b; c = d"
    assert found.properties["file"] == "a,b: c%/phase-1.md"
    assert found.data.startswith("50%25 %0A\n")


def test_a_path_that_a_log_cannot_show_marks_no_file() -> None:
    for root in ("a\x1b[31m", "a\u202eb", "x##[group]y"):
        made = with_root(root, finding("rule", place("phase-1.md", 3)))
        (found,) = commands(render([made]))
        assert set(found.properties) == {"title"}


def test_many_places_are_counted() -> None:
    (found,) = commands(render([review([wide_finding()])]))
    assert "phase-1.md:11, 6 more places\n" in found.data
