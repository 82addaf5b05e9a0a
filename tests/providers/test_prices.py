"""What tokens cost."""

import pytest
from genai_prices import Usage, calc_price
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planproof.core.request import TokenUsage
from planproof.errors import ConfigError
from planproof.providers import models
from planproof.providers.prices import Price, price

PRICED = [
    model
    for model in ("claude-sonnet-5-5", "claude-haiku-5-5", "gpt-6.1-sol", "gpt-5.4", "gpt-4o")
    if models.find(model)
]
COUNT = st.integers(min_value=0, max_value=400_000)


def _provider(model: str) -> str:
    found = models.find(model)
    assert found is not None
    return found.provider


@pytest.mark.parametrize("model", PRICED)
@settings(deadline=None, max_examples=25)
@given(plain=COUNT, cached=COUNT, written=COUNT, output=COUNT)
@example(plain=100_000, cached=0, written=0, output=1)
@example(plain=100_001, cached=0, written=0, output=1)
@example(plain=1, cached=271_999, written=0, output=7)
@example(plain=1, cached=272_000, written=0, output=7)
def test_costs_are_those_of_the_package(
    model: str, plain: int, cached: int, written: int, output: int
) -> None:
    total = plain + cached + written
    found = price(model, _provider(model))
    assert found is not None
    ours = found.cost(
        TokenUsage(
            input_tokens=total,
            cached_input_tokens=cached,
            cache_write_tokens=written,
            output_tokens=output,
        )
    )
    theirs = calc_price(
        Usage(
            input_tokens=total,
            cache_read_tokens=cached,
            cache_write_tokens=written,
            output_tokens=output,
        ),
        model_ref=model,
        provider_id=_provider(model),
    ).total_price
    assert ours == pytest.approx(float(theirs), abs=1e-9)


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
def test_every_model_to_choose_from_has_a_price(provider: str) -> None:
    for model in models.current(provider):
        found = price(model, provider)
        assert found is not None
        assert 0 < found.cached_input <= found.input <= found.cache_write < found.output
        assert found.source.startswith("genai-prices ")


def test_larger_requests_cost_more_for_each_token() -> None:
    found = price("claude-haiku-5-5", "anthropic")
    assert found is not None
    small = found.cost(TokenUsage(input_tokens=100_000))
    large = found.cost(TokenUsage(input_tokens=100_001))
    assert large > 4 * small


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("claude-of-next-year", "anthropic"),
        ("qwen3:30b", "openai"),
        ("claude-sonnet-5-5", "openai"),
        ("claude-sonnet-5-5", "nobody"),
        ("whisper-1", "openai"),
        ("", "openai"),
    ],
)
def test_an_unknown_price_is_none(model: str, provider: str) -> None:
    assert price(model, provider) is None


def test_a_given_price() -> None:
    found = Price.parse("in=1.0, out=5,cached=0.1,write=1.25")
    assert (found.input, found.output, found.cached_input, found.cache_write) == (1, 5, 0.1, 1.25)
    assert found.source == "given"
    usage = TokenUsage(
        input_tokens=3_000_000,
        cached_input_tokens=1_000_000,
        cache_write_tokens=1_000_000,
        output_tokens=1_000_000,
    )
    assert found.cost(usage) == pytest.approx(1 + 0.1 + 1.25 + 5)


def test_the_cache_costs_as_much_as_input_where_nothing_is_said() -> None:
    found = Price.parse("out=5,in=2")
    assert (found.cached_input, found.cache_write) == (2, 2)


def test_free_is_a_price_too() -> None:
    assert Price.parse("in=0,out=0").cost(TokenUsage(input_tokens=9, output_tokens=9)) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "unknown part ''"),
        ("5", "unknown part '5'"),
        ("in=1", "'out' is missing"),
        ("out=1", "'in' is missing"),
        ("in=1,out=2,", "unknown part ''"),
        ("in=1,out=2,cache=3", "did you mean 'cached'"),
        ("in=1,out=2,in=3", "'in' stands twice"),
        ("in=one,out=2", "'one' in the price"),
        ("in=-1,out=2", "'-1' in the price"),
        ("in=nan,out=2", "'nan' in the price"),
        ("in=inf,out=2", "'inf' in the price"),
        ("in=,out=2", "'' in the price"),
    ],
)
def test_nonsense_is_no_price(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Price.parse(text)
    assert words in str(caught.value)
