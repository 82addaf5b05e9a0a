"""`planproof review --baseline`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]
MakePlan = Callable[..., Path]

pytestmark = pytest.mark.usefixtures("only_marks")


def test_the_report_says_what_changed(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    folder = plan("a major defect here", "a minor defect")
    before = tmp_path / "before.json"
    run("review", folder, "--format", "json", "--output", before)
    text = folder / next(folder.glob("*.md")).name
    changed = text.read_text(encoding="utf-8").replace("a major defect here", "all is well")
    text.write_text(f"{changed}\na critical defect\n", encoding="utf-8")
    result = run("review", folder, "--baseline", before)
    assert result.code == 1
    assert "## Since the last review\n\n1 fixed, 1 new, 1 open.\n\n- New: C1\n" in result.out
    assert "1 critical, 1 minor; changes requested" in result.err
    body = json.loads(run("review", folder, "--baseline", before, "--format", "json").out)
    assert [each["status"] for each in body["findings"]] == ["new", "open", "fixed"]
    assert {kind: len(ids) for kind, ids in body["since"].items()} == {
        "new": 1, "regressed": 0, "open": 1, "fixed": 1,
    }  # fmt: skip


def test_a_review_can_follow_one_that_followed_another(
    run: Run, plan: MakePlan, tmp_path: Path
) -> None:
    folder = plan("a minor defect")
    text = next(folder.glob("*.md"))
    bad = text.read_text(encoding="utf-8")
    good = bad.replace("a minor defect", "all is well")
    name, statuses = None, []
    for number, words in enumerate((bad, good, bad, bad)):
        text.write_text(words, encoding="utf-8")
        made = tmp_path / f"{number}.json"
        flags = ("--baseline", name) if name else ()
        run("review", folder, "--format", "json", "--output", made, *flags)
        statuses += [each["status"] for each in json.loads(made.read_text("utf-8"))["findings"]]
        name = made
    assert statuses == ["new", "fixed", "regressed", "open"]


def test_a_plan_that_the_baseline_does_not_know(run: Run, plan: MakePlan, tmp_path: Path) -> None:
    one, two, three = (plan("a minor defect", name=each) for each in ("one", "two", "three"))
    for each in (two, three):
        text = next(each.glob("*.md"))
        text.write_text(f"# {each.name}\n\n{text.read_text('utf-8')}", encoding="utf-8")
    before = tmp_path / "before.json"
    run("review", one, "--format", "json", "--output", before)
    result = run("review", two, three, "--baseline", before)
    assert result.code == 0
    for each in (two, three):
        told = f"planproof: the baseline has no review of {str(each)!r}; all of it is new\n"
        assert told in result.err
    assert "Since the last review" not in result.out


@pytest.mark.parametrize(("text", "told"), [(None, "No such file"), ("{}", "no schema_version")])
def test_a_baseline_that_is_none(
    run: Run, plan: MakePlan, tmp_path: Path, text: str | None, told: str
) -> None:
    path = tmp_path / "before.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = run("review", plan(), "--baseline", path)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
