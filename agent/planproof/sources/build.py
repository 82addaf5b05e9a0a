"""From drafts and their contents to the frozen plan, with ids given and references resolved."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from planproof.core.document import Document
from planproof.core.plan import Estimate, Field, Item, Phase, Plan, Reference, Skipped, Task
from planproof.sources.assemble import Assembly
from planproof.sources.estimates import stated_estimate
from planproof.sources.nodes import Contents, content_roles
from planproof.sources.resolve import Resolver
from planproof.sources.units.drafts import Draft, Reading
from planproof.sources.vocabulary import section_role, vocabulary


class Builder:
    """Turns drafts into nodes; ids are unique and come from labels, never from lines."""

    def __init__(self, documents: Sequence[Document], contents: Contents) -> None:
        self._documents = {document.path: document for document in documents}
        self._contents = contents
        self._ids: Counter[str] = Counter()

    def phase(self, draft: Draft, *, explicit: bool) -> Phase:
        id_ = self._unique(slug(draft.label) if explicit else f"document-{slug(_stem(draft.path))}")
        fields, sections, roles, estimates = self._parts(draft)
        return Phase.model_construct(
            path=draft.path,
            line_start=draft.heading_line,
            line_end=draft.line_end,
            id=id_,
            label=draft.label,
            number=draft.number,
            title=draft.title,
            heading_line=draft.heading_line,
            sections=sections,
            roles=roles,
            estimates=estimates,
            references=self._references(draft),
            files=tuple(self._contents.files[id(draft)]),
            fields=fields,
            explicit=explicit,
            tasks=tuple(self.task(child, id_) for child in draft.children),
        )

    def task(self, draft: Draft, phase: str | None) -> Task:
        whole = re.fullmatch(r"\d+[a-z]?|[A-Z]", draft.number or "") is None
        coded = draft.family == "code" or (draft.number is not None and whole)
        label = (
            draft.label if coded else f"{phase}/{slug(draft.label)}" if phase else slug(draft.label)
        )
        id_ = self._unique(label)
        fields, sections, roles, estimates = self._parts(draft)
        return Task.model_construct(
            path=draft.path,
            line_start=draft.heading_line,
            line_end=draft.line_end,
            id=id_,
            label=draft.label,
            number=draft.number,
            title=draft.title,
            heading_line=draft.heading_line,
            sections=sections,
            roles=roles,
            estimates=estimates,
            references=self._references(draft),
            files=tuple(self._contents.files[id(draft)]),
            fields=fields,
            kind="heading" if draft.kind == "heading" else draft.kind,
            phase=phase,
            parallel=draft.parallel,
            done=draft.done,
            subtasks=tuple(self.task(child, phase) for child in draft.children),
        )

    def _parts(
        self, draft: Draft
    ) -> tuple[tuple[Field, ...], tuple, frozenset[str], tuple[Estimate, ...]]:  # type: ignore[type-arg]
        document = self._documents[draft.path]
        sections = tuple(self._contents.sections[id(draft)])
        fields = (*draft.fields, *self._contents.fields[id(draft)])
        roles = content_roles(sections, document)
        sections_known = set(vocabulary().roles.values())
        roles |= sections_known & {
            role for f in draft.fields if f.value and (role := f.role or section_role(f.name))
        }
        estimates = list(self._contents.estimates[id(draft)])
        estimates.extend(_field_estimates(draft.fields))
        return fields, sections, frozenset(roles), tuple(estimates)

    def _references(self, draft: Draft) -> tuple[Reference, ...]:
        return (*draft.references, *self._contents.references[id(draft)])

    def _unique(self, id_: str) -> str:
        self._ids[id_] += 1
        return id_ if self._ids[id_] == 1 else self._unique(f"{id_}#{self._ids[id_]}")


def _field_estimates(fields: Iterable[Field]) -> Iterable[Estimate]:
    for field in fields:
        if field.role == "estimate":
            estimate = stated_estimate(field.name, field.value, field.path, field.line_start)
            if estimate is not None:
                yield estimate


def _stem(path: str) -> str:
    """File name without folders and extension."""
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def slug(text: str) -> str:
    """Lower-case words joined by hyphens: `Phase 0.5` to `phase-0.5`."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")[:80] or "part"


def build_plan(
    *,
    root: str,
    name: str,
    readings: Sequence[Reading],
    assembly: Assembly,
    contents: Contents,
    items: Sequence[Item],
    formats: tuple[str, ...],
    skipped: Sequence[Skipped],
) -> Plan:
    """The plan, with every reference resolved where one node is meant."""
    documents = tuple(reading.document for reading in readings)
    builder = Builder(documents, contents)
    phases = [builder.phase(draft, explicit=assembly.explicit) for draft in assembly.phases]
    tasks = [builder.task(draft, None) for draft in assembly.tasks]
    resolver = Resolver(phases, tasks, items, documents)
    summaries = [
        (s, resolver.phase_id(s.number)) for reading in readings for s in reading.summaries
    ]
    extra: dict[str, list[Reference]] = defaultdict(list)
    for summary, id_ in summaries:
        if id_:
            extra[id_].extend(summary.references)
    return Plan(
        root=root,
        name=name,
        formats=formats,
        documents=documents,
        phases=tuple(resolver.resolved_phase(phase, extra[phase.id]) for phase in phases),
        tasks=tuple(resolver.resolved_task(task) for task in tasks),
        items=tuple(items),
        references=tuple(resolver.resolve(ref, None) for ref in contents.references[None]),
        estimates=tuple(contents.estimates[None]),
        phase_estimates=tuple((id_, e) for s, id_ in summaries if id_ for e in s.estimates),
        template=bool(documents)
        and all(d.kind in ("template", "context", "data") for d in documents)
        and any(d.kind == "template" for d in documents),
        unparsed=(),
        skipped=tuple(skipped),
    )
