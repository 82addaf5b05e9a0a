"""Whatever the plan is, its rows add up to its total, in every form."""

import asyncio
import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof import budgets
from planproof.answers import AnswerStore
from planproof.core.estimate import Estimate
from planproof.core.request import Request, Share
from planproof.core.shares import Part, shares
from planproof.estimating.budget import estimate
from planproof.prepared import prepare
from planproof.providers.prices import Price
from planproof.render.estimates import RENDERERS, by_format
from planproof.settings import Settings
from tests.estimating.conftest import PLANS
from tests.estimating.figures import off
from tests.providers.shared import request

ALL = sorted(path.name for path in PLANS.iterdir() if path.is_dir())
STORE = AnswerStore(Path("/nowhere/at/all"))
FIGURES = (
    "requests", "input", "cached", "output", "cost_usd",
)  # fmt: skip


def made(path: Path, *, price: Price | None = None, model: str = "claude-sonnet-5-5") -> Estimate:
    """The estimate of a plan, with its tasks."""
    whom = budgets.asked(model, None, STORE)
    whom = replace(whom, price=price or whom.price)
    job = budgets.job(prepare(path, Settings()))
    return asyncio.run(estimate(job, whom, tasks=True))


@cache
def fixture(name: str) -> Estimate:
    return made(PLANS / name)


@pytest.mark.parametrize("name", ALL)
def test_json(name: str) -> None:
    found = json.loads(by_format("json").render([fixture(name)]))
    assert list(off(found)) == []
    for row in [*found["phases"], found["outside"], *found["passes"], found["total"]]:
        for figure in ("requests", "input_tokens", "cached_input_tokens", "output_tokens"):
            value = row[figure]
            ends = value.values() if isinstance(value, dict) else [value]
            assert all(isinstance(end, int) for end in ends)
    prepared = prepare(PLANS / name, Settings())
    assert found["total"]["lines"] == sum(len(each.lines) for each in prepared.plan.documents)


@pytest.mark.parametrize("name", ALL)
def test_csv(name: str) -> None:
    text = by_format("csv").render([fixture(name)])
    rows = list(csv.DictReader(io.StringIO(text)))
    total = rows[-1]
    assert total["kind"] == "total"
    parts = [row for row in rows[:-1] if row["kind"] != "task"]
    for figure in FIGURES:
        for end in ("low", "high"):
            column = f"{figure}_{end}"
            error = abs(sum(float(row[column]) for row in parts) - float(total[column]))
            assert error <= (1e-9 if figure == "cost_usd" else 0), column
    for column in ("lines", "tokens", "reused", "stated_tokens"):
        assert sum(int(row[column] or 0) for row in parts) == int(total[column] or 0)


@pytest.mark.parametrize("name", ALL)
def test_markdown(name: str) -> None:
    text = by_format("markdown").render([fixture(name)])
    plan, review = (_table(text, head) for head in ("| Part | Lines", "| Part | Requests"))
    phases = [row for row in plan[:-1] if not row[0].startswith("&nbsp;")]
    for column in (1, 2):
        assert sum(_number(row[column])[1] for row in phases) == _number(plan[-1][column])[1]
    for column in (1, 2, 3, 4):
        for end in (0, 1):
            found = sum(_number(row[column])[end] for row in review[:-1])
            assert found == _number(review[-1][column])[end]


@pytest.mark.parametrize("width", ["60", "100", "180"])
@pytest.mark.parametrize("name", ALL)
def test_terminal(name: str, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = by_format("terminal").render([fixture(name)])
    # Figures wrap nowhere where there is room for them.
    totals = [line.split() for line in text.splitlines() if line.startswith("Total ")]
    assert f"{fixture(name).total.tokens:,}" in totals[0]
    if width == "180":
        requests = fixture(name).total.review.requests
        assert f"{requests.high:.0f}" in totals[1]


def _table(text: str, head: str) -> list[list[str]]:
    lines = text[text.index(head) :].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return [[cell.strip(" *") for cell in line[2:-2].split(" | ")] for line in lines]


def _number(cell: str) -> tuple[int, int]:
    """The two ends of what a cell says."""
    told = [
        int(each.replace(",", "")) for each in re.findall(r"[\d,]+", cell.split("(", maxsplit=1)[0])
    ]
    return (told or [0])[0], (told or [0])[-1]


@given(
    lines=st.lists(st.integers(1, 10**6), min_size=1, max_size=12),
    amount=st.integers(0, 10**9),
)
def test_parts_add_up(lines: list[int], amount: int) -> None:
    about = tuple(Share(phase=f"phase-{n}", lines=each) for n, each in enumerate(lines))
    asked: Request = request(about=about)
    found = list(shares(asked).values())
    assert len(found) == len(lines)
    assert sum(part.of(amount) for part in found) == amount
    assert sum(part.weight for part in found) == pytest.approx(1.0)
    assert all(part.of(amount) >= 0 for part in found)


def test_what_is_about_no_phase_belongs_to_its_pass() -> None:
    assert shares(request(pass_="synthesis")) == {("synthesis", None): Part(0, 1, 1)}  # noqa: S106 - no password


_LINES = st.lists(
    st.sampled_from(
        (
            "# Phase 1: A", "# Phase 2: B", "## Phase 2: B", "### Phase 3: C", "# Phase 1: A again",
            "## Task 1: Make it", "### Task 1.1: Make more", "**Estimated tokens:** 9,000", "",
            "Text that says what is to be done here, at some length.", "- [ ] `T001` do it",
            "| Phase | Tokens |", "|---|---|", "| Phase 1 | ~5,000 |", "```", "日本語の文", "\x00",
            "=cmd()", "## Notes",
        )
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=12)
@given(files=st.lists(_LINES, min_size=1, max_size=3), dear=st.floats(0.0, 500.0))
def test_any_plan(tmp_path_factory: pytest.TempPathFactory, files: list[Any], dear: float) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "README.md").write_text("# A plan\n\n## Phase 1: A\n\n1. Do it.\n", encoding="utf-8")
    for number, lines in enumerate(files, 1):
        (folder / f"Phase-{number}.md").write_text("\n".join(lines), encoding="utf-8")
    price = Price(dear, dear / 10, dear * 1.25, dear * 5, "given")
    found = made(folder, price=price)
    for each in RENDERERS:
        assert each.render([found])
    assert list(off(json.loads(by_format("json").render([found])))) == []
    plan = prepare(folder, Settings()).plan
    assert found.total.lines == sum(len(each.lines) for each in plan.documents)
