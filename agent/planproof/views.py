"""The plan as reports show it: names, lines and token counts, without the text and its secrets."""

from collections.abc import Iterable

from planproof.core.document import Document, Section
from planproof.core.plan import FileMention, Node, Phase, Plan, Reference, Task
from planproof.core.review import (
    DependencyView,
    DocumentView,
    FileView,
    PhaseView,
    PlanView,
    SectionView,
    TaskView,
    TokenCount,
)
from planproof.core.secrets import redact
from planproof.tokens import ESTIMATE_ERROR_PERCENT, estimate_tokens


def plan_view(plan: Plan) -> PlanView:
    """Return the view of *plan*, with an estimate of the tokens of each part."""
    return PlanView(
        root=plan.root,
        name=redact(plan.name),
        formats=plan.formats,
        template=plan.template,
        token_count=TokenCount(method="estimate", error_percent=ESTIMATE_ERROR_PERCENT),
        documents=tuple(_document(document) for document in plan.documents),
        phases=tuple(_phase(plan, phase) for phase in plan.phases),
        tasks=tuple(_task(plan, task) for task in plan.tasks),
    )


def stated_tokens(plan: Plan, phase: Phase) -> int | None:
    """The author's token estimate for a phase: its own, else that of a summary table."""
    if phase.stated_tokens is not None:
        return phase.stated_tokens
    for phase_id, estimate in plan.phase_estimates:
        if phase_id == phase.id and estimate.unit == "tokens":
            return round((estimate.low + estimate.high) / 2)
    return None


def _document(document: Document) -> DocumentView:
    return DocumentView(
        path=document.path,
        kind=document.kind,
        format=document.format,
        lines=len(document.lines),
        bytes=document.bytes,
        tokens=estimate_tokens("\n".join(document.lines)),
        sha256=document.sha256,
    )


def _phase(plan: Plan, phase: Phase) -> PhaseView:
    return PhaseView(
        id=phase.id,
        label=redact(phase.label),
        title=redact(phase.title),
        path=phase.path,
        line_start=phase.line_start,
        line_end=phase.line_end,
        tokens=_tokens(plan, phase),
        stated_tokens=stated_tokens(plan, phase),
        explicit=phase.explicit,
        roles=tuple(sorted(phase.roles)),
        sections=_sections(phase.sections),
        depends_on=_dependencies(phase.depends_on()),
        scheduled=_dependencies(phase.schedules()),
        tasks=tuple(_task(plan, task) for task in phase.tasks),
    )


def _task(plan: Plan, task: Task) -> TaskView:
    return TaskView(
        id=task.id,
        label=redact(task.label),
        title=redact(task.title),
        path=task.path,
        line_start=task.line_start,
        line_end=task.line_end,
        tokens=_tokens(plan, task),
        stated_tokens=task.stated_tokens,
        done=task.done,
        roles=tuple(sorted(task.roles)),
        sections=_sections(task.sections),
        depends_on=_dependencies(task.depends_on()),
        files=_files(task.files),
        subtasks=tuple(_task(plan, each) for each in task.subtasks),
    )


def _tokens(plan: Plan, node: Node) -> int:
    return estimate_tokens(plan.document(node.path).text(node.line_start, node.line_end))


def _sections(sections: Iterable[Section]) -> tuple[SectionView, ...]:
    return tuple(
        SectionView(
            title=redact(section.title),
            role=section.role,
            line_start=section.line_start,
            line_end=section.line_end,
        )
        for section in sections
    )


def _dependencies(references: Iterable[Reference]) -> tuple[DependencyView, ...]:
    return tuple(
        DependencyView(text=redact(ref.text), resolved=ref.resolved, line_start=ref.line_start)
        for ref in references
    )


def _files(mentions: Iterable[FileMention]) -> tuple[FileView, ...]:
    return tuple(
        FileView(file=redact(each.file), action=each.action, line_start=each.line_start)
        for each in mentions
    )
