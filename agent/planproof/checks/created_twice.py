"""Two tasks create the same file.

## What it does

Reports a full path that two different tasks both say they create. Silent where the words beside
the path say what the second task does with the first one's file (extend, replace, move), or that
the first one is a stub.

## Why is this bad?

The second task overwrites what the first one built, or its implementer finds the file there and
must guess which of the two contents is meant.

## Example

    # Phase 3, Task 7
    - Create: `tests/integration/conftest.py`

    # Phase 8, Task 2
    - Create: `tests/integration/conftest.py`

## Use instead

    # Phase 8, Task 2
    - Modify: `tests/integration/conftest.py` (add the fixtures for two users)
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._files import Change, changes, is_full_path, normal_path
from planproof.checks._order import Order
from planproof.checks._words import text_at
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.words import listed

RULE = Rule(
    id="created-twice",
    category="order",
    severity="major",
    summary="Two tasks create the same file",
    goal="Every file is created by one task",
    confidence="medium",
)

_MEANT = re.compile(
    r"extend|rewrit|replac|updat|append|recreat|overwrit|modif|expand|continu|add(?:s|ing)?\s+to"
    r"|merge|stub|placeholder|skeleton|empty|already|exist|if (?:missing|needed|absent|not)"
    r"|same file|move|追加|上書|置き換|更新|扩展|覆盖|替换|추가|교체"
    r"|amplia|substitu|erweiter|ersetz|remplac",
    re.IGNORECASE,
)
"""Words that say what happens to the first file."""
_CLAUSE_ENDS = (";", ". ", "；", "。")


def check(context: Context) -> Iterator[Finding]:
    """One finding per pair of tasks that create the same files."""
    plan = context.plan
    order = Order(plan)
    creators: dict[str, dict[str, Change]] = defaultdict(dict)
    for change in changes(plan):
        path = normal_path(change.mention.file)
        if change.verb == "create" and is_full_path(path):
            creators[path].setdefault(change.task.id, change)
    pairs: dict[tuple[str, str], list[tuple[Change, Change]]] = defaultdict(list)
    for found in creators.values():
        first, *others = sorted(found.values(), key=lambda c: order.sort_key(c.task))
        for other in others:
            told = tells_of_other(plan, first) or tells_of_other(plan, other)
            if not told and not _nested(first, other):
                pairs[first.task.id, other.task.id].append((first, other))
    for group in pairs.values():
        yield _finding(plan, order, group)


def _nested(one: Change, other: Change) -> bool:
    """True when one task is a part of the other."""
    a, b = one.task.location, other.task.location
    return a.covers(b) or b.covers(a)


def tells_of_other(plan: Plan, change: Change) -> bool:
    """True where the clause, apart from its paths, tells about the other file."""
    line = text_at(plan.document(change.mention.path), change.mention.line_start)[:2_000]
    at = max(line.find(change.mention.file), 0)
    start = max(line.rfind(mark, 0, at) for mark in _CLAUSE_ENDS)
    ends = [end for mark in _CLAUSE_ENDS if (end := line.find(mark, at)) >= 0]
    return (
        _MEANT.search(re.sub(r"`[^`]*`", "", line[start + 1 : min(ends, default=None)])) is not None
    )


def _finding(plan: Plan, order: Order, group: list[tuple[Change, Change]]) -> Finding:
    first, other = group[0]
    one, two = order.place(first.task).phases, order.place(other.task).phases
    apart = bool(one and two and one != two)
    labels = [_label(order, change, apart=apart) for change in (first, other)]
    files = listed([f"`{normal_path(a.mention.file)}`" for a, _ in group], 3)
    places = [b.mention for _, b in group[1:]] + [a.mention for a, _ in group]
    lines = dict.fromkeys((m.path, m.line_start) for m in places)
    lines.pop((other.mention.path, other.mention.line_start), None)
    return RULE.finding(
        plan,
        other.mention,
        related=[line_at(plan.document(path), line) for path, line in lines][:20],
        severity=None if apart else "minor",
        title=f"{labels[0]} and {labels[1]} both create {files}",
        detail=(
            f"{labels[1]} overwrites what {labels[0]} built, or its implementer has to guess which "
            "content is meant."
        ),
        recommendation=(
            f"Let {labels[0]} create it and {labels[1]} modify it, and say what is added, or give "
            "the second file a name of its own."
        ),
    )


def _label(order: Order, change: Change, *, apart: bool) -> str:
    task = change.task
    if not apart or not (task.number or "").isdigit():
        return task.label
    return f"{order.phases[order.place(task).phases[0]].label}, {task.label}"
