"""The requests of an estimate are those that a review sends."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import pytest

from planproof import budgets
from planproof.answers import AnswerStore
from planproof.asking import Failure
from planproof.core.request import Answer, PassName, Request
from planproof.estimating.budget import estimate, least_cost
from planproof.estimating.imagined import Everything, Nothing
from planproof.estimating.rehearsal import rehearse
from planproof.prepared import prepare
from planproof.settings import Settings
from tests.estimating.conftest import PLANS, Shop, Told
from tests.estimating.figures import FIGURES, first_pass, high, off, summed
from tests.model.inside import Ask, at_once, reviewed
from tests.model.synthetic import Synthetic

FIRST: PassName = "phase-review"
Depth = Literal["quick", "standard", "deep"]
Open = Callable[..., AbstractContextManager[Shop]]


def rehearsed(path: Path, settings: Settings, model: str) -> set[str]:
    """Keys of the first pass of an estimate, whoever answers."""
    prepared = prepare(path, settings)
    review = prepared.review_by(model)
    assert review is not None
    readers = (Nothing(), Everything(prepared.plan))
    found = [
        asyncio.run(rehearse(review, reader, prepared.findings, lambda _: None))
        for reader in readers
    ]
    first = [{each.request.key for each in sent if each.request.pass_ == FIRST} for sent in found]
    assert first[0] == first[1]
    return first[0]


@pytest.mark.parametrize("rubric", ["engineer", "agent"])
@pytest.mark.parametrize("depth", ["quick", "standard", "deep"])
def test_each_is_handed_off_by_a_review_and_none_is_missing(
    run: Callable[..., Told], plan: Path, tmp_path: Path, depth: Depth, rubric: str
) -> None:
    path, answers = plan, tmp_path / "answers"
    told = run(
        "review", path, "--provider", "handoff", "--model", "m", "--depth", depth,
        "--rubric", rubric, "--answers", answers, "--format", "json",
    )  # fmt: skip
    assert told.code == 4
    sent = {page.stem for page in (answers / "requests").iterdir()}
    settings = Settings(depth=depth, rubric=rubric)
    assert {key[:32] for key in sent} == rehearsed(path, settings, "m")
    found = run(
        "estimate", path, "--model", "m", "--depth", depth, "--rubric", rubric,
        "--answers", tmp_path / "none", "--format", "json",
    ).json  # fmt: skip
    assert summed(first_pass(found), "requests") == len(sent)


def test_a_review_sends_the_first_pass_for_any_plan(plan: Path) -> None:
    for path in (plan, PLANS / "orchard-kiro", PLANS / "quay-ja", PLANS / "lantern-json"):
        heard: list[Request] = []
        inner = at_once(Synthetic().reply)
        reviewed(path, _heard(inner, heard))
        first = {each.key for each in heard if each.pass_ == FIRST}
        assert first == rehearsed(path, Settings(), "synthetic")


def _heard(inner: Ask, heard: list[Request]) -> Ask:
    async def ask(requests: Sequence[Request]) -> Mapping[str, Answer | Failure]:
        heard.extend(requests)
        return await inner(requests)

    return ask


def test_answers_that_are_there_cost_nothing(shop: Open, plan: Path) -> None:
    with shop("claude-sonnet-5-5") as open_:
        before = open_.estimate(plan).json
        open_.review(plan)
        count = len(open_.server.bills)
        after = open_.estimate(plan).json
        assert after["total"]["reused"] == count
        for name in FIGURES:
            if name != "reused":
                assert after["total"][name] == 0
        assert "already" in " ".join(after["notes"])
        _forget_one(open_.answers)
        missing = open_.estimate(plan).json
    assert list(off(missing)) == []
    rows = first_pass(missing)
    assert summed(rows, "requests") == 1
    assert summed(rows, "reused") == summed(first_pass(before), "requests") - 1
    assert 0 < high(missing["total"]["cost_usd"]) < high(before["total"]["cost_usd"])


def _forget_one(folder: Path) -> None:
    """Remove an answer that has a grid."""
    keys = AnswerStore(folder).keys()
    key = next(key for key in keys if '"grid"' in (folder / f"{key}.json").read_text())
    (folder / f"{key}.json").unlink()


def test_a_template_and_an_empty_plan_ask_nothing(run: Callable[..., Told], tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "README.md").write_text("")
    (empty / "Phase-1.md").write_text("# Phase 1: Nothing\n")
    template = PLANS / "template-atomic"
    for path in (template, empty):
        told = run("estimate", path, "--answers", tmp_path / "none", "--format", "json")
        assert told.code == 0, told.err
        assert list(off(told.json)) == []
        if path is template:
            assert [told.json["total"][name] for name in FIGURES] == [0] * len(FIGURES)


def test_job_and_least_cost_agree_with_the_estimate(plan: Path, tmp_path: Path) -> None:
    prepared = prepare(plan, Settings())
    whom = budgets.asked("claude-sonnet-5-5", "anthropic", AnswerStore(tmp_path / "none"))
    found = asyncio.run(estimate(budgets.job(prepared), whom))
    least = asyncio.run(least_cost(budgets.job(prepared), whom))
    assert found.total.review.cost_usd is not None
    assert found.total.review.cost_usd.low == pytest.approx(least, abs=1e-9)
