"""A phase, task or id is referred to that the plan does not have.

## What it does

Looks up every phase, task and id that the text names. Reports those that no document declares,
when the plan itself has the series they belong to: "Phase 12" of nine phases, `FR-040` where
requirements end at `FR-026`. Ids of a series that nobody declares here point outside and are
left alone, and so are labels that could mean more than one part.

## Why is this bad?

The reader is sent to a part that does not exist. Either the part was dropped and its work is
lost, or the reference is stale and means something else.

## Example

    Reuse the queue from Phase 12, Task 3.

## Use instead

    Reuse the queue from Phase 4, Task 3.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from planproof.checks._dependencies import needs
from planproof.checks._words import text_at, without_code
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Plan, Reference
from planproof.words import listed

RULE = Rule(
    id="dangling-reference",
    category="references",
    severity="major",
    summary="A phase, task or id is named that the plan does not have",
    goal="Every phase, task and id that is named exists",
)

_SERIES = 3
"""Ids with one head (`FR-1`, `FR-2`, ...) that make it a series of this plan."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per missing part, with every place that names it."""
    plan = context.plan
    series = _Series(plan)
    missing: dict[tuple[str, str, str | None], list[Reference]] = defaultdict(list)
    for reference in plan.all_references():
        if reference.resolved is None and series.claims(reference):
            missing[reference.kind, reference.target, reference.phase].append(reference)
    for references in missing.values():
        yield _finding(plan, references, series)


class _Series:
    """What the plan numbers, so that a gap can be told from a name of something else."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._work = {document.path for document in plan.work_documents()}
        self._needs = {
            _place(need.reference) for need in needs(plan) if need.reference.relation == "depends"
        }
        explicit = [phase for phase in plan.phases if phase.explicit and phase.number]
        self.phases = [phase.number or "" for phase in explicit]
        tasks = [task for task in plan.walk() if task.number]
        self.tasks = [task.number or "" for task in tasks]
        self._ids = {item.id for item in plan.items}
        heads = Counter(_head(id_) for id_ in (*self._ids, *self.tasks))
        self._heads = {head for head, count in heads.items() if count >= _SERIES}

    def claims(self, reference: Reference) -> bool:
        """True when the reference names a part of a series that this plan has."""
        if not self._is_said(reference):
            return False
        if reference.ambiguous:
            return self._is_slug(reference)
        if reference.kind == "phase":
            return len(self.phases) >= 2 and _alike(reference.target, self.phases)
        if reference.kind == "task" and "-" not in reference.target:
            return len(self.tasks) >= 3 and _alike(reference.target, self.tasks)
        if reference.kind in ("task", "requirement", "risk"):
            base = re.sub(r"[a-z]$", "", reference.target)  # `ADR-3a` is a part of ADR-3
            return _head(reference.target) in self._heads and base not in self._ids
        return False

    def _is_slug(self, reference: Reference) -> bool:
        """True for `fn-130.9` where tasks are called `fn-130.1` and so on; `us-east-1` is none."""
        head, dot, _ = reference.target.rpartition(".")
        known = sum(number.startswith(f"{head}.") for number in self.tasks) if dot else 0
        return known >= _SERIES and "-" in head and reference.target not in self.tasks

    def _is_said(self, reference: Reference) -> bool:
        """In work documents, and not as an example in inline code.

        What a phase or task says that it needs has a check of its own; a chapter on the order of
        all of them is no part of one.
        """
        if reference.path not in self._work or _place(reference) in self._needs:
            return False
        line = text_at(self._plan.document(reference.path), reference.line_start)
        return reference.text in without_code(line)


def _place(reference: Reference) -> tuple[str, int, str, str]:
    return reference.path, reference.line_start, reference.kind, reference.target


def _head(id_: str) -> str:
    return re.sub(r"-?\d[\d.]*[a-z]?$", "", id_)


def _alike(number: str, known: list[str]) -> bool:
    """True when a number is written as the known ones are: digits, dotted, letters."""
    return _shape(number) in {_shape(other) for other in known}


def _shape(number: str) -> str:
    return re.sub(r"[a-z]$", "", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "1", number)))


def _finding(plan: Plan, references: list[Reference], series: _Series) -> Finding:
    first, rest = references[0], references[1:]
    name = first.text if len(first.text) <= 60 else first.target
    where = f" in {len(references)} places" if rest else ""
    return RULE.finding(
        plan,
        first,
        related=rest,
        severity="minor" if all(r.relation == "defers" for r in references) else None,
        title=f"“{name}” is referred to{where}, and the plan has no such {_noun(first)}",
        detail=f"{_known(first, series)} Whoever follows the reference finds nothing.",
        recommendation="Name the part that is meant, or add the missing one.",
    )


def _noun(reference: Reference) -> str:
    return {"phase": "phase", "task": "task", "risk": "risk"}.get(reference.kind, "id")


def _known(reference: Reference, series: _Series) -> str:
    if reference.kind == "phase":
        return f"The phases are {listed(series.phases, 12)}."
    return f"{_head(reference.target) or 'This'} is a series of this plan without that number."
