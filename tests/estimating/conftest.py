"""Reviews and estimates of the same plan against a server that bills."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from planproof.cli.main import main
from planproof.providers import anthropic, openai
from planproof.providers.prices import price
from tests.billing.rules import Prices, Terms
from tests.billing.server import Bill, BillingServer
from tests.cli.conftest import Result
from tests.model.conftest import Clock, clock, no_syncing, schemas_once, write_plan
from tests.model.synthetic import Synthetic, pass_of
from tests.model.wire import seen
from tests.providers.scripted import Sent
from tests.providers.shared import KEY, alone

__all__ = ["clock", "no_syncing", "schemas_once"]

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"
VENDORS = {"claude-sonnet-5-5": "anthropic", "gpt-6.1-sol": "openai", "gpt-5.4": "openai"}
"""Models, and whose they are."""


@dataclass(frozen=True)
class Told(Result):
    """What the program said."""

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


@dataclass(frozen=True)
class Shop:
    """A server that bills, the program, and a folder of answers."""

    server: BillingServer
    run: Callable[..., Told]
    answers: Path
    model: str

    def estimate(self, *arguments: str | Path) -> Told:
        """What `planproof estimate` says."""
        own = ("--model", self.model, "--answers", self.answers, "--format", "json")
        return self.run("estimate", *arguments, *own)

    def review(self, *arguments: str | Path) -> Told:
        """What `planproof review` says."""
        own = ("--provider", VENDORS[self.model], "--model", self.model)
        return self.run(
            "review", *arguments, *own, "--answers", self.answers, "--format", "json",
            "--fail-on", "never",
        )  # fmt: skip

    def first_pass(self) -> list[Bill]:
        """Bills of the phase reviews."""
        return [bill for bill in self.server.bills if pass_of(schema(bill)) == "phase-review"]


def schema(bill: Bill) -> dict[str, Any]:
    """The schema that a request holds."""
    body = bill.body
    form = body["output_config"] if bill.path == "/v1/messages" else body["text"]
    return dict(form["format"]["schema"])


def terms(model: str, **changes: Any) -> Terms:  # noqa: ANN401 - fields of the terms
    """How a provider bills a model."""
    found = price(model, VENDORS[model])
    assert found is not None
    prices = Prices(found.input, found.cached_input, found.cache_write, found.output)
    own: dict[str, Any] = {"thinking": 300, **changes}
    if VENDORS[model] == "anthropic":
        own = {"factor": 1.55, **own}
    else:
        own["openai_cache"] = "steps" if model == "gpt-5.4" else "breakpoints"
    return Terms(prices, **own)


def answered(body: dict[str, Any]) -> str:
    """What the synthetic model says to a request."""
    path = "/v1/messages" if "messages" in body else "/v1/responses"
    what = seen(Sent(path, {}, body, b""))
    return Synthetic()(what.message, what.schema)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Runs the program in this process."""

    def call(*arguments: str | Path) -> Told:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert "internal error" not in captured.err
        return Told(code, captured.out, captured.err)

    return call


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small plan of three phases."""
    return write_plan(tmp_path / "mill")


@pytest.fixture
def shop(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[..., Told],
    clock: Clock,  # noqa: ARG001 - nobody waits
) -> Callable[..., Any]:
    """Opens a shop: a context manager of a model and changes of its terms."""
    alone(monkeypatch)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    @contextmanager
    def opened(model: str, **changes: Any) -> Iterator[Shop]:  # noqa: ANN401 - fields of the terms
        with BillingServer(answered, terms(model, **changes)) as server:
            monkeypatch.setattr(anthropic, "_HOME", server.base_url("anthropic"))
            monkeypatch.setattr(openai, "_HOME", server.base_url("responses"))
            yield Shop(server, run, tmp_path / "answers", model)

    return opened
