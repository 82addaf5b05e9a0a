"""What a run may spend: reserved before a request is sent, settled when its usage is known."""

import json
import math
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Protocol, Self

from planproof.core.request import Request, TokenUsage
from planproof.tokens import estimate_tokens

_PICO = 10**12
"""Money is counted in whole millionths of a millionth of a dollar, so that sums are exact."""
_MARGIN = 1.25
"""Times the estimate of tokens: its error, the wording of a provider's own frame."""
_FRAME = 64
"""Tokens that a provider adds around a message."""


class Price(Protocol):
    """What tokens cost, in USD for a million of them."""

    @property
    def input(self) -> float: ...
    @property
    def cached_input(self) -> float | None: ...
    @property
    def cache_write(self) -> float | None: ...
    @property
    def output(self) -> float: ...
    def cost(self, usage: TokenUsage, /) -> float:
        """USD for *usage*, cache and tiers counted."""
        ...


def input_bound(request: Request, factor: float) -> int:
    """The most input tokens that *request* can have.

    Args:
        request: What would be sent.
        factor: Tokens of its model for one token of the o200k vocabulary.
    """
    schema = json.dumps(request.output_schema, ensure_ascii=False)
    text = "\n\n".join((request.system, request.text, schema))
    # No vocabulary has tokens shorter than a byte.
    most = len(text.encode("utf-8", "surrogatepass"))
    return min(math.ceil(_MARGIN * factor * estimate_tokens(text)), most) + _FRAME


@dataclass(frozen=True, slots=True)
class Load:
    """An amount of tokens and money."""

    tokens: int = 0
    """Input and output, cached ones included."""
    pico_usd: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.tokens + other.tokens, self.pico_usd + other.pico_usd)

    def __sub__(self, other: "Load") -> "Load":
        return Load(self.tokens - other.tokens, self.pico_usd - other.pico_usd)

    @property
    def usd(self) -> float:
        """The money in dollars."""
        return self.pico_usd / _PICO


NOTHING = Load()


class Room(Enum):
    """Whether a request fits within the limits."""

    NOW = "now"
    LATER = "later"
    """It may, when what is under way or ahead of it turns out to need less than its worst."""
    NEVER = "never"


class Ledger:
    """Counts what is spent and under way, so that no limit is ever exceeded.

    *factor* is the number of the model's tokens for one of the o200k vocabulary. Without a price
    only tokens are counted: a limit of money cannot be held then, and must have been refused.
    """

    def __init__(
        self,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        price: Price | None = None,
        *,
        factor: float = 1.0,
    ) -> None:
        self.max_cost = max_cost
        self.max_tokens = max_tokens
        self.price = price
        self._factor = factor
        self.spent = TokenUsage()
        """What answers used, as far as their providers told."""
        self.requests = 0
        """Requests that were answered; what came from the store is none."""
        self.possibly_spent = NOTHING
        """The worst case of attempts that failed or were cut off, and may have been billed."""
        self.in_flight = NOTHING
        """The worst case of what is under way."""
        self._settled = NOTHING
        self._cost_known = True

    @property
    def cost(self) -> float | None:
        """USD for what was answered; None when there were answers without a known cost."""
        return self._settled.usd if self._cost_known else None

    @property
    def used(self) -> Load:
        """What counts against the limits for good: `spent` and `possibly_spent`."""
        return self._settled + self.possibly_spent

    def worst(self, request: Request) -> Load:
        """The most that *request* can use."""
        most_input, most_output = input_bound(request, self._factor), request.max_output_tokens
        tokens = most_input + most_output
        if self.price is None:
            return Load(tokens)
        plain = TokenUsage(input_tokens=most_input, output_tokens=most_output)
        written = plain.model_copy(update={"cache_write_tokens": most_input})
        read = plain.model_copy(update={"cached_input_tokens": most_input})
        dearest = max(self.price.input, self.price.cache_write or 0, self.price.cached_input or 0)
        listed = (dearest * most_input + self.price.output * most_output) / 1_000_000
        # `cost` knows of tiers above a size, the list price does not. One more for rounding.
        usd = max(listed, *map(self.price.cost, (plain, written, read)))
        return Load(tokens, _pico(usd) + 1)

    def room(self, load: Load, ahead: Load = NOTHING) -> Room:
        """Whether *load* fits, now that the more important requests may still need *ahead*."""
        if self._limit_under(self.used + load) is not None:
            return Room.NEVER
        everything = self.used + self.in_flight + ahead + load
        return Room.NOW if self._limit_under(everything) is None else Room.LATER

    def refusal(self, load: Load) -> str:
        """Why there is never room for *load*, as half a sentence."""
        limit = self._limit_under(self.used + load) or "the budget"
        return f"{limit} leaves no room for it"

    def reserve(self, load: Load) -> "Reservation":
        """Count *load* as under way until the reservation is closed."""
        self.in_flight += load
        return Reservation(self, load)

    def price_of(self, usage: TokenUsage) -> float | None:
        """USD for *usage*; None when the price or the usage is not known."""
        if self.price is None or usage == TokenUsage():
            return None
        return self.price.cost(usage)

    def settle(self, load: Load, usage: TokenUsage, cost: float | None) -> None:
        """Count an answer instead of its worst case *load*.

        A server that tells no usage has used something: its worst case stays counted.
        """
        self.requests += 1
        self._cost_known = self._cost_known and cost is not None
        self.in_flight -= load
        if usage == TokenUsage():
            self.possibly_spent += load
            return
        tokens = usage.input_tokens + usage.output_tokens
        self._settled += Load(tokens, _pico(cost or 0))
        self.spent = TokenUsage(**{name: old + getattr(usage, name) for name, old in self.spent})

    def _limit_under(self, load: Load) -> str | None:
        """The limit that *load* exceeds, as a report says it."""
        if self.max_tokens is not None and load.tokens > self.max_tokens:
            return f"the limit of {self.max_tokens:,} tokens (--max-tokens)"
        if self.max_cost is None or self.price is None:
            return None
        if load.pico_usd > math.floor(self.max_cost * _PICO):
            shown = f"{self.max_cost:,.2f}" if self.max_cost >= 0.01 else f"{self.max_cost:g}"
            return f"the limit of {shown} USD (--max-cost)"
        return None


class Reservation:
    """The worst case of one attempt; at the end of `with` it is closed.

    Unless it was settled or released by then, nobody knows whether the attempt was billed, and
    the worst case counts as possibly spent.
    """

    def __init__(self, ledger: Ledger, load: Load) -> None:
        self._ledger = ledger
        self._load = load
        self._open = True

    def settle(self, usage: TokenUsage, cost: float | None) -> None:
        """Close it with what the answer used."""
        if self._close():
            self._ledger.settle(self._load, usage, cost)

    def release(self) -> None:
        """Close it: the attempt cost nothing."""
        if self._close():
            self._ledger.in_flight -= self._load

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._close():
            self._ledger.in_flight -= self._load
            self._ledger.possibly_spent += self._load

    def _close(self) -> bool:
        was_open, self._open = self._open, False
        return was_open


def _pico(usd: float) -> int:
    return math.ceil(usd * _PICO)
