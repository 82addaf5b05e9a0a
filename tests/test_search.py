"""Searching the whole plan for words."""

import pytest

from planproof.core.base import Location
from planproof.search import Hit, Search, words
from tests.passes.made import ferry, fixture, line_of, plan_of

TEXT = """\
# Phase 1: Search

The table cost_tracking is filled by CostTracker.
Nothing else is said of costs.
The zebra crossing opens at noon.
Zebras are rare.
時刻は協定世界時で保存する。
表示は現地時間です。
"""


def search() -> Search:
    return Search(plan_of({"phase-1.md": TEXT}))


def found(query: str, most: int = 10, apart: Location | None = None) -> list[int]:
    return [hit.at.line_start for hit in search().find(query, apart=apart, most=most)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CostTracking", {"costtracking", "cost", "tracking"}),
        ("cost_tracking", {"cost_tracking", "cost", "tracking"}),
        ("the and of a", set()),
        ("Zebras zebra", {"zebra"}),
        ("gas", {"gas"}),
        ("42 rows in 3.5 s", {"42", "row", "3.5"}),
        ("協定世界時", {"協定", "定世", "世界", "界時"}),
        ("", set()),
    ],
)
def test_the_words_that_tell_a_text_from_others(text: str, expected: set[str]) -> None:
    assert words(text) == expected


def test_the_line_with_most_uncommon_words_comes_first() -> None:
    assert found("zebra crossing")[:2] == [5, 6]
    assert found("Does anything write CostTracking?")[0] == 3
    assert found("giraffe") == []
    assert found("the of and") == []


def test_text_without_spaces_is_found() -> None:
    assert found("協定世界時") == [7]


def test_lines_apart_and_beyond_the_most_are_left_out() -> None:
    apart = Location(path="phase-1.md", line_start=4, line_end=5)
    assert found("zebra crossing", apart=apart) == [6]
    assert found("zebra crossing", most=1) == [5]
    elsewhere = apart.model_copy(update={"path": "phase-2.md"})
    assert found("zebra crossing", apart=elsewhere) == [5, 6]


def test_hits_are_in_a_stable_order_and_their_scores_fall() -> None:
    search = Search(fixture("heron"))
    first = search.find("store migration token", most=50)
    assert len(first) > 5
    assert first == Search(fixture("heron")).find("token store, migration", most=50)
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)


def test_the_whole_plan_is_searched_to_its_last_line() -> None:
    lines = "\n".join(f"Filler number {n}." for n in range(3_000))
    search = Search(
        plan_of({"phase-1.md": f"# Phase 1: A\n\n{lines}\n\nCostTracking is written.\n"})
    )
    (hit,) = search.find("CostTracking", most=3)
    assert hit.at.line_start == 3_004


def test_a_name_is_found_where_all_its_words_are() -> None:
    exact = [hit.at.line_start for hit in search().exact("zebra crossing")]
    assert exact == [5]
    assert [hit.at.line_start for hit in search().exact("CostTracker")] == [3]
    assert list(search().exact("")) == list(search().exact("giraffe")) == []


def test_a_hit_says_where_it_is() -> None:
    line = line_of(ferry(), "phase-2.md", "`notices`")
    (hit,) = Search(ferry()).exact("notices")
    assert hit == Hit(Location(path="phase-2.md", line_start=line, line_end=line), 1.0)
