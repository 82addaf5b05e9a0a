"""`--max-tokens` and `--max-cost` hold, whatever the server bills."""

import threading
from pathlib import Path

import pytest

from planproof.core.request import TokenUsage
from planproof.providers import models
from planproof.providers.prices import price
from planproof.spending import input_bound
from tests.model.conftest import Pilot
from tests.model.synthetic import Synthetic, dice
from tests.model.wire import Seen, billed, seen, serve
from tests.providers.scripted import Flavour, Scripted, Sent, failed, said

pytestmark = pytest.mark.usefixtures("only_marks")
MODELS = {"anthropic": "claude-sonnet-5-5", "openai": "gpt-6.1-sol"}
PHASES = ("phase-1", "phase-2", "phase-3")


class Till:
    """A server that bills up to the most that a request can cost, and fails now and then."""

    def __init__(self, seed: int, *, most: bool = False, trouble: float = 0.0) -> None:
        self.tokens = 0
        self.usd = 0.0
        self._model = Synthetic()
        self._random = dice(seed)
        self._most = most
        self._trouble = trouble
        self._lock = threading.Lock()

    def __call__(self, sent: Sent) -> Scripted:
        what = seen(sent)
        with self._lock:
            luck = self._random.random()
            if luck < self._trouble / 2:
                return failed(self._random.choice((429, 500, 529)))
            tokens = self._billed(what)
        text = self._model(what.message, what.schema)
        usage = billed(what.flavour, tokens)
        return said(what.flavour, text, usage=usage, cut=luck < self._trouble)

    def _billed(self, what: Seen) -> tuple[int, int]:
        vendor = "anthropic" if what.flavour == "anthropic" else "openai"
        known = models.find(MODELS[vendor])
        most = input_bound(what.request(), known.token_factor if known else 1.0), what.limit
        share = 1.0 if self._most else self._random.uniform(0.3, 1.0)
        tokens = (round(most[0] * share), round(most[1] * share))
        self.tokens += sum(tokens)
        found = price(MODELS[vendor], vendor)
        assert found is not None
        self.usd += found.cost(TokenUsage(input_tokens=tokens[0], output_tokens=tokens[1]))
        return tokens


def assert_in_order(states: dict[str, str]) -> None:
    """Early phases come first, and what waits for a pass is pending too."""
    done = [states[f"phase-review {phase}"] == "reviewed" for phase in PHASES]
    assert done == sorted(done, reverse=True)
    if not all(done):
        assert {states[name] for name in ("cross-phase", "verification", "synthesis")} == {
            "pending"
        }


@pytest.mark.parametrize("flavour", ["anthropic", "responses"])
@pytest.mark.parametrize("limit", [1_000, 30_000, 90_000])
def test_tokens(pilot: Pilot, plan: Path, flavour: Flavour, limit: int) -> None:
    for number, trouble in enumerate((0.0, 0.5) if limit > 50_000 else (0.0,)):
        till = Till(limit, most=number == 0, trouble=trouble)
        serve(pilot.server, till)
        run = pilot.elsewhere(pilot.answers / str(number))
        result = run(plan, flavour, "--max-tokens", str(limit))
        assert till.tokens <= limit
        coverage = result.coverage()
        pending = [reason for state, reason in coverage.values() if state == "pending"]
        assert result.code == 4
        assert result.review["verdict"] in ("incomplete", "changes-requested")
        if not trouble:
            assert_in_order(result.states())
            assert f"the limit of {limit:,} tokens (--max-tokens) leaves no room for it" in pending
            assert "pending" in result.review["summary"]
            usage = result.review["usage"]
            assert usage["input_tokens"] + usage["output_tokens"] == till.tokens


@pytest.mark.parametrize("flavour", ["anthropic", "responses"])
@pytest.mark.parametrize("limit", ["0.3", "0.8"])
def test_cost(pilot: Pilot, plan: Path, flavour: Flavour, limit: str) -> None:
    for number, trouble in enumerate((0.0, 0.5) if limit == "0.8" else (0.0,)):
        till = Till(7, most=number == 0, trouble=trouble)
        serve(pilot.server, till)
        run = pilot.elsewhere(pilot.answers / str(number))
        result = run(plan, flavour, "--max-cost", limit)
        assert till.usd <= float(limit) + 1e-9
        pending = [reason for state, reason in result.coverage().values() if state == "pending"]
        if not trouble:
            assert_in_order(result.states())
            assert (result.code == 4) == bool(pending)
            assert not pending or "USD (--max-cost) leaves no room" in str(pending[0])
            assert result.review["usage"]["cost_usd"] == pytest.approx(till.usd)


def test_a_higher_limit_goes_on_where_the_lower_one_ended(pilot: Pilot, plan: Path) -> None:
    serve(pilot.server, Till(1))
    first = pilot(plan, "anthropic", "--max-tokens", "60000")
    count = pilot.server.count
    assert (first.code, count > 0) == (4, True)
    second = pilot(plan, "anthropic", "--max-tokens", "1000000")
    assert second.code == 0
    assert second.review["usage"]["reused"] == count
    assert pilot.server.count == 7


def test_all_plans_share_the_limits(pilot: Pilot, plan: Path) -> None:
    other = plan.with_name("other")
    other.mkdir()
    for path in plan.iterdir():
        text = path.read_text("utf-8").replace("rows", "lines").replace("mill", "barn")
        (other / path.name).write_text(text, encoding="utf-8")
    till = Till(2)
    serve(pilot.server, till)
    result = pilot(plan, "anthropic", other, "--max-tokens", "80000")
    assert till.tokens <= 80_000
    assert result.code == 4


def test_a_server_of_ones_own_is_held_to_tokens_too(pilot: Pilot, plan: Path) -> None:
    """It costs no money, but `--max-tokens` is a limit of tokens."""
    till = Till(3, most=True)
    serve(pilot.server, till)
    result = pilot(plan, "chat", "--max-tokens", "60000")
    assert till.tokens <= 60_000
    assert result.code == 4
