"""The outline of a plan as an indented tree."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planproof.render.safe import terminal
from planproof.words import count

if TYPE_CHECKING:
    from planproof.core.review import DocumentView, PhaseView, PlanView, TaskView


def tree(plan: "PlanView") -> str:
    """Documents, phases and tasks of a plan with their lines and tokens, one a line."""
    return "\n".join(f"{'  ' * depth}{terminal(text)}" for depth, text in _lines(plan))


def _lines(plan: "PlanView") -> Iterator[tuple[int, str]]:
    """Depth and text of each line."""
    yield 0, f"{plan.name} ({', '.join(plan.formats)})"
    yield 0, f"Token counts are estimates, plus or minus {plan.token_count.error_percent:g}%."
    if plan.template:
        yield 0, "This is a template to be filled in, not a plan."
    yield 0, ""
    yield 0, "Documents"
    yield from ((1, _document(document)) for document in plan.documents)
    if plan.phases:
        yield 0, ""
        yield 0, "Phases"
        for phase in plan.phases:
            yield from _phase(phase)
    if plan.tasks:
        yield 0, ""
        yield 0, "Tasks outside phases" if plan.phases else "Tasks"
        yield from _tasks(plan.tasks, 1)
    if not plan.phases and not plan.tasks:
        yield 0, ""
        yield 0, "No phases or tasks were recognised."


def _document(document: "DocumentView") -> str:
    size = f"{count(document.lines, 'line')}, {count(document.tokens, 'token')}"
    return f"{document.path} ({document.kind}, {size})"


def _phase(phase: "PhaseView") -> Iterator[tuple[int, str]]:
    yield 1, f"{_name(phase)} ({_facts(phase)})"
    yield from _tasks(phase.tasks, 2)
    for each in phase.scheduled:
        yield 2, f"-> {each.text}"


def _tasks(tasks: "Iterable[TaskView]", depth: int) -> Iterator[tuple[int, str]]:
    for task in tasks:
        mark = "" if task.done is None else "[x] " if task.done else "[ ] "
        yield depth, f"{mark}{_name(task)} ({_facts(task)})"
        yield from _tasks(task.subtasks, depth + 1)


def _name(node: "PhaseView | TaskView") -> str:
    return f"{node.label}: {node.title}" if node.title else node.label


def _facts(node: "PhaseView | TaskView") -> str:
    """Where a node is, how large, what it has and what it needs first."""
    stated = "" if node.stated_tokens is None else f", {node.stated_tokens:,} stated"
    facts = [
        f"{node.path}:{node.line_start}-{node.line_end}, {count(node.tokens, 'token')}{stated}"
    ]
    if node.roles:
        facts.append(f"has {', '.join(node.roles)}")
    if node.depends_on:
        needed = dict.fromkeys(each.resolved or repr(each.text) for each in node.depends_on)
        facts.append(f"after {', '.join(needed)}")
    return "; ".join(facts)
