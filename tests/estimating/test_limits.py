"""What costs too much is refused before anything is asked; `--exact` asks for counts only."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from planproof.tokens import registry
from tests.estimating.conftest import Shop, Told
from tests.estimating.figures import first_pass, high, low, summed
from tests.providers.scripted import Scripted, Sent, failed
from tests.providers.shared import KEY

Open = Callable[..., AbstractContextManager[Shop]]
MODELS = pytest.mark.parametrize("model", ["claude-sonnet-5-5", "gpt-6.1-sol"])


@MODELS
def test_a_review_that_costs_more_than_it_may_is_refused(
    shop: Open, plan: Path, model: str
) -> None:
    with shop(model) as open_:
        told = open_.review(plan, "--max-cost", "0.001")
        assert (told.code, told.out) == (2, "")
        assert "0.0010 USD (--max-cost); nothing was asked." in told.err
        assert told.err.rstrip().endswith(".")
        assert "Within that limit" in told.err or "Raise the limit." in told.err
        assert open_.server.requests == []
        assert not open_.answers.exists()


def test_it_says_what_would_fit(shop: Open, plan: Path) -> None:
    with shop("claude-sonnet-5-5") as open_:
        cost = low(open_.estimate(plan).json["total"]["cost_usd"])
        told = open_.review(plan, "--max-cost", f"{cost * 0.7:.4f}")
        assert told.code == 2
        assert "--model claude-haiku-5-5 (" in told.err
        assert "It would pay for Phase 1" in told.err
        fits = open_.run(
            "review", plan, "--provider", "anthropic", "--model", "claude-haiku-5-5",
            "--max-cost", f"{cost * 0.7:.4f}", "--answers", open_.answers, "--format", "json",
        )  # fmt: skip
    assert fits.code != 2


@MODELS
def test_a_limit_within_the_range_goes_ahead_and_is_held(
    shop: Open, plan: Path, model: str
) -> None:
    with shop(model) as open_:
        cost = open_.estimate(plan).json["total"]["cost_usd"]
        limit = 0.2 * low(cost) + 0.8 * high(cost)
        told = open_.review(plan, "--max-cost", f"{limit:.4f}")
        assert told.code in (0, 4)
        assert 0 < open_.server.total_usd <= limit


def test_what_is_answered_already_is_never_refused(shop: Open, plan: Path) -> None:
    with shop("claude-sonnet-5-5") as open_:
        open_.review(plan)
        count = len(open_.server.bills)
        again = open_.review(plan, "--max-cost", "0.000001")
        assert (again.code, len(open_.server.bills)) == (0, count)


def test_the_limit_is_one_for_all_plans(shop: Open, plan: Path) -> None:
    other = plan.parent / "other"
    shutil.copytree(plan, other)
    for path in other.iterdir():
        path.write_text(path.read_text().replace("Staff", "Millers").replace("rows", "lines"))
    with shop("claude-sonnet-5-5") as open_:
        found = open_.estimate(plan, other).json["estimates"]
        lows = [low(each["total"]["cost_usd"]) for each in found]
        limit = max(lows) * 1.2
        assert limit < 0.9 * sum(lows)
        told = open_.review(plan, other, "--max-cost", f"{limit:.4f}")
        assert told.code == 2
        assert open_.server.requests == []


@MODELS
def test_exact_asks_the_provider_for_a_few_counts(shop: Open, plan: Path, model: str) -> None:
    with shop(model, factor=1.7 if model.startswith("claude") else 1.03) as open_:
        estimate = open_.estimate(plan, "--exact").json
        assert (len(open_.server.bills), len(open_.server.requests)) == (0, open_.server.counted)
        assert 1 <= open_.server.counted <= 4
        assert "counted by" in estimate["counter"]["name"]
        open_.review(plan)
        billed = sum(bill.input_tokens for bill in open_.first_pass())
    assert summed(first_pass(estimate), "input_tokens") == pytest.approx(billed, rel=0.015)


def test_exact_without_a_key_counts_by_the_vocabulary(
    run: Callable[..., Told], plan: Path, tmp_path: Path
) -> None:
    pytest.importorskip("bpe_openai")
    told = run(
        "estimate", plan, "--model", "gpt-6.1-sol", "--exact", "--answers", tmp_path / "a",
        "--format", "json",
    )  # fmt: skip
    assert told.json["counter"]["method"] == "exact"
    assert told.json["counter"]["error_percent"] == 0


@pytest.mark.parametrize(
    ("model", "need"),
    [
        ("claude-sonnet-5-5", "ANTHROPIC_API_KEY"),
        ("gpt-6.1-sol", "OPENAI_API_KEY"),
        ("nobody-knows-it", "a known model"),
    ],
)
def test_exact_without_key_and_vocabulary_is_an_error(
    run: Callable[..., Told],
    plan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    need: str,
) -> None:
    monkeypatch.setattr(registry, "by_bpe_openai", lambda _: None)
    monkeypatch.setattr(registry, "_fetched", lambda *_: "it cannot be fetched")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "empty"))
    told = run("estimate", plan, "--model", model, "--exact", "--answers", tmp_path / "a")
    assert (told.code, told.out) == (2, "")
    assert f"--exact needs {need} to count as {model} does" in told.err


def test_a_provider_that_refuses_to_count_is_an_error(shop: Open, plan: Path) -> None:
    with shop("claude-sonnet-5-5") as open_:
        open_.server._reply = _broken  # type: ignore[assignment, method-assign] # for this one
        told = open_.estimate(plan, "--exact")
    assert (told.code, told.out) == (4, "")
    assert KEY not in told.err
    assert told.err.startswith("planproof:")


def _broken(_: Sent) -> Scripted:
    return failed(401)
