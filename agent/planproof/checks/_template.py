"""A template laid over the plan, for the checks that compare the two."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from planproof.checks._prose import name_of
from planproof.checks.interface import Context
from planproof.core.document import Document
from planproof.core.plan import Phase, Plan, Task
from planproof.core.template import Template, TemplateSection
from planproof.templates.match import Fit, Part, fit
from planproof.words import labels


class _Key:
    """A pair that is the same as long as its members are the very same objects."""

    def __init__(self, template: Template, plan: Plan) -> None:
        self.template, self.plan = template, plan

    def __hash__(self) -> int:
        return hash((id(self.template), id(self.plan)))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Key) and self.plan is other.plan and self.template is other.template
        )


def laid_over(context: Context) -> Fit:
    """The context's template over its plan; made once for all checks of a run."""
    if context.template is None:
        return Fit(context.plan)
    return _fit(_Key(context.template, context.plan))


@lru_cache(maxsize=1)
def _fit(key: _Key) -> Fit:
    return fit(key.template, key.plan)


def whose(template: Template) -> str:
    """What a sentence calls the template."""
    return "its siblings" if template.learnt else f"the template {template.name}"


def name_of_part(plan: Plan, part: Part) -> str:
    """What a reader calls a part of the plan."""
    if part.node is not None:
        return name_of(plan, part.node)
    return f"“{part.title}”" if part.title != part.path else part.path.rsplit("/", 1)[-1]


def names_of(plan: Plan, parts: Sequence[Part]) -> str:
    """What a reader calls several parts: `Tasks 1 and 2 of Phase 1`."""
    tasks = [part.node for part in parts if isinstance(part.node, Task)]
    phase = plan.nodes.get(tasks[0].phase or "") if tasks else None
    if phase is not None and len(parts) == len(tasks) > 1 and len({t.phase for t in tasks}) == 1:
        short = labels([task.label for task in tasks])
        return f"{short} of {phase.label}" if isinstance(phase, Phase) and phase.explicit else short
    return labels([name_of_part(plan, part) for part in parts])


def documents_of(plan: Plan) -> tuple[Document, ...]:
    """The documents in which a template is looked for."""
    return plan.work_documents() or plan.documents


def placed(context: Context) -> Iterator[tuple[TemplateSection, Part]]:
    """Each section of the template with each part that surely stands for it."""
    if context.template is None:
        return
    laid = laid_over(context)
    for section in context.template.walk():
        for part in laid.sure(section):
            yield section, part
