"""Efforts as authors state them."""

import pytest

from planproof.sources.estimates import stated_estimate


@pytest.mark.parametrize(
    ("title", "value", "low", "high", "unit"),
    [
        ("Estimated Tokens", "~95,000", 95_000, 95_000, "tokens"),
        ("Est. Tokens", "12k", 12_000, 12_000, "tokens"),
        ("Estimate", "8-12k tokens", 8_000, 12_000, "tokens"),
        ("Estimate", "3–5 days", 3, 5, "days"),
        ("Effort", "2 weeks", 2, 2, "weeks"),
        ("Duration", "1.5 hours", 1.5, 1.5, "hours"),
        ("预计时间", "50-67小时（分10个阶段）", 50, 67, "hours"),
        ("工数", "3人日", 3, 3, "days"),
        ("Story Points", "5", 5, 5, "points"),
        ("Aufwand", "2 Tage", 2, 2, "days"),
        ("Duração", "3 semanas", 3, 3, "weeks"),
    ],
)
def test_stated(title: str, value: str, low: float, high: float, unit: str) -> None:
    estimate = stated_estimate(title, value, "plan.md", 3)

    assert estimate is not None
    assert (estimate.low, estimate.high, estimate.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("title", "value"), [("Estimate", "N/A"), ("Estimate", "5"), ("Size", "M")]
)
def test_no_number_or_no_unit(title: str, value: str) -> None:
    assert stated_estimate(title, value, "plan.md", 3) is None


def test_totals_say_so() -> None:
    estimate = stated_estimate("Total Estimated Tokens", "~813,000", "plan.md", 3)

    assert estimate is not None
    assert estimate.total
