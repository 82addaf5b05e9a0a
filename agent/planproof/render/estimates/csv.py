"""Estimates for spreadsheets: one row for each phase, task, later pass and total."""

import csv
import io
from collections.abc import Iterator, Sequence

from planproof.core.estimate import Amounts, Estimate, Range
from planproof.render.safe import visible

FORMAT: str = "csv"

_COLUMNS = (
    "plan", "model", "kind", "id", "name", "lines", "tokens", "stated_tokens", "tasks_stated",
    "reading_tokens", "requests_low", "requests_high", "reused", "input_low", "input_high",
    "cached_low", "cached_high", "output_low", "output_high", "cost_usd_low", "cost_usd_high",
)  # fmt: skip
Cell = str | float | None


def render(estimates: Sequence[Estimate]) -> str:
    """Return a header and the rows; what is unknown is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for estimate in estimates:
        for kind, row in _rows(estimate):
            cells = [estimate.name, estimate.model, kind, *row]
            writer.writerow([_cell(each) for each in cells])
    return text.getvalue()


def _rows(estimate: Estimate) -> Iterator[tuple[str, list[Cell]]]:
    for phase in estimate.phases:
        reading = phase.reading.tokens if phase.reading else None
        name = f"{phase.label}: {phase.title}" if phase.title else phase.label
        facts: list[Cell] = [phase.id, name, phase.lines, phase.tokens, phase.stated_tokens,
                 phase.tasks_stated, reading]  # fmt: skip
        yield "phase", [*facts, *_amounts(phase.review)]
        for task in phase.tasks:
            named = f"{task.label}: {task.title}" if task.title else task.label
            lines = task.line_end - task.line_start + 1
            row: list[Cell] = [task.id, named, lines, task.tokens, task.stated_tokens, None, None]
            yield "task", [*row, *[None] * 11]
    outside, total = estimate.outside, estimate.total
    yield "outside", ["", "outside the phases", outside.lines, outside.tokens, None, None, None,
                      *_amounts(outside.review)]  # fmt: skip
    for each in estimate.passes:
        yield "pass", [each.pass_, each.pass_, None, None, None, None, None, *_amounts(each.review)]
    yield "total", ["", "total", total.lines, total.tokens, total.stated_tokens, None, None,
                    *_amounts(total.review)]  # fmt: skip


def _amounts(review: Amounts) -> list[Cell]:
    ranges: list[Range | None] = [
        review.input_tokens, review.cached_input_tokens, review.output_tokens, review.cost_usd,
    ]  # fmt: skip
    found: list[Cell] = [review.requests.low, review.requests.high, review.reused]
    for each in ranges:
        found += [None, None] if each is None else [each.low, each.high]
    return found


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # So many digits that rows add up to their total.
        return f"{value:.12f}".rstrip("0").rstrip(".")
    text = visible(str(value))
    # Spreadsheets run what begins like this.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
