"""What was understood of a plan: a tree for people, JSON for programs."""

from collections.abc import Iterable, Iterator

from planproof.core.review import DocumentView, PhaseView, PlanView, TaskView
from planproof.render.json import encode
from planproof.render.safe import terminal
from planproof.words import count, listed

_MOST_FILES = 8


def render_outline_json(view: PlanView) -> str:
    """Return `{"schema_version": ..., "plan": ...}` as JSON."""
    return encode({"plan": view.model_dump(by_alias=True)})


def render_outline(view: PlanView) -> str:
    """Documents, phases and tasks as an indented tree, one fact a line.

    Sections stand as `role:line`. Nothing in it can move a terminal's cursor.
    """
    return "\n".join(f"{'  ' * depth}{terminal(text)}" for depth, text in _lines(view)) + "\n"


def _lines(view: PlanView) -> Iterator[tuple[int, str]]:
    """Depth and text of each line."""
    yield 0, f"{view.name} ({', '.join(view.formats)})"
    if view.template:
        yield 0, "This is a template to be filled in, not a plan."
    yield 0, f"Token counts are estimates, plus or minus {view.token_count.error_percent:g}%."
    yield 0, ""
    yield 0, "Documents"
    yield from ((1, _document(document)) for document in view.documents)
    yield 0, ""
    if view.phases:
        yield 0, "Phases"
        for phase in view.phases:
            yield from _node(phase, 1)
            yield from _tasks(phase.tasks, 2)
    if view.tasks:
        yield 0, "Tasks outside the phases" if view.phases else "Tasks"
        yield from _tasks(view.tasks, 1)
    if not view.phases and not view.tasks:
        yield 0, "No phase and no task was recognised."


def _document(document: DocumentView) -> str:
    size = f"{count(document.lines, 'line')}, {count(document.tokens, 'token')}"
    return f"{document.path} ({document.kind}, {size})"


def _tasks(tasks: Iterable[TaskView], depth: int) -> Iterator[tuple[int, str]]:
    for task in tasks:
        yield from _node(task, depth)
        yield from _tasks(task.subtasks, depth + 1)


def _node(node: PhaseView | TaskView, depth: int) -> Iterator[tuple[int, str]]:
    done = node.done if isinstance(node, TaskView) else None
    mark = "" if done is None else "[x] " if done else "[ ] "
    name = f"{node.label}: {node.title}" if node.title else node.label
    stated = "" if node.stated_tokens is None else f", {node.stated_tokens:,} stated"
    span = str(node.line_start)
    if node.line_end > node.line_start:
        span += f"-{node.line_end}"
    size = f"{node.path}:{span}, {count(node.tokens, 'token')}{stated}"
    yield depth, f"{mark}{name} ({size})"
    yield from ((depth + 2, fact) for fact in _facts(node))


def _facts(node: PhaseView | TaskView) -> Iterator[str]:
    """What a node has, what it needs first, which tasks it lists and which files it names."""
    starts = {section.role: section.line_start for section in reversed(node.sections)}
    if node.roles:
        yield "has " + ", ".join(
            f"{role}:{starts[role]}" if role in starts else role for role in node.roles
        )
    if node.depends_on:
        needed = dict.fromkeys(each.resolved or repr(each.text) for each in node.depends_on)
        yield f"after {', '.join(needed)}"
    if isinstance(node, PhaseView):
        if node.scheduled:
            yield f"lists {', '.join(dict.fromkeys(each.text for each in node.scheduled))}"
        return
    files = [
        f"{file.file}:{file.line_start}"
        if file.action == "mention"
        else f"{file.action} {file.file}"
        for file in node.files
    ]
    if files:
        yield f"files {listed(dict.fromkeys(files), _MOST_FILES)}"
