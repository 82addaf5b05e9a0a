"""`outline`, `rules`, `explain`, `schema` and `init`."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from planproof.between import registry as between
from planproof.checks import registry
from planproof.criteria import shipped
from planproof.settings import Settings, load_settings
from tests.cli.conftest import Result

Run = Callable[..., Result]
MakePlan = Callable[..., Path]


def test_outline_as_tree(run: Run, plan: MakePlan) -> None:
    folder = plan("## Task 2: Fill the bucket", "**Depends on:** Task 1")
    result = run("outline", folder)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    phase, first, has, second, *rest = lines[lines.index("Phases") + 1 :]
    assert phase.startswith("  Phase 1: Storage (Phase-1.md:1-17, ")
    assert first.startswith("    Task 1: Create the bucket (Phase-1.md:3-13, ")
    assert has.startswith("        has goal:")
    assert second.startswith("    Task 2: Fill the bucket (Phase-1.md:15-17, ")
    assert "        after phase-1/task-1" in rest


def test_outline_shows_nothing_that_a_terminal_obeys(run: Run, plan: MakePlan) -> None:
    result = run("outline", plan("## Task 2: \x1b[31mRed\x07 title"))
    assert "Red" in result.out
    assert "\x1b" not in result.out
    assert "\x07" not in result.out


def test_outline_as_json(run: Run, plan: MakePlan) -> None:
    result = run("outline", "--format", "json", plan())
    body = json.loads(result.out)
    assert set(body) == {"schema_version", "plan"}
    (phase,) = body["plan"]["phases"]
    assert phase["tasks"][0]["title"] == "Create the bucket"


def test_outline_without_units(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("Nothing to be done.\n", encoding="utf-8")
    result = run("outline", tmp_path)
    assert result.code in (0, 3)
    assert "Traceback" not in result.err


def test_outline_of_nothing(run: Run, tmp_path: Path) -> None:
    result = run("outline", tmp_path / "missing")
    assert (result.code, result.out) == (3, "")


def test_outline_obeys_exclude(run: Run, plan: MakePlan) -> None:
    folder = plan()
    (folder / "old.md").write_text("# Phase 9: Old\n", encoding="utf-8")
    assert "old.md" in run("outline", folder).out
    (folder / "planproof.toml").write_text('exclude = ["old.md"]', encoding="utf-8")
    assert "old.md" not in run("outline", folder).out


def test_rules_lists_every_rule(run: Run) -> None:
    result = run("rules")
    assert (result.code, result.err) == (0, "")
    checks, rest, criteria = result.out.split("\n\n")
    assert [line.split()[0] for line in checks.splitlines()[1:]] == list(registry.rule_ids())
    assert [line.split()[0] for line in rest.splitlines()[1:]] == list(between.rule_ids())
    assert [line.split()[0] for line in criteria.splitlines()[1:]] == list(shipped())


def test_explain_a_criterion(run: Run) -> None:
    result = run("explain", "weak-tests")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("# weak-tests\n")
    assert "Judged by a model" in result.out
    assert "**Does not count:**" in result.out


def test_rules_as_json(run: Run) -> None:
    told = json.loads(run("rules", "--format", "json").out)
    assert [rule["id"] for rule in told["rules"]] == list(registry.rule_ids())
    assert [rule["id"] for rule in told["between"]] == list(between.rule_ids())
    assert all(each["documentation"].startswith("## ") for each in told["rules"] + told["between"])


@pytest.mark.parametrize("rule", between.rule_ids())
def test_explain_a_rule_between_plans(run: Run, rule: str) -> None:
    page = run("explain", rule).out
    assert page.startswith(f"# {rule}\n")
    assert all(f"## {part}" in page for part in ("What it does", "Example", "Use instead"))


@pytest.mark.usefixtures("only_marks")
def test_explain(run: Run) -> None:
    assert run("explain", "marked-defect").out == (
        "# marked-defect\n\n"
        "Finds marks\n\n"
        "Severity: critical at worst. Category: content. Confidence: high.\n\n"
        "## What it does\n\nIt finds marks.\n"
    )


@pytest.mark.usefixtures("only_marks")
def test_explain_names_the_nearest(run: Run) -> None:
    result = run("explain", "marked-defekt")
    assert result == Result(
        2, "", "planproof: unknown rule 'marked-defekt'; did you mean 'marked-defect'?\n"
    )


def test_schema_describes_a_review(run: Run) -> None:
    body = json.loads(run("schema").out)
    assert {"schema_version", "verdict", "findings", "coverage"} <= set(body["properties"])
    assert body["properties"]["schema_version"]["const"] == "1"
    passes = body["$defs"]["PassCoverage"]["properties"]
    assert "pass" in passes


def test_review_follows_the_schema(run: Run, plan: MakePlan) -> None:
    schema = json.loads(run("schema").out)
    review = json.loads(run("review", "--format", "json", plan()).out)
    jsonschema.Draft202012Validator(schema).validate(review)


def test_init_writes_the_defaults(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("init")
    assert (result.code, result.out) == (0, "")
    assert result.err == "planproof: wrote planproof.toml\n"
    settings = load_settings(tmp_path, rules=(), environ={})
    assert settings == Settings(config=tmp_path / "planproof.toml")


def test_init_shows_settings_that_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("init")
    path = tmp_path / "planproof.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    shown = [line.removeprefix("# ") if is_example(line) else line for line in lines]
    path.write_text("\n".join(shown), encoding="utf-8")
    settings = load_settings(tmp_path, rules=("RULE",), environ={})
    assert settings.checks.disable == settings.checks.enable_only == ("RULE",)
    assert settings.severity == {"RULE": "minor"}
    assert settings.waivers[0].expires is not None


def is_example(line: str) -> bool:
    """A commented setting, unlike a commented sentence."""
    return line.startswith("# ") and (" = " in line or "[[" in line)


def test_init_leaves_a_file_alone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "planproof.toml"
    path.write_text('fail-on = "never"', encoding="utf-8")
    result = run("init")
    assert result.code == 2
    assert "'planproof.toml' is there already; --force replaces it" in result.err
    assert path.read_text(encoding="utf-8") == 'fail-on = "never"'
    assert run("init", "--force").code == 0
    assert "# fail-on" in path.read_text(encoding="utf-8")


def test_compare(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert run("review", plan(), "--format", "json", "--output", path).code in (0, 1)
    result = run("compare", path, path)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("# Two reviews: ")
    assert json.loads(run("compare", path, path, "--format", "json").out)["same_text"] is True


def test_compare_wants_one_plan(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    folder = plan()
    run("review", folder, folder, "--format", "json", "--output", path)
    result = run("compare", path, path)
    assert result.code == 2
    assert "holds 2 reviews" in result.err
