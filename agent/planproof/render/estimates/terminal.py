"""Estimates for people at a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planproof.core.estimate import Estimate
from planproof.render.estimates.rows import (
    RANGE,
    by_plan,
    counted,
    plan_rows,
    priced,
    review_rows,
)
from planproof.render.figures import bar, spell, spell_usd
from planproof.render.terminal import captured, shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FORMAT: str = "terminal"

_WIDE = 110
"""From this width on there is room for bars and notes beside the figures."""


def render(estimates: Sequence[Estimate]) -> str:
    """Return the estimates as they suit the terminal that stdout is, if it is one."""
    return captured(lambda console: _all(estimates, console))


def _all(estimates: Sequence[Estimate], console: "Console") -> None:
    for number, plan in enumerate(by_plan(estimates)):
        if number:
            console.print()
            console.rule(characters="-")
        _text(plan[0], console)
        if len(plan) > 1:
            _models(plan, console)
        for estimate in plan:
            _review(estimate, console)


def _text(estimate: Estimate, console: "Console") -> None:
    rows = list(plan_rows(estimate))
    most = max((row.tokens for row in rows[:-1]), default=0)
    wide = console.width >= _WIDE
    console.print(shown(f"Token budget  {estimate.name}", console, "bold"), end="\n\n")
    columns = ("Part", "Lines", "Text", *(("",) if wide else ()), "Stated", "Share")
    table = _table(columns)
    for row in rows:
        marks = ("",) if row is rows[-1] else (_bar(row.tokens, most, console),)
        cells = (row.lines, f"{row.tokens:,}", *(marks if wide else ()), row.stated, row.share)
        name = shown(row.name.strip(), console, "bold" if row is rows[-1] else "", 44)
        if row.name.startswith("  "):
            name.pad_left(2)
        table.add_row(name, *cells)
    console.print(table)
    for row in rows:
        if row.note:
            console.print(shown(f"{row.name.strip()}: {row.note}", console, "dim"))
    console.print(shown(counted(estimate), console, "dim"))


def _models(estimates: Sequence[Estimate], console: "Console") -> None:
    most = max((_most(each) for each in estimates), default=0)
    console.print()
    console.print("The review, by model", style="bold", end="\n\n")
    table = _table(("Model", "Requests", "Input", "Output", "Cost", ""))
    for each in estimates:
        review = each.total.review
        table.add_row(
            shown(each.model, console),
            spell(review.requests),
            spell(review.input_tokens),
            spell(review.output_tokens),
            spell_usd(review.cost_usd),
            _bar(_most(each), most, console),
        )
    console.print(table)


def _most(estimate: Estimate) -> float:
    cost = estimate.total.review.cost_usd
    return 0.0 if cost is None else cost.high


def _review(estimate: Estimate, console: "Console") -> None:
    rows = list(review_rows(estimate))
    most = max((row.most for row in rows[:-1]), default=0)
    wide = console.width >= _WIDE
    console.print()
    title = f"The review by {estimate.model}, depth {estimate.depth}, rubric {estimate.rubric}"
    console.print(shown(title, console, "bold"), end="\n\n")
    columns = ("Part", "Requests", "Input", *(("Cached",) if wide else ()), "Output", "Cost", "")
    table = _table(columns if wide else columns[:-1])
    for row in rows:
        last = row is rows[-1]
        cells = [row.requests, row.input, *((row.cached,) if wide else ()), row.output, row.cost]
        if wide:
            cells.append("" if last else _bar(row.most, most, console))
        table.add_row(shown(row.name, console, "bold" if last else "", 40), *cells)
    console.print(table)
    for text in (priced(estimate), RANGE):
        console.print(shown(text, console, "dim"))
    for text in estimate.notes:
        console.print(shown(text, console, "yellow"))


def _table(columns: Sequence[str]) -> "Table":
    from rich import box  # noqa: PLC0415 - start-up time
    from rich.table import Table  # noqa: PLC0415 - start-up time

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(columns[0])
    for name in columns[1:]:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    return table


def _bar(value: float, most: float, console: "Console") -> str:
    """A bar in what the terminal can show."""
    drawn = bar(value, most, 14)
    try:
        drawn.encode(console.encoding)
    except UnicodeEncodeError:
        return "#" * len(drawn)
    return drawn
