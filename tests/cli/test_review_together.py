"""`planproof review` of several paths: the table, what is between them, the exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.core.between import Together
from tests.cli.conftest import Result

Run = Callable[..., Result]
MakePlan = Callable[..., Path]
Pair = tuple[Path, Path]

pytestmark = pytest.mark.usefixtures("only_marks")

CREATES = "# {}\n\n## Phase 1: Go\n\n### Task 1: Build\n\nFiles:\n- Create: `api/pay/ledger.py`\n"


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Two plans that create one file."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.md").write_text(CREATES.format(name), encoding="utf-8")
    return tmp_path / "one", tmp_path / "two"


def test_the_json_has_what_is_between(run: Run, pair: Pair) -> None:
    result = run("review", "--format", "json", *pair)
    body = json.loads(result.out)
    assert list(body) == ["schema_version", "reviews", "between", "without_plan"]
    (finding,) = body["between"]
    assert finding["rule"] == "file-created-by-two-plans"
    assert finding["location"]["path"] == f"{pair[1]}/plan.md"
    assert [each["path"] for each in finding["related"]] == [f"{pair[0]}/plan.md"]
    assert "between the plans: 1 major\n" in result.err
    del body["schema_version"]
    assert Together.model_validate(body, strict=False).between[0].rule == finding["rule"]


@pytest.mark.parametrize(("fail_on", "code"), [("critical", 0), ("major", 1), ("never", 0)])
def test_what_is_between_counts(run: Run, pair: Pair, fail_on: str, code: int) -> None:
    assert run("review", "--fail-on", fail_on, *pair).code == code


def test_the_table_stands_first(run: Run, pair: Pair) -> None:
    lines = run("review", *pair).out.splitlines()
    assert lines[0] == "# Review of 2 plans"
    assert lines[2].startswith("| Plan | Verdict | Critical |")
    assert lines[4].startswith(f"| `{pair[0]}` | Approved")
    assert "## Between the plans" in lines
    assert sum(line.startswith("# Plan review: ") for line in lines) == 2


def test_the_terminal_has_the_table(run: Run, pair: Pair) -> None:
    page = run("review", "--format", "terminal", *pair).out
    assert page.index("Between the plans (1)") < page.index("Lines read:")
    assert "B1" in page


def test_sarif_has_a_run_for_it(run: Run, pair: Pair) -> None:
    *_, last = json.loads(run("review", "--format", "sarif", *pair).out)["runs"]
    assert last["automationDetails"]["id"] == "planproof/between/"
    (result,) = last["results"]
    uris = [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for place in (*result["locations"], *result["relatedLocations"])
    ]
    assert [uri.rpartition("/")[0].rpartition("/")[2] for uri in uris] == ["two", "one"]
    assert last["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_folder_without_a_plan_stops_nothing(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    result = run("review", "--format", "json", plan(name="good"), tmp_path / "pictures")
    assert result.code == 0
    body = json.loads(result.out)
    assert len(body["reviews"]) == 1
    (without,) = body["without_plan"]
    assert (without["path"], without["missing"]) == (str(tmp_path / "pictures"), False)
    assert str(tmp_path / "pictures") in result.err


def test_path_that_is_not_there_is_never_passed_over(
    run: Run, plan: MakePlan, tmp_path: Path
) -> None:
    bad = plan("a critical defect", name="bad")
    result = run("review", tmp_path / "mispelt", bad)
    assert result.code == 3
    assert "mispelt" in result.err
    assert "no plan" in result.out


def test_none_is_a_plan(run: Run, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    result = run("review", tmp_path / "a", tmp_path / "b")
    assert (result.code, result.out) == (3, "")
    assert result.err.count("\n") == 2
