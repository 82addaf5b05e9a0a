"""Which part of the plan a reference means."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from posixpath import dirname, join, normpath

from planproof.core.document import Document
from planproof.core.plan import Item, Phase, Reference, Task
from planproof.sources.vocabulary import vocabulary


class Resolver:
    """Looks labels up: first in the phase at hand, then in the whole plan."""

    def __init__(
        self,
        phases: Sequence[Phase],
        tasks: Sequence[Task],
        items: Sequence[Item],
        documents: Iterable[Document],
    ) -> None:
        self._phases = {phase.number: phase.id for phase in reversed(phases) if phase.number}
        self._lettered = {re.sub(r"[a-z]$", "", number) for number in self._phases}
        self._open_end = next((p for p in phases if p.label.endswith("+")), None)
        self._family = _family(phases[0].label) if phases and phases[0].explicit else None
        self._by_phase: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._everywhere: dict[str, list[str]] = defaultdict(list)
        self._items = {item.id for item in items}
        self._paths = {document.path for document in documents}
        scheduled = (task for phase in phases for task in phase.walk())
        loose = (task for outer in tasks for task in outer.walk())
        for task in chain(scheduled, loose):
            if task.number:
                self._by_phase[task.phase or "", task.number].append(task.id)
                self._everywhere[task.number].append(task.id)

    def phase_id(self, number: str) -> str | None:
        return self._phases.get(number)

    def resolved_phase(self, phase: Phase, extra: Sequence[Reference]) -> Phase:
        """The phase with its references, those of its tasks and *extra* ones resolved."""
        return phase.model_copy(
            update={
                "references": tuple(self.resolve(r, phase) for r in (*phase.references, *extra)),
                "tasks": tuple(self.resolved_task(task, phase) for task in phase.tasks),
            }
        )

    def resolved_task(self, task: Task, phase: Phase | None = None) -> Task:
        return task.model_copy(
            update={
                "references": tuple(self.resolve(r, phase) for r in task.references),
                "subtasks": tuple(self.resolved_task(sub, phase) for sub in task.subtasks),
            }
        )

    def resolve(self, reference: Reference, phase: Phase | None) -> Reference:
        """*reference* with what it means, or marked ambiguous when that cannot be known."""
        found: str | None = None
        ambiguous = False
        if reference.kind == "phase":
            ambiguous = self._family is None or _family(reference.text) not in (self._family, None)
            if not ambiguous:
                found, ambiguous = self._phase(reference.target)
        elif reference.kind == "task":
            found, ambiguous = self._task(reference, phase)
        elif reference.kind in ("requirement", "risk"):
            found = reference.target if reference.target in self._items else None
            if found is None and len(self._everywhere.get(reference.target, ())) == 1:
                found = self._everywhere[reference.target][0]
        elif reference.kind == "link":
            found = self._link(reference)
        if found is None and not ambiguous:
            return reference
        return reference.model_copy(update={"resolved": found, "ambiguous": ambiguous})

    def _phase(self, number: str) -> tuple[str | None, bool]:
        """Id of a phase; "Stage 6" where there are 6a and 6b, or `Phase 3+`, is no one phase."""
        if number in self._phases:
            return self._phases[number], False
        if number in self._lettered:
            return None, True
        end = self._open_end
        if end is not None and end.number and end.number.isdigit() and number.isdigit():
            return (end.id, False) if int(number) > int(end.number) else (None, False)
        return None, False

    def _task(self, reference: Reference, phase: Phase | None) -> tuple[str | None, bool]:
        if reference.phase is not None:
            home = self._phases.get(reference.phase)
            inside = self._by_phase.get((home or "", reference.target), [])
            if len(inside) == 1:
                return inside[0], False
            # Without phases of its own the plan speaks of those of something else.
            return None, len(inside) > 1 or self._family is None
        inside = self._by_phase.get((phase.id, reference.target), []) if phase else []
        if len(inside) == 1:
            return inside[0], False
        anywhere = self._everywhere.get(reference.target, [])
        prose = reference.relation != "depends"
        if not anywhere and prose and reference.text.islower() and "-" in reference.text:
            return None, True  # `us-east-1` looks like an id and is none
        if len(anywhere) == 1:
            return anywhere[0], False
        return None, len(anywhere) > 1

    def _link(self, reference: Reference) -> str | None:
        target = reference.target.split("#", 1)[0]
        if not target:
            return reference.path
        path = normpath(join(dirname(reference.path), target))
        return path if path in self._paths else None


def _family(text: str) -> str | None:
    """Family of the unit word that a label or reference begins with."""
    lowered = text.lower().strip("*_# ")
    units = vocabulary().units
    words = [word for word in units if lowered.startswith(word)]
    return units[max(words, key=len)][0] if words else None
