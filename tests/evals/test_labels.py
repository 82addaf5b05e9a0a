"""Reading what reviewers found in a plan."""

from pathlib import Path

import pytest

from evals.labels import LabelError, read, read_folder

TABLE = r"""# ferry

| # | severity | place | defect | decidable |
|---|---|---|---|---|
| 1 | blocker | docs/Phase-2.md:41 | Prices are read here and made later, lines 8, 56 and 70-73 | yes: plan text - order, see api.md:30 |
| 2 | medium | docs/Phase-1.md (whole file / absence) | Nothing says how to go back | no (judgement) |
| 3 | FALSE | docs/README.md:12 | "No task makes the timetable": Phase 1 does | yes: plan text |
| 4 | minor REJECTED | docs/README.md:14 | `a \| b` is unclear | heuristic |
| 5 | critical (second reader) | docs/README.md:15 | Wrong role (FALSE) | yes: needs repository tree |
| 6 | extra | docs/README.md:16 | Two totals | heuristic - sum |

The table ends above.

| 7 | minor | docs/README.md:17 | Not of the table | heuristic |

1. `docs/Phase-2.md:41` Load the prices from `fares`.
"""


def written(folder: Path, text: str, name: str = "ferry") -> Path:
    path = folder / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_of_the_table_is_a_label(tmp_path: Path) -> None:
    labels = read(written(tmp_path, TABLE))
    assert [each.id for each in labels] == [f"ferry#{number}" for number in range(1, 7)]
    assert [each.grade for each in labels] == [
        "critical",
        "minor",
        "ungraded",
        "minor",
        "critical",
        "ungraded",
    ]
    assert [each.false for each in labels] == [False, False, True, True, True, False]
    assert [each.decidable for each in labels] == [
        "plan",
        "judgement",
        "plan",
        "heuristic",
        "repository",
        "heuristic",
    ]
    assert labels[3].what == "`a | b` is unclear"


def test_places_are_the_line_and_those_that_the_words_name(tmp_path: Path) -> None:
    first, second, *_ = read(written(tmp_path, TABLE))
    places = [(each.path, each.line_start, each.line_end) for each in first.places]
    own = "docs/Phase-2.md"
    assert places == [(own, 41, 41), (own, 8, 8), (own, 56, 56), (own, 70, 73), ("api.md", 30, 30)]
    assert (second.path, second.line, second.places) == ("docs/Phase-1.md", None, ())
    assert first.quote == "Load the prices from `fares`."
    assert second.quote == ""


ROW = "| # | severity | place | defect | decidable |\n|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no table", "0 tables"),
        (f"{ROW}| 1 | dire | a.md:1 | x | yes |", "line 3: unknown severity 'dire'"),
        (f"{ROW}| 1 | minor | a.md | x | yes |", "'a.md' is no place"),
        (f"{ROW}| 1 | minor | a.md:1 | x | perhaps |", "'perhaps' says not how to decide"),
        (f"{ROW}| 1 | minor | a.md:1 | x |", "not five cells"),
        (
            f"{ROW}| 1 | minor | a.md:1 | x | yes |\n| 1 | minor | a.md:1 | x | yes |",
            "line 4: 1 is there already",
        ),
    ],
)
def test_what_is_malformed_is_an_error_that_names_the_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(LabelError, match=said):
        read(written(tmp_path, text))


def test_a_folder_holds_one_file_for_each_plan(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no labels"):
        read_folder(tmp_path)
    written(tmp_path, TABLE)
    written(tmp_path, f"{ROW}| 1 | minor | a.md:1 | x | yes |", "barge")
    written(tmp_path, "about the labels", "README")
    assert list(read_folder(tmp_path)) == ["barge", "ferry"]


def test_the_example_of_the_documentation_is_in_the_format(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/labels.md").read_text(encoding="utf-8")
    example = page[page.index("    # ferry") : page.index("## How findings")]
    lines = [line.removeprefix("    ") for line in example.splitlines()]
    labels = read(written(tmp_path, "\n".join(lines)))
    assert [(each.grade, each.false) for each in labels] == [
        ("critical", False),
        ("minor", False),
        ("ungraded", True),
    ]
    assert labels[0].quote == "Load the prices from `fares`."
    assert [each.line_start for each in labels[2].others] == [30]
