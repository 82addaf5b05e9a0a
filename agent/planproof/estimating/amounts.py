"""What requests come to, and whose share of it is whose."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planproof.caching import CacheRules, billed, worth_keeping
from planproof.core.estimate import Amounts, Range
from planproof.core.request import Request, TokenUsage
from planproof.core.shares import Group, shares
from planproof.estimating.rehearsal import Sent
from planproof.providers.interface import Counted
from planproof.spending import Price


@dataclass(frozen=True)
class Terms:
    """How a provider bills."""

    counted: Callable[[Request], Counted]
    rules: CacheRules
    tokens: Callable[[str], float]
    frame: int
    price: Price | None


def usages(sent: Sequence[Sent], terms: Terms, output: Callable[[Sent], int]) -> list[TokenUsage]:
    """What each request of a review would use; those that are known use nothing."""
    fresh = [each for each in sent if not each.known]
    rounds: dict[int, list[Request]] = {}
    for each in fresh:
        rounds.setdefault(each.round, []).append(each.request)
    kept = [request for one in rounds.values() for request in worth_keeping(one)]
    inputs = billed(map(terms.counted, kept), terms.rules, terms.tokens, terms.frame)
    used = {
        each.request.key: usage.model_copy(update={"output_tokens": output(each)})
        for each, usage in zip(fresh, inputs, strict=True)
    }
    return [used.get(each.request.key, TokenUsage()) for each in sent]


def grouped(
    low: Iterable[tuple[Request, TokenUsage]],
    high: Iterable[tuple[Request, TokenUsage]],
    price: Price | None,
) -> dict[Group, Amounts]:
    """What each group comes to, from the least to the most."""
    least, most = _summed(low, price), _summed(high, price)
    return {
        group: _between(least.get(group, _Sums()), most.get(group, _Sums()), price)
        for group in dict.fromkeys((*least, *most))
    }


@dataclass
class _Sums:
    requests: int = 0
    reused: int = 0
    input_tokens: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    cost: float = 0.0


def _summed(used: Iterable[tuple[Request, TokenUsage]], price: Price | None) -> dict[Group, _Sums]:
    sums: dict[Group, _Sums] = {}
    for request, usage in used:
        new = usage != TokenUsage()
        cost = price.cost(usage) if price and new else 0.0
        for group, part in shares(request).items():
            one = sums.setdefault(group, _Sums())
            one.requests += part.of(1 if new else 0)
            one.reused += part.of(0 if new else 1)
            one.input_tokens += part.of(usage.input_tokens)
            one.cached += part.of(usage.cached_input_tokens)
            one.written += part.of(usage.cache_write_tokens)
            one.output += part.of(usage.output_tokens)
            one.cost += cost * part.weight
    return sums


def _between(low: _Sums, high: _Sums, price: Price | None) -> Amounts:
    def span(one: float, other: float) -> Range:
        return Range(low=min(one, other), high=max(one, other))

    return Amounts(
        requests=span(low.requests, high.requests),
        reused=max(low.reused, high.reused),
        input_tokens=span(low.input_tokens, high.input_tokens),
        cached_input_tokens=span(low.cached, high.cached),
        cache_write_tokens=span(low.written, high.written),
        output_tokens=span(low.output, high.output),
        cost_usd=span(low.cost, high.cost) if price else None,
    )
