"""Comments beside the changed lines."""

import re

import pytest

from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.github.diff import commentable
from planproof.github.inline import InlineComment, choose, tagged
from planproof.lifecycle import aged, earlier_of
from planproof.render.github_inline import name, tag
from planproof.render.places import Checkout
from tests.plan_factory import TEXTS, place
from tests.review_factory import finding, review, sample_findings

OLD = "1. Compare the current with the limits from Phase 2, Task 1."
NEW = "1. Compare the current with the limits from Phase 1, Task 1."


def patch_of(path: str, *lines: int) -> str:
    """A diff in which *lines* of a document are new, each with a line before and after."""
    text = ["", *TEXTS[path].removesuffix("\n").split("\n")]
    parts = []
    for line in lines:
        first, last = max(1, line - 1), min(len(text) - 1, line + 1)
        parts.append(f"@@ -{first},{last - first} +{first},{last - first + 1} @@")
        parts += [f"{'+' if n == line else ' '}{text[n]}" for n in range(first, last + 1)]
    return "\n".join(parts)


def whole(path: str) -> str:
    """A diff that adds a document."""
    lines = TEXTS[path].removesuffix("\n").split("\n")
    return "\n".join([f"@@ -0,0 +1,{len(lines)} @@", *(f"+{each}" for each in lines)])


def patches(**each: str) -> dict[str, str | None]:
    names = {"one": "phase-1.md", "two": "phase-2.md", "three": "phase-3.md"}
    return {f"docs/plans/{names[name]}": patch for name, patch in each.items()}


ALL = patches(one=whole("phase-1.md"), two=whole("phase-2.md"), three=whole("phase-3.md"))


def late(example: str = "", **changed: object) -> Review:
    found = finding("late-dependency", place("phase-1.md", "1. Compare"), severity="major",
                    title="It comes later", finding_id="0123456789ab")  # fmt: skip
    return review([found.model_copy(update={"example": example, **changed})])


def one(made: Review, diff: str) -> InlineComment:
    (found,) = choose(made, patches(one=diff), set())
    return found


def test_the_worst_come_first_and_only_on_changed_lines() -> None:
    made = review()
    found = choose(made, ALL, set())
    order = [each.id for each in made.findings if each.stands]
    assert [each.finding_id for each in found] == [each for each in order if "README" not in each]
    for each in found:
        assert each.line in commentable(ALL[each.path])
        assert each.start_line is None
        assert tagged(each.body) == name(each.finding_id)


def test_lines_around_a_change_are_not_changed() -> None:
    assert choose(late(), patches(one=patch_of("phase-1.md", 38)), set()) == ()
    assert one(late(), patch_of("phase-1.md", 39)).line == 39


@pytest.mark.parametrize("diff", [None, "", "Binary files differ"])
def test_a_file_without_a_diff_gets_no_comment(diff: str | None) -> None:
    assert choose(late(), {"docs/plans/phase-1.md": diff}, set()) == ()


def test_at_most_ten_and_never_again() -> None:
    found = [
        finding("style-nit", place("phase-2.md", n), title=f"Number {n}", finding_id=f"{n:012x}")
        for n in range(1, 40)
    ]
    made = review(found)
    first = choose(made, ALL, set())
    assert len(first) == 10
    there = {tagged(each.body) or "" for each in first}
    second = choose(made, ALL, there)
    assert len(second) == 10
    assert not there & {tagged(each.body) for each in second}
    assert len(choose(made, ALL, set(), most=3)) == 3


def test_a_finding_that_was_reworded_is_not_told_again() -> None:
    reworded = (
        late().findings[0].model_copy(update={"id": "ba9876543210", "title": "It comes too late"})
    )
    before = earlier_of(late(title="It comes too late"), "a" * 40, None)
    shown = aged(review([reworded]), before, "b" * 40)
    now = earlier_of(shown, "b" * 40, before)
    assert choose(shown, ALL, {"0123456789ab"}, earlier=now) == ()
    assert len(choose(shown, ALL, {"0123456789ab"})) == 1


def test_waived_and_fixed_findings_are_not_told() -> None:
    for status in ("waived", "fixed"):
        assert choose(late(status=status), ALL, set()) == ()


def test_several_lines_are_marked_within_one_hunk() -> None:
    made = late(location=place("phase-1.md", 37).model_copy(update={"line_end": 39}))
    both = one(made, whole("phase-1.md"))
    assert (both.start_line, both.line) == (37, 39)
    apart = one(made, patch_of("phase-1.md", 39))
    assert (apart.start_line, apart.line) == (38, 39)
    far = late(location=place("phase-1.md", 1).model_copy(update={"line_end": 44}))
    long = one(far, whole("phase-1.md"))
    assert (long.start_line, long.line) == (None, 1)
    assert one(far, patch_of("phase-1.md", 5, 20)).line == 6


def test_paths_are_those_of_the_repository() -> None:
    made = late()
    top = Checkout(root="/repo", folder="sub")
    (found,) = choose(made, {"sub/docs/plans/phase-1.md": whole("phase-1.md")}, set(), checkout=top)
    assert found.path == "sub/docs/plans/phase-1.md"
    assert choose(made, {"phase-1.md": whole("phase-1.md")}, set()) == ()


def test_the_words_beside_a_line() -> None:
    made = review(sample_findings()[1:2])
    assert one(made, whole("phase-1.md")).body.split("\n\n") == [
        "<!-- planproof:finding:late-dependency-phase-1.md-39 -->".replace(
            "late-dependency-phase-1.md-39", name("late-dependency-phase-1.md-39")
        ),
        "**Critical, must fix:** Task 2 of Phase 1 needs Task 1 of Phase 2, which comes later",
        "It is reached before what it needs exists.",
        "**What to do:** Move Task 1 of Phase 2 before Task 2 of Phase 1.",
        "(`late-dependency`, also at `phase-2.md:7`)\n",
    ]


def test_the_line_put_right_is_a_suggestion() -> None:
    told = one(late(NEW), whole("phase-1.md")).body
    assert f"```suggestion\n{NEW}\n```" in told


@pytest.mark.parametrize(
    "example",
    [
        "",
        OLD,
        "Compare the current with the limits from Phase 1, Task 1.",
        "- Compare the current with the limits from Phase 1, Task 1.",
        "1. Compare it.",
        f"{NEW}\n2. And then stop.",
        NEW.replace("the limits", "…"),
        NEW.replace("the limits", "..."),
        NEW.replace("limits", "lim\u200bits"),
        NEW.replace("limits", "lim\u202eits"),
        "1. Something else that has nothing to do with any of what stands here at all",
    ],
)
def test_any_other_example_is_no_suggestion(example: str) -> None:
    assert "suggestion\n" not in one(late(example), whole("phase-1.md")).body


def test_no_suggestion_for_lines_that_are_others() -> None:
    moved = late(NEW, quote="1. What stood here before")
    assert "suggestion\n" not in one(moved, whole("phase-1.md")).body
    wide = late(NEW, location=place("phase-1.md", 38).model_copy(update={"line_end": 39}))
    assert "suggestion\n" not in one(wide, whole("phase-1.md")).body


def test_indentation_and_tables_stay() -> None:
    row, query = "| FR-1 | It shines for 12 hours a day |", "   WHERE id = $1 AND state = 'on';"
    lines = f"@@ -0,0 +1,2 @@\n+{row}\n+{query}"
    at = place("phase-1.md", 1)

    def told(quote: str, line: int, example: str) -> str:
        where = at.model_copy(update={"line_start": line, "line_end": line})
        return one(late(example, quote=quote, location=where), lines).body

    assert "```suggestion\n   WHERE id = $1 AND state = 'off';\n```" in told(
        query, 2, "WHERE id = $1 AND state = 'off';"
    )
    assert "suggestion\n" not in told(row, 1, "FR-1: It shines for 24 hours a day")
    assert "```suggestion\n| FR-1 | It shines for 24 hours a day |\n```" in told(
        row, 1, "| FR-1 | It shines for 24 hours a day |"
    )


def test_a_fence_in_a_suggestion_does_not_end_it() -> None:
    quote = "  Write ```` and ``` into the file of the lamp"
    lines = f"@@ -0,0 +1 @@\n+{quote}"
    at = place("phase-1.md", 1)
    told = one(late(quote.replace("lamp", "pump"), quote=quote, location=at), lines).body
    assert f"`````suggestion\n{quote.replace('lamp', 'pump')}\n`````" in told


@pytest.mark.parametrize(
    "finding_id",
    ["0123456789ab", "0123456789ab-2", "--> <b>", "a--b", "", "-", "x" * 500, "ab\ncd"],
)
def test_the_tag_names_the_finding_and_nothing_else(finding_id: str) -> None:
    written = tag(finding_id)
    assert re.fullmatch(r"<!-- planproof:finding:[0-9a-z]+(-[0-9a-z]+)* -->", written)
    assert tagged(f"{written}\n\nwords") == name(finding_id)
    assert tagged(f"words {written}") is None


def test_two_findings_have_two_names() -> None:
    ids = ("a--b", "a-b", "a", "--> <b>", "--> <i>")
    assert len({name(each) for each in ids}) == len(ids)
    assert isinstance(late().findings[0], Finding)
