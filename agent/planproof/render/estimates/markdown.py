"""Estimates in Markdown."""

from collections.abc import Iterator, Sequence

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
from planproof.render.safe import cell, code, inline

FORMAT: str = "markdown"


def render(estimates: Sequence[Estimate]) -> str:
    """Return the estimates, plan after plan."""
    return "\n\n---\n\n".join("\n\n".join(_plan(each)) for each in by_plan(estimates)) + "\n"


def _plan(estimates: Sequence[Estimate]) -> Iterator[str]:
    first = estimates[0]
    yield f"# Token budget: {inline(first.name)}"
    yield from _text(first)
    if len(estimates) > 1:
        yield from _models(estimates)
    for estimate in estimates:
        yield from _review(estimate)


def _text(estimate: Estimate) -> Iterator[str]:
    rows = list(plan_rows(estimate))
    most = max((row.tokens for row in rows[:-1]), default=0)
    yield "## The plan"
    yield inline(counted(estimate))
    head = ["| Part | Lines | Text, tokens | | Stated, tokens | Share | |",
            "| --- | ---: | ---: | --- | ---: | ---: | --- |"]  # fmt: skip
    body = [
        f"| {_name(row.name)} | {row.lines} | {row.tokens:,} | {bar(row.tokens, most, 12)} | "
        f"{row.stated} | {row.share} | {cell(row.note)} |"
        for row in rows[:-1]
    ]
    last = rows[-1]
    total = (
        f"| **Total** | {last.lines} | {last.tokens:,} | | {last.stated} | | {cell(last.note)} |"
    )
    yield "\n".join([*head, *body, total])


def _models(estimates: Sequence[Estimate]) -> Iterator[str]:
    yield "## The review, by model"
    head = ["| Model | Requests | Input | From the cache | Output | Cost |",
            "| --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    body = []
    for each in estimates:
        review = each.total.review
        body.append(
            f"| {cell(each.model)} | {spell(review.requests)} | {spell(review.input_tokens)} | "
            f"{spell(review.cached_input_tokens)} | {spell(review.output_tokens)} | "
            f"{spell_usd(review.cost_usd)} |"
        )
    yield "\n".join([*head, *body])


def _review(estimate: Estimate) -> Iterator[str]:
    yield f"## The review by {code(estimate.model)}"
    how = f"Depth {inline(estimate.depth)}, rubric {inline(estimate.rubric)}."
    yield f"{how} {inline(priced(estimate))} {RANGE}"
    rows = list(review_rows(estimate))
    most = max((row.most for row in rows[:-1]), default=0)
    head = ["| Part | Requests | Input | From the cache | Output | Cost | |",
            "| --- | ---: | ---: | ---: | ---: | ---: | --- |"]  # fmt: skip
    body = [
        f"| {_name(row.name)} | {row.requests} | {row.input} | {row.cached} | {row.output} | "
        f"{row.cost} | {bar(row.most, most, 12)} |"
        for row in rows[:-1]
    ]
    last = rows[-1]
    total = (
        f"| **Total** | {last.requests} | {last.input} | {last.cached} | {last.output} | "
        f"**{last.cost}** | |"
    )
    yield "\n".join([*head, *body, total])
    if estimate.notes:
        yield "\n".join(f"- {inline(each)}" for each in estimate.notes)


def _name(name: str) -> str:
    """The name of a row; a task stands in from its phase."""
    shown = cell(name.strip(), 80)
    return f"&nbsp;&nbsp;{shown}" if name.startswith("  ") else shown
