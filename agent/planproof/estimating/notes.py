"""What a reader has to know of an estimate, a sentence each, most important first."""

from collections.abc import Iterator

from planproof.core.estimate import Estimate
from planproof.estimating.counting import Counting
from planproof.words import count, labels


def notes(estimate: Estimate, counting: Counting) -> Iterator[str]:
    """The notes on *estimate*, whose tokens were counted by *counting*."""
    yield from _about_plan(estimate)
    yield from _about_review(estimate)
    yield from _about_figures(estimate, counting)


def _about_plan(estimate: Estimate) -> Iterator[str]:
    over = [phase.label for phase in estimate.phases if phase.over_budget]
    if over:
        verb = "states" if len(over) == 1 else "state"
        yield (
            f"{labels(over)} {verb} more than {estimate.phase_budget:,} tokens, "
            "which is more than one session should take on (--phase-budget)."
        )
    wrong = [each.label for each in estimate.phases if sums_differ(each.stated_tokens,
             each.tasks_stated, each.tasks_unstated)]  # fmt: skip
    if wrong:
        told = f"The estimates of the tasks of {labels(wrong)}"
        yield f"{told} do not add up to what the phase states."
    reading = [
        phase.label
        for phase in estimate.phases
        if phase.reading and phase.stated_tokens and phase.reading.tokens > phase.stated_tokens
    ]
    if reading:
        yield f"The files that {labels(reading)} names are larger than what the phase states."


def sums_differ(stated: int | None, tasks: int | None, unstated: int) -> bool:
    """True when all tasks state something and it is not what the phase states."""
    return stated is not None and tasks is not None and not unstated and stated != tasks


def _about_review(estimate: Estimate) -> Iterator[str]:
    window = estimate.context_window
    if window is not None and estimate.largest_request > window:
        yield (
            f"The largest request needs {estimate.largest_request:,} tokens with its answer; "
            f"{estimate.model} holds {window:,}. Use a model with a larger context window."
        )
    cost = estimate.total.review.cost_usd
    if cost is not None and estimate.max_cost is not None and cost.high > estimate.max_cost:
        least = "certainly" if cost.low > estimate.max_cost else "possibly"
        yield f"That is {least} more than the limit of {estimate.max_cost:,.2f} USD (--max-cost)."
    reused = estimate.total.review.reused
    if reused:
        told = "is there already; it costs" if reused == 1 else "are there already; they cost"
        yield f"{count(reused, 'answer')} {told} nothing."


def _about_figures(estimate: Estimate, counting: Counting) -> Iterator[str]:
    if estimate.price is None:
        yield f"The price of {estimate.model} is not known; give it with --price in=...,out=...."
    if counting.learned is None and estimate.total.review.requests.high:
        yield (
            "How long the model thinks is assumed, from not at all to three times the answer at "
            "medium effort; after three answers it is learnt from them."
        )
    if counting.view.method == "estimate" and counting.counter.why:
        why = counting.counter.why
        yield f"Tokens are estimated: {why}."
