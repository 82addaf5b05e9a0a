"""Estimates in every form: figures, and names that try to do something to the reader."""

import csv
import io
import json
import re

import pytest

from planproof.core.estimate import (
    Amounts,
    CounterView,
    Estimate,
    Outside,
    PassBudget,
    PhaseBudget,
    Range,
    Reading,
    TaskBudget,
    Total,
)
from planproof.render.estimates import RENDERERS, by_format
from planproof.render.figures import bar, spell, spell_usd
from tests.render.hostile import PAYLOADS

_ESCAPED, _CODE = re.compile(r"\\."), re.compile(r"(`+)(?!`)(?:[^`]|(?!\1)`+)*\1")
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def amounts(requests: int, low: float, high: float) -> Amounts:
    return Amounts(
        requests=Range.of(requests),
        input_tokens=Range.of(1_000 * requests),
        output_tokens=Range(low=10 * requests, high=90 * requests),
        cost_usd=Range(low=low, high=high),
    )


def estimate(name: str = "Mill", **changes: object) -> Estimate:
    """An estimate of one phase with one task, all of whose names are *name*."""
    first, later = amounts(3, 0.25, 0.5), amounts(0, 0.0, 0.125)
    task = TaskBudget(
        id=name, label=name, title=name, path="p.md", line_start=2, line_end=4, tokens=40,
        stated_tokens=70,
    )  # fmt: skip
    phase = PhaseBudget(
        id=name, label=name, title=name, path="p.md", line_start=1, line_end=9, lines=9,
        tokens=90, stated_tokens=100, share=1.0, tasks_stated=70, tasks_unstated=0,
        over_budget=True, reading=Reading(files=2, tokens=1_234, missing=0), tasks=(task,),
        review=first,
    )  # fmt: skip
    fields: dict[str, object] = {
        "root": "mill", "name": name, "model": name, "provider": "anthropic",
        "depth": "standard", "rubric": name, "price": None, "context_window": 1_000,
        "counter": CounterView(name=name, method="estimate", error_percent=4),
        "largest_request": 500, "phase_budget": 60, "max_cost": 5.0, "phases": (phase,),
        "outside": Outside(lines=1, tokens=10, review=Amounts()),
        "passes": (PassBudget(pass_="verification", review=later),),  # noqa: S106 - no password
        "total": Total(lines=10, tokens=100, stated_tokens=100, review=first + later),
        "notes": (f"Look at {name}.",),
    }  # fmt: skip
    return Estimate.model_validate({**fields, **changes})


@pytest.mark.parametrize("payload", [*PAYLOADS, *FORMULAS])
def test_names_do_nothing_in_a_spreadsheet(payload: str) -> None:
    rows = list(csv.reader(io.StringIO(by_format("csv").render([estimate(payload)]))))
    assert len({len(row) for row in rows}) == 1
    assert [row[2] for row in rows[1:]] == ["phase", "task", "outside", "pass", "total"]
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    assert not [cell for row in rows for cell in row if "\x1b" in cell or "\u202e" in cell]


@pytest.mark.parametrize("payload", [*PAYLOADS, *FORMULAS])
def test_names_do_nothing_in_markdown(payload: str) -> None:
    text = by_format("markdown").render([estimate(payload)] * 2)
    bare = _CODE.sub("", _ESCAPED.sub("", text))
    for harmful in ("<", "](", "https:", "\x1b", "\u202e", "\n```", "\n~~~"):
        assert harmful not in bare
    tables = [line for line in text.splitlines() if line.startswith("|")]
    unescaped = [line.replace("\\|", "").count("|") for line in tables]
    assert unescaped == [8] * 6 + [7] * 4 + [8] * 5 + [8] * 5
    plain = by_format("markdown").render([estimate()] * 2)
    assert text.count("\n#") == plain.count("\n#")


@pytest.mark.parametrize("payload", [*PAYLOADS, *FORMULAS])
def test_names_do_nothing_to_a_terminal(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = by_format("terminal").render([estimate(payload)] * 2)
    assert not set("\x1b\x07\x9b\u202e\x00\x7f") & set(text)


@pytest.mark.parametrize("title", ["[/x] [bold red]up[/]", ":smile: [link=https://x.example]a"])
def test_the_terminal_shows_names_as_they_are(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    [phase] = estimate().phases
    [task] = phase.tasks
    task = task.model_copy(update={"label": "Task 1", "title": title})
    named = phase.model_copy(update={"title": title, "tasks": (task,)})
    text = by_format("terminal").render([estimate(phases=(named,))])
    assert f"Mill: {title}" in text
    assert f"  Task 1: {title}" in text


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda each: each.FORMAT)
def test_nothing_to_review(renderer: object) -> None:
    bare = estimate(
        phases=(), passes=(), notes=(), outside=Outside(lines=0, tokens=0, review=Amounts()),
        total=Total(lines=0, tokens=0, stated_tokens=None, review=Amounts()),
    )  # fmt: skip
    assert renderer.render([bare])  # type: ignore[attr-defined] # a module


def test_json_has_numbers_where_nothing_is_open_and_ranges_elsewhere() -> None:
    found = json.loads(by_format("json").render([estimate()]))
    assert found["schema_version"] == "1"
    [phase] = found["phases"]
    assert phase["requests"] == 3
    assert phase["output_tokens"] == {"low": 30, "high": 270}
    assert phase["cost_usd"] == {"low": 0.25, "high": 0.5}
    assert found["total"]["cost_usd"] == {"low": 0.25, "high": 0.625}
    assert found["passes"][0]["pass"] == "verification"  # noqa: S105 - no password


def test_several_are_a_list_and_plans_are_apart() -> None:
    two = [estimate(), estimate(root="other")]
    assert len(json.loads(by_format("json").render(two))["estimates"]) == 2
    assert by_format("markdown").render(two).count("\n---\n") == 1
    with pytest.raises(KeyError):
        by_format("pdf")


def test_what_is_odd_is_said() -> None:
    text = by_format("markdown").render([estimate()])
    assert "40 over the ceiling; tasks add up to 30 less; names 2 files with 1,234 tokens" in text
    assert "10.0% of the 1,000 that Mill holds" in text
    assert "Price of Mill: unknown." in text


def test_amounts() -> None:
    assert spell(None) == spell_usd(None) == "unknown"
    assert spell(Range.of(1200)) == "1,200"
    assert spell(Range(low=0, high=3400.6)) == "0 to 3,401"
    assert spell_usd(Range.of(0)) == "0 USD"
    assert spell_usd(Range.of(0.0000001)) == "under 0.001 USD"
    assert spell_usd(Range(low=0.0001, high=0.0009)) == "under 0.001 USD"
    assert spell_usd(Range(low=0, high=0.0009)) == "0 to under 0.001 USD"
    assert spell_usd(Range(low=0.0123, high=12345.678)) == "0.012 to 12,345.68 USD"
    assert spell_usd(Range(low=0.121, high=0.124)) == "0.12 USD"


@pytest.mark.parametrize(
    ("value", "most", "drawn"),
    [
        (0, 10, ""), (-1, 10, ""), (5, 0, ""), (10, 10, "████"), (20, 10, "████"),
        (5, 10, "██"), (0.0001, 10, "▏"), (1, 8, "▌"), (3, 8, "█▌"), (31, 32, "███▉"),
    ],
)  # fmt: skip
def test_bars(value: float, most: float, drawn: str) -> None:
    assert bar(value, most, 4) == drawn


def test_a_terminal_without_blocks_gets_plain_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", screen)
    text = by_format("terminal").render([estimate()])
    assert "##############" in text
    assert text.isascii()
