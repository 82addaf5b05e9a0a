"""A plan, read and checked, and how a model would review it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.checks.registry import CHECKS
from planproof.checks.run import run, select
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.repository import Repository
from planproof.core.rubric import Criterion, Rubric
from planproof.criteria import criteria_for, known_rules
from planproof.merge import merge
from planproof.prompts import load_rubric
from planproof.settings import Settings
from planproof.sources import load

if TYPE_CHECKING:
    from planproof.model_review import ModelReview
    from planproof.passes.phase_review import Question
    from planproof.passes.rounds import AskQuestions


@dataclass(frozen=True)
class Prepared:
    """A plan with what the checks say of it."""

    plan: Plan
    rubric: Rubric
    settings: Settings
    repository: Repository | None
    findings: tuple[Finding, ...]
    _asked: "dict[str, tuple[Question, ...]]" = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The first questions of the review, by model."""

    def review_by(self, model: str) -> "Callable[[AskQuestions], ModelReview] | None":
        """Makes the review by *model*, which asks as it is told; None for a template.

        Raises:
            ConfigError: a criterion is unknown or malformed.
        """
        # Here, so that reviews by the checks alone start without all this.
        from planproof.model_review import ModelReview  # noqa: PLC0415
        from planproof.passes.asked import Asking  # noqa: PLC0415
        from planproof.passes.depth import load_depth  # noqa: PLC0415
        from planproof.redacted import redacted  # noqa: PLC0415

        if self.plan.template:
            return None
        depth = load_depth(self.settings.depth)
        asking = Asking(
            model=model,
            effort=depth.effort,
            rubric=self.rubric,
            criteria=_criteria(self.rubric, self.settings),
        )
        plan = redacted(self.plan)

        def make(ask: "AskQuestions") -> ModelReview:
            # The estimate goes through the review twice before it is asked: once is enough.
            review = ModelReview(plan, asking, depth, ask, first_pass=self._asked.get(model))
            self._asked[model] = review.first_pass
            return review

        return make


def prepare(path: Path, settings: Settings) -> Prepared:
    """Read and check the plan at *path*.

    Raises:
        NoPlanError: there is no plan at the path.
        ConfigError: the rubric or the repository is unknown or cannot be used.
    """
    rubric = load_rubric(settings.rubric, rules=known_rules(settings.criteria))
    plan = load(path, exclude=settings.exclude)
    repository = _repository(plan, settings)
    chosen = select(
        CHECKS,
        plan,
        disable=settings.checks.disable,
        enable_only=settings.checks.enable_only,
    )
    found = run(chosen, plan, rubric, settings.severity, repository=repository)
    return Prepared(plan, rubric, settings, repository, merge(found))


def _repository(plan: Plan, settings: Settings) -> Repository | None:
    if settings.repo is None:
        return None
    from planproof.sources.repository import read_repository  # noqa: PLC0415 - rarely used

    return read_repository(plan, Path(settings.repo))


def _criteria(rubric: Rubric, settings: Settings) -> tuple[Criterion, ...]:
    """The criteria that are asked, as the rubric and the user want them."""
    folder = Path(settings.criteria) if settings.criteria else None
    only, off = settings.checks.enable_only, settings.checks.disable
    return tuple(
        each.model_copy(update={"severity": settings.severity.get(each.id, each.severity)})
        for each in criteria_for(rubric, folder, repository=False)
        if each.id not in off and (not only or each.id in only)
    )
