"""The plan as it was understood: phases, tasks, and what they say of each other.

Built once by `sources`, read by everything else. Every node knows the lines it owns;
the ranges of phases and tasks nest and never overlap.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from planproof.core.base import Frozen, Location
from planproof.core.document import Document, Section

ReferenceKind = Literal[
    "phase", "task", "requirement", "risk", "section", "appendix", "lines", "file", "link"
]
Relation = Literal["depends", "blocks", "schedules", "covers", "parallel", "defers", "mentions"]
FileAction = Literal["create", "modify", "delete", "test", "read", "mention"]
Unit = Literal["tokens", "hours", "days", "weeks", "months", "points", "lines"]


class Reference(Location):
    """Text that points at another part of the plan."""

    kind: ReferenceKind
    text: str
    """Verbatim, as the author wrote it: `Phase 3, Task 5`."""
    target: str
    """The label that is meant, normalised: `5`, `T-007`, `6.7`, `./Phase-2.md#setup`, `10-39`."""
    phase: str | None = None
    """Number of the phase that a task reference names with it: `3` in `Phase 3, Task 5`."""
    relation: Relation = "mentions"
    resolved: str | None = None
    """Id of the phase, task, requirement or risk meant, or path of the document."""
    ambiguous: bool = False
    """More than one node bears this label and nothing says which; never a defect by itself."""


class FileMention(Location):
    """A file of the code base that the plan names."""

    file: str
    """As written, without line suffix and code marks."""
    action: FileAction
    exists: bool | None = None
    """True when the text says that the file is there already ("(already exists)")."""
    lines: tuple[int, ...] = ()
    """Line numbers given with it: `file.py:200, 220`."""


class Estimate(Location):
    """An effort that the author states."""

    low: float
    high: float
    """Equal to `low` unless a range is given."""
    unit: Unit
    text: str
    """Verbatim: `~95,000`."""
    total: bool = False
    """The text says that it is a total."""


class Field(Location):
    """A labelled value of a task: `Priority: P1`, or a cell under a known column head."""

    name: str
    role: str | None
    value: str


class Node(Location):
    """What phases and tasks have in common."""

    id: str
    """Unique in the plan: `phase-7`, `phase-7/task-2`, `T-007`."""
    label: str
    """What the author calls it: `Phase 7`, `Task 2`, `T-007`, `1.2`."""
    number: str | None
    """The number or code within the label, normalised: `7`, `2`, `T-007`, `1.2`."""
    title: str
    """Without the label."""
    heading_line: int
    """The line that names the node."""
    sections: tuple[Section, ...] = ()
    """Titled parts that belong to this node and to none of its children."""
    roles: frozenset[str] = frozenset()
    """Section roles present in `sections`, `fields` and columns, with some content."""
    estimates: tuple[Estimate, ...] = ()
    references: tuple[Reference, ...] = ()
    """References in the node's own lines, those of its children left out."""
    files: tuple[FileMention, ...] = ()
    fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """Label and title as a reader would say them."""
        return f"{self.label}: {self.title}" if self.title else self.label

    @property
    def location(self) -> Location:
        return Location(path=self.path, line_start=self.line_start, line_end=self.line_end)

    @property
    def stated_tokens(self) -> int | None:
        """The author's token estimate for the whole node (middle of a range), if any."""
        for estimate in self.estimates:
            if estimate.unit == "tokens":
                return round((estimate.low + estimate.high) / 2)
        return None

    def depends_on(self) -> Iterator[Reference]:
        """References that say this node needs another first."""
        return (ref for ref in self.references if ref.relation == "depends")


class Task(Node):
    """The smallest unit that the plan itself names."""

    kind: Literal["heading", "item", "row", "file", "json"]
    phase: str | None = None
    """Id of the phase that contains it; None for tasks declared outside every phase."""
    parallel: bool = False
    """Marked `[P]` or with a field that says so."""
    done: bool | None = None
    """State of its checkbox or status; None when it has none."""
    subtasks: tuple["Task", ...] = ()

    def walk(self) -> Iterator["Task"]:
        """This task, then its subtasks, depth first."""
        yield self
        for task in self.subtasks:
            yield from task.walk()


class Phase(Node):
    """A top-level unit of ordered work."""

    explicit: bool = True
    """False when a document without phases serves as one."""
    tasks: tuple[Task, ...] = ()

    def walk(self) -> Iterator[Task]:
        """All tasks and subtasks, in order."""
        for task in self.tasks:
            yield from task.walk()

    def schedules(self) -> Iterator[Reference]:
        """References by which the phase lists tasks that are declared elsewhere."""
        return (ref for ref in self.references if ref.relation == "schedules")


class Item(Location):
    """A requirement, risk or decision with an id of its own."""

    id: str
    """Normalised, as references name it: `FR-7`, `3.2`."""
    label: str
    """As the author wrote it: `FR-007`."""
    title: str
    kind: Literal["requirement", "risk", "other"]
    """`other` for ids that are declared and are neither (decisions, scenarios, ...)."""
    text: str = ""
    """The whole row or paragraph that declares it."""


class Skipped(Frozen):
    """A file that was found and not read, and why."""

    path: str
    reason: str


class Plan(Frozen):
    """A plan, whole."""

    root: str
    """Folder (or file) as the user gave it."""
    name: str
    formats: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    phases: tuple[Phase, ...] = ()
    tasks: tuple[Task, ...] = ()
    """Tasks declared outside every phase."""
    items: tuple[Item, ...] = ()
    references: tuple[Reference, ...] = ()
    """References that stand outside every phase and task (overview, specs)."""
    estimates: tuple[Estimate, ...] = ()
    """Estimates outside every phase and task."""
    phase_estimates: tuple[tuple[str, Estimate], ...] = ()
    """Estimates that a summary table or list gives for a phase, with the phase's id."""
    template: bool = False
    """The plan is a template to be filled in, not a plan."""
    unparsed: tuple[Location, ...] = ()
    """Lines that look like work to be done and that no adapter understood."""
    skipped: tuple[Skipped, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, Document]:
        return {document.path: document for document in self.documents}

    @cached_property
    def nodes(self) -> dict[str, Phase | Task]:
        """Every phase, task and subtask by id."""
        found: dict[str, Phase | Task] = {phase.id: phase for phase in self.phases}
        found.update((task.id, task) for task in self.walk())
        return found

    def walk(self) -> Iterator[Task]:
        """Every task and subtask: those of the phases in order, then those outside."""
        for phase in self.phases:
            yield from phase.walk()
        for task in self.tasks:
            yield from task.walk()

    def document(self, path: str) -> Document:
        """The document at *path*; KeyError when the plan has none."""
        return self.by_path[path]

    def all_references(self) -> Iterator[Reference]:
        """Every reference of the plan, node by node."""
        for node in self.nodes.values():
            yield from node.references
        yield from self.references

    def owner(self, path: str, line: int) -> tuple[Phase | None, Task | None]:
        """Innermost phase and task that own a line of a document."""
        owners = self._owners.get(path, [])
        return owners[line] if 0 <= line < len(owners) else (None, None)

    @cached_property
    def _owners(self) -> dict[str, list[tuple[Phase | None, Task | None]]]:
        """By document, phase and task of each line; made once, for every check asks."""
        found: dict[str, list[tuple[Phase | None, Task | None]]] = {}
        phases = {phase.id: phase for phase in self.phases}
        for node in self.nodes.values():  # phases first, then tasks from outer to inner
            if node.path not in found:
                found[node.path] = [(None, None)] * (len(self.document(node.path).lines) + 1)
            lines, end = found[node.path], min(node.line_end, len(found[node.path]) - 1)
            if isinstance(node, Phase):
                own: tuple[Phase | None, Task | None] = (node, None)
            else:
                own = (phases.get(node.phase or ""), node)
            lines[node.line_start : end + 1] = [own] * (end + 1 - node.line_start)
        return found

    def work_documents(self) -> tuple[Document, ...]:
        """Documents whose text is the plan itself: not context, templates or data."""
        return tuple(d for d in self.documents if d.kind not in ("context", "template", "data"))
