"""`--format sarif`: places from the top of the repository, and an exit code that says less."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.cli.checkout import checkout
from planproof.render.places import Checkout
from tests.cli.conftest import Result

Run = Callable[..., Result]
MakePlan = Callable[..., Path]

pytestmark = pytest.mark.usefixtures("only_marks")


def uris(text: str) -> list[str]:
    return [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in json.loads(text)["runs"]
        for result in each["results"]
    ]


@pytest.mark.parametrize("worst", ["critical", "minor"])
def test_findings_are_no_failure(run: Run, plan: MakePlan, worst: str) -> None:
    folder = plan(f"a {worst} defect")
    assert run("review", folder, "--fail-on", "minor").code == 1
    result = run("review", folder, "--fail-on", "minor", "--format", "sarif")
    assert result.code == 0
    assert len(uris(result.out)) == 1
    assert f"1 {worst}" in result.err


def test_other_failures_are(run: Run, tmp_path: Path) -> None:
    assert run("review", tmp_path / "nowhere", "--format", "sarif").code == 3


def test_an_incomplete_review_is_a_failure(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    flags = ("--provider", "handoff", "--model", "any", "--answers", tmp_path / "answers")
    result = run("review", plan("a critical defect"), *flags, "--format", "sarif")
    assert result.code == 4
    (how,) = json.loads(result.out)["runs"][0]["invocations"]
    assert how["executionSuccessful"] is False


def test_places_are_named_from_the_top(
    run: Run, plan: MakePlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan("a major defect", name="docs plan")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    expected = ["docs%20plan/Phase-1.md"]
    for here in (tmp_path, below):
        monkeypatch.chdir(here)
        relative = Path(*(".." for _ in here.relative_to(tmp_path).parts), "docs plan")
        for path in (folder, relative, relative / "Phase-1.md"):
            assert uris(run("review", path, "--format", "sarif").out) == expected


def test_criteria_are_explained(run: Run, plan: MakePlan) -> None:
    body = json.loads(run("review", plan(), "--format", "sarif").out)
    known = {each["id"]: each for each in body["runs"][0]["tool"]["driver"]["rules"]}
    assert known["task-size"]["help"]["markdown"].startswith("Can each task be done")


def test_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "repo" / "team"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    # A worktree has a file of that name.
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert checkout() == Checkout(root=(tmp_path / "repo").as_posix(), folder="team")
    monkeypatch.chdir(inner.parent)
    assert checkout().folder == ""
