"""The areas of a gap analysis: what each phase aims at, and what of it is there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planproof.core.base import Location
from planproof.core.finding import SEVERITIES, Finding
from planproof.core.review import (
    Grounding,
    PlanView,
    Review,
    StatedClaim,
    StatedFile,
    TaskView,
)
from planproof.render.labels import heading, home, standing

State = Literal["there", "partial", "missing", "unknown"]

_OUTSIDE = "Outside the phases"
_PRIORITIES = {"critical": "high", "major": "medium", "minor": "low"}


@dataclass(frozen=True, slots=True)
class Area:
    """A phase, or what stands outside every phase."""

    title: str
    tasks: tuple[TaskView, ...]
    stated_tokens: int | None
    findings: tuple[Finding, ...]
    files: tuple[StatedFile, ...]
    """Each named file once; none when nobody looked at a code base."""
    claims: tuple[StatedClaim, ...]

    @property
    def state(self) -> State:
        """By its files and claims alone: what stands in the files was not judged."""
        good = sum(each.path is not None for each in self.files)
        good += sum(each.state == "verified" for each in self.claims)
        bad = sum(each.path is None for each in self.files)
        bad += sum(each.state == "wrong" for each in self.claims)
        if not good and not bad:
            return "unknown"
        return "there" if not bad else "missing" if not good else "partial"

    @property
    def priority(self) -> str:
        """`high`, `medium` or `low` by the worst open finding."""
        worst = {each.severity for each in self.findings}
        return next((_PRIORITIES[each] for each in SEVERITIES if each in worst), "no finding")

    @property
    def effort(self) -> str:
        """What the plan states, and nothing else."""
        if self.stated_tokens is not None:
            return f"{self.stated_tokens:,}"
        stated = [t.stated_tokens for t in self.tasks if t.stated_tokens is not None]
        if not stated:
            return "not stated"
        every = len(self.tasks)
        some = "" if len(stated) == every else f" for {len(stated)} of {every} tasks"
        return f"{sum(stated):,}{some}"


def held(review: Review) -> Grounding | None:
    """The code base that the plan was held against; None when it was held against none."""
    grounding = review.grounding
    return grounding if grounding is not None and grounding.related else None


def areas(review: Review) -> tuple[Area, ...]:
    """Every phase in the order of the plan, then the rest where there is any."""
    plan, grounding = review.plan, held(review)
    tasks = _tasks(plan)
    owners = {each.id: id_ for id_, own in tasks.items() for task in own for each in _walk(task)}
    owners.update({phase.id: phase.id for phase in plan.phases})

    def owner(at: Location, node: str | None) -> str | None:
        phase = None if node in owners else home(at, plan.phases)
        return owners.get(node or "", phase.id if phase else None)

    findings: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in standing(review):
        findings[owner(finding.location, finding.task or finding.phase)].append(finding)
    files: dict[str | None, dict[str, StatedFile]] = defaultdict(dict)
    claims: dict[str | None, list[StatedClaim]] = defaultdict(list)
    for file in grounding.files if grounding else ():
        files[owner(file.location, file.node)].setdefault(file.file, file)
    for claim in grounding.claims if grounding else ():
        claims[owner(claim.location, None)].append(claim)
    made = [
        Area(
            title=heading(phase) if phase else _OUTSIDE,
            tasks=tasks[phase.id if phase else None],
            stated_tokens=phase.stated_tokens if phase else None,
            findings=tuple(findings[phase.id if phase else None]),
            files=tuple(files[phase.id if phase else None].values()),
            claims=tuple(claims[phase.id if phase else None]),
        )
        for phase in (*plan.phases, None)
    ]
    rest = made[-1]
    empty = not (rest.tasks or rest.findings or rest.files or rest.claims)
    return tuple(made[:-1] if empty else made)


def _tasks(plan: PlanView) -> dict[str | None, tuple[TaskView, ...]]:
    """The tasks of each phase, those that it only lists among them; under None the others."""
    free = {task.id: task for task in plan.tasks}
    made: dict[str | None, tuple[TaskView, ...]] = {}
    for phase in plan.phases:
        listed = dict.fromkeys(each.resolved or "" for each in phase.scheduled)
        made[phase.id] = (*phase.tasks, *(free.pop(id_) for id_ in listed if id_ in free))
    made[None] = tuple(free.values())
    return made


def _walk(task: TaskView) -> Iterator[TaskView]:
    yield task
    for each in task.subtasks:
        yield from _walk(each)
