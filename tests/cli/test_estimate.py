"""`planproof estimate` needs no key, no network and no SDK, and never takes unknown for free."""

import csv
import io
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]
Plan = Callable[..., Path]


def budget(run: Run, *arguments: str | Path) -> dict[str, Any]:
    """The JSON of an estimate."""
    told = run("estimate", *arguments, "--format", "json")
    assert told.code == 0, told.err
    return dict(json.loads(told.out))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANPROOF_ANSWERS", str(tmp_path / "answers"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_no_socket_is_opened(run: Run, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def blocked(*_: object, **__: object) -> None:
        raise AssertionError("no network")

    path = plan()
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, blocked)
    monkeypatch.setattr(socket, "getaddrinfo", blocked)
    for model in ("claude-sonnet-5-5", "gpt-6.1-sol", "gpt-5.4", "some-model"):
        assert budget(run, path, "--model", model)["total"]["requests"]


def test_no_sdk_is_imported(plan: Plan) -> None:
    script = (
        "import sys; from planproof.cli.main import main; "
        "code = main(['estimate', sys.argv[1], '--model', 'claude-sonnet-5-5', "
        "'--model', 'gpt-6.1-sol', '--format', 'csv']); "
        "print([name for name in ('anthropic', 'openai') if name in sys.modules], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(plan())],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_without_a_model_it_is_the_one_that_would_be_asked(
    run: Run, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan()
    assert budget(run, path)["model"] == "claude-sonnet-5-5"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nothing")
    assert budget(run, path)["model"] == "gpt-6.1-sol"
    assert budget(run, path, "--provider", "anthropic")["model"] == "claude-sonnet-5-5"


def test_the_price_of_an_unknown_model_is_unknown(run: Run, plan: Plan) -> None:
    path = plan()
    found = budget(run, path, "--model", "some-model")
    assert found["price"] is None
    rows = [*found["phases"], found["outside"], *found["passes"], found["total"]]
    assert [row["cost_usd"] for row in rows] == [None] * len(rows)
    assert found["total"]["input_tokens"] != 0
    assert found["counter"]["error_percent"] >= 35
    assert "not known" in " ".join(found["notes"])
    for form in ("markdown", "terminal"):
        told = run("estimate", path, "--model", "some-model", "--format", form).out
        assert "unknown" in told
        assert "0 USD" not in told
        assert "0.00" not in told
    told = run("estimate", path, "--model", "some-model", "--format", "csv").out
    for row in csv.DictReader(io.StringIO(told)):
        assert (row["cost_usd_low"], row["cost_usd_high"]) == ("", "")


def test_a_price_that_is_given_holds(run: Run, plan: Plan) -> None:
    path = plan()
    for model in ("some-model", "gpt-6.1-sol"):
        found = budget(run, path, "--model", model, "--price", "in=10,out=0")
        assert found["price"]["source"] == "given"
        total = found["total"]
        assert total["cost_usd"]["low"] == pytest.approx(total["input_tokens"]["low"] / 1e5)
    wrong = run("estimate", path, "--price", "in=cheap,out=1")
    assert wrong.code == 2
    assert "'cheap'" in wrong.err


def test_a_limit_that_cannot_be_held_is_told(
    run: Run, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nothing")
    told = run("review", plan(), "--provider", "openai", "--model", "some-model", "--max-cost", "1")
    assert told.code == 2
    assert "the price of 'some-model' is not known" in told.err


def test_models_stand_side_by_side_each_once(run: Run, plan: Plan) -> None:
    names = ("claude-sonnet-5-5", "gpt-6.1-sol", "claude-sonnet-5-5")
    flags = [flag for name in names for flag in ("--model", name)]
    found = budget(run, plan(), *flags)["estimates"]
    assert [each["model"] for each in found] == list(names[:2])
    markdown = run("estimate", plan(name="other"), *flags, "--format", "markdown").out
    assert "## The review, by model" in markdown
    assert markdown.count("## The plan") == 1
    assert markdown.count("## The review by ") == 2


def test_the_ceiling_is_the_rubrics_unless_it_is_told(run: Run, plan: Plan) -> None:
    path = plan("**Estimated tokens:** 80,000")
    assert budget(run, path)["phase_budget"] == 75_000
    assert budget(run, path, "--rubric", "agent")["phase_budget"] == 250_000
    assert budget(run, path, "--phase-budget", "7")["phase_budget"] == 7


def test_a_limit_that_is_too_low_is_noted_and_nothing_is_refused(run: Run, plan: Plan) -> None:
    found = budget(run, plan(), "--max-cost", "0.0001")
    assert "certainly more than the limit of" in " ".join(found["notes"])


def test_no_plan_and_bad_arguments(run: Run, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("estimate", tmp_path / "empty").code == 3
    assert run("estimate", tmp_path / "nowhere").code == 3
    assert run("estimate", plan(), "--phase-budget", "0").code == 2
    assert run("estimate").code == 2


def test_it_writes_to_a_file(run: Run, plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "budget.csv"
    told = run("estimate", plan(), "--format", "csv", "--output", file)
    assert (told.code, told.out) == (0, "")
    assert file.read_text("utf-8").startswith("plan,model,kind,")


def test_tasks_are_listed_when_they_are_asked_for(run: Run, plan: Plan) -> None:
    path = plan()
    assert budget(run, path)["phases"][0]["tasks"] == []
    [task] = budget(run, path, "--tasks")["phases"][0]["tasks"]
    assert task["title"] == "Create the bucket"
    assert task["tokens"] > 0
