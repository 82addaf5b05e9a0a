"""A file is modified, or run, in a task before the one that creates it.

## What it does

Follows every file with a full path through the tasks in the order in which they are done. Reports
a file that a task modifies (or runs as a test) and that only a later task creates. Files that no
task creates exist already; so do those that an earlier task mentions in any way.

## Why is this bad?

At that point there is nothing to modify. The implementer either creates the file early, in a shape
that the later task overwrites, or stops.

## Example

    # Phase 2, Task 2
    - Modify: `api/notifications/mailer.py`

    # Phase 3, Task 2
    - Create: `api/notifications/mailer.py`

## Use instead

    # Phase 2, Task 2
    - Create: `api/notifications/mailer.py`

    # Phase 3, Task 2
    - Modify: `api/notifications/mailer.py`
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.checks._files import Change, changes, is_full_path, normal_path, runs
from planproof.checks._order import Order
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Plan, Task
from planproof.words import listed

RULE = Rule(
    id="modified-before-created",
    category="order",
    severity="major",
    summary="A file is modified or run before the task that creates it",
    goal="Every file is created before it is modified or run",
)


@dataclass(frozen=True, slots=True)
class _Early:
    """A file that a task needs before the task that creates it is done."""

    path: str
    task: Task
    at: Location
    creation: Change
    run: bool
    """Only run, not modified."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per task that comes too early and the task that it should follow."""
    order = Order(context.plan)
    for group in _groups(context, order):
        yield _finding(context.plan, order, group)


def early(context: Context) -> frozenset[tuple[str, str]]:
    """What this check reports, each as the id of the task that comes too early and the path."""
    groups = _groups(context, Order(context.plan))
    return frozenset((each.task.id, each.path) for group in groups for each in group)


def _groups(context: Context, order: Order) -> list[list[_Early]]:
    """What comes too early, by the task that needs it and the one that creates it."""
    plan = context.plan
    found = list(changes(plan))
    created: dict[str, list[Change]] = defaultdict(list)
    for change in found:
        path = normal_path(change.mention.file)
        if change.verb == "create" and is_full_path(path) and not _there(context, path):
            created[path].append(change)
    if not created:
        return []
    first = _First(plan, order, created)
    uses: list[tuple[Task, Location, str, bool]] = [
        (c.task, c.mention, normal_path(c.mention.file), False) for c in found
    ]
    uses += [(task, at, path, True) for task, at, path in runs(plan)]
    groups: dict[tuple[str, str], dict[str, _Early]] = defaultdict(dict)
    for task, at, path, run in uses:
        creation = first.creation.get(path)
        if creation is None or not first.unseen_before(path, task, run=run):
            continue
        if order.phase_gap(task, creation.task) or order.comes_after(task, creation.task):
            group = groups[task.id, creation.task.id]
            group.setdefault(path, _Early(path, task, at, creation, run))
    return [list(group.values()) for group in groups.values()]


def _there(context: Context, path: str) -> bool:
    """True for a file that the code base holds already: it can be modified at any time."""
    return context.codebase is not None and context.codebase.find(path) is not None


class _First:
    """By path, the task that creates a file, and the one that is done first of all that name it."""

    def __init__(self, plan: Plan, order: Order, created: dict[str, list[Change]]) -> None:
        self._order = order
        self.creation = {
            path: min(found, key=lambda change: order.sort_key(change.task))
            for path, found in created.items()
        }
        self._named: dict[str, tuple[int, int]] = {}
        self._existing: set[str] = set()
        for task in plan.walk():
            for mention in task.files:
                path = normal_path(mention.file)
                if path in created and mention.action != "read":
                    key = order.sort_key(task)
                    self._named[path] = min(self._named.get(path, key), key)
                    if mention.exists:
                        self._existing.add(path)

    def unseen_before(self, path: str, task: Task, *, run: bool) -> bool:
        """True when no task mentions the file before *task*, which may have created it.

        A task that runs a file and names it elsewhere may create it there as well.
        """
        if path in self._existing:
            return False
        first, here = self._named[path], self._order.sort_key(task)
        return first > here if run else first >= here


def _finding(plan: Plan, order: Order, group: Sequence[_Early]) -> Finding:
    worst = next((early for early in group if not early.run), group[0])
    files = listed([f"`{early.path}`" for early in group if early.run == worst.run], 3)
    earlier = _place(order, worst.task, worst.creation.task)
    later = _place(order, worst.creation.task, worst.task)
    verb, plain = ("runs", "run") if worst.run else ("modifies", "modify")
    it = "it" if len(group) == 1 else "them"
    places = [(early.at.path, early.at.line_start) for early in group if early is not worst]
    places += [(e.creation.mention.path, e.creation.mention.line_start) for e in group]
    return RULE.finding(
        plan,
        worst.at,
        related=[line_at(plan.document(path), line) for path, line in dict.fromkeys(places)][:20],
        severity="minor" if worst.run else None,
        confidence="medium" if worst.run else None,
        title=f"{earlier} {verb} {files}, which only {later} creates",
        detail=(
            f"When {earlier} is done there is nothing to {plain} yet. What is made up for it is "
            f"overwritten in {later}."
            if not worst.run
            else f"When {earlier} is done there is nothing to run yet, so its check fails."
        ),
        recommendation=(
            f"Create {it} in {earlier}, or move what needs {it} behind {later}."
            if worst.run
            else f"Create {it} in {earlier} and modify {it} in {later}, or move the change behind "
            f"{later}."
        ),
    )


def _place(order: Order, task: Task, other: Task) -> str:
    """The label of a task, with its phase when the other one is in a different phase."""
    mine, theirs = order.place(task).phases, order.place(other).phases
    if not mine or mine == theirs or not (task.number or "").isdigit():
        return task.label
    return f"{order.phases[mine[0]].label}, {task.label}"
