"""The order of the stages and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planproof import __version__
from planproof.checks.registry import CHECKS
from planproof.checks.run import run, select
from planproof.core.finding import Finding
from planproof.core.judged import Judged
from planproof.core.plan import Plan
from planproof.core.review import PlanView, Review, Tool, Usage
from planproof.core.rubric import Criterion, Rubric
from planproof.coverage import NO_KEY, NO_MODEL, coverage, unasked
from planproof.criteria import criteria_for, known_rules
from planproof.merge import merge
from planproof.prompts import load_rubric
from planproof.settings import Settings
from planproof.sources import load
from planproof.verdict import conclude
from planproof.views import plan_view
from planproof.waivers import apply_waivers
from planproof.workers import spread

if TYPE_CHECKING:
    from planproof.model_review import Waive
    from planproof.session import Session

NOTHING_USED = Usage(
    requests=0,
    input_tokens=0,
    cached_input_tokens=0,
    output_tokens=0,
    cost_usd=0.0,
    model=None,
)


@dataclass(frozen=True)
class _Checked:
    """A plan with what the checks say of it."""

    plan: Plan
    rubric: Rubric
    findings: tuple[Finding, ...]


def review(path: Path, settings: Settings, today: date) -> Review:
    """Review the plan at *path* by the checks; *today* decides which waivers have expired.

    Raises:
        NoPlanError: there is no plan at the path.
        ConfigError: the rubric is unknown or malformed.
    """
    checked = _checked(path, settings)
    # After merging, so that a waiver by id means the id that the report shows.
    findings = apply_waivers(checked.findings, checked.plan, settings, today)
    reason = NO_KEY if settings.provider == "auto" else NO_MODEL
    judged = Judged(findings, (unasked(reason),))
    return _review(checked.plan, judged, NOTHING_USED)


async def review_with_model(
    path: Path, settings: Settings, today: date, session: "Session"
) -> Review:
    """Review the plan at *path* by the checks and the passes that ask a model.

    Raises:
        NoPlanError: there is no plan at the path.
        ConfigError: the rubric or a criterion is unknown or malformed, or the store of answers
            cannot be used.
    """
    checked = _checked(path, settings)
    plan = checked.plan

    def waive(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return apply_waivers(findings, plan, settings, today)

    if plan.template:
        reason = "a template is not judged as a plan"
        judged = Judged(waive(checked.findings), (unasked(reason),))
        return _review(plan, judged, NOTHING_USED)
    judged = await _judged(checked, settings, session, waive)
    return _review(plan, judged, session.usage())


async def _judged(
    checked: _Checked, settings: Settings, session: "Session", waive: "Waive"
) -> Judged:
    # Here, so that reviews by the checks alone start without all this.
    from planproof.model_review import ModelReview  # noqa: PLC0415
    from planproof.passes.asked import Asking  # noqa: PLC0415
    from planproof.passes.depth import load_depth  # noqa: PLC0415
    from planproof.redacted import redacted  # noqa: PLC0415

    depth = load_depth(settings.depth)
    asking = Asking(
        model=session.choice.model,
        effort=depth.effort,
        rubric=checked.rubric,
        criteria=_criteria(checked.rubric, settings),
    )
    model_review = ModelReview(redacted(checked.plan), asking, depth, session.ask)
    return await model_review.run(checked.findings, waive)


def _checked(path: Path, settings: Settings) -> _Checked:
    rubric = load_rubric(settings.rubric, rules=known_rules(settings.criteria))
    plan = load(path, exclude=settings.exclude)
    chosen = select(
        CHECKS,
        plan,
        disable=settings.checks.disable,
        enable_only=settings.checks.enable_only,
    )
    found = run(chosen, plan, rubric, settings.severity)
    return _Checked(plan, rubric, merge(found))


def _criteria(rubric: Rubric, settings: Settings) -> tuple[Criterion, ...]:
    """The criteria that are asked, as the rubric and the user want them."""
    folder = Path(settings.criteria) if settings.criteria else None
    only, off = settings.checks.enable_only, settings.checks.disable
    return tuple(
        each.model_copy(update={"severity": settings.severity.get(each.id, each.severity)})
        for each in criteria_for(rubric, folder, repository=False)
        if each.id not in off and (not only or each.id in only)
    )


def _review(plan: Plan, judged: Judged, usage: Usage) -> Review:
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


async def review_all_with_model(
    paths: Sequence[Path], settings: Sequence[Settings], today: date, session: "Session"
) -> tuple[Review, ...]:
    """Review several plans one after the other within the limits of one session.

    Raises:
        PlanproofError: what `review_with_model` raises, for the first path that fails.
    """
    try:
        return tuple(
            [
                await review_with_model(path, own, today, session)
                for path, own in zip(paths, settings, strict=True)
            ]
        )
    finally:
        await session.close()


def _review_job(job: tuple[Path, Settings, date]) -> Review:
    """One job of `review_all`; a function of the module, so that processes can name it."""
    return review(*job)


def outline(path: Path, settings: Settings) -> PlanView:
    """What is understood of the plan at *path*; NoPlanError when there is none."""
    return plan_view(load(path, exclude=settings.exclude))
