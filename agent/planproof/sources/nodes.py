"""What each phase and task says: sections, references, files, estimates and fields, by lines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from planproof.core.document import Document, Fence, Section
from planproof.core.plan import Estimate, Field, FileMention, Reference, Relation
from planproof.sources.assemble import Assembly
from planproof.sources.estimates import stated_estimate
from planproof.sources.links import defined_links, links
from planproof.sources.markdown.definitions import CODE_SPAN
from planproof.sources.mentions import file_action, files_in, labels_over, tree_files
from planproof.sources.references import reference, scan
from planproof.sources.sections import has_content
from planproof.sources.units.drafts import PHASE_RANK, Draft, Reading
from planproof.sources.units.tables import labelled_references
from planproof.sources.vocabulary import plain_title, vocabulary

_MAX_LINE = 4_000
_TRIGGERS = frozenset("0123456789`§](/.")
"""A line without any of these names nothing."""
_YES = re.compile(r"\W*(?:yes|true|y|ja|oui|sí|sim|可|是|はい|\[P\])\b|\s*[✓✔✅☑∥]", re.IGNORECASE)


class Contents:
    """What belongs to each draft (by identity), and to no draft (key None)."""

    def __init__(self) -> None:
        self.sections: dict[int | None, list[Section]] = defaultdict(list)
        self.references: dict[int | None, list[Reference]] = defaultdict(list)
        self.files: dict[int | None, list[FileMention]] = defaultdict(list)
        self.estimates: dict[int | None, list[Estimate]] = defaultdict(list)
        self.fields: dict[int | None, list[Field]] = defaultdict(list)


def gather(readings: Iterable[Reading], assembly: Assembly, families: frozenset[str]) -> Contents:
    """Read every line of every document once and file what it says under the unit that owns it."""
    contents = Contents()
    roots: dict[str, list[Draft]] = defaultdict(list)
    for draft in (*assembly.phases, *assembly.tasks):
        _root(draft, roots)
    for reading in readings:
        if reading.document.kind not in ("template", "data"):
            _Gatherer(contents, reading, roots[reading.document.path], families).gather()
    for draft in (*assembly.phases, *assembly.tasks):
        _mark_parallel(draft, contents)
    return contents


def _mark_parallel(draft: Draft, contents: Contents) -> None:
    """A field `Parallel: yes` is as good as `[P]`; one that names tasks says with which."""
    said = (*draft.fields, *contents.fields[id(draft)])
    if any(
        each.role == "parallel" and _YES.match(each.value) and not re.search(r"\d", each.value)
        for each in said
    ):
        draft.parallel = True
    for child in draft.children:
        _mark_parallel(child, contents)


def _root(draft: Draft, roots: dict[str, list[Draft]]) -> None:
    """File a draft, and those of its children that stand in other documents."""
    roots[draft.path].append(draft)
    for child in draft.children:
        if child.path != draft.path:
            _root(child, roots)


class _Gatherer:
    """Goes through one document."""

    def __init__(
        self, contents: Contents, reading: Reading, roots: Iterable[Draft], families: frozenset[str]
    ) -> None:
        self._contents = contents
        self._reading = reading
        self._document = reading.document
        self._families = families
        self._owners = _owners(roots, len(reading.document.lines))
        self._labels = labels_over(reading.document.prose)

    def gather(self) -> None:
        for section in self._document.sections:
            self._section(section)
        for number, line in enumerate(self._document.prose, 1):
            if line and len(line) <= _MAX_LINE and not _TRIGGERS.isdisjoint(line):
                self._line(number, line)
        if self._document.kind != "context":
            for fence in self._document.blocks.fences:
                self._tree(fence)

    def _key(self, line: int) -> int | None:
        owner = self._owners[line]
        return None if owner is None else id(owner)

    def _section(self, section: Section) -> None:
        line = section.line_start
        owner = self._owners[line]
        if (
            owner
            and owner.kind != "file"
            and owner.heading_line == line
            and section.style == "heading"
        ):
            return
        key = self._key(line)
        self._contents.sections[key].append(section)
        estimate = _estimate(section, self._document)
        if estimate is not None:
            self._contents.estimates[key].append(estimate)
        name = vocabulary().field(section.title)
        if section.value and (name or section.role):
            self._contents.fields[key].append(
                Field.model_construct(
                    path=self._document.path,
                    line_start=line,
                    line_end=line,
                    name=section.title,
                    role=name if name and name != "goal" else section.role,
                    value=section.value,
                )
            )

    def _line(self, number: int, line: str) -> None:
        document, key = self._document, self._key(number)
        defined = self._reading.definitions
        if number in defined.lines:
            return
        if "](" in line or (defined.targets and "[" in line):
            self._contents.references[key].extend(self._links(number))
        if document.kind == "context":
            return
        if number not in self._reading.row_lines:
            self._contents.references[key].extend(self._references(number, line))
        section, owner = self._reading.section_at[number], self._owners[number]
        listed = section is not None and section.role == "files"
        named = owner is not None and owner.heading_line == number
        label = self._labels[number - 1]
        if "`" in line or ((listed or named or label) and ("/" in line or "." in line)):
            default = file_action(section.title) if section and listed else "mention"
            self._contents.files[key].extend(
                files_in(line, document.path, number, default, label=label)
            )

    def _links(self, number: int) -> Iterator[Reference]:
        document, defined = self._document, self._reading.definitions
        line, written = document.prose[number - 1], document.lines[number - 1]
        yield from links(line, written, (document.path, number))
        if defined.targets:
            yield from defined_links(line, written, (document.path, number), defined)

    def _references(self, number: int, line: str) -> Iterator[Reference]:
        text = _without_label(line, self._owners[number], number)
        spec = self._document.kind == "spec"
        for found in self._related(number, text):
            # A spec speaks of the phases of the product, not of those of the work.
            if not spec or found.kind not in ("phase", "task"):
                yield found

    def _related(self, number: int, line: str) -> Iterator[Reference]:
        """References of a line, with the relation that its section gives them."""
        section, path = self._reading.section_at[number], self._document.path
        relation: Relation = "mentions"
        if section is not None:
            on_label = section.line_start == number and section.style != "heading"
            inside = section.style != "heading" or section.line_start != number
            if section.role in ("dependencies", "prerequisites") and inside:
                relation = "blocks" if plain_title(section.title) == "blocks" else "depends"
                if on_label:
                    yield from labelled_references(
                        section.title,
                        section.role,
                        section.value,
                        at=(path, number),
                        families=self._families,
                    )
                    return
            elif section.role == "requirements" and section.style != "heading":
                relation = "covers"
                if on_label:
                    yield from _covers(section.value, path, number, self._families)
                    return
            elif self._lists_tasks(section, number):
                relation = "schedules"
        text = CODE_SPAN.sub(lambda match: match[0].replace("/", " "), line)
        yield from scan(text, path, number, self._families, relation)

    def _lists_tasks(self, section: Section, number: int) -> bool:
        """`Tasks: T-001, T-002` within a phase."""
        owner = self._owners[number]
        return (
            section.style != "heading"
            and owner is not None
            and owner.rank <= PHASE_RANK
            and vocabulary().fields.get(plain_title(section.title)) == "tasks"
        )

    def _tree(self, fence: Fence) -> None:
        section = self._reading.section_at[fence.line_start]
        if section is None or section.role != "files":
            return
        last = fence.line_end - 1 if fence.closed else fence.line_end
        body = self._document.lines[fence.line_start : last]
        self._contents.files[self._key(fence.line_start)].extend(
            tree_files(body, self._document.path, fence.line_start + 1, file_action(section.title))
        )


def _owners(drafts: Iterable[Draft], count: int) -> list[Draft | None]:
    """Innermost unit of each line, from 1."""
    owners: list[Draft | None] = [None] * (count + 1)

    def paint(draft: Draft) -> None:
        end = min(draft.line_end, count)
        owners[draft.heading_line : end + 1] = [draft] * (end + 1 - draft.heading_line)
        for child in draft.children:
            if child.path == draft.path:
                paint(child)

    for draft in sorted(drafts, key=lambda d: d.rank):
        paint(draft)
    return owners


def _estimate(section: Section, document: Document) -> Estimate | None:
    named = re.search(r"\btokens?\b|トークン|令牌|토큰", section.title.lower())
    if section.role != "estimate" and not named:
        return None
    if section.value or section.style != "heading":
        return stated_estimate(section.title, section.value, document.path, section.line_start)
    first = section.line_start + 1
    for number in range(first, min(section.line_end, first + 2) + 1):
        if document.prose[number - 1].strip():
            return stated_estimate(section.title, document.prose[number - 1], document.path, number)
    return None


def _without_label(line: str, owner: Draft | None, number: int) -> str:
    """The line without the unit's own label, which is no reference; columns are kept."""
    if owner is None or owner.heading_line != number or owner.kind == "file":
        return line
    at = line.find(owner.label)
    blank = " " * len(owner.label)
    return line if at < 0 else line[:at] + blank + line[at + len(owner.label) :]


def _covers(value: str, path: str, number: int, families: frozenset[str]) -> Iterator[Reference]:
    """`_Requirements: 1.2, 3.4_`: bare numbers here are requirements."""
    found = list(scan(value, path, number, families, "covers"))
    yield from found
    if found:
        return
    for part in re.findall(r"(?<![\w.])\d+(?:\.\d+)*(?![\w])", value):
        yield reference("requirement", part, part, (path, number), "covers")


def content_roles(sections: Iterable[Section], document: Document) -> frozenset[str]:
    """Roles of the sections that hold something."""
    return frozenset(s.role for s in sections if s.role and has_content(s, document.lines))
