"""The order of the stages and nothing else."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planproof import __version__
from planproof.compliance import compliance
from planproof.core.between import Together, WithoutPlan
from planproof.core.estimate import Estimate
from planproof.core.finding import Finding
from planproof.core.judged import Judged
from planproof.core.review import PlanView, Review, Tool, Usage
from planproof.coverage import NO_KEY, NO_MODEL, coverage, unasked
from planproof.errors import NoPlanError
from planproof.expected import with_estimate
from planproof.prepared import Prepared, prepare
from planproof.settings import Settings
from planproof.sources import load
from planproof.together import Member, between_members, member, without_plan
from planproof.verdict import conclude
from planproof.views import plan_view
from planproof.waivers import apply_waivers
from planproof.workers import spread

if TYPE_CHECKING:
    from planproof.estimating.budget import Asked
    from planproof.session import Session

NOTHING_USED = Usage(
    requests=0,
    input_tokens=0,
    cached_input_tokens=0,
    output_tokens=0,
    cost_usd=0.0,
    model=None,
)


def review(path: Path, settings: Settings, today: date) -> Review:
    """Review the plan at *path* by the checks; *today* decides which waivers have expired.

    Raises:
        NoPlanError: there is no plan at the path.
        ConfigError: the rubric is unknown or malformed.
    """
    return _by_checks(prepare(path, settings), settings, today)


def _by_checks(prepared: Prepared, settings: Settings, today: date) -> Review:
    # After merging, so that a waiver by id means the id that the report shows.
    findings = apply_waivers(prepared.findings, prepared.plan, settings, today)
    reason = NO_KEY if settings.provider == "auto" else NO_MODEL
    judged = Judged(findings, (unasked(reason),))
    return _review(prepared, judged, NOTHING_USED)


async def review_with_model(prepared: Prepared, today: date, session: "Session") -> Review:
    """The review of a plan by its checks and the passes that ask a model.

    Raises:
        ConfigError: a criterion is unknown or malformed, or the store of answers cannot be used.
    """
    from planproof.passes.rounds import by_request  # noqa: PLC0415 - start-up time

    plan = prepared.plan

    def waive(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return apply_waivers(findings, plan, prepared.settings, today)

    make = prepared.review_by(session.choice.model)
    if make is None:
        reason = "a template is not judged as a plan"
        judged = Judged(waive(prepared.findings), (unasked(reason),))
        return _review(prepared, judged, NOTHING_USED)
    judged = await make(by_request(session.ask)).run(prepared.findings, waive)
    return _review(prepared, judged, session.usage())


def _review(prepared: Prepared, judged: Judged, usage: Usage) -> Review:
    plan = prepared.plan
    view, covered = plan_view(plan), coverage(plan, judged.passes)
    concluded = conclude(
        plan, view, judged.findings, covered, strengths=judged.strengths, summary=judged.summary
    )
    return Review(
        tool=Tool(name="planproof", version=__version__),
        plan=view,
        verdict=concluded.verdict,
        summary=concluded.summary,
        findings=judged.findings,
        rejected=judged.rejected,
        strengths=concluded.strengths,
        phases=concluded.phases,
        coverage=covered,
        usage=usage,
        actions=concluded.actions,
        approval_criteria=concluded.approval_criteria,
        grounding=prepared.grounding,
        template=None if prepared.template is None else prepared.template.name,
        compliance=compliance(prepared.rules, judged.findings, covered),
    )


def review_all(
    paths: Sequence[Path], settings: Settings | Sequence[Settings], today: date
) -> tuple[Review, ...]:
    """Review several plans, over all cores where that pays.

    *settings* are for all of them, or one for each. The reviews are in the order of *paths*.

    Raises:
        PlanproofError: what `review` raises, for the first path that fails.
    """
    each = [settings] * len(paths) if isinstance(settings, Settings) else settings
    jobs = [(path, own, today) for path, own in zip(paths, each, strict=True)]
    return tuple(spread(_review_job, jobs, paths))


def review_together(paths: Sequence[Path], settings: Sequence[Settings], today: date) -> Together:
    """Review several plans as `review_all` does, and what is between them.

    A path that holds no plan is told and stops nothing.

    Raises:
        ConfigError: what `review` raises of it, for the first path that fails.
    """
    jobs = [(path, own, today) for path, own in zip(paths, settings, strict=True)]
    made = spread(_together_job, jobs, paths)
    found = [each for each in made if not isinstance(each, WithoutPlan)]
    return Together(
        reviews=tuple(review for review, _ in found),
        between=between_members([each for _, each in found], today),
        without_plan=tuple(each for each in made if isinstance(each, WithoutPlan)),
    )


def read_together(paths: Sequence[Path], settings: Sequence[Settings], today: date) -> Together:
    """What is between several plans, and which paths hold none; nothing is reviewed.

    For reviews by a model, which are made one after the other.
    """
    jobs = list(zip(paths, settings, strict=True))
    made = spread(_member_job, jobs, paths)
    return Together(
        reviews=(),
        between=between_members([each for each in made if isinstance(each, Member)], today),
        without_plan=tuple(each for each in made if isinstance(each, WithoutPlan)),
    )


async def review_all_with_model(
    paths: Sequence[Path], settings: Sequence[Settings], today: date, session: "Session"
) -> tuple[Review, ...]:
    """Review several plans one after the other within the limits of one session.

    Raises:
        NoPlanError: there is no plan at a path.
        ConfigError: the rubric or a criterion is unknown or malformed, or the store of answers
            cannot be used.
        BudgetError: the reviews certainly cost more than they may; nothing was asked.
    """
    try:
        prepared = [prepare(path, own) for path, own in zip(paths, settings, strict=True)]
        estimates: tuple[Estimate, ...] = ()
        if not session.provider.free:
            from planproof.budgets import within_limits  # noqa: PLC0415 - only where it costs

            estimates = await within_limits(prepared, session)
            session.expect(estimates)
        reviews = [await review_with_model(each, today, session) for each in prepared]
    finally:
        await session.close()
    if not estimates:
        return tuple(reviews)
    return tuple(map(with_estimate, reviews, estimates))


async def estimate_all(
    paths: Sequence[Path],
    settings: Sequence[Settings],
    models: Sequence["Asked"],
    *,
    phase_budget: int | None = None,
    tasks: bool = False,
) -> tuple[Estimate, ...]:
    """What each plan costs with each of *models*; nobody is asked. By plan, then by model.

    *phase_budget* stands in for the rubric's ceiling of stated tokens; *tasks* asks for the
    tasks of each phase as well.

    Raises:
        NoPlanError: there is no plan at a path.
        ConfigError: the rubric or a criterion is unknown or malformed.
    """
    from planproof.budgets import job  # noqa: PLC0415 - start-up time
    from planproof.estimating.budget import estimate  # noqa: PLC0415 - start-up time

    found = []
    for path, own in zip(paths, settings, strict=True):
        each = job(prepare(path, own), phase_budget)
        found += [await estimate(each, model, tasks=tasks) for model in models]
    return tuple(found)


def _review_job(job: tuple[Path, Settings, date]) -> Review:
    """One job of `review_all`; a function of the module, so that processes can name it."""
    return review(*job)


def _together_job(job: tuple[Path, Settings, date]) -> tuple[Review, Member] | WithoutPlan:
    """One job of `review_together`: the plan is read once for both."""
    path, settings, today = job
    try:
        prepared = prepare(path, settings)
    except NoPlanError as error:
        return without_plan(path, error)
    return _by_checks(prepared, settings, today), member(prepared.plan, path, settings)


def _member_job(job: tuple[Path, Settings]) -> Member | WithoutPlan:
    path, settings = job
    try:
        return member(load(path, exclude=settings.exclude), path, settings)
    except NoPlanError as error:
        return without_plan(path, error)


def outline(path: Path, settings: Settings) -> PlanView:
    """What is understood of the plan at *path*; NoPlanError when there is none."""
    return plan_view(load(path, exclude=settings.exclude))
