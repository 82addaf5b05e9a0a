"""What the second workflow takes in: a review that a fork's run may have forged."""

import json
import os
import stat
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.cli.main import main
from tests.action.conftest import CRITICAL
from tests.action.runner import ROOT, commands, told_outputs

GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$@" "$GH_TOKEN" "$HEAD_SHA" >"$GH_LOG"
printf '%s' "$GH_SAYS"
"""


class Received:
    def __init__(self, code: int, log: str, outputs: dict[str, str], asked: list[str]) -> None:
        self.code, self.log, self.outputs, self.asked = code, log, outputs, asked


@pytest.fixture
def review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    plan, made = tmp_path / "plan.md", tmp_path / "review.json"
    plan.write_text(CRITICAL, encoding="utf-8")
    options = ("--provider", "none", "--format", "json", "--output", str(made))
    assert main(["review", str(plan), *options]) == 1
    capsys.readouterr()
    return made


@pytest.fixture
def receive(tmp_path: Path) -> Callable[..., Received]:
    def call(review: Path, says: str = "7", branch: str = "topic") -> Received:
        work, bin_ = tmp_path / "work", tmp_path / "bin"
        (work / "report").mkdir(parents=True)
        (work / "venv/bin").mkdir(parents=True)
        program = Path(sysconfig.get_path("scripts"), "planproof")
        (work / "venv/bin/planproof").symlink_to(program)
        bin_.mkdir()
        (bin_ / "gh").write_text(GH, encoding="utf-8")
        (bin_ / "gh").chmod(stat.S_IRWXU)
        (tmp_path / "output").touch()
        env = {
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "WORK": str(work),
            "REVIEW": str(review),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_REPOSITORY": "acme/widgets",
            "GH_TOKEN": "t",
            "GH_SAYS": says,
            "GH_LOG": str(tmp_path / "asked"),
            "HEAD_OWNER": "someone",
            "HEAD_BRANCH": branch,
            "HEAD_SHA": "b" * 40,
        }
        command = ["bash", str(ROOT / "action/received.sh")]
        done = subprocess.run(
            command, cwd=tmp_path, env=env, stdout=-1, stderr=-2, encoding="utf-8", check=False
        )
        asked = tmp_path / "asked"
        return Received(
            done.returncode,
            done.stdout,
            told_outputs((tmp_path / "output").read_text(encoding="utf-8")),
            asked.read_text(encoding="utf-8").splitlines() if asked.exists() else [],
        )

    return call


def test_a_review_and_its_pull_request(
    receive: Callable[..., Received], review: Path, tmp_path: Path
) -> None:
    got = receive(review, branch="x'; touch pwned; '$(touch pwned)")
    assert (got.code, got.outputs) == (0, {"number": "7"})
    assert got.asked[:3] == ["api", "--method", "GET"]
    assert "repos/acme/widgets/pulls" in got.asked
    assert "head=someone:x'; touch pwned; '$(touch pwned)" in got.asked
    assert not (tmp_path / "pwned").exists()
    taken = (tmp_path / "work/report/review.json").read_text(encoding="utf-8")
    assert json.loads(taken) == json.loads(review.read_text(encoding="utf-8"))


def test_no_open_pull_request(receive: Callable[..., Received], review: Path) -> None:
    got = receive(review, says="")
    assert (got.code, got.outputs) == (0, {"number": ""})


def test_an_answer_that_is_no_number(receive: Callable[..., Received], review: Path) -> None:
    got = receive(review, says="7; rm")
    assert (got.code, got.outputs) == (2, {})


@pytest.mark.parametrize("kind", ["text", "schema", "large", "link", "folder", "missing"])
def test_what_is_no_review(
    receive: Callable[..., Received], review: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "artifact.json"
    body = json.loads(review.read_text(encoding="utf-8"))
    if kind == "text":
        path.write_text("::error::pwned\n", encoding="utf-8")
    elif kind == "schema":
        path.write_text(json.dumps({**body, "verdict": "\n::error::pwned"}), encoding="utf-8")
    elif kind == "large":
        path.write_text(json.dumps({**body, "summary": "x" * 5_000_000}), encoding="utf-8")
    elif kind == "link":
        path.symlink_to(review)
    elif kind == "folder":
        path.mkdir()
    got = receive(path)
    assert (got.code, got.outputs, got.asked) == (2, {}, [])
    assert not (tmp_path / "work/report/review.json").exists()
    assert not any(each.text == "pwned" for each in commands(got.log))
