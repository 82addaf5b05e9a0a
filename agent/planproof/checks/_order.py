"""When each part of a plan is done: the order of its phases and of the tasks in them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from planproof.checks._words import text_at
from planproof.core.plan import Node, Phase, Plan, Reference, Task

_UNORDERED = re.compile(
    r"^\W*(?:epic|épico|épica|épopée|エピック|史诗|에픽|part\b|teil\b|unit\b|slice\b|component)",
    re.IGNORECASE,
)
"""Groupings by subject: their numbers say nothing of when."""
_OWN_ORDER = re.compile(
    r"\b(?:(?:execution|implementation|build|recommended|suggested|task)\s+(?:order|sequence)"
    r"|dependency (?:graph|order)|critical path)\b|実行順|実施順|执行顺序|实施顺序|실행 순서",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands: in which phases, and at which index in document order."""

    phases: tuple[int, ...]
    """Indexes of the phases that contain or schedule it, in order; more than one is a defect."""
    index: int


class Order:
    """The order of execution, as far as the plan tells it."""

    def __init__(self, plan: Plan) -> None:
        self.phases = plan.phases
        self.sequential = _sequential(plan.phases)
        """True when the phases are done one after another."""
        self.scheduled: dict[str, list[tuple[int, Reference]]] = _schedule(plan)
        """By task id, the phases that list it, each with the reference that does."""
        self._phase_index = {phase.id: index for index, phase in enumerate(plan.phases)}
        self._by_number = {p.number: i for i, p in enumerate(plan.phases) if p.number}
        self._places = {
            task.id: Place(self._phases_of(task), index) for index, task in enumerate(plan.walk())
        }
        self._plan = plan
        self._in_order = {phase.id: _in_order(phase) for phase in plan.phases}

    @cached_property
    def _explained(self) -> bool:
        """True when the plan has a part of its own about the order of work."""
        headings = (h for d in self._plan.work_documents() for h in d.blocks.headings)
        return any(_OWN_ORDER.search(heading.text) for heading in headings)

    def _phases_of(self, task: Task) -> tuple[int, ...]:
        if task.phase is not None:
            return (self._phase_index[task.phase],)
        listed = sorted({index for index, _ in self.scheduled.get(task.id, ())})
        return tuple(listed) or self._by_field(task)

    def _by_field(self, task: Task) -> tuple[int, ...]:
        """The phase that a column of a task table names."""
        for field in task.fields:
            if field.role == "phase" and (match := re.search(r"([\w.]+)\W*$", field.value[:60])):
                index = self._by_number.get(match[1].lstrip("0") or "0")
                if index is not None:
                    return (index,)
        return ()

    def place(self, task: Task) -> Place:
        """Where a task of the plan stands."""
        return self._places[task.id]

    def unplaced(self, task: Task) -> bool:
        """True when no phase contains, lists or is named by the task."""
        return not self._places[task.id].phases

    def phase_gap(self, needer: Node, needed: Node) -> int:
        """How many phases later *needed* is done at the earliest; 0 when that cannot be told."""
        if not self.sequential:
            return 0
        mine, theirs = self._indexes(needer), self._indexes(needed)
        if not mine or not theirs:
            return 0
        return max(min(theirs) - max(mine), 0)

    def _indexes(self, node: Node) -> tuple[int, ...]:
        if isinstance(node, Task):
            return self._places[node.id].phases
        index = self._phase_index.get(node.id)
        return () if index is None else (index,)

    def comes_after(self, needer: Task, needed: Task) -> bool:
        """True when *needed* stands after *needer* in one phase whose tasks are done in order.

        Rows, JSON objects and files are done by their dependencies, so their order proves nothing;
        nor does it where the plan has a part of its own about the order.
        """
        if needer.phase is None or needer.phase != needed.phase:
            return False
        if needer.path != needed.path or not self._in_order[needer.phase]:
            return False
        if {needer.kind, needed.kind} - {"heading", "item"}:
            return False
        if self._places[needed.id].index <= self._places[needer.id].index:
            return False
        return not self._explained

    def sort_key(self, node: Node) -> tuple[int, int]:
        """Sorts nodes by when they are done; nodes without a phase come last."""
        indexes = self._indexes(node)
        own = self._places[node.id].index if isinstance(node, Task) else -1
        return (min(indexes) if indexes else len(self.phases), own)


def _schedule(plan: Plan) -> dict[str, list[tuple[int, Reference]]]:
    listed: dict[str, list[tuple[int, Reference]]] = defaultdict(list)
    loose = {task.id for outer in plan.tasks for task in outer.walk()}
    for index, phase in enumerate(plan.phases):
        for reference in phase.schedules():
            if reference.resolved in loose:
                listed[reference.resolved].append((index, reference))
    return listed


def _sequential(phases: Sequence[Phase]) -> bool:
    if len(phases) < 2 or any(not p.explicit or _UNORDERED.match(p.label) for p in phases):
        return False
    numbers = [natural(phase.number or "") for phase in phases]
    return all(numbers) and numbers == sorted(numbers)


def _in_order(phase: Phase) -> bool:
    """True when the numbers of the tasks rise, so that their order was meant."""
    numbers = [natural(task.number or "") for task in phase.tasks]
    return all(numbers) and all(a < b for a, b in pairwise(numbers))


def natural(number: str) -> list[tuple[int, int, str]]:
    """Sort key for labels: `2`, `2a`, `10`, `T-7`, `1.10`."""
    parts = re.findall(r"\d{1,18}|[A-Za-z]+", number[:80])
    return [(0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in parts]


class Lines:
    """Which parts of the plan each line speaks of, for notes that explain an exception."""

    _RELATES = re.compile(
        r"depend|overlap|parallel|before|after|as soon as|once|first|concurrent|block|prerequisite"
        r"|start|begin|used by|provide|依存|先|並行|之前|之后|antes|depois|después|vor|nach|avant"
        r"|après",
        re.IGNORECASE,
    )

    _ALONGSIDE = re.compile(
        r"overlap|parallel|alongside|as soon as|interleav|concurrent|並行|并行|병렬", re.IGNORECASE
    )

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._by_line: dict[tuple[str, int], list[Reference]] = defaultdict(list)
        self._rows = {
            (document.path, row.line)
            for document in plan.documents
            for table in document.blocks.tables
            for row in table.rows
        }
        for reference in plan.all_references():
            if reference.resolved and reference.kind in ("task", "phase"):
                self._by_line[reference.path, reference.line_start].append(reference)
        self._of: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for place, found in self._by_line.items():
            for id_ in {reference.resolved or "" for reference in found}:
                self._of[id_].append(place)

    def explained(self, needer: Node, needed: Node, said: Reference) -> Reference | None:
        """A sentence elsewhere that speaks of both parts and of their order, if there is one."""
        for path, line in self._of.get(needed.id, ()):
            if (path, line) == (said.path, said.line_start) or (path, line) in self._rows:
                continue
            for sentence in self._sentences(path, line):
                named = {r.resolved: r for r in self._by_line[path, line] if r.text in sentence}
                both = needed.id in named and self._names(needer, needed, set(named))
                if both and (isinstance(needer, Task) or self._ALONGSIDE.search(sentence)):
                    return named[needed.id]
        return None

    def _sentences(self, path: str, line: int) -> Iterator[str]:
        text = text_at(self._plan.document(path), line)[:4_000]
        for sentence in re.split(r"(?<=[.!?。!?])\s+|(?<=。)", text):
            if self._RELATES.search(sentence):
                yield sentence

    @staticmethod
    def _names(needer: Node, needed: Node, named: set[str | None]) -> bool:
        """True when the sentence names the needer too; two phases alone say nothing special."""
        if needer.id in named:
            return True
        return isinstance(needer, Task) and isinstance(needed, Task) and needer.phase in named
