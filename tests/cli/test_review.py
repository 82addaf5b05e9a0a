"""`planproof review`: reports, exit codes, and what goes to which stream."""

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from planproof.cli.outcome import exit_code, summary
from planproof.core.review import Review
from tests.cli.conftest import Result

Run = Callable[..., Result]
MakePlan = Callable[..., Path]

pytestmark = pytest.mark.usefixtures("only_marks")


def test_report_goes_to_stdout_and_the_summary_to_stderr(run: Run, plan: MakePlan) -> None:
    result = run("review", plan("a major defect", "a minor defect"))
    assert result.code == 0
    assert result.out.startswith("# ")
    assert result.err == (
        "planproof: 1 phase, 1 task, 17 lines in 1 document; 1 major, 1 minor; changes requested\n"
    )


@pytest.mark.parametrize(
    ("worst", "fail_on", "code"),
    [
        ("critical", None, 1),
        ("major", None, 0),
        ("major", "major", 1),
        ("minor", "major", 0),
        ("minor", "minor", 1),
        ("critical", "never", 0),
    ],
)
def test_exit_code_follows_fail_on(
    run: Run, plan: MakePlan, worst: str, fail_on: str | None, code: int
) -> None:
    flags = ("--fail-on", fail_on) if fail_on else ()
    assert run("review", plan(f"a {worst} defect"), *flags).code == code


def test_clean_plan(run: Run, plan: MakePlan) -> None:
    result = run("review", plan(), "--fail-on", "minor")
    assert result.code == 0
    assert "no findings" in result.err


def test_fail_on_of_the_settings(run: Run, plan: MakePlan) -> None:
    folder = plan("a minor defect")
    (folder / "planproof.toml").write_text('fail-on = "minor"', encoding="utf-8")
    assert run("review", folder).code == 1
    assert run("review", folder, "--fail-on", "major").code == 0


def test_incomplete_review_wins_over_findings(run: Run, plan: MakePlan) -> None:
    review = read(run("review", "--format", "json", plan("a critical defect")))
    assert exit_code(review, "critical") == 1
    incomplete = review.model_copy(update={"verdict": "incomplete"})
    assert exit_code(incomplete, "critical") == exit_code(incomplete, "never") == 4


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_no_plan(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run("review", tmp_path / name)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("planproof: ")
    assert result.err.count("\n") == 1
    assert name in result.err


def test_json(run: Run, plan: MakePlan) -> None:
    result = run("review", "--format", "json", plan("a major defect"))
    body = json.loads(result.out)
    assert body["schema_version"] == "1"
    (finding,) = body["findings"]
    assert (finding["rule"], finding["severity"]) == ("marked-defect", "major")
    assert body["usage"]["requests"] == 0
    assert body["coverage"]["passes"][-1] == {
        "phase": None,
        "path": None,
        "pass": "model-review",
        "state": "skipped",
        "reason": "no model was asked: neither ANTHROPIC_API_KEY nor OPENAI_API_KEY is set",
    }


def test_several_plans(run: Run, plan: MakePlan) -> None:
    good, bad = plan(name="good"), plan("a critical defect", name="bad")
    result = run("review", "--format", "json", good, bad, good)
    assert result.code == 1
    body = json.loads(result.out)
    assert [len(each["findings"]) for each in body["reviews"]] == [0, 1, 0]
    assert [each["plan"]["root"] for each in body["reviews"]] == [str(good), str(bad), str(good)]
    assert result.err.startswith("planproof: 3 plans, 3 phases, 3 tasks, ")


def test_summary_counts_the_verdicts(run: Run, plan: MakePlan) -> None:
    review = read(run("review", "--format", "json", plan("a major defect")))
    form = review.plan.model_copy(update={"template": True})
    template = review.model_copy(update={"plan": form, "findings": ()})
    assert summary([review]).endswith("; 1 major; changes requested")
    assert summary([template]).endswith("; no findings; template, not judged as a plan")
    both = summary([review, template, review])
    assert both.endswith("; 2 major; 2 changes requested, 1 template")


def read(result: Result) -> Review:
    """The review in the JSON of a result."""
    body = json.loads(result.out)
    assert body.pop("schema_version") == "1"
    return Review.model_validate(body)


def test_each_plan_has_the_settings_of_its_folder(run: Run, plan: MakePlan) -> None:
    strict, lax = plan("a minor defect", name="strict"), plan("a critical defect", name="lax")
    (strict / "planproof.toml").write_text('fail-on = "minor"', encoding="utf-8")
    (lax / "planproof.toml").write_text('fail-on = "never"', encoding="utf-8")
    assert run("review", lax).code == 0
    assert run("review", lax, strict).code == 1


def test_output_file(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    target = tmp_path / "review.md"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    result = run("review", plan("a major defect ✓"), "--output", target)
    assert (result.code, result.out) == (0, "")
    assert result.err.endswith(f"; report in {target}\n")
    assert "✓" in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert not list(tmp_path.glob(".review*")), "nothing is left beside it"


def test_output_keeps_a_link(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    target, link = tmp_path / "review.md", tmp_path / "link.md"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    run("review", plan(), "--output", link)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") != "old"


def test_output_to_a_device(run: Run, plan: MakePlan) -> None:
    assert run("review", plan(), "--output", os.devnull).code == 0
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize(
    ("output", "words"),
    [("", "it is a folder"), ("no/such/folder.md", "No such file or directory")],
)
def test_output_that_cannot_be_written(
    run: Run, plan: MakePlan, tmp_path: Path, output: str, words: str
) -> None:
    result = run("review", plan(), "--output", tmp_path / output)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("planproof: cannot write ")
    assert words in result.err
    assert result.err.count("\n") == 1


def test_broken_settings(run: Run, plan: MakePlan) -> None:
    folder = plan()
    (folder / "planproof.toml").write_text("fail-on = \n", encoding="utf-8")
    result = run("review", folder)
    assert (result.code, result.out) == (2, "")
    assert f"{folder / 'planproof.toml'}, line 1: invalid value" in result.err


def test_unknown_rule_in_the_settings(run: Run, plan: MakePlan) -> None:
    folder = plan()
    (folder / "planproof.toml").write_text(
        '[checks]\ndisable = ["marked-defects"]', encoding="utf-8"
    )
    result = run("review", folder)
    assert result.code == 2
    assert "unknown rule 'marked-defects'; did you mean 'marked-defect'?" in result.err


def test_names_cannot_command_the_terminal(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    result = run("review", plan(), "--output", tmp_path / "a\x1b[31mb.md")
    assert result.code == 0
    assert "\x1b" not in result.err
    assert r"a\u{1b}[31mb.md" in result.err


def test_unknown_rubric(run: Run, plan: MakePlan) -> None:
    result = run("review", plan(), "--rubric", "engineers")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'engineer'?" in result.err


def test_unreadable_document_does_not_stop_the_rest(
    run: Run, plan: MakePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan("a major defect")
    (folder / "Phase-2.md").write_text("# Phase 2: Rest\n", encoding="utf-8")
    original = Path.open

    def refuse(path: Path, *arguments: Any, **more: Any) -> IO[Any]:  # noqa: ANN401 - passed on
        if path.name == "Phase-2.md":
            raise PermissionError(13, "Permission denied", str(path))
        opened: IO[Any] = original(path, *arguments, **more)
        return opened

    monkeypatch.setattr(Path, "open", refuse)
    result = run("review", "--format", "json", folder)
    body = json.loads(result.out)
    assert len(body["findings"]) == 1
    (unread,) = body["coverage"]["unread"]
    assert unread == {"path": "Phase-2.md", "reason": "cannot be read: permission denied"}
    assert result.code == 4, "silence about a phase is not approval"
    assert body["coverage"]["passes"][0] == {
        "phase": None,
        "path": None,
        "pass": "checks",
        "state": "failed",
        "reason": "1 document could not be read",
    }


def test_document_that_is_not_utf8_is_told(run: Run, plan: MakePlan) -> None:
    folder = plan("a major defect")
    (folder / "Phase-2.md").write_bytes(b"# Phase 2: Caf\xe9\n\x00\n")
    body = json.loads(run("review", "--format", "json", folder).out)
    assert {each["path"] for each in body["coverage"]["unread"]} == {"Phase-2.md"}
    assert len(body["findings"]) == 1


def test_waived_finding_does_not_fail(run: Run, plan: MakePlan) -> None:
    result = run(
        "review",
        plan("a critical defect <!-- planproof: allow marked-defect it is agreed -->"),
        "--format",
        "json",
    )
    assert result.code == 0
    assert "no findings, 1 waived" in result.err
    (finding,) = json.loads(result.out)["findings"]
    assert finding["status"] == "waived"
    assert finding["waiver"]["reason"] == "it is agreed"


def test_unused_waiver_is_told(run: Run, plan: MakePlan) -> None:
    folder = plan()
    (folder / "planproof.toml").write_text(
        '[[waivers]]\nrule = "marked-defect"\nreason = "agreed"', encoding="utf-8"
    )
    result = run("review", folder)
    assert result.code == 0
    told = "the waiver of 'marked-defect' (agreed) matches no finding; remove it"
    assert result.err.count(told) == 1


def test_terminal_is_the_default_for_people(
    run: Run, plan: MakePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan("a major defect")
    piped = run("review", folder)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = run("review", folder)
    assert shown.out == run("review", folder, "--format", "terminal").out
    assert shown.out != piped.out
    assert run("review", folder, "--format", "markdown").out == piped.out


def test_options_that_change_nothing_yet(run: Run, plan: MakePlan) -> None:
    folder = plan("a major defect")
    plain = ("review", folder, "--provider", "none")
    assert run(*plain, "--no-repo") == run(*plain)


@pytest.mark.parametrize(
    ("provider", "why"),
    [("auto", "neither ANTHROPIC_API_KEY nor OPENAI_API_KEY is set"), ("none", "--provider none")],
)
def test_why_no_model_was_asked_is_told(run: Run, plan: MakePlan, provider: str, why: str) -> None:
    result = run("review", plan("a major defect"), "--provider", provider, "--format", "json")
    assert why in json.loads(result.out)["coverage"]["passes"][-1]["reason"]
