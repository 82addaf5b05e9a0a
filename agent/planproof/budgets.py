"""What reviews will cost, and whether they may: before the first request is sent."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.checks.readings import readings
from planproof.core.estimate import Estimate, Reading
from planproof.errors import BudgetError, UsageError
from planproof.estimating.budget import Asked, Job, estimate, least_cost
from planproof.estimating.counting import Counting, counting
from planproof.estimating.exact import calibrated
from planproof.estimating.learning import LOOKED_AT
from planproof.passes.asked import MAX_OUTPUT_TOKENS
from planproof.prepared import Prepared, prepare
from planproof.providers import models, registry
from planproof.providers.prices import Price, price
from planproof.settings import Keys, Settings
from planproof.views import plan_view
from planproof.words import labels, listed

if TYPE_CHECKING:
    from planproof.answers import AnswerStore
    from planproof.session import Session


def job(prepared: Prepared, phase_budget: int | None = None) -> Job:
    """What is to be estimated; *phase_budget* stands in for the rubric's."""
    settings = prepared.settings
    return Job(
        plan=prepared.plan,
        view=plan_view(prepared.plan),
        findings=prepared.findings,
        review=prepared.review_by,
        depth=settings.depth,
        rubric=prepared.rubric.id,
        phase_budget=phase_budget or prepared.rubric.phase_budget,
        max_cost=settings.max_cost,
        readings=_readings(prepared),
    )


def asked(
    model: str,
    provider: str | None,
    store: "AnswerStore",
    *,
    price_told: Price | None = None,
    own_server: bool = False,
    counted: Counting | None = None,
) -> Asked:
    """Whom a review would ask.

    Args:
        model: Id of the model.
        provider: Whose it is; None for the one that is known to have it.
        store: Answers that are there cost nothing, and teach how the model counts.
        price_told: A price that somebody gave.
        own_server: True for a server that bills as nobody knows.
        counted: How tokens are counted; by default by what is at hand.
    """
    known = models.find(model)
    name = provider or (known.provider if known else None)
    listed_price = None if own_server or name is None else price(model, name)
    return Asked(
        model=model,
        provider=name,
        price=price_told or listed_price,
        counting=counted or counting(model, store.newest(LOOKED_AT)),
        known=store.get,
    )


async def exactly(whom: Asked, path: Path, settings: Settings, keys: Keys) -> Asked:
    """*whom* with tokens counted as the provider counts them.

    With a key a few requests of the plan at *path* are counted by the provider, which costs
    nothing. Without one the vocabulary serves, for OpenAI's models, and is fetched if need be.

    Raises:
        UsageError: neither can be done.
        ProviderError: the provider does not count.
    """
    key = getattr(keys, whom.provider or "", None)
    if key and whom.provider is not None:
        provider = registry.counting(whom.provider, keys)
        try:
            return await calibrated(whom, job(prepare(path, settings)), provider)
        finally:
            await provider.close()
    found = counting(whom.model, fetch=True)
    if found.view.method != "exact":
        need = f"{whom.provider.upper()}_API_KEY" if whom.provider else "a known model"
        why = f" ({found.counter.why})" if found.counter.why else ""
        raise UsageError(f"--exact needs {need} to count as {whom.model} does{why}")
    return replace(whom, counting=found)


async def within_limits(prepared: Sequence[Prepared], session: "Session") -> tuple[Estimate, ...]:
    """What the reviews will cost with the session's model; nothing is asked.

    Raises:
        BudgetError: they certainly cost more than they may; it says what would fit.
    """
    whom = asked(
        session.choice.model,
        session.choice.provider,
        session.store,
        price_told=session.price,
        own_server=session.price is None,
    )
    jobs = [job(each) for each in prepared]
    found = tuple([await estimate(each, whom) for each in jobs])
    limit = session.ledger.max_cost
    # A plan that is named twice is asked about once.
    costs = [each.total.review.cost_usd for each in {each.root: each for each in found}.values()]
    least = sum(cost.low for cost in costs if cost is not None)
    # What is estimated may be less by the error of the estimate; only what is sure is refused.
    sure = least * (1 - whom.counting.view.error_percent / 100)
    if limit is not None and sure > limit:
        fits = await _what_fits(prepared, jobs, found, whom, limit)
        raise BudgetError(
            f"the review by {whom.model} costs {_usd(sure)} or more, and may cost {_usd(limit)} "
            f"(--max-cost); nothing was asked. {fits}"
        )
    _has_room(limit, whom, found)
    return found


def _has_room(limit: float | None, whom: Asked, estimates: Sequence[Estimate]) -> None:
    """Raise BudgetError when *limit* leaves no room for a single answer at its longest."""
    if limit is None or whom.price is None:
        return
    answer = MAX_OUTPUT_TOKENS * whom.price.output / 1_000_000
    if answer > limit and any(each.first_pass.requests.high for each in estimates):
        raise BudgetError(
            f"{_usd(limit)} (--max-cost) leaves no room for one answer by {whom.model}, which may "
            f"cost {_usd(answer)}; nothing was asked. Raise the limit, or use a cheaper model."
        )


async def _what_fits(
    prepared: Sequence[Prepared],
    jobs: Sequence[Job],
    estimates: Sequence[Estimate],
    whom: Asked,
    limit: float,
) -> str:
    """What would cost less than *limit*, as sentences."""
    ways = []
    if any(each.settings.depth != "quick" for each in prepared):
        quick = [_quick(each) for each in prepared]
        cost = await _least([job(each) for each in quick], whom)
        if cost is not None and cost <= limit:
            ways.append(f"--depth quick (fewer requests for each part, {_usd(cost)} or more)")
    for name in _others(whom):
        other = Asked(name, whom.provider, price(name, whom.provider or ""),
                      counting(name), lambda _: None)  # fmt: skip
        cost = await _least(jobs, other)
        if cost is not None and cost <= limit:
            ways.append(f"--model {name} ({_usd(cost)} or more)")
    some = _phases_that_fit(estimates[0], limit) if len(estimates) == 1 else ""
    fits = f"Within that limit: {listed(ways, 4)}." if ways else ""
    return " ".join(each for each in (fits, some) if each) or "Raise the limit."


def _phases_that_fit(estimate: Estimate, limit: float) -> str:
    """The first phases that the limit pays for, where they can be reviewed by themselves."""
    paths = [phase.path for phase in estimate.phases]
    total, fitting = 0.0, []
    for phase in estimate.phases:
        cost = phase.review.cost_usd
        total += cost.low if cost else 0.0
        if total > limit:
            break
        fitting.append(phase.label)
    if not fitting or len(set(paths)) < len(paths):
        return ""
    return f"It would pay for {labels(fitting)} alone: name their files instead of the folder."


def _others(whom: Asked) -> list[str]:
    """Cheaper models of the same provider, the dearest of them first."""
    if whom.provider is None or whom.price is None:
        return []
    own = whom.price.output
    priced = [(price(name, whom.provider), name) for name in models.current(whom.provider)]
    cheaper = [(found.output, name) for found, name in priced if found and found.output < own]
    return [name for _, name in sorted(cheaper, reverse=True)]


async def _least(jobs: Sequence[Job], whom: Asked) -> float | None:
    costs = [await least_cost(each, whom) for each in jobs]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _quick(prepared: Prepared) -> Prepared:
    return replace(prepared, settings=prepared.settings.model_copy(update={"depth": "quick"}))


def _readings(prepared: Prepared) -> dict[str, Reading]:
    if prepared.repository is None:
        return {}
    return {
        phase: Reading(files=len(each.files), tokens=each.tokens, missing=each.missing)
        for phase, each in readings(prepared.plan, prepared.repository).items()
    }


def _usd(amount: float) -> str:
    return f"{amount:,.2f} USD" if amount >= 0.01 else f"{amount:.4f} USD"
