"""Who is asked in a run, and what it came to."""

from datetime import date
from pathlib import Path

import pytest

from planproof.asking import Failure
from planproof.core.request import Answer, Request, TokenUsage
from planproof.core.review import Usage
from planproof.errors import ConfigError
from planproof.providers import models, registry
from planproof.providers.interface import FinalError
from planproof.providers.prices import Price
from planproof.session import ANY_MODEL, Choice, Session, choose
from planproof.settings import Keys, Settings
from tests.providers.fake import Events, FakeProvider, Step, request, requests, run

TODAY = date(2026, 11, 21)
BOTH = Keys(anthropic="key-a", openai="key-o")
OURS = "http://localhost:8080/v1"


def chosen(
    keys: Keys = BOTH, base_url: str | None = None, today: date = TODAY, **settings: object
) -> Choice:
    return choose(Settings.model_validate(settings), keys, base_url, today)


# Who


@pytest.mark.parametrize(
    ("keys", "base_url", "provider"),
    [
        (BOTH, None, "anthropic"),
        (Keys(anthropic="key-a"), None, "anthropic"),
        (Keys(openai="key-o"), None, "openai"),
        (Keys(), None, "none"),
        (Keys(), OURS, "openai"),
        (Keys(anthropic="key-a"), OURS, "anthropic"),
    ],
)
def test_auto_is_whoever_a_key_is_there_for(
    keys: Keys, base_url: str | None, provider: str
) -> None:
    choice = chosen(keys, base_url, model="llama" if base_url else None)
    assert choice.provider == provider
    assert choice.warnings == ()


def test_the_model_is_the_one_that_is_named_else_the_default() -> None:
    for name in ("anthropic", "openai"):
        assert chosen(provider=name).model == models.default(name)
    assert chosen(provider="anthropic", model="claude-opus-5-5").model == "claude-opus-5-5"


def test_none_asks_nobody_whatever_keys_are_there() -> None:
    assert chosen(provider="none", model="gpt-6.1-sol") == Choice("none", "")


@pytest.mark.parametrize("name", ["replay", "handoff"])
def test_who_needs_no_key_needs_no_model(name: str) -> None:
    assert chosen(Keys(), provider=name) == Choice(name, ANY_MODEL)  # type: ignore[arg-type]  # a parameter
    assert chosen(Keys(), provider=name, model="of my own").model == "of my own"


@pytest.mark.parametrize(
    ("name", "keys", "variable"),
    [
        ("anthropic", Keys(openai="key-o"), "ANTHROPIC_API_KEY"),
        ("openai", Keys(anthropic="key-a"), "OPENAI_API_KEY"),
    ],
)
def test_a_missing_key_is_named(name: str, keys: Keys, variable: str) -> None:
    with pytest.raises(ConfigError) as caught:
        chosen(keys, provider=name)
    message = str(caught.value)
    assert variable in message
    assert "--provider none" in message
    assert "key-" not in message


def test_a_retired_model_is_refused_and_the_current_ones_are_named() -> None:
    with pytest.raises(ConfigError, match=r"'claude-3-opus' was retired on 2026-01-05") as caught:
        chosen(provider="anthropic", model="claude-3-opus")
    assert "claude-sonnet-5-5" in str(caught.value)


def test_a_model_that_ends_soon_is_warned_of_until_it_does() -> None:
    (warning,) = chosen(provider="anthropic", model="claude-sonnet-4-5").warnings
    assert "2026-11-30" in warning
    with pytest.raises(ConfigError, match="was retired"):
        chosen(provider="anthropic", model="claude-sonnet-4-5", today=date(2026, 11, 30))


def test_an_unknown_model_is_warned_of_and_asked() -> None:
    choice = chosen(provider="anthropic", model="claude-sonet-5-5")
    assert choice.model == "claude-sonet-5-5"
    (warning,) = choice.warnings
    assert "did you mean 'claude-sonnet-5-5'?" in warning


def test_a_model_of_another_provider_is_refused() -> None:
    with pytest.raises(ConfigError, match="is a model of openai, not of anthropic"):
        chosen(provider="anthropic", model="gpt-6.1-sol")


def test_a_server_of_ones_own_needs_the_name_of_its_model() -> None:
    for name in ("auto", "openai", "anthropic"):
        with pytest.raises(ConfigError, match="needs --model") as caught:
            chosen(Keys(), OURS, provider=name)
        assert OURS in str(caught.value)
    choice = chosen(Keys(), OURS, provider="openai", model="llama")
    assert choice == Choice("openai", "llama"), "no key and no list of models is asked for"


# Limits


def opened(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    provider: FakeProvider | None = None,
    *,
    model: str = "model-1",
    price: Price | None = None,
    progress: Events | None = None,
    **settings: object,
) -> Session:
    """A session whose provider is in this process."""
    fake = provider or FakeProvider()
    monkeypatch.setattr(registry, "make", lambda *_: fake)
    return Session(
        Choice("openai", model),
        Settings.model_validate(settings),
        Keys(),
        answers=folder,
        progress=progress,
        price_told=price,
    )


PRICE = Price(input=1.0, cached_input=0.5, cache_write=2.0, output=10.0, source="given")


def test_a_cost_limit_that_cannot_be_held_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=r"price of 'model-1' is not known.*--max-tokens"):
        opened(tmp_path, monkeypatch, max_cost_told=True)
    opened(tmp_path, monkeypatch, max_cost_told=True, price=PRICE)
    opened(tmp_path, monkeypatch, max_cost_told=True, model="gpt-6.1-sol")
    opened(tmp_path, monkeypatch, FakeProvider(free=True), max_cost_told=True)
    session = opened(tmp_path, monkeypatch)
    assert (session.price, session.ledger.max_cost) == (None, None), "nobody asked for the limit"


def test_the_limits_are_those_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(tmp_path, monkeypatch, price=PRICE, max_cost=0.5, max_tokens=1_000)
    assert (session.ledger.max_cost, session.ledger.max_tokens) == (0.5, 1_000)
    assert session.factor == 1.6
    assert opened(tmp_path, monkeypatch, model="claude-opus-5-5").factor > 1.5


def test_a_server_of_ones_own_has_no_list_price(tmp_path: Path) -> None:
    made = Session(
        Choice("openai", "gpt-6.1-sol"), Settings(), Keys(), base_url=OURS, answers=tmp_path
    )
    assert made.price is None


def test_replay_costs_nothing_and_takes_a_limit(tmp_path: Path) -> None:
    settings = Settings(provider="replay", max_cost_told=True)
    for model in (ANY_MODEL, "gpt-6.1-sol"):
        made = Session(Choice("replay", model), settings, Keys(), answers=tmp_path)
        (wanted,) = requests(1)
        result = run(made.ask([wanted]))[wanted.key]
        assert isinstance(result, Failure)
        assert wanted.key in result.reason
        assert (made.usage().requests, made.usage().cost_usd) == (0, made.ledger.cost)


# What it came to


def spent(usage: Usage) -> tuple[object, ...]:
    """Requests, reused; input, cached and output tokens; cost, free of the noise of floats."""
    cost = None if usage.cost_usd is None else round(usage.cost_usd, 9)
    counts = (usage.requests, usage.reused)
    return (*counts, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens, cost)


USED = TokenUsage(
    input_tokens=1_000, cached_input_tokens=400, cache_write_tokens=100, output_tokens=50
)
COST = (500 * 1.0 + 400 * 0.5 + 100 * 2.0 + 50 * 10.0) / 1_000_000


def test_usage_is_the_sum_of_what_was_answered_since_it_was_asked_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeProvider(lambda *_: Step(usage=USED))
    session = opened(tmp_path, monkeypatch, fake, price=PRICE)
    first, second = requests(5)[:3], requests(5)
    run(session.ask(first))
    usage = session.usage()
    assert spent(usage) == (3, 0, 3_000, 1_200, 150, round(3 * COST, 9))
    assert (usage.model, usage.origin) == ("model-1-0", "live")
    nothing = Usage(
        requests=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=0.0, model=None
    )
    assert session.usage() == nothing
    run(session.ask(second))
    assert spent(session.usage()) == (2, 3, 2_000, 800, 100, round(2 * COST, 9))
    assert len(fake.asked) == 5


def test_an_unknown_price_is_no_cost_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(tmp_path, monkeypatch, FakeProvider(lambda *_: Step(usage=USED)))
    run(session.ask(requests(2)))
    assert spent(session.usage()) == (2, 0, 2_000, 800, 100, None)


def test_what_the_store_has_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(opened(tmp_path, monkeypatch, price=PRICE).ask(requests(4)))
    again = opened(tmp_path, monkeypatch, price=PRICE)
    run(again.ask(requests(4)))
    assert spent(again.usage()) == (0, 4, 0, 0, 0, 0)


def test_what_failed_is_not_counted_as_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeProvider({"r0": [Step(error=FinalError("no such thing"))]})
    session = opened(tmp_path, monkeypatch, fake, price=PRICE)
    wanted = requests(2)
    result = run(session.ask(wanted))
    assert isinstance(result[wanted[0].key], Failure)
    assert isinstance(result[wanted[1].key], Answer)
    usage = session.usage()
    assert (usage.requests, usage.reused, usage.model) == (1, 0, "model-1-0")


def test_whoever_wants_to_know_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = Events()
    fake = FakeProvider({"bad": [Step(error=FinalError("no such thing"))]})
    session = opened(tmp_path, monkeypatch, fake, progress=events)
    wanted: list[Request] = [request("good"), request("bad")]
    run(session.ask(wanted))
    run(session.ask(wanted[:1]))
    assert events.said[0] == "planned 2"
    assert {"answered good", "failed bad: no such thing", "found good"} <= set(events.said)


def test_closing_closes_the_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeProvider()
    run(opened(tmp_path, monkeypatch, fake).close())
    assert fake.closed
