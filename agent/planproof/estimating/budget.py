"""The budget of a plan: what each phase states, what its text has, what reviewing it would cost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from planproof.caching import CacheRules
from planproof.core.estimate import (
    Amounts,
    Estimate,
    Outside,
    PassBudget,
    PhaseBudget,
    PriceView,
    Reading,
    TaskBudget,
    Total,
)
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.request import Answer, PassName, Request, TokenUsage
from planproof.core.review import PhaseView, PlanView
from planproof.core.shares import Group
from planproof.estimating.amounts import Terms, grouped, usages
from planproof.estimating.counting import FRAME, Counting
from planproof.estimating.imagined import Everything, Nothing
from planproof.estimating.notes import notes
from planproof.estimating.rehearsal import Sent, rehearse
from planproof.model_review import ModelReview
from planproof.passes.asked import MAX_OUTPUT_TOKENS
from planproof.passes.rounds import AskQuestions
from planproof.providers import models
from planproof.providers.counted import counted
from planproof.providers.prices import Price

_THINKING = {"low": 1.0, "medium": 3.0, "high": 6.0}
"""Tokens of thinking for each of the answer, at most, by effort. An assumption: nothing was
measured. Past answers of the model take its place as soon as there are any."""
_FIRST: PassName = "phase-review"
_LATER: tuple[PassName, ...] = ("cross-phase", "verification", "synthesis")


@dataclass(frozen=True)
class Job:
    """A plan, and how it would be reviewed."""

    plan: Plan
    view: PlanView
    findings: tuple[Finding, ...]
    """Those of the checks."""
    review: Callable[[str], Callable[[AskQuestions], ModelReview] | None]
    """Makes the review by a model of some id; None when the plan is not asked about."""
    depth: str
    rubric: str
    phase_budget: int
    max_cost: float | None
    readings: Mapping[str, Reading]
    """What each phase has to read, by its id; empty when no repository was looked at."""


@dataclass(frozen=True)
class Asked:
    """Whom the review would ask."""

    model: str
    provider: str | None
    price: Price | None
    counting: Counting
    known: Callable[[str], Answer | None]
    """Answers that are there, by key."""


async def estimate(job: Job, asked: Asked, *, tasks: bool = False) -> Estimate:
    """The budget of a plan with one model; nobody is asked.

    What the first pass asks is certain. What follows depends on its answers: from a reader who
    finds nothing to one who fills every list.
    """
    groups, requests = await _groups(job, asked)
    phases = tuple(_phase(job, asked, each, groups, tasks=tasks) for each in job.view.phases)
    outside = _outside(job, asked, groups)
    passes = tuple(
        PassBudget(pass_=name, review=groups.get((name, None), _nothing(asked))) for name in _LATER
    )
    reviews = [*(each.review for each in phases), outside.review, *(p.review for p in passes)]
    known = models.find(asked.model)
    largest = max((_size(asked, each) for each in requests), default=0)
    made = Estimate(
        root=job.view.root,
        name=job.view.name,
        model=asked.model,
        provider=asked.provider,
        depth=job.depth,
        rubric=job.rubric,
        counter=asked.counting.view,
        price=_price_view(asked.price),
        context_window=known.context_window if known else None,
        largest_request=largest,
        phase_budget=job.phase_budget,
        max_cost=job.max_cost,
        phases=phases,
        outside=outside,
        passes=passes,
        total=Total(
            lines=sum(each.lines for each in phases) + outside.lines,
            tokens=sum(each.tokens for each in phases) + outside.tokens,
            stated_tokens=_stated(job.view.phases),
            review=sum(reviews, start=_nothing(asked)),
        ),
    )
    return made.model_copy(update={"notes": tuple(notes(made, asked.counting))})


async def _groups(job: Job, asked: Asked) -> tuple[dict[Group, Amounts], list[Request]]:
    """What each group of requests comes to, and the requests of the first pass."""
    review = job.review(asked.model)
    if review is None:
        return {}, []
    terms = _terms(asked)
    found = []
    for reader, output in (
        (Nothing(), _least(asked)),
        (Everything(job.plan), _most(asked)),
    ):
        sent = await rehearse(review, reader, job.findings, asked.known)
        found.append(_used(sent, terms, output))
    low, high = found
    requests = [request for request, _ in low if request.pass_ == _FIRST]
    return grouped(low, high, asked.price), requests


async def least_cost(job: Job, asked: Asked) -> float | None:
    """USD that a review costs at least; None when the price is unknown."""
    review = job.review(asked.model)
    if asked.price is None or review is None:
        return None
    sent = await rehearse(review, Nothing(), job.findings, asked.known)
    used = _used(sent, _terms(asked), _least(asked))
    return sum(asked.price.cost(usage) for _, usage in used)


def _used(
    sent: Sequence[Sent], terms: Terms, output: Callable[[Sent], int]
) -> list[tuple[Request, TokenUsage]]:
    used = usages(sent, terms, output)
    return [(each.request, usage) for each, usage in zip(sent, used, strict=True)]


def _least(asked: Asked) -> Callable[[Sent], int]:
    """Output of the least answer: without thinking, or with as little as was ever seen."""
    learned = asked.counting.learned
    overhead = learned.output[0] if learned else 1.0
    return lambda sent: round(asked.counting.tokens(sent.reply) * overhead)


def _most(asked: Asked) -> Callable[[Sent], int]:
    learned = asked.counting.learned

    def output(sent: Sent) -> int:
        overhead = learned.output[1] if learned else 1 + _THINKING[sent.request.effort]
        return min(MAX_OUTPUT_TOKENS, round(asked.counting.tokens(sent.reply) * overhead))

    return output


def _terms(asked: Asked) -> Terms:
    known = models.find(asked.model)
    provider = asked.provider or "openai"
    rules = CacheRules(
        minimum=known.cache_minimum if known else 1024,
        marks=provider == "anthropic" or bool(known and known.cache_marks),
    )
    return Terms(
        counted=counted(provider),
        rules=rules,
        tokens=asked.counting.tokens,
        frame=FRAME,
        price=asked.price,
    )


def _size(asked: Asked, request: Request) -> int:
    """Input and room for the answer."""
    texts = counted(asked.provider or "openai")(request).texts
    return round(sum(map(asked.counting.tokens, texts))) + FRAME + request.max_output_tokens


def _phase(
    job: Job, asked: Asked, view: PhaseView, groups: Mapping[Group, Amounts], *, tasks: bool
) -> PhaseBudget:
    stated = [task.stated_tokens for task in view.tasks if task.stated_tokens is not None]
    whole = _stated(job.view.phases)
    share = view.stated_tokens / whole if view.stated_tokens is not None and whole else None
    return PhaseBudget(
        id=view.id,
        label=view.label,
        title=view.title,
        path=view.path,
        line_start=view.line_start,
        line_end=view.line_end,
        lines=view.line_end - view.line_start + 1,
        tokens=_text_tokens(job, asked, view.path, range(view.line_start, view.line_end + 1)),
        stated_tokens=view.stated_tokens,
        share=share,
        tasks_stated=sum(stated) if stated else None,
        tasks_unstated=len(view.tasks) - len(stated) if stated else 0,
        over_budget=(view.stated_tokens or 0) > job.phase_budget,
        reading=job.readings.get(view.id),
        tasks=tuple(_tasks(job, asked, view)) if tasks else (),
        review=groups.get((_FIRST, view.id), _nothing(asked)),
    )


def _tasks(job: Job, asked: Asked, phase: PhaseView) -> Iterable[TaskBudget]:
    for task in phase.tasks:
        yield TaskBudget(
            id=task.id,
            label=task.label,
            title=task.title,
            path=task.path,
            line_start=task.line_start,
            line_end=task.line_end,
            tokens=_text_tokens(job, asked, task.path, range(task.line_start, task.line_end + 1)),
            stated_tokens=task.stated_tokens,
        )


def _outside(job: Job, asked: Asked, groups: Mapping[Group, Amounts]) -> Outside:
    lines = tokens = 0
    for document in job.plan.documents:
        numbers = range(1, len(document.lines) + 1)
        own = [n for n in numbers if job.plan.owner(document.path, n)[0] is None]
        lines += len(own)
        tokens += _text_tokens(job, asked, document.path, own)
    return Outside(lines=lines, tokens=tokens, review=groups.get((_FIRST, None), _nothing(asked)))


def _text_tokens(job: Job, asked: Asked, path: str, numbers: Iterable[int]) -> int:
    lines = job.plan.document(path).lines
    return round(asked.counting.tokens("\n".join(lines[n - 1] for n in numbers)))


def _stated(phases: Iterable[PhaseView]) -> int | None:
    stated = [phase.stated_tokens for phase in phases if phase.stated_tokens is not None]
    return sum(stated) if stated else None


def _nothing(asked: Asked) -> Amounts:
    return Amounts() if asked.price else Amounts(cost_usd=None)


def _price_view(price: Price | None) -> PriceView | None:
    if price is None:
        return None
    return PriceView(
        input=price.input,
        cached_input=price.cached_input,
        cache_write=price.cache_write,
        output=price.output,
        source=price.source,
    )
