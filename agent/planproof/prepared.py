"""A plan, read and checked, and how a model would review it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.checks.registry import CHECKS
from planproof.checks.run import run, select
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.project_rule import ProjectRule
from planproof.core.repository import Repository
from planproof.core.review import Grounding
from planproof.core.rubric import Criterion, Rubric
from planproof.core.template import Template
from planproof.criteria import criteria_for, known_rules
from planproof.grounded import grounding, look_at
from planproof.merge import merge
from planproof.prompts import load_rubric
from planproof.settings import NO_REPO, Settings
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
    codebase: CodeBase | None
    """None where nobody looked, and where the repository that holds the plan is not about it."""
    grounding: Grounding | None
    template: Template | None
    rules: tuple[ProjectRule, ...]
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
            criteria=self._criteria(),
            codebase=self.codebase,
            rules=self.rules,
            template=self.template,
        )
        plan = redacted(self.plan)

        def make(ask: "AskQuestions") -> ModelReview:
            # The estimate goes through the review twice before it is asked: once is enough.
            review = ModelReview(plan, asking, depth, ask, first_pass=self._asked.get(model))
            self._asked[model] = review.first_pass
            return review

        return make

    def _criteria(self) -> tuple[Criterion, ...]:
        """The criteria that are asked, as the rubric and the user want them."""
        settings = self.settings
        folder = Path(settings.criteria) if settings.criteria else None
        only, off = settings.checks.enable_only, settings.checks.disable
        asked = criteria_for(
            self.rubric,
            folder,
            repository=self.codebase is not None,
            rules=bool(self.rules),
            template=self.template is not None and bool(self.template.guidelines),
        )
        return tuple(
            each.model_copy(update={"severity": settings.severity.get(each.id, each.severity)})
            for each in asked
            if each.id not in off and (not only or each.id in only)
        )


def prepare(path: Path, settings: Settings) -> Prepared:
    """Read and check the plan at *path*.

    Raises:
        NoPlanError: there is no plan at the path.
        ConfigError: the rubric, the repository, the template or a file of rules is unknown or
            cannot be used.
    """
    rubric = load_rubric(settings.rubric, rules=known_rules(settings.criteria))
    plan = load(path, exclude=settings.exclude)
    codebase = look_at(plan, path, settings)
    ground = None if codebase is None else grounding(plan, codebase)
    if ground is not None and not ground.related:
        codebase = None
    repository = _sizes(plan, settings, codebase)
    chosen = select(
        CHECKS,
        plan,
        disable=settings.checks.disable,
        enable_only=settings.checks.enable_only,
    )
    template, rules = _template(plan, settings), _rules(settings)
    found = run(
        chosen,
        plan,
        rubric,
        settings.severity,
        repository=repository,
        codebase=codebase,
        template=template,
        rules=rules,
    )
    return Prepared(
        plan, rubric, settings, repository, codebase, ground, template, rules, merge(found)
    )


def _template(plan: Plan, settings: Settings) -> Template | None:
    if settings.template is None:
        return None
    from planproof.templates.registry import load_template  # noqa: PLC0415 - rarely used

    return load_template(settings.template, plan)


def _rules(settings: Settings) -> tuple[ProjectRule, ...]:
    if not settings.rules:
        return ()
    from planproof.project_rules import read_rules  # noqa: PLC0415 - rarely used

    return read_rules(settings.rules)


def _sizes(plan: Plan, settings: Settings, codebase: CodeBase | None) -> Repository | None:
    """How large the files are that the plan names, at the commit or as they lie there."""
    if codebase is None or settings.repo == NO_REPO:
        return None
    from planproof.sources.repository import read_repository, sizes_in  # noqa: PLC0415 - rarely used

    if codebase.revision is not None:
        return sizes_in(plan, codebase)
    return read_repository(plan, Path(settings.repo or codebase.root))
