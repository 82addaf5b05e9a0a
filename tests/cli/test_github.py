"""`planproof github`, `render`, `hook` and `init --github`."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.github.outputs import outputs
from planproof.github.summary import job_summary
from planproof.stored import read_reviews
from tests.cli.conftest import Result
from tests.github.repository import PLAN, Repository

Run = Callable[..., Result]
MakePlan = Callable[..., Path]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, outside of any workflow."""
    for name in [each for each in os.environ if each.startswith("GITHUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def stored(run: Run, plan: MakePlan, top: Path, request: pytest.FixtureRequest) -> Path:
    """A stored review of two plans, one with a critical and a major defect."""
    request.getfixturevalue("only_marks")
    plan("A critical defect? This is a critical defect.", "a major defect", name="bad")
    plan(name="good")
    result = run(
        "review", "bad", "good", "--provider", "none", "--format", "json", "--output", "r.json"
    )
    assert result.code == 1
    return top / "r.json"


class TestPlans:
    def test_those_of_the_event(self, run: Run, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        repository = Repository(top)
        base = repository.commit({"plans/old/x.md": PLAN})
        head = repository.commit({"plans/b 1/x.md": PLAN, "plans/a/x.md": PLAN})
        pull = {"number": 1, "base": {"sha": base}, "head": {"sha": head, "repo": None}}
        event = top / "event.json"
        event.write_text(json.dumps({"pull_request": pull}), encoding="utf-8")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
        assert run("github", "plans") == Result(0, "plans/a\nplans/b 1\n", "")
        assert run("github", "plans", "--all").out == "plans/a\nplans/b 1\nplans/old\n"
        assert run("github", "plans", "--paths", "plans/a").out == "plans/a\n"

    def test_between_commits(self, run: Run, top: Path) -> None:
        repository = Repository(top)
        base = repository.commit({"plans/old/x.md": PLAN})
        head = repository.commit({"plans/new/x.md": PLAN})
        options = ("--base", base, "--head", head)
        assert run("github", "plans", *options).out == "plans/new\n"
        assert run("github", "plans", *options, "--paths", "docs/**") == Result(0, "", "")
        result = run("github", "plans", "--base", "main", "--head", head)
        assert (result.code, "'main' is no commit" in result.err) == (2, True)

    def test_what_the_settings_exclude(self, run: Run, top: Path) -> None:
        repository = Repository(top)
        repository.commit({"plans/a/x.md": PLAN, "planproof.toml": 'exclude = ["x.md"]\n'})
        result = run("github", "plans")
        assert (result.code, result.out) == (0, "")
        assert "left out" in result.err


class TestGate:
    @pytest.mark.parametrize(
        ("config", "options", "code"),
        [
            ("", (), 1),
            ("", ("--fail-on", "never"), 0),
            ('fail-on = "never"', (), 0),
            ('fail-on = "never"', ("--fail-on", "minor"), 1),
        ],
    )
    def test_findings(
        self, run: Run, stored: Path, config: str, options: tuple[str, ...], code: int
    ) -> None:
        stored.with_name("planproof.toml").write_text(config, encoding="utf-8")
        result = run("github", "gate", stored, *options)
        assert (result.code, result.out) == (code, "")
        assert ("1 of 2 reviewed plans must be changed" in result.err) == bool(code)

    @pytest.mark.usefixtures("top")
    @pytest.mark.parametrize(("options", "code"), [((), 4), (("--incomplete", "warn"), 0)])
    def test_incomplete(
        self, run: Run, plan: MakePlan, options: tuple[str, ...], code: int
    ) -> None:
        plan()
        answers = ("--provider", "handoff", "--answers", "answers")
        run("review", "plan", *answers, "--format", "json", "--output", "r.json")
        result = run("github", "gate", "r.json", *options)
        assert result.code == code
        assert "1 of 1 reviews are incomplete" in result.err


def test_outputs(run: Run, stored: Path) -> None:
    told = dict(line.split("=") for line in run("github", "outputs", stored).out.splitlines())
    assert told == {
        "verdict": "changes-requested",
        "critical": "1",
        "major": "1",
        "minor": "0",
        "cost": "0.0000",
    }


def test_an_unknown_cost_is_no_zero(stored: Path) -> None:
    first, second = read_reviews(stored)
    usage = first.usage.model_copy(update={"cost_usd": None})
    assert outputs([first.model_copy(update={"usage": usage}), second])["cost"] == "unknown"


def test_annotations(run: Run, stored: Path) -> None:
    lines = run("github", "annotations", stored).out.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning"]
    assert lines[0].startswith("::error file=bad/Phase-1.md,line=")


class TestSummary:
    def test_both_reviews(self, run: Run, stored: Path) -> None:
        text = run("github", "summary", stored).out
        assert text.startswith("## Plans\n\n- `bad`: **Changes requested**, 1 critical, 1 major\n")
        assert text.count("# Plan review: ") == 2
        assert text.count("## Conclusion") == 2

    def test_what_does_not_fit_is_short(self, stored: Path) -> None:
        reviews = read_reviews(stored)
        whole = len(job_summary(reviews).encode())
        text = job_summary(reviews, whole + 500)
        assert len(text.encode()) <= whole + 500
        assert (text.count("# Plan review: "), text.count("## Conclusion")) == (2, 1)
        text = job_summary(reviews, 2_500)
        assert (text.count("# Plan review: "), text.count("## Conclusion")) == (2, 0)
        assert "- **C1** Marked (`Phase-1.md:" in text

    @pytest.mark.parametrize("limit", [2_000, 10_000, 50_000])
    def test_never_above_the_limit(self, stored: Path, limit: int) -> None:
        reviews = read_reviews(stored) * 40
        text = job_summary(reviews, limit)
        assert len(text.encode()) <= max(limit, 8_000)
        assert "more reviews are in the report" in text or limit == 50_000


@pytest.mark.parametrize("form", ["markdown", "json", "sarif", "terminal"])
def test_render_is_what_review_prints(run: Run, stored: Path, form: str) -> None:
    options = ("--provider", "none", "--format", form)
    assert run("render", stored, "--format", form).out == run("review", "bad", "good", *options).out


@pytest.mark.parametrize("style", ["audit", "gap-analysis", "action-plan", "feedback"])
def test_a_stored_review_in_another_style(run: Run, stored: Path, style: str) -> None:
    page = run("render", stored, "--style", style).out
    assert page == run("review", "bad", "good", "--provider", "none", "--style", style).out
    assert len(page) > 500
    refused = run("render", stored, "--style", style, "--format", "sarif")
    assert (refused.code, refused.out) == (2, "")
    assert "leave out --format sarif" in refused.err


def test_render_of_something_else(run: Run, top: Path) -> None:
    (top / "r.json").write_text("{}", encoding="utf-8")
    result = run("render", "r.json")
    assert (result.code, result.out) == (2, "")
    assert "is no review" in result.err


class TestHook:
    @pytest.mark.usefixtures("only_marks")
    def test_the_whole_plan_of_a_file(self, run: Run, top: Path) -> None:
        (top / "plans/a").mkdir(parents=True)
        (top / "plans/a/Phase-1.md").write_text(PLAN, encoding="utf-8")
        (top / "plans/a/Phase-2.md").write_text("This is a critical defect.\n", encoding="utf-8")
        result = run("hook", "plans/a/Phase-1.md", "src/app.py")
        assert result.code == 1
        assert "Phase-2.md:1" in result.out
        assert run("hook", "plans/a/Phase-1.md", "--fail-on", "never").code == 0

    @pytest.mark.usefixtures("top")
    @pytest.mark.parametrize("files", [(), ("src/app.py",), ("plans/gone/x.md",)])
    def test_no_plan(self, run: Run, files: tuple[str, ...]) -> None:
        assert run("hook", *files) == Result(0, "", "planproof: the files are part of no plan\n")


class TestInitGitHub:
    def test_writes_both_files(self, run: Run, top: Path) -> None:
        (top / ".git").mkdir()
        result = run("init", "--github")
        assert result.code == 0
        workflow = (top / ".github/workflows/planproof.yml").read_text(encoding="utf-8")
        assert "uses: OWNER/planproof@" in workflow
        assert (top / "planproof.toml").is_file()
        assert "put the owner and the commit" in result.err

    @pytest.mark.parametrize("name", ["planproof.toml", ".github/workflows/planproof.yml"])
    def test_replaces_nothing(self, run: Run, top: Path, name: str) -> None:
        (top / ".git").mkdir()
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("# mine\n", encoding="utf-8")
        result = run("init", "--github")
        assert (result.code, (top / name).read_text(encoding="utf-8")) == (0, "# mine\n")
        assert f"{name} is there already and stays as it is" in result.err
        assert (top / "planproof.toml").exists()
        assert (top / ".github/workflows/planproof.yml").exists()
        assert run("init", "--github", "--force").code == 2
        assert (top / name).read_text(encoding="utf-8") == "# mine\n"

    def test_only_where_github_looks(self, run: Run, top: Path) -> None:
        result = run("init", "--github")
        assert (result.code, list(top.iterdir())) == (2, [])
        assert "where .git is" in result.err
