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


RULE = "file-created-by-two-plans"
WAIVER = f"""[[waivers]]
rule = "{RULE}"
reason = "both teams know"
path = "plan.md"
"""


def between(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.out)["between"]
    return found


@pytest.mark.parametrize("home", [0, 1])
def test_a_waiver_of_either_plan_accepts_it(run: Run, pair: Pair, home: int) -> None:
    (pair[home] / "planproof.toml").write_text(WAIVER, encoding="utf-8")
    result = run("review", "--format", "json", "--fail-on", "major", *pair)
    (finding,) = between(result)
    assert finding["status"] == "waived"
    assert finding["waiver"] == {
        "reason": "both teams know",
        "expires": None,
        "source": "planproof.toml",
    }
    assert result.code == 0
    assert "between the plans: no findings, 1 waived\n" in result.err
    assert "matches no finding" not in result.err


def test_a_waiver_that_means_another_file_does_nothing(run: Run, pair: Pair) -> None:
    other = WAIVER.replace("plan.md", "other.md")
    (pair[0] / "planproof.toml").write_text(other, encoding="utf-8")
    (finding,) = between(run("review", "--format", "json", *pair))
    assert finding["status"] == "new"


@pytest.mark.parametrize("home", [0, 1])
def test_a_comment_in_either_plan_accepts_it(run: Run, pair: Pair, home: int) -> None:
    page = pair[home] / "plan.md"
    line = f"<!-- planproof: allow {RULE} both teams know -->\n- Create"
    page.write_text(page.read_text(encoding="utf-8").replace("- Create", line), encoding="utf-8")
    (finding,) = between(run("review", "--format", "json", *pair))
    assert finding["status"] == "waived"
    (pair[home] / "planproof.toml").write_text("inline-waivers = false", encoding="utf-8")
    (finding,) = between(run("review", "--format", "json", *pair))
    assert finding["status"] == "new"


def test_an_expired_waiver_is_told(run: Run, pair: Pair) -> None:
    (pair[1] / "planproof.toml").write_text(WAIVER + "expires = 2020-01-01", encoding="utf-8")
    (finding,) = between(run("review", "--format", "json", *pair))
    assert finding["status"] == "new"
    assert str(finding["detail"]).endswith("(planproof.toml) has expired.")


def test_a_waived_one_is_listed_below(run: Run, pair: Pair) -> None:
    (pair[1] / "planproof.toml").write_text(WAIVER, encoding="utf-8")
    page = run("review", *pair).out
    assert "Nothing was found that the plans say against each other.\n\nWaived:\n\n- " in page
    assert "): both teams know" in page
    seen = run("review", "--format", "terminal", *pair).out
    assert "Waived between the plans:" in seen
    assert "B1" not in seen


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [("", "critical", "critical"), ("minor", "", "minor"), ("minor", "critical", "critical")],
)
def test_the_settings_decide_how_bad_it_is(
    run: Run, pair: Pair, first: str, second: str, severity: str
) -> None:
    for home, told in zip(pair, (first, second), strict=True):
        line = f'[severity]\n{RULE} = "{told}"' if told else ""
        (home / "planproof.toml").write_text(line, encoding="utf-8")
    (finding,) = between(run("review", "--format", "json", *pair))
    assert finding["severity"] == severity


@pytest.mark.parametrize("style", ["audit", "gap-analysis", "action-plan", "feedback"])
def test_every_style_tells_it_with_the_plan_it_is_in(run: Run, pair: Pair, style: str) -> None:
    page = run("review", "--style", style, *pair).out
    assert page.count(RULE) >= 1
    assert f"{pair[0]}/plan.md" in page


def test_the_twin_of_feedback_tells_it(run: Run, pair: Pair) -> None:
    one, two = json.loads(run("review", "--style", "feedback", "--format", "json", *pair).out)[
        "plans"
    ]
    assert RULE not in [each["rule"] for each in one["defects"]]
    (defect,) = [each for each in two["defects"] if each["rule"] == RULE]
    assert [each["path"] for each in defect["places"]] == ["plan.md", f"{pair[0]}/plan.md"]
    assert two["verdict"] != "approved"


def test_a_plan_of_one_file_has_its_own_paths(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(CREATES.format(name), encoding="utf-8")
    paths = (tmp_path / "one.md", tmp_path / "two.md")
    _, two = json.loads(run("review", "--style", "feedback", "--format", "json", *paths).out)[
        "plans"
    ]
    places = [each["path"] for each in two["defects"][0]["places"]]
    assert places == ["two.md", f"{tmp_path}/one.md"]
