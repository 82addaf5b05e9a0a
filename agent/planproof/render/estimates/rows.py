"""What the rows of a table of estimates say, for people; the same in every form."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from planproof.core.estimate import Amounts, Estimate, PhaseBudget
from planproof.render.figures import spell, spell_usd
from planproof.words import count

PASSES = {
    "phase-review": "Phase review",
    "cross-phase": "Across phases",
    "verification": "Verification",
    "synthesis": "Summing up",
}


class PlanRow(NamedTuple):
    """What a phase is for those who build it."""

    name: str
    lines: str
    tokens: int
    stated: str
    share: str
    note: str


class ReviewRow(NamedTuple):
    """What reviewing a part costs."""

    name: str
    requests: str
    input: str
    cached: str
    output: str
    cost: str
    most: float
    """The most that it may cost, in USD; else tokens. For the bar."""


def name_of(phase: PhaseBudget) -> str:
    """Label and title of a phase."""
    return f"{phase.label}: {phase.title}" if phase.title else phase.label


def plan_rows(estimate: Estimate) -> Iterator[PlanRow]:
    """A row for each phase and task, one for the text outside, the total."""
    for phase in estimate.phases:
        share = "" if phase.share is None else f"{phase.share:.0%}"
        yield PlanRow(name_of(phase), f"{phase.lines:,}", phase.tokens,
                      _number(phase.stated_tokens), share, note(phase, estimate))  # fmt: skip
        for task in phase.tasks:
            name = f"  {task.label}: {task.title}" if task.title else f"  {task.label}"
            lines = f"{task.line_end - task.line_start + 1:,}"
            yield PlanRow(name, lines, task.tokens, _number(task.stated_tokens), "", "")
    if estimate.outside.lines:
        yield PlanRow("Outside the phases", f"{estimate.outside.lines:,}",
                      estimate.outside.tokens, "", "", "")  # fmt: skip
    total = estimate.total
    yield PlanRow(
        "Total",
        f"{total.lines:,}",
        total.tokens,
        _number(total.stated_tokens),
        "",
        window(estimate),
    )


def note(phase: PhaseBudget, estimate: Estimate) -> str:
    """What is odd about what a phase states; empty when nothing is."""
    found = []
    if phase.over_budget:
        over = (phase.stated_tokens or 0) - estimate.phase_budget
        found.append(f"{over:,} over the ceiling")
    if phase.stated_tokens is not None and phase.tasks_stated is not None:
        off = phase.tasks_stated - phase.stated_tokens
        if phase.tasks_unstated:
            found.append(f"{count(phase.tasks_unstated, 'task')} without an estimate")
        elif off:
            found.append(f"tasks add up to {abs(off):,} {'more' if off > 0 else 'less'}")
    if phase.reading is not None and phase.reading.files:
        found.append(
            f"names {count(phase.reading.files, 'file')} with {phase.reading.tokens:,} tokens"
        )
    return "; ".join(found)


def window(estimate: Estimate) -> str:
    """How much of the model's context window the whole text would fill."""
    if not estimate.context_window:
        return ""
    share = estimate.total.tokens / estimate.context_window
    return f"{share:.1%} of the {estimate.context_window:,} that {estimate.model} holds"


def review_rows(estimate: Estimate) -> Iterator[ReviewRow]:
    """A row for each phase, one for the text outside, one for each later pass, the total."""
    for phase in estimate.phases:
        yield _review(name_of(phase), phase.review)
    if estimate.outside.review.requests.high or estimate.outside.review.reused:
        yield _review("Outside the phases", estimate.outside.review)
    for each in estimate.passes:
        yield _review(PASSES[each.pass_], each.review)
    yield _review("Total", estimate.total.review)


def by_plan(estimates: Sequence[Estimate]) -> Iterator[list[Estimate]]:
    """The estimates of each plan, those of several models together."""
    for _, group in groupby(estimates, key=lambda each: each.root):
        yield list(group)


def counted(estimate: Estimate) -> str:
    """How the tokens were counted, as a sentence."""
    view = estimate.counter
    how = "exact" if view.method == "exact" else f"estimated, ±{view.error_percent:g}%"
    return f"Tokens of {estimate.model}: {how} ({view.name})."


def priced(estimate: Estimate) -> str:
    """The prices and where they are from, as a sentence."""
    price = estimate.price
    if price is None:
        return f"Price of {estimate.model}: unknown."
    return (
        f"Prices in USD for a million tokens ({price.source}): input {price.input:g}, from the "
        f"cache {price.cached_input:g}, into it {price.cache_write:g}, output {price.output:g}."
    )


RANGE = (
    "Where there are two figures, the first is for readers who find nothing, the second for "
    "readers who fill every list: later passes depend on what earlier ones find."
)


def _review(name: str, review: Amounts) -> ReviewRow:
    most = review.cost_usd.high if review.cost_usd else review.input_tokens.high
    requests = spell(review.requests)
    if review.reused:
        requests = f"{requests} (+{review.reused:,} answered)"
    return ReviewRow(
        name,
        requests,
        spell(review.input_tokens),
        spell(review.cached_input_tokens),
        spell(review.output_tokens),
        spell_usd(review.cost_usd),
        most,
    )


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
