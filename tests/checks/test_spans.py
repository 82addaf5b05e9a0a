"""Spans of weeks, days, sprints and months in titles."""

import pytest

from planproof.checks._spans import only_span, spans_in


@pytest.mark.parametrize(
    ("title", "unit", "low", "high"),
    [
        ("Phase 1: Foundation (Weeks 1-8)", "weeks", 1, 8),
        ("Phase 2: Web (Week 3)", "weeks", 3, 3),
        ("Fase 1: Estrutura (Semana 1-2)", "weeks", 1, 2),
        ("Phase 3: Test (Tage 4 bis 6)", "days", 4, 6),
        ("Sprint 2 to Sprint 4", "sprints", 2, 4),
        ("フェーズ1: 基盤(第1〜2週)", "weeks", 1, 2),
        ("第一阶段:基础(第3-4周)", "weeks", 3, 4),
        ("Months 10–12: rollout", "months", 10, 12),
    ],
)
def test_a_span(title: str, unit: str, low: int, high: int) -> None:
    span = only_span(title)
    assert span is not None
    assert (span.unit, span.low, span.high) == (unit, low, high)


@pytest.mark.parametrize(
    "title",
    [
        "Phase 1: Foundation (2 weeks)",
        "Keep logs for 90 days",
        "Day 3.5 of the trial",
        "3周で完成",
        "Weeks 8-1",
        "Weekly reports 1-2",
        "Phase 2 (Weeks 1-2, then Weeks 5-6)",
        "midweek 4",
    ],
)
def test_no_single_span(title: str) -> None:
    assert only_span(title) is None


def test_spans_come_in_order_and_tell_what_they_hold() -> None:
    outer, inner = spans_in("Weeks 1-8, of which Weeks 3-4 for tests")
    assert outer.holds(inner)
    assert not inner.holds(outer)
    assert (outer.length, inner.text) == (8, "Weeks 3-4")
