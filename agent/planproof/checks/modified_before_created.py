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

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._files import Change, changes, is_full_path, normal_path
from planproof.checks._order import Order
from planproof.checks._words import listed
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.finding import Finding
from planproof.core.plan import FileMention, Plan, Task

RULE = Rule(
    id="modified-before-created",
    category="order",
    severity="major",
    summary="A file is modified or run before the task that creates it",
)

_RUN = re.compile(
    r"\b(?:pytest|python3?|node|npx|npm|pnpm|yarn|go\s+test|cargo|jest|vitest|bash|ruby|rails|rspec"
    r"|mocha|phpunit)\s[^`.;]{0,120}$"
)
"""Before a path: a command that needs the file."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per task that comes too early and the task that it should follow."""
    plan = context.plan
    order = Order(plan)
    created: dict[str, list[Change]] = defaultdict(list)
    modified: dict[tuple[str, str], Change] = {}
    for change in changes(plan):
        path = normal_path(change.mention.file)
        if change.verb == "create" and is_full_path(path):
            created[path].append(change)
        elif change.verb == "modify":
            modified.setdefault((path, change.task.id), change)
    early: dict[tuple[str, str], list[tuple[Task, FileMention, Change]]] = defaultdict(list)
    for path, (task, mention) in _first_mentions(plan, order, created).items():
        change = min(created[path], key=lambda c: order.sort_key(c.task))
        late = order.phase_gap(task, change.task) or order.comes_after(task, change.task)
        changed = (path, task.id) in modified
        if late and (changed or _is_run(plan, mention)):
            at = modified[path, task.id].mention if changed else mention
            early[task.id, change.task.id].append((task, at, change))
    for group in early.values():
        yield _finding(
            plan,
            order,
            group,
            changed=any((normal_path(m.file), t.id) in modified for t, m, _ in group),
        )


def _first_mentions(
    plan: Plan, order: Order, created: dict[str, list[Change]]
) -> dict[str, tuple[Task, FileMention]]:
    """For each created file, the task that is done first among those that mention it."""
    first: dict[str, tuple[Task, FileMention]] = {}
    existing: set[str] = set()
    for task in plan.walk():
        for mention in task.files:
            path = normal_path(mention.file)
            if path not in created or mention.action == "read":
                continue
            if mention.exists:
                existing.add(path)
            if path not in first or order.sort_key(task) < order.sort_key(first[path][0]):
                first[path] = (task, mention)
    return {path: found for path, found in first.items() if path not in existing}


def _is_run(plan: Plan, mention: FileMention) -> bool:
    line = plan.document(mention.path).lines[mention.line_start - 1]
    at = line.find(mention.file)
    return at > 0 and _RUN.search(line[max(at - 160, 0) : at]) is not None


def _finding(
    plan: Plan, order: Order, group: list[tuple[Task, FileMention, Change]], *, changed: bool
) -> Finding:
    task, mention, change = group[0]
    files = listed([f"`{normal_path(m.file)}`" for _, m, _ in group], 3)
    earlier, later = _place(order, task, change.task), _place(order, change.task, task)
    verb = "modifies" if changed else "runs"
    it = "it" if len(group) == 1 else "them"
    places = [(m.path, m.line_start) for _, m, _ in group[1:]]
    places += [(c.mention.path, c.mention.line_start) for _, _, c in group]
    return RULE.finding(
        plan,
        mention,
        related=[line_at(plan.document(path), line) for path, line in dict.fromkeys(places)][:20],
        severity=None if changed else "minor",
        title=f"{earlier} {verb} {files}, which only {later} creates",
        detail=(
            f"When {earlier} is done there is nothing to {'modify' if changed else 'run'} yet. "
            f"What is made up for it is overwritten in {later}."
        ),
        recommendation=(
            f"Create {it} in {earlier} and modify {it} in {later}, or move the change behind "
            f"{later}."
        ),
    )


def _place(order: Order, task: Task, other: Task) -> str:
    """The label of a task, with its phase when the other one is in a different phase."""
    mine, theirs = order.place(task).phases, order.place(other).phases
    if not mine or mine == theirs or not (task.number or "").isdigit():
        return task.label
    return f"{order.phases[mine[0]].label}, {task.label}"
