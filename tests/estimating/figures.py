"""What the JSON of an estimate says, in short."""

from collections.abc import Iterator
from typing import Any

FIGURES = (
    "requests",
    "reused",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "cost_usd",
)


def low(value: Any) -> float:  # noqa: ANN401 - a number or a range
    """The least that a figure may be."""
    return float(value["low"] if isinstance(value, dict) else value)


def high(value: Any) -> float:  # noqa: ANN401 - a number or a range
    """The most that a figure may be."""
    return float(value["high"] if isinstance(value, dict) else value)


def first_pass(estimate: dict[str, Any]) -> list[dict[str, Any]]:
    """The phases and the text outside them."""
    return [*estimate["phases"], estimate["outside"]]


def summed(rows: list[dict[str, Any]], name: str) -> float:
    """What the rows come to at most."""
    return sum(high(row[name]) for row in rows)


def off(estimate: dict[str, Any]) -> Iterator[str]:
    """What of an estimate does not add up."""
    rows = [*first_pass(estimate), *estimate["passes"]]
    total = estimate["total"]
    for name in FIGURES:
        for end in (low, high):
            if total[name] is None:
                continue
            error = abs(sum(end(row[name]) for row in rows) - end(total[name]))
            if error > (1e-9 if name == "cost_usd" else 0):
                yield f"{end.__name__} of {name}: {error}"
    for name in ("lines", "tokens"):
        if sum(row[name] for row in first_pass(estimate)) != total[name]:
            yield name
    stated = [row["stated_tokens"] for row in estimate["phases"] if row["stated_tokens"]]
    if sum(stated) != (total["stated_tokens"] or 0):
        yield "stated_tokens"
