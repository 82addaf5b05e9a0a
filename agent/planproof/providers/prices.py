"""What tokens cost: from `genai-prices`, or as the user states it.

An unknown price is None, never 0: a review whose cost is unknown must not look free.
"""

import math
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from planproof.core.request import TokenUsage
from planproof.errors import ConfigError
from planproof.nearest import suggestion

if TYPE_CHECKING:
    from decimal import Decimal

    from genai_prices.types import ModelPrice, TieredPrices

_KEYS = {"in": "input", "out": "output", "cached": "cached_input", "write": "cache_write"}
_PER = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Prices of one model in USD for a million tokens."""

    input: float
    cached_input: float
    """Input that was read from a cache."""
    cache_write: float
    """Input that was written to a cache."""
    output: float
    source: str
    """Where the prices are from: `genai-prices 0.2.3`, or `given`."""
    above: int = 0
    """They hold for requests with more input tokens than this."""
    tiers: tuple["Price", ...] = ()
    """Prices of larger requests, in order of `above`."""

    def cost(self, usage: TokenUsage) -> float:
        """What *usage* costs in USD; it must be the usage of one request.

        The tier goes by all input of the request and holds for all of its tokens.
        """
        tier = self
        for each in self.tiers:
            if usage.input_tokens > each.above:
                tier = each
        plain = usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens
        total = (
            max(plain, 0) * tier.input
            + usage.cached_input_tokens * tier.cached_input
            + usage.cache_write_tokens * tier.cache_write
            + usage.output_tokens * tier.output
        )
        return total / _PER

    @classmethod
    def parse(cls, text: str) -> "Price":
        """The price in a text such as `in=1.0,out=5,cached=0.1,write=1.25`.

        Input from and to a cache costs as much as other input where nothing is said of it.

        Raises:
            ConfigError: it is malformed.
        """
        given: dict[str, float] = {}
        for item in text.split(","):
            name, _, number = (part.strip() for part in item.partition("="))
            if name not in _KEYS:
                raise ConfigError(
                    f"unknown part {item.strip()!r} in the price {text!r}"
                    f"{suggestion(name, _KEYS) or _example()}"
                )
            if name in given:
                raise ConfigError(f"{name!r} stands twice in the price {text!r}; give it once")
            given[name] = _amount(number, text)
        missing = [name for name in ("in", "out") if name not in given]
        if missing:
            raise ConfigError(f"{missing[0]!r} is missing in the price {text!r}{_example()}")
        return cls(
            input=given["in"],
            cached_input=given.get("cached", given["in"]),
            cache_write=given.get("write", given["in"]),
            output=given["out"],
            source="given",
        )


def price(model: str, provider: str) -> Price | None:
    """Today's list price of *model*; None when it is not known."""
    from genai_prices import Usage, calc_price  # noqa: PLC0415 - slow to import

    try:
        found = calc_price(Usage(), model_ref=model, provider_id=provider).model_price
    except LookupError:
        return None
    source = f"genai-prices {version('genai-prices')}"
    base = _tier(found, 0, source)
    if base is None:
        return None
    starts = sorted({start for value in _values(found) for start in _starts(value)})
    tiers = (_tier(found, start, source) for start in starts)
    return replace(base, tiers=tuple(tier for tier in tiers if tier is not None))


def _amount(number: str, text: str) -> float:
    try:
        amount = float(number)
    except ValueError:
        amount = math.nan
    if not (math.isfinite(amount) and amount >= 0):
        raise ConfigError(
            f"{number!r} in the price {text!r} is no amount of USD per million tokens{_example()}"
        )
    return amount


def _example() -> str:
    return "; write it like 'in=1.0,out=5,cached=0.1,write=1.25'"


def _values(found: "ModelPrice") -> tuple["Decimal | TieredPrices | None", ...]:
    return (found.input_mtok, found.cache_read_mtok, found.cache_write_mtok, found.output_mtok)


def _starts(value: "Decimal | TieredPrices | None") -> list[int]:
    from genai_prices.types import TieredPrices  # noqa: PLC0415 - slow to import

    return [tier.start for tier in value.tiers] if isinstance(value, TieredPrices) else []


def _at(value: "Decimal | TieredPrices | None", above: int) -> float | None:
    """The price for requests with more than *above* input tokens, and not many more."""
    from genai_prices.types import TieredPrices  # noqa: PLC0415 - slow to import

    if not isinstance(value, TieredPrices):
        return None if value is None else float(value)
    amount = value.base
    for tier in value.tiers:
        # Only a tier counts that has begun; 0 is where the base price holds.
        if above and tier.start <= above:
            amount = tier.price
    return float(amount)


def _tier(found: "ModelPrice", above: int, source: str) -> Price | None:
    """Prices from one threshold on; None when the model is not priced by tokens."""
    plain, cached, write, output = (_at(value, above) for value in _values(found))
    if plain is None or output is None:
        return None
    return Price(
        input=plain,
        cached_input=plain if cached is None else cached,
        cache_write=plain if write is None else write,
        output=output,
        source=source,
        above=above,
    )
