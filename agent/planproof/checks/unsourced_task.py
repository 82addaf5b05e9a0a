"""A task without a source where the others have one.

## What it does

In plans whose tasks name where they come from (a Source, Requirement or Refs field or column),
lists the tasks that name nothing there.

## Why is this bad?

Nobody can tell whether the task is needed, nor which requirement or finding it settles.

## Example

    | T-004 | Rotate the keys | Security |  |

in a table whose last column is "Source".

## Use instead

    | T-004 | Rotate the keys | Security | Audit §2.3 |
"""

from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Task
from planproof.words import labels

RULE = Rule(
    id="unsourced-task",
    category="traceability",
    severity="minor",
    summary="A task names no source where the others do",
    goal="Every task names its source",
)
_USUAL = 0.8
_FEWEST = 5


def check(context: Context) -> Iterator[Finding]:
    """One finding naming all such tasks."""
    tasks = [task for task in context.plan.walk() if not task.subtasks]
    sourced = [task for task in tasks if "requirements" in task.roles]
    missing = [task for task in tasks if task not in sourced and task.kind == _kind(sourced)]
    comparable = len(sourced) + len(missing)
    if comparable < _FEWEST or not missing or len(sourced) < _USUAL * comparable:
        return
    places = [_line(task) for task in missing]
    yield RULE.finding(
        context.plan,
        places[0],
        related=places[1:],
        title=f"{labels([task.label for task in missing])} "
        f"{'names' if len(missing) == 1 else 'name'} no source",
        detail=f"{len(sourced)} of {comparable} tasks say which requirement or source they serve.",
        recommendation="Name the source, or drop the task if nothing asks for it.",
    )


def _kind(tasks: list[Task]) -> str | None:
    return tasks[0].kind if tasks else None


def _line(task: Task) -> Location:
    return Location(path=task.path, line_start=task.heading_line, line_end=task.heading_line)
