"""Which parts of a plan stand for which parts of a template."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Phase, Plan, Task
from planproof.core.template import Template, TemplateSection
from planproof.sources.units.labels import unit_label
from planproof.sources.vocabulary import section_role
from planproof.templates.words import PLACEHOLDER, fixed_words, has_placeholder, title_words

_PHASE_RANK = 5
_LONGEST_ITEM = 200


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a plan: a section of a document, a phase, a task, or a document."""

    title: str
    path: str
    line: int
    """The line that names it."""
    start: int
    end: int
    node: Phase | Task | None = None
    is_heading: bool = True
    is_title: bool = False
    """The title of a whole document, which is no section of it."""

    def holds(self, path: str, line: int) -> bool:
        """True for a line of the part."""
        return path == self.path and self.start <= line <= self.end


@dataclass(slots=True)
class Fit:
    """A template laid over a plan."""

    plan: Plan
    found: dict[int, list[Part]] = field(default_factory=dict)
    """By line of the template's section, the parts that stand for it."""
    exact: set[tuple[int, str, int]] = field(default_factory=set)
    """Those of one title: line of the section, path and line of the part."""
    loose: set[tuple[int, str, int]] = field(default_factory=set)
    """Those that only serve the same purpose."""
    missing: list[tuple[TemplateSection, Part | None]] = field(default_factory=list)
    """Required sections that nothing stands for, and the part that lacks each; None for the
    plan."""

    def parts(self, section: TemplateSection) -> list[Part]:
        """The parts that stand for a section of the template."""
        return self.found.get(section.line, [])

    def sure(self, section: TemplateSection) -> list[Part]:
        """The same without those that only serve the same purpose and may have their own form."""
        return [
            part
            for part in self.parts(section)
            if (section.line, part.path, part.line) not in self.loose
        ]


def fit(template: Template, plan: Plan) -> Fit:
    """Lay *template* over *plan*.

    Titles are compared without case, numbers, emoji, punctuation and plural; then by the words
    that one of them has of the other; then by section role, so that a part with another name for
    the same thing counts.
    """
    laid = Fit(plan)
    _Matcher(laid).place(template.sections, None)
    return laid


class _Matcher:
    """One pass down the sections of a template."""

    def __init__(self, laid: Fit) -> None:
        self.fit = laid
        self.plan = laid.plan
        self.documents = laid.plan.work_documents() or laid.plan.documents
        self.parts = [part for document in self.documents for part in _parts(document)]
        self.common = [part for part in self.parts if self._is_common(part)]

    def _is_common(self, part: Part) -> bool:
        """True for a part of the plan itself rather than of one task."""
        phase, task = self.plan.owner(part.path, part.line)
        if task is not None and not self._is_whole(task):
            return False
        return part.is_heading or phase is None or not phase.explicit

    def _is_whole(self, task: Task) -> bool:
        """True when the task is all that there is: one file for one task."""
        if len(self.documents) > 1:
            return False
        headings = self.documents[0].blocks.headings
        return bool(headings) and task.heading_line <= headings[0].line_start

    def place(
        self, sections: Sequence[TemplateSection], within: Part | None, first: Sequence[Part] = ()
    ) -> None:
        """Find the parts for sibling *sections*, within one of several equal parts, or anywhere.

        What stands in one of the parts *first* goes before the rest.
        """
        titled = [s for s in sections if not s.documents and unit_family(s) is None]
        pool = self.common if within is None else self._inside(within)
        if first:
            pool = sorted(pool, key=lambda p: not any(f.holds(p.path, p.line) for f in first))
        named = _named(titled, pool, self.fit)
        for section in sections:
            if section.documents:
                parts = self._documents(section)
            elif unit_family(section) is not None:
                parts = self._units(section, within)
            else:
                parts = named[section.line]
            self.fit.found.setdefault(section.line, []).extend(parts)
            if parts:
                self._below(section, parts, within)
            elif section.required and not self._is_told(section, within):
                self.fit.missing.append((section, within))

    def _below(self, section: TemplateSection, parts: list[Part], within: Part | None) -> None:
        if not section.parts:
            return
        if section.repeated or section.documents:
            for part in parts:
                self.place(section.parts, part)
        else:
            self.place(section.parts, within, parts)

    def _inside(self, within: Part) -> list[Part]:
        return [
            part
            for part in self.parts
            if within.holds(part.path, part.line) and (part.line != within.line)
        ]

    def _documents(self, section: TemplateSection) -> list[Part]:
        known = self.plan.by_path
        return [
            Part(path, path, 1, 1, max(1, len(known[path].lines)))
            for path in section.documents
            if path in known
        ]

    def _units(self, section: TemplateSection, within: Part | None) -> list[Part]:
        """Phases or tasks of the plan for `Phase {N}: [Name]`, those of the same word first."""
        family, rank = unit_family(section) or ("", 0)
        if rank < _PHASE_RANK:
            nodes: list[Phase | Task] = [phase for phase in self.plan.phases if phase.explicit]
        else:
            tasks = list(self.plan.walk())
            nodes = [*tasks] if rank > _PHASE_RANK else [*self.plan.phases, *tasks]
        own = [n for n in nodes if (label := unit_label(n.label)) and label.family == family]
        nodes = own or ([] if rank == _PHASE_RANK else nodes)
        if within is not None:
            nodes = [n for n in nodes if _is_in(n, within)]
        return [
            Part(n.name, n.path, n.heading_line, n.line_start, n.line_end, node=n) for n in nodes
        ]

    def _is_told(self, section: TemplateSection, within: Part | None) -> bool:
        """True when the part has it in a form without a title, or elsewhere in the plan."""
        if unit_family(section) is not None:
            # Tasks that are declared in another place than their phase are no defect of its form.
            return within is not None and bool(self._units(section, None))
        role = section_role(section.title)
        node = within.node if within else None
        return node is not None and role is not None and role in node.roles


def unit_family(section: TemplateSection) -> tuple[str, int] | None:
    """Unit word and rank of a title such as `Phase {N}: [Name]`; None for any other title."""
    if not section.repeated:
        return None
    for title in (section.title, PLACEHOLDER.sub("1", section.title)):
        if (label := unit_label(title)) is not None:
            return label.family, label.rank
    return None


def _is_in(node: Phase | Task, within: Part) -> bool:
    if isinstance(node, Task) and isinstance(within.node, Phase):
        return node.phase == within.node.id
    return within.holds(node.path, node.heading_line)


def _parts(document: Document) -> Iterator[Part]:
    headings = {h.line_start for h in document.blocks.headings if h.style in ("atx", "setext")}
    # In a plan of several documents, a title such as `Rollback` may well name the section.
    title = min(headings, default=0) if document.kind in ("plan", "overview", "phase") else 0
    for section in document.sections:
        yield Part(
            section.title,
            document.path,
            section.line_start,
            section.line_start,
            section.line_end,
            is_heading=section.style == "heading" and section.line_start in headings,
            is_title=section.line_start == title and section.level == 1,
        )


def _named(
    sections: Sequence[TemplateSection], pool: Sequence[Part], laid: Fit
) -> dict[int, list[Part]]:
    """For each section by its line, the parts with its title: the surer ones are taken first."""
    found: dict[int, list[Part]] = {section.line: [] for section in sections}
    taken: set[tuple[str, int]] = set()
    for section in sections:
        hits = [part for part in pool if _same(section, part)]
        found[section.line] += hits if section.repeated else hits[:1]
        taken.update((part.path, part.line) for part in hits)
        laid.exact.update((section.line, part.path, part.line) for part in hits)
    free = [p for p in pool if not p.is_title and (p.path, p.line) not in taken]
    for near in (_near, _alike):
        for section in sections:
            if not found[section.line] and not section.repeated:
                hits = [part for part in free if near(section, part)][:1]
                found[section.line] += hits
                if near is _alike:
                    laid.loose.update((section.line, part.path, part.line) for part in hits)
    return found


def _same(section: TemplateSection, part: Part) -> bool:
    words, title = fixed_words(section.title), title_words(part.title[:_LONGEST_ITEM])
    if not words:
        return False
    if title_words(section.title) == title or not has_placeholder(section.title):
        return title_words(section.title) == title
    # What stands for the placeholders may have any words, between and around the fixed ones.
    rest = iter(title)
    if len(title) <= len(words) or not all(word in rest for word in words):
        return False
    pattern = title_words(PLACEHOLDER.sub(" 0 ", section.title))
    numbered = len(pattern) > 1 and pattern[0] == words[0] and pattern[1].isdigit()
    return not numbered or (title[0] == words[0] and _is_number(title[1]))


def _is_number(word: str) -> bool:
    return word.isdigit() or len(word) == 1


def _near(section: TemplateSection, part: Part) -> bool:
    """One title has all words of the other."""
    if unit_label(part.title) is not None:
        return False
    words, title = set(fixed_words(section.title)), set(title_words(part.title[:_LONGEST_ITEM]))
    if not words or not title or any(word.isdigit() for word in title - words):
        return False
    return words <= title or title <= words


def _alike(section: TemplateSection, part: Part) -> bool:
    role = section_role(section.title)
    return role is not None and role == section_role(part.title) and unit_label(part.title) is None


def place_of(part: Part | None, plan: Plan) -> Location | None:
    """The line that names a part; for the plan, the first line with text of its main document."""
    if part is not None:
        return Location(path=part.path, line_start=part.line, line_end=part.line)
    documents = [d for d in _main_first(plan) if any(line.strip() for line in d.lines)]
    for document in documents:
        first = next(n for n, line in enumerate(document.lines, 1) if line.strip())
        titles = [h.line_start for h in document.blocks.headings[:1]]
        line = titles[0] if titles else first
        return Location(path=document.path, line_start=line, line_end=line)
    return None


def _main_first(plan: Plan) -> Iterable[Document]:
    order = ("plan", "overview", "spec", "phase", "task-list", "task")
    documents = plan.work_documents() or plan.documents
    return sorted(documents, key=lambda d: order.index(d.kind) if d.kind in order else len(order))
