"""A plan held against the code base that it is about, from the text of both to the review."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from evals.grounded import Outcome, outcome, planted
from evals.samples import build
from planproof.pipeline import review
from planproof.settings import Settings

OF_THE_PLAN_ALONE = {"deleted-file-used", "file-rewritten-often", "parallel-file-conflict"}
"""What contradicts itself in the plan, whatever the code base holds."""
TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


FOUND = {"puffin": 69, "gannet": 57, "dunlin": 22}
"""How many mismatches of each plan the checks find at least."""


@pytest.fixture(scope="module")
def puffin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("repos") / "puffin", "puffin")


@pytest.mark.parametrize("name", FOUND)
def test_mismatches_are_found_and_nothing_sound_is_called_one(tmp_path: Path, name: str) -> None:
    seen: Outcome = outcome(build(tmp_path / name, name), name)
    assert [(each.rule, each.title) for each in seen.false] == []
    assert len(seen.found) >= FOUND[name]


@pytest.mark.parametrize("name", FOUND)
def test_each_mismatch_has_a_sound_twin(name: str) -> None:
    every = planted(name)
    assert len(every) >= 60
    places = {(each.places[0].path, each.places[0].line_start) for each in every}
    twins = {(each.twin.path, each.twin.line_start) for each in every}
    assert len(places) == len(every)
    assert not places & twins


def plan_in(folder: Path, repository: Path) -> Path:
    """A copy of the repository that holds the plan as well."""
    shutil.copytree(repository, folder / "puffin")
    plan = Path(__file__).parent.parent / "fixtures" / "grounded" / "puffin" / "plan"
    shutil.copytree(plan, folder / "puffin" / "docs" / "plan")
    return folder / "puffin" / "docs" / "plan"


def test_the_repository_that_holds_the_plan_is_found(tmp_path: Path, puffin: Path) -> None:
    found = review(plan_in(tmp_path, puffin), Settings(find_repo=True), TODAY)
    assert found.grounding is not None
    assert found.grounding.related
    assert any(each.rule == "missing-file" for each in found.findings)
    assert {each.state for each in found.grounding.claims} >= {"verified", "wrong"}


def test_nobody_looks_where_nobody_asked(tmp_path: Path, puffin: Path) -> None:
    plan = plan_in(tmp_path, puffin)
    for settings in (Settings(), Settings(repo="none", find_repo=True)):
        found = review(plan, settings, TODAY)
        assert found.grounding is None
        assert {each.rule for each in found.findings} <= OF_THE_PLAN_ALONE


def test_a_repository_of_plans_only_proves_nothing(tmp_path: Path, puffin: Path) -> None:
    plan = plan_in(tmp_path, puffin)
    home = plan.parent.parent
    for each in home.iterdir():
        if each.name not in (".git", "docs"):
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    found = review(plan, Settings(find_repo=True), TODAY)
    assert found.grounding is not None
    assert not found.grounding.related
    assert {each.rule for each in found.findings} <= OF_THE_PLAN_ALONE


def test_a_folder_that_is_there_is_not_told_as_missing(tmp_path: Path, puffin: Path) -> None:
    text = (
        "# Phase 1: Go\n\n## Task 1: Tidy\n\n- Modify: `src/puffin/legacy/`\n"
        "- Modify: `web/src/*.ts`\n- Modify: `src/puffin/none/`\n- Modify: `src/puffin/config.py`\n"
    )
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    found = review(tmp_path / "plan.md", Settings(repo=str(puffin)), TODAY).grounding
    assert found is not None
    assert [(each.file, each.path) for each in found.files] == [
        ("src/puffin/legacy/", "src/puffin/legacy"),
        ("src/puffin/none/", None),
        ("src/puffin/config.py", "src/puffin/config.py"),
    ]
