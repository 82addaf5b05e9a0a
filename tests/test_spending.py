from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from planproof.core.request import TokenUsage
from planproof.spending import (
    NOTHING,
    Ledger,
    Load,
    Reservation,
    Room,
    input_bound,
)
from planproof.tokens import estimate_tokens
from tests.providers.fake import request


@dataclass(frozen=True)
class Price:
    """Twice as dear for input above *above* tokens."""

    input: float = 3.0
    cached_input: float | None = 0.3
    cache_write: float | None = 3.75
    output: float = 15.0
    above: int = 10**9

    def cost(self, usage: TokenUsage) -> float:
        plain = usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens
        total = (
            plain * self.input
            + usage.cached_input_tokens * (self.cached_input or self.input)
            + usage.cache_write_tokens * (self.cache_write or self.input)
            + usage.output_tokens * self.output
        ) / 1_000_000
        return total * (2 if usage.input_tokens > self.above else 1)


def test_the_bound_is_above_the_estimate_and_below_the_bytes() -> None:
    prose = request("r", text=" The lamp has not reported for two minutes." * 200)
    estimate = estimate_tokens(prose.system + prose.text)
    assert 1.5 * 1.25 * estimate < input_bound(prose, 1.5) < 2 * 1.25 * estimate
    dense = request("r", text="0a.B" * 500)
    most = len(dense.system + dense.text) + 400
    assert input_bound(dense, 50.0) < most
    assert input_bound(dense, 50.0) == input_bound(dense, 500.0)


def test_the_bound_counts_every_part() -> None:
    small = request("r", prefix="a")
    assert input_bound(request("r", prefix="a word" * 50), 1) > input_bound(small, 1)
    wide = small.model_copy(update={"output_schema": {"description": "a word" * 50}})
    assert input_bound(wide, 1) > input_bound(small, 1)
    told = small.model_copy(update={"system": "a word" * 50})
    assert input_bound(told, 1) > input_bound(small, 1)


@pytest.mark.parametrize(
    ("price", "per_input"),
    [
        (Price(), 3.75),
        (Price(cache_write=None, cached_input=None), 3.0),
        (Price(cache_write=1.0), 3.0),
        (Price(above=0, cache_write=None), 6.0),
    ],
)
def test_the_worst_case_takes_the_dearest_price(price: Price, per_input: float) -> None:
    asked = request("r", max_output_tokens=1_000)
    worst = Ledger(price=price).worst(asked)
    bound = input_bound(asked, 1.0)
    output = 1_000 * price.output * (2 if price.above == 0 else 1)
    assert worst.tokens == bound + 1_000
    assert worst.usd == pytest.approx((bound * per_input + output) / 1_000_000)


def test_the_worst_case_without_a_price_is_tokens() -> None:
    ledger = Ledger(max_cost=0.0, max_tokens=None)
    load = ledger.worst(request("r"))
    assert load.pico_usd == 0
    assert ledger.room(load) is Room.NOW


def test_what_is_left_of_the_worst_case_is_given_back() -> None:
    ledger = Ledger(max_tokens=1_000, price=Price())
    with ledger.reserve(Load(800, 10)) as reservation:
        assert ledger.room(Load(300)) is Room.LATER
        assert ledger.room(Load(1_001)) is Room.NEVER
        reservation.settle(TokenUsage(input_tokens=300, output_tokens=100), 0.5)
    assert ledger.room(Load(600)) is Room.NOW
    assert ledger.room(Load(601)) is Room.NEVER
    assert ledger.room(Load(600), ahead=Load(1)) is Room.LATER
    assert ledger.spent == TokenUsage(input_tokens=300, output_tokens=100)
    assert (ledger.requests, ledger.cost, ledger.in_flight) == (1, 0.5, NOTHING)


def test_usage_is_summed_field_by_field() -> None:
    ledger = Ledger()
    usage = TokenUsage(input_tokens=9, cached_input_tokens=4, cache_write_tokens=3, output_tokens=2)
    for _ in range(3):
        ledger.reserve(Load(20)).settle(usage, 0.1)
    assert ledger.spent == TokenUsage(
        input_tokens=27, cached_input_tokens=12, cache_write_tokens=9, output_tokens=6
    )
    assert ledger.used == Load(33, 3 * 10**11)
    assert ledger.cost == 0.3


def test_an_attempt_that_nobody_knows_the_price_of_stays_counted() -> None:
    ledger = Ledger(max_tokens=100)
    with ledger.reserve(Load(60)):
        pass
    with ledger.reserve(Load(30)) as refused:
        refused.release()
    assert ledger.possibly_spent == Load(60)
    assert (ledger.requests, ledger.in_flight, ledger.spent) == (0, NOTHING, TokenUsage())
    assert ledger.room(Load(41)) is Room.NEVER
    assert (
        ledger.refusal(Load(41)) == "the limit of 100 tokens (--max-tokens) leaves no room for it"
    )


def test_an_answer_without_usage_counts_its_worst_case() -> None:
    ledger = Ledger(max_tokens=100, price=Price())
    assert ledger.price_of(TokenUsage()) is None
    ledger.reserve(Load(60, 7)).settle(TokenUsage(), None)
    assert ledger.possibly_spent == Load(60, 7)
    assert ledger.requests == 1
    assert ledger.cost is None


def test_a_reservation_is_closed_once() -> None:
    ledger = Ledger()
    with ledger.reserve(Load(60)) as reservation:
        reservation.settle(TokenUsage(input_tokens=1), 0.0)
        reservation.release()
        reservation.settle(TokenUsage(input_tokens=1), 0.0)
    assert (ledger.requests, ledger.in_flight, ledger.used) == (1, NOTHING, Load(1))


@pytest.mark.parametrize(
    ("limit", "shown"), [(5, "5.00"), (1234.5, "1,234.50"), (0.001, "0.001"), (0, "0")]
)
def test_the_limit_of_money_is_named(limit: float, shown: str) -> None:
    ledger = Ledger(max_cost=limit, price=Price())
    load = Load(1, 10**16)
    assert ledger.room(load) is Room.NEVER
    assert ledger.refusal(load) == f"the limit of {shown} USD (--max-cost) leaves no room for it"


def test_nothing_spent_costs_nothing_and_an_unknown_price_is_unknown() -> None:
    ledger = Ledger()
    assert ledger.cost == 0.0
    ledger.reserve(Load(5)).settle(TokenUsage(input_tokens=1), None)
    assert ledger.cost is None


class Spending(RuleBasedStateMachine):
    """Whatever happens in whatever order, the limits hold."""

    under_way = Bundle("under_way")

    def __init__(self) -> None:
        super().__init__()
        self.price = Price(cache_write=3.1, cached_input=0.1, above=300)
        self.ledger = Ledger(0.01, 2_000, self.price)

    @rule(target=under_way, name=st.text(max_size=30), output=st.integers(1, 300))
    def send(self, name: str, output: int) -> tuple[int, int, Reservation | None]:
        asked = request(name, max_output_tokens=output)
        load = self.ledger.worst(asked)
        fits = self.ledger.room(load) is Room.NOW
        reservation = self.ledger.reserve(load) if fits else None
        return input_bound(asked, 1.0), output, reservation

    @rule(sent=consumes(under_way), shares=st.tuples(*[st.floats(0, 1)] * 4))
    def answer(
        self,
        sent: tuple[int, int, Reservation | None],
        shares: tuple[float, float, float, float],
    ) -> None:
        bound, output, reservation = sent
        total = round(bound * shares[0])
        cached = round(total * shares[1])
        usage = TokenUsage(
            input_tokens=total,
            cached_input_tokens=cached,
            cache_write_tokens=round((total - cached) * shares[2]),
            output_tokens=round(output * shares[3]),
        )
        if reservation is not None:
            reservation.settle(usage, self.ledger.price_of(usage))

    @rule(sent=consumes(under_way), billed=st.booleans())
    def fail(self, sent: tuple[int, int, Reservation | None], *, billed: bool) -> None:
        reservation = sent[2]
        if reservation is not None:
            with reservation:
                if not billed:
                    reservation.release()

    @invariant()
    def limits_hold(self) -> None:
        total = self.ledger.used + self.ledger.in_flight
        assert total.tokens <= 2_000
        assert total.pico_usd <= 10**10
        assert self.ledger.in_flight.tokens >= 0
        assert self.ledger.in_flight.pico_usd >= 0
        spent = self.ledger.spent
        assert spent.input_tokens + spent.output_tokens <= 2_000
        assert (self.ledger.cost or 0) <= 0.01


TestSpending = Spending.TestCase
TestSpending.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@given(st.floats(0, 100, allow_nan=False), st.integers(1, 40))
def test_many_small_costs_add_up_exactly(limit: float, parts: int) -> None:
    ledger = Ledger(max_cost=limit, price=Price())
    for _ in range(parts):
        load = Load(1, int(limit * 10**12) // parts)
        assert ledger.room(load) is Room.NOW
        ledger.reserve(load).settle(TokenUsage(input_tokens=1), load.pico_usd / 10**12 / 2)
    assert ledger.used.usd <= limit
