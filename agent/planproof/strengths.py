"""What is good about a plan, as far as code can prove it.

Every sentence says its number. Nothing is said where there is nothing to verify, or where an
open finding says otherwise.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from planproof.core.base import Location
from planproof.core.document import Document, Fence
from planproof.core.finding import Category, Finding
from planproof.core.plan import Estimate, Phase, Plan, Reference, Task
from planproof.core.review import Strength
from planproof.words import count, labels, listed, plural

ROLE_WORDS = {
    "goal": "a goal",
    "files": "files",
    "prerequisites": "prerequisites",
    "steps": "steps",
    "verification": "verification",
    "tests": "tests",
    "commit": "a commit message",
    "rollback": "a rollback",
}
"""The section roles that make a task complete, in the order in which they are named."""

_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "console", "powershell", "fish", "cmd"})
_COMMAND = re.compile(
    r"(?:\$ )?(?:(?:python3?|pytest|uv|npm|npx|pnpm|yarn|make|cargo|go|mvn|gradle|dotnet|bash|sh|"
    r"docker|kubectl|curl|aws|gcloud|az|terraform|git|grep|rg|jest|vitest|node|deno|bun|tox|nox|"
    r"ruff|mypy|swift|php|composer|bundle|rspec|rake|mix|psql|sqlite3)(?:\s|$)|\./\w)"
)
_CODE = re.compile(r"`([^`\n]{2,300})`")
_MAX_LINE = 4_000

Source = Callable[[Plan, Sequence[Finding]], Iterator[Strength]]


def strengths(plan: Plan, findings: Iterable[Finding]) -> tuple[Strength, ...]:
    """Return what holds for the whole plan, then what holds for single phases.

    *findings* are all findings of the review; those waived or fixed contradict nothing.
    """
    stand = [finding for finding in findings if finding.stands]
    return tuple(strength for source in SOURCES for strength in source(plan, stand))


def tasks_of(plan: Plan, phase: Phase) -> tuple[Task, ...]:
    """The tasks that a phase holds, then those declared elsewhere that it schedules."""
    scheduled = (plan.nodes.get(ref.resolved or "") for ref in phase.schedules())
    found = [*phase.tasks, *(node for node in scheduled if isinstance(node, Task))]
    return tuple({task.id: task for task in found}.values())


def usual_roles(plan: Plan) -> tuple[str, ...]:
    """The section roles that at least half of the plan's tasks have."""
    tasks = _tasks(plan)
    have = Counter(role for task in tasks for role in task.roles)
    return tuple(role for role in ROLE_WORDS if tasks and 2 * have[role] >= len(tasks))


def _tasks(plan: Plan) -> list[Task]:
    return [*(task for phase in plan.phases for task in phase.tasks), *plan.tasks]


def complete_tasks(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """Every task of some phases has all parts that are usual in this plan."""
    roles = usual_roles(plan)
    if len(roles) < 2:
        return
    doubted = {finding.task for finding in findings if finding.category == "structure"}
    complete = [
        (phase, tasks)
        for phase in plan.phases
        if (tasks := tasks_of(plan, phase))
        and all(task.roles.issuperset(roles) and task.id not in doubted for task in tasks)
    ]
    have = f"have {listed(ROLE_WORDS[role] for role in roles)}"
    number = len({task.id for _, tasks in complete for task in tasks})
    if number > 1:
        where = f" of {labels([phase.label for phase, _ in complete])}"
        whole = number == len(_tasks(plan))
        yield _said(f"{_all(number)}{'' if whole else where} {have}.")
    for phase, tasks in complete:
        if len(tasks) > 1:
            yield _said(f"{_all(len(tasks))} {have}.", phase)


def verified_phases(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """Every phase says how one sees that it is done."""
    phases = [phase for phase in plan.phases if phase.explicit and phase.tasks]
    if len(phases) < 2 or _any(findings, "verification", task=False):
        return
    if all("verification" in phase.roles for phase in phases):
        yield _said(f"Each of the {len(phases)} phases with tasks says how to see that it is done.")


def commands(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """Tasks name a command that shows whether they worked."""
    doubted = {finding.task for finding in findings if finding.category == "verification"}
    tasks = _tasks(plan)
    proved = [task for task in tasks if task.id not in doubted and _has_command(plan, task)]
    if len(proved) < 2 or 2 * len(proved) < len(tasks):
        return
    if len(proved) == len(tasks):
        yield _said(f"{_all(len(tasks))} give a command that verifies them.")
    else:
        yield _said(f"{len(proved)} of {len(tasks)} tasks give a command that verifies them.")


def _has_command(plan: Plan, task: Task) -> bool:
    document = plan.document(task.path)
    for section in task.sections:
        if section.role not in ("verification", "tests"):
            continue
        fences = document.blocks.fences
        inside = (f for f in fences if section.line_start <= f.line_start <= section.line_end)
        if any(_is_command(document, fence) for fence in inside):
            return True
        for line in document.prose[section.line_start - 1 : section.line_end]:
            if any(_COMMAND.match(code) for code in _CODE.findall(line[:_MAX_LINE])):
                return True
    return False


def _is_command(document: Document, fence: Fence) -> bool:
    if fence.language in _SHELLS:
        return fence.line_end > fence.line_start + 1
    first = document.text(fence.line_start + 1, fence.line_start + 1)[:_MAX_LINE].strip()
    return not fence.language and bool(_COMMAND.match(first))


def dependencies(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """What phases and tasks need forms no cycle."""
    edges: dict[str, set[str]] = {}
    number = 0
    for node in plan.nodes.values():
        for ref in node.depends_on():
            if ref.resolved in plan.nodes and ref.resolved != node.id:
                edges.setdefault(node.id, set()).add(ref.resolved)
                number += 1
    if number < 2 or _any(findings, "order"):
        return
    try:
        order = tuple(TopologicalSorter(edges).static_order())
    except CycleError:
        return
    phases = sum(isinstance(plan.nodes[node], Phase) for node in order)
    numbers = ((phases, "phase"), (len(order) - phases, "task"))
    kinds = [count(each, noun) for each, noun in numbers if each]
    yield _said(f"The {number} dependencies between {listed(kinds)} form no cycle.")


def totals(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """The estimates of the phases add up to the stated total."""
    for total in plan.estimates:
        parts = [part for phase in plan.phases if (part := _estimate(plan, phase, total.unit))]
        same = total.low == sum(p.low for p in parts) and total.high == sum(p.high for p in parts)
        if total.total and len(parts) > 1 and same and not _at(findings, total):
            stated = " to ".join(dict.fromkeys(f"{n:,.12g}" for n in (total.low, total.high)))
            phases = f"The estimates of {len(parts)} phases"
            yield _said(f"{phases} add up to the stated {stated} {total.unit}.", at=total)
            return


def _estimate(plan: Plan, phase: Phase, unit: str) -> Estimate | None:
    """What the author states for a phase: in the phase, else in a summary."""
    told = [e for phase_id, e in plan.phase_estimates if phase_id == phase.id]
    return next((e for e in (*phase.estimates, *told) if e.unit == unit), None)


def phase_sums(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """The estimates of the tasks add up to what the phase states."""
    right: list[Phase] = []
    for phase in plan.phases:
        stated = _estimate(plan, phase, "tokens")
        tasks = [task.stated_tokens for task in tasks_of(plan, phase)]
        if stated is None or len(tasks) < 2 or None in tasks or _at(findings, phase, "numbers"):
            continue
        if sum(tokens or 0 for tokens in tasks) == round((stated.low + stated.high) / 2):
            right.append(phase)
    if right:
        where = labels([phase.label for phase in right])
        yield _said(f"In {where} the token estimates of the tasks add up to that of the phase.")


def document_links(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """Links between the documents lead somewhere."""
    links = [ref for ref in plan.all_references() if ref.kind == "link" and _is_internal(ref)]
    if len(links) > 1 and all(link.resolved for link in links) and not _on(findings, links):
        yield _said(f"All {len(links)} links between documents resolve.")


def _is_internal(ref: Reference) -> bool:
    target = ref.target.split("#", 1)[0].lower()
    return "://" not in target and (not target or target.endswith((".md", ".markdown", ".mdx")))


def named_references(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """Phases and tasks that the text names exist."""
    named = [r for r in plan.all_references() if r.kind in ("phase", "task") and not r.ambiguous]
    if len(named) > 4 and all(ref.resolved for ref in named) and not _on(findings, named):
        yield _said(f"All {len(named)} references to phases and tasks name one that exists.")


def covered_items(plan: Plan, findings: Sequence[Finding]) -> Iterator[Strength]:
    """Every requirement, and every risk, is named by a task."""
    if _any(findings, "traceability"):
        return
    named = {ref.resolved or ref.target for task in plan.walk() for ref in task.references}
    for kind in ("requirement", "risk"):
        ids = {item.id for item in plan.items if item.kind == kind}
        if len(ids) > 1 and ids <= named:
            verb = "covered" if kind == "requirement" else "taken up"
            yield _said(f"Each of the {len(ids)} {plural(kind)} is {verb} by a task.")


def _all(tasks: int) -> str:
    return "Both tasks" if tasks == 2 else f"All {tasks} tasks"


def _said(text: str, phase: Phase | None = None, at: Location | None = None) -> Strength:
    where = Location(path=at.path, line_start=at.line_start, line_end=at.line_end) if at else None
    return Strength(phase=phase.id if phase else None, text=text, location=where)


def _any(findings: Iterable[Finding], category: Category, *, task: bool = True) -> bool:
    """True when a finding of a category is open; without *task*, only one of no single task."""
    return any(f.category == category and (task or f.task is None) for f in findings)


def _at(findings: Iterable[Finding], place: Location, category: Category | None = None) -> bool:
    """True when a finding points into *place*."""
    return any(
        place.path == at.path
        and place.line_start <= at.line_end
        and at.line_start <= place.line_end
        for finding in findings
        if category in (None, finding.category)
        for at in (finding.location, *finding.related)
    )


def _on(findings: Iterable[Finding], references: Iterable[Reference]) -> bool:
    """True when a finding about references points at a line of one of *references*."""
    lines = {(ref.path, ref.line_start) for ref in references}
    return any(
        (finding.location.path, line) in lines
        for finding in findings
        if finding.category == "references"
        for line in range(finding.location.line_start, finding.location.line_end + 1)
    )


SOURCES: tuple[Source, ...] = (
    complete_tasks,
    verified_phases,
    commands,
    dependencies,
    named_references,
    document_links,
    covered_items,
    totals,
    phase_sums,
)
"""Each looks at one thing, most useful to the implementer first."""
