"""The action as a whole, and what hostile pull requests make of it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.action.conftest import CRITICAL, GOOD
from tests.action.runner import TOKEN, Job, Run

MakeJob = Callable[..., Job]

thorough = pytest.mark.skipif(
    not os.environ.get("ACTION_TEST"), reason="takes long; make action-test runs it"
)

ALL = [
    "Set up Python",
    "Install planproof",
    "Find the plans",
    "Review",
    "Report",
    "Keep the reports",
    "Comment",
    "Judge",
]
QUIET = {"comment": "none", "review_comments": "none"}


def roots(run: Run) -> list[str]:
    """The plans that were reviewed."""
    assert run.artifact is not None
    body = json.loads((run.artifact / "review.json").read_text(encoding="utf-8"))
    return [each["plan"]["root"] for each in body.get("reviews", [body])]


@thorough
def test_a_plan_with_a_critical_finding(job: MakeJob) -> None:
    other = {"plans/other/Phase-1.md": CRITICAL}
    run = job({"plans/login/Phase-1.md": CRITICAL}, other).run(**QUIET)
    assert run.ran == ALL
    assert run.failed == "Judge"
    assert roots(run) == ["plans/login"]
    assert {key: run.outputs[key] for key in ("verdict", "critical", "minor", "cost")} == {
        "verdict": "changes-requested",
        "critical": "1",
        "minor": "0",
        "cost": "0.0000",
    }
    assert Path(run.outputs["report"]).read_text(encoding="utf-8").startswith("# Plan review: ")
    assert json.loads(Path(run.outputs["sarif"]).read_bytes())["version"] == "2.1.0"
    assert run.artifact is not None
    kept = {path.name for path in run.artifact.iterdir()}
    assert kept == {"review.json", "review.md", "review.sarif"}
    assert run.summary.startswith("# Plan review: ")
    marked = [each.values for each in run.commands if each.name == "error"]
    assert marked[0].startswith("file=plans/login/Phase-1.md,line=17,")
    assert "findings that must be fixed" in run.told("error")[-1]


@thorough
def test_a_good_plan_passes(job: MakeJob) -> None:
    run = job({"plans/login/Phase-1.md": GOOD}).run(**QUIET)
    assert (run.ran, run.failed, run.outputs["verdict"]) == (ALL, "", "approved")
    assert run.commands == []


def test_no_plan_is_changed(job: MakeJob) -> None:
    run = job({"src/app.py": "pass\n"}, {"plans/login/Phase-1.md": CRITICAL}).run(**QUIET)
    assert (run.ran, run.failed, run.artifact) == (ALL[:3], "", None)
    assert "nothing to review" in run.summary
    assert run.outputs == {
        "verdict": "none",
        "critical": "0",
        "major": "0",
        "minor": "0",
        "cost": "0.0000",
        "report": "",
        "sarif": "",
    }


@thorough
def test_several_plans_are_one_run(job: MakeJob) -> None:
    files = {"plans/a/Phase-1.md": GOOD, "specs/b c/plan.md": CRITICAL, "docs/plans/c.md": CRITICAL}
    run = job(files).run(**QUIET)
    assert roots(run) == ["docs/plans/c.md", "plans/a", "specs/b c"]
    assert (run.outputs["critical"], run.failed) == ("2", "Judge")
    assert run.summary.startswith("## Plans")
    places = [each.values.split(",line=")[0] for each in run.commands if "file=" in each.values]
    assert places == ["file=docs/plans/c.md", "file=specs/b c/plan.md"]


@thorough
@pytest.mark.parametrize(
    ("config", "given", "failed"),
    [
        ("", "", "Judge"),
        ("", "never", ""),
        ('fail-on = "never"\n', "", ""),
        ('fail-on = "never"\n', "critical", "Judge"),
    ],
)
def test_an_input_beats_the_settings(job: MakeJob, config: str, given: str, failed: str) -> None:
    files = {"plans/login/Phase-1.md": CRITICAL, "planproof.toml": config}
    assert job(files).run(fail_on=given, **QUIET).failed == failed


@pytest.mark.parametrize("provider", [pytest.param("", marks=thorough), "anthropic"])
def test_a_fork_gets_the_checks(job: MakeJob, provider: str) -> None:
    files = {"plans/login/Phase-1.md": GOOD}
    run = job(files, fork=True, env={"ANTHROPIC_API_KEY": ""}).run(provider=provider)
    assert (run.failed, run.outputs["verdict"]) == ("", "approved")
    assert any("only the checks run" in text for text in run.told("notice"))
    assert any("may not comment" in text for text in run.told("notice"))
    assert "github comment" not in run.log


@thorough
def test_without_a_key_nobody_else_is_downgraded(job: MakeJob) -> None:
    run = job({"plans/login/Phase-1.md": GOOD}).run(provider="anthropic", **QUIET)
    assert run.failed == "Review"
    assert "ANTHROPIC_API_KEY" in run.log


@thorough
@pytest.mark.parametrize(("incomplete", "failed"), [("fail", "Judge"), ("warn", "")])
def test_an_incomplete_review(job: MakeJob, incomplete: str, failed: str) -> None:
    made = job({"plans/login/Phase-1.md": GOOD})
    made.env = {"PLANPROOF_ANSWERS": str(made.temp / "answers")}
    run = made.run(provider="handoff", incomplete=incomplete, **QUIET)
    assert (run.failed, run.outputs["verdict"]) == (failed, "incomplete")
    level = "error" if failed else "warning"
    assert any("incomplete" in text for text in run.told(level))


@thorough
def test_findings_block_whatever_is_incomplete(job: MakeJob) -> None:
    files = {"plans/a/Phase-1.md": GOOD, "plans/b/Phase-1.md": CRITICAL}
    made = job(files)
    made.env = {"PLANPROOF_ANSWERS": str(made.temp / "answers")}
    run = made.run(provider="handoff", incomplete="warn", **QUIET)
    assert run.failed == "Judge"
    assert "findings that must be fixed" in run.told("error")[-1]


@thorough
@pytest.mark.parametrize(
    ("inputs", "step"),
    [
        ({"provider": "nonsense"}, "Review"),
        ({"max_cost": "-1"}, "Review"),
        ({"paths": "plans/[z-a]"}, "Find the plans"),
    ],
)
def test_a_mistake_in_an_input(job: MakeJob, inputs: dict[str, str], step: str) -> None:
    run = job({"plans/login/Phase-1.md": GOOD}).run(**inputs, **QUIET)
    assert run.failed == step
    assert "planproof: " in run.log


@pytest.mark.parametrize(
    "text",
    [
        "$(touch pwned)`touch pwned`\"; touch pwned; \"'; touch pwned; '${{ github.token }}",
        pytest.param("--output=pwned", marks=thorough),
        pytest.param("x\ntouch pwned\n::error::pwned", marks=thorough),
    ],
)
@pytest.mark.parametrize("names", [["paths"], ["model", "rubric", "provider", "depth"]])
def test_inputs_are_never_a_script(job: MakeJob, names: list[str], text: str) -> None:
    made = job({"plans/login/Phase-1.md": GOOD})
    run = made.run(**QUIET, **dict.fromkeys(names, text))
    assert not list(made.workspace.rglob("pwned*"))
    assert not any("pwned" in each.text for each in run.commands)
    assert TOKEN not in run.log


NAMES = [
    "$(touch pwned)",
    "`touch pwned`",
    "a b'c\"d",
    "--output=pwned",
    "-rf",
    "line\n::error file=a::pwned",
    "line\r::set-output name=a::pwned",
    "##[error]pwned",
    "::stop-commands::x",
    "Übersicht 計画 \u202e\u200b",
    "\x1b[31mred",
    "*",
]


@pytest.mark.skipif(os.name == "nt", reason="no names on Windows")
def test_names_are_never_a_script(job: MakeJob) -> None:
    made = job({f"plans/{name}/Phase-1.md": CRITICAL for name in NAMES})
    run = made.run(**QUIET)
    assert run.ran == ALL
    assert sorted(roots(run)) == sorted(f"plans/{name}" for name in NAMES)
    assert not list(made.workspace.rglob("pwned"))
    # Ten findings are marked, which is the most that GitHub shows, and the last step fails.
    assert [each.name for each in run.commands] == ["error"] * 11
    assert not any(each.text.startswith("pwned") for each in run.commands)


@thorough
@pytest.mark.skipif(os.name == "nt", reason="no names on Windows")
def test_a_plan_that_cannot_be_read_is_left_out(job: MakeJob) -> None:
    bad = "plans/line\n::error::pwned/secret.md"
    made = job({bad: GOOD, "plans/good/x.md": GOOD, "planproof.toml": 'exclude = ["secret.md"]'})
    run = made.run(**QUIET)
    assert roots(run) == ["plans/good"]
    assert "left out" in run.log
    assert run.commands == []


@thorough
def test_modules_of_the_workspace_are_never_imported(job: MakeJob) -> None:
    files: dict[str, str] = {"plans/login/Phase-1.md": GOOD}
    for name in ("planproof/__init__.py", "pip/__init__.py", "venv.py", "json.py", "typer.py"):
        files[name] = "open('pwned', 'w')\n"
    made = job(files)
    assert made.run(**QUIET).failed == ""
    assert not (made.workspace / "pwned").exists()


@thorough
def test_only_the_comment_gets_the_token(job: MakeJob) -> None:
    run = job({"plans/login/Phase-1.md": GOOD}).run(**QUIET)
    having = [step for step, env in run.environments.items() if TOKEN in env.values()]
    assert having == ["Comment"]


@thorough
def test_a_comment_that_fails_blocks_nobody(job: MakeJob) -> None:
    # Nothing listens there.
    made = job({"plans/login/Phase-1.md": GOOD}, env={"GITHUB_API_URL": "http://127.0.0.1:9"})
    run = made.run()
    assert run.failed == ""
    assert any("comment was not posted" in text for text in run.told("warning"))


@thorough
def test_other_events_review_and_do_not_comment(job: MakeJob) -> None:
    made = job({"plans/login/Phase-1.md": GOOD, "specs/x/plan.md": GOOD})
    made.event, made.event_name = {"schedule": "0 4 * * *"}, "schedule"
    run = made.run()
    assert roots(run) == ["plans/login", "specs/x"]
    assert (run.failed, run.commands) == ("", [])


@thorough
def test_the_installed_program_reviews(job: MakeJob) -> None:
    files: dict[str, str] = {"plans/login/Phase-1.md": CRITICAL}
    for name in ("pip.py", "venv.py", "hatchling.py", "setup.py", "sitecustomize.py"):
        files[name] = "open('pwned', 'w')\n"
    made = job(files, install=True)
    run = made.run(**QUIET)
    assert (run.ran, run.failed) == (ALL, "Judge")
    assert not list(made.workspace.rglob("pwned"))
