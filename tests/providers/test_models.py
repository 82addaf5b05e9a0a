"""The data on models, and what is said about a model's id."""

from datetime import date

import pytest

from planproof.errors import ConfigError
from planproof.providers import models

TODAY = date(2026, 11, 21)
KNOWN = tuple(models._data().models.values())


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.id)
def test_the_data_make_sense(model: models.Model) -> None:
    assert 0 < model.max_output <= model.context_window
    assert 512 <= model.cache_minimum <= 4096
    assert 1 <= model.token_factor <= 2
    assert model.ends is None or model.successor is not None
    if model.efforts:
        assert {"low", "medium", "high"} <= set(model.efforts)


@pytest.mark.parametrize(
    "model", [each for each in KNOWN if each.successor], ids=lambda model: model.id
)
def test_successors_can_be_used(model: models.Model) -> None:
    successor = models.find(model.successor or "")
    assert successor is not None
    assert successor.provider == model.provider
    assert successor.status(TODAY) == "current"


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
def test_the_default_is_a_current_model(provider: str) -> None:
    assert models.default(provider) in models.current(provider)


def test_only_two_providers_have_a_default() -> None:
    with pytest.raises(ConfigError, match="'replay' has no default model"):
        models.default("replay")


def test_what_there_is_to_choose_from() -> None:
    assert models.current("anthropic") == (
        "claude-fable-5-2",
        "claude-opus-5-5",
        "claude-sonnet-5-5",
        "claude-haiku-5-5",
    )
    assert models.current("openai") == ("gpt-6-astra", "gpt-6.1-sol", "gpt-6.1-terra", "gpt-6-luna")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("claude-sonnet-5-5", "claude-sonnet-5-5"),
        ("claude-haiku-4-5-20251001", "claude-haiku-4-5"),
        ("claude-3-7-sonnet-latest", "claude-3-7-sonnet"),
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"),
        ("gpt-5-mini", "gpt-5-mini"),
        ("gpt-5-micro", None),
        ("claude-sonnet-5-5-fast", None),
        ("", None),
    ],
)
def test_find(given: str, found: str | None) -> None:
    model = models.find(given)
    assert (model.id if model else None) == found


@pytest.mark.parametrize(
    ("model", "factor", "efforts"),
    [("claude-opus-4-8", 1.55, True), ("claude-haiku-4-5", 1.2, False), ("gpt-6-luna", 1.0, True)],
)
def test_what_the_data_say(model: str, factor: float, efforts: bool) -> None:
    found = models.find(model)
    assert found is not None
    assert found.token_factor == factor
    assert bool(found.efforts) is efforts


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("claude-sonnet-5-5", "anthropic"),
        ("claude-opus-5", "anthropic"),
        ("gpt-6.1-sol", "openai"),
        ("gpt-5.4-mini-2026-03-17", "openai"),
    ],
)
def test_nothing_speaks_against_a_model_in_use(model: str, provider: str) -> None:
    assert models.check(model, provider, TODAY) is None


def test_a_model_ends_on_its_day() -> None:
    warning = models.check("claude-sonnet-4-5-20250929", "anthropic", date(2026, 11, 29))
    assert warning == (
        "'claude-sonnet-4-5-20250929' will be retired on 2026-11-30; "
        "use 'claude-sonnet-5-5' from then on"
    )
    with pytest.raises(ConfigError, match="was retired on 2026-11-30; use one of claude-fable"):
        models.check("claude-sonnet-4-5-20250929", "anthropic", date(2026, 11, 30))


def test_a_retired_model() -> None:
    with pytest.raises(ConfigError, match=r"'gpt-4-turbo' was retired .* gpt-6\.1-sol"):
        models.check("gpt-4-turbo", "openai", TODAY)


def test_a_model_of_another_provider() -> None:
    with pytest.raises(ConfigError, match="'gpt-6-luna' is a model of openai, not of anthropic"):
        models.check("gpt-6-luna", "anthropic", TODAY)


def test_an_unknown_model_is_allowed_with_a_warning() -> None:
    warning = models.check("claude-sonet-5-5", "anthropic", TODAY)
    assert warning is not None
    assert warning.endswith("did you mean 'claude-sonnet-5-5'?")
    assert models.check("qwen3:30b", "openai", TODAY) == (
        "the limits of the model 'qwen3:30b' are not known"
    )
