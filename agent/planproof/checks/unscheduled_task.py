"""The phases list their tasks by id, and a task is in none of the lists.

## What it does

In a plan that declares its tasks in one place and schedules them in another ("Tasks: T-001,
T-002"), reports the tasks that no phase lists and no column assigns to one, and says which
scheduled tasks need them. Tasks that are done already are left out.

## Why is this bad?

Nobody does a task that no phase contains. Its requirements are not met at the end, and tasks that
depend on it cannot start.

## Example

    | T-013 | Send a dead delivery again | T-012 |

    ### Phase C
    - Tasks: T-011, T-012

    ### Phase D
    - Tasks: T-014, T-015

## Use instead

    ### Phase D
    - Tasks: T-013, T-014, T-015
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from planproof.checks._dependencies import dependencies
from planproof.checks._order import Order
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Plan, Task
from planproof.words import listed

RULE = Rule(
    id="unscheduled-task",
    category="order",
    severity="critical",
    summary="The phases list their tasks by id, and a task is in none of the lists",
    goal="Every task is in a phase",
)

_ENOUGH = 0.6
"""Share of the declared tasks that the phases must list for the lists to be meant as whole."""
_MOST_PLACES = 40


def check(context: Context) -> Iterator[Finding]:
    """At most one finding, which names every task that is in no phase."""
    plan = context.plan
    order = Order(plan)
    if not order.scheduled:
        return
    forgotten = [task for task in plan.tasks if _forgotten(order, task)]
    listed_ones = [task for task in plan.tasks if not order.unplaced(task)]
    if forgotten and len(listed_ones) >= _ENOUGH * len(plan.tasks):
        yield _finding(plan, order, forgotten)


def _forgotten(order: Order, task: Task) -> bool:
    if task.done is True or not task.number:
        return False
    return all(order.unplaced(part) for part in task.walk())


def _finding(plan: Plan, order: Order, tasks: Sequence[Task]) -> Finding:
    ids = {task.id for task in tasks}
    waiting: dict[str, list[str]] = defaultdict(list)
    places = [line_at(plan.document(task.path), task.heading_line) for task in tasks[1:]]
    for dependency in dependencies(plan):
        needer, needed = dependency.needer, dependency.needed
        if needed.id not in ids or needer.id in ids or not isinstance(needer, Task):
            continue
        if not order.unplaced(needer) and needer.label not in waiting[needed.label]:
            waiting[needed.label].append(needer.label)
            places.append(line_at(plan.document(needer.path), needer.heading_line))
    names = listed([task.label for task in tasks], 8)
    verb = "is" if len(tasks) == 1 else "are"
    needs = "".join(
        f" {listed(names_, 4)} {'needs' if len(names_) == 1 else 'need'} {needed}."
        for needed, names_ in waiting.items()
    )
    return RULE.finding(
        plan,
        line_at(plan.document(tasks[0].path), tasks[0].heading_line),
        related=_distinct(places),
        title=f"{names} {verb} in no phase",
        detail=(
            "Every phase lists its tasks by id. Whoever works phase by phase never does "
            f"{'this one' if len(tasks) == 1 else 'these'}.{needs}"
        ),
        recommendation=f"Add {names} to the phase in which {'it' if len(tasks) == 1 else 'each'} "
        "is to be done, or drop it and say that it is out of scope.",
    )


def _distinct(places: Sequence[Location]) -> list[Location]:
    return list({(p.path, p.line_start): p for p in places}.values())[:_MOST_PLACES]
