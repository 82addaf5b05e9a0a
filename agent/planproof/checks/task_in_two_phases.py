"""Two phases list the same task.

## What it does

In a plan whose phases list their tasks by id ("Tasks: T-001, T-002"), reports tasks that stand in
more than one list, unless the list says that the task is split or goes on ("T-009 (part 2)").

## Why is this bad?

The people of both phases believe that the task is theirs or the others'. It is done twice, or
each waits for the other, and neither phase can say when it is finished.

## Example

    ### Phase B
    - Tasks: T-005, T-009

    ### Phase C
    - Tasks: T-008, T-009

## Use instead

    ### Phase B
    - Tasks: T-005, T-009

    ### Phase C
    - Tasks: T-008
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._order import Order
from planproof.checks._words import text_at
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Plan, Reference
from planproof.words import listed

RULE = Rule(
    id="task-in-two-phases",
    category="order",
    severity="major",
    summary="Two phases list the same task",
    goal="Every task is listed in one phase only",
)

_SPLIT = re.compile(
    r"^\W{0,4}(?:cont(?:\.|inue[sd]?|inuation|inuing)|part|rest|remain\w*|step|phase|finish\w*|start|begin\w*"
    r"|first|second|v\d|続き|継続|残り|继续|続|部分|계속|parte|teil|suite)",
    re.IGNORECASE,
)
"""After an id in a list: only a share of the task is done here."""


def check(context: Context) -> Iterator[Finding]:
    """One finding for each set of phases that share tasks."""
    plan = context.plan
    order = Order(plan)
    shared: dict[tuple[int, ...], list[tuple[str, list[Reference]]]] = defaultdict(list)
    for id_, entries in order.scheduled.items():
        first = dict(reversed(entries))
        whole = {i: r for i, r in first.items() if not _split(plan, r)}
        if len(first) > 1 and len(whole) == len(first):
            indexes = tuple(sorted(first))
            shared[indexes].append((plan.nodes[id_].label, [first[i] for i in indexes]))
    for indexes, tasks in sorted(shared.items()):
        yield _finding(plan, [plan.phases[i].label for i in indexes], tasks)


def _split(plan: Plan, reference: Reference) -> bool:
    line = text_at(plan.document(reference.path), reference.line_start)
    at = line.find(reference.text)
    return at >= 0 and _SPLIT.match(line[at + len(reference.text) :][:60]) is not None


def _finding(plan: Plan, phases: list[str], tasks: list[tuple[str, list[Reference]]]) -> Finding:
    names = listed([label for label, _ in tasks], 8)
    at = tasks[0][1][-1]
    places = {(r.path, r.line_start): r for _, references in tasks for r in references}
    places.pop((at.path, at.line_start), None)
    verb = "is" if len(tasks) == 1 else "are"
    it = "it" if len(tasks) == 1 else "them"
    both = listed(phases, 6)
    return RULE.finding(
        plan,
        at,
        related=places.values(),
        title=f"{names} {verb} listed in {both}",
        detail=(
            f"Nobody can say in which phase {names} {verb} due: the work is done twice, or each "
            "phase leaves it to the other."
        ),
        recommendation=f"Keep {it} in one of {both}, or split {it} into parts with ids "
        "of their own.",
    )
