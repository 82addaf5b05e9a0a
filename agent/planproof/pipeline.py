"""The order of the stages and nothing else."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from planproof import __version__
from planproof.checks.registry import CHECKS, rule_ids
from planproof.checks.run import run, select
from planproof.core.review import PlanView, Review, Tool, Usage
from planproof.coverage import coverage
from planproof.merge import merge
from planproof.prompts import load_rubric
from planproof.settings import Settings
from planproof.sources import load
from planproof.verdict import conclude
from planproof.views import plan_view
from planproof.waivers import apply_waivers
from planproof.workers import spread

NOTHING_USED = Usage(
    requests=0,
    input_tokens=0,
    cached_input_tokens=0,
    output_tokens=0,
    cost_usd=0.0,
    model=None,
)


def review(path: Path, settings: Settings, today: date) -> Review:
    """Review the plan at *path*; *today* decides which waivers have expired.

    Raises:
        NoPlanError: there is no plan at the path.
        ConfigError: the rubric is unknown or malformed.
    """
    rubric = load_rubric(settings.rubric, rules=rule_ids())
    plan = load(path, exclude=settings.exclude)
    chosen = select(
        CHECKS,
        plan,
        disable=settings.checks.disable,
        enable_only=settings.checks.enable_only,
    )
    found = merge(run(chosen, plan, rubric, settings.severity))
    # After merging, so that a waiver by id means the id that the report shows.
    findings = apply_waivers(found, plan, settings, today)
    view, covered = plan_view(plan), coverage(plan)
    concluded = conclude(plan, view, findings, covered)
    return Review(
        tool=Tool(name="planproof", version=__version__),
        plan=view,
        verdict=concluded.verdict,
        summary=concluded.summary,
        findings=findings,
        rejected=(),
        strengths=concluded.strengths,
        phases=concluded.phases,
        coverage=covered,
        usage=NOTHING_USED,
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


def _review_job(job: tuple[Path, Settings, date]) -> Review:
    """One job of `review_all`; a function of the module, so that processes can name it."""
    return review(*job)


def outline(path: Path, settings: Settings) -> PlanView:
    """What is understood of the plan at *path*; NoPlanError when there is none."""
    return plan_view(load(path, exclude=settings.exclude))
