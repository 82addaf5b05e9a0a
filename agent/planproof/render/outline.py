"""What was understood of a plan: a tree for people, JSON for programs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planproof.core.review import PhaseView, PlanView, TaskView
from planproof.render.json import encode
from planproof.render.labels import heading
from planproof.render.terminal import shown
from planproof.words import count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree


def render_outline_json(view: PlanView) -> str:
    """Return `{"schema_version": ..., "plan": ...}` as JSON."""
    return encode({"plan": view.model_dump(by_alias=True)})


def render_outline(view: PlanView, console: "Console") -> None:
    """Print documents, phases and tasks with their lines and tokens to *console* as a tree."""
    from rich.tree import Tree  # noqa: PLC0415 - start-up time

    kinds = ", ".join(view.formats) or "no known format"
    tree = Tree(shown(f"{view.name} ({kinds})", console, "bold"), guide_style="dim")
    documents = tree.add(count(len(view.documents), "document"))
    for each in view.documents:
        facts = f"{each.kind}, {count(each.lines, 'line')}, {each.tokens:,} tokens"
        documents.add(
            shown(each.path, console).append("  ").append_text(shown(facts, console, "dim"))
        )
    for phase in view.phases:
        branch = tree.add(_line(phase, console))
        for each_scheduled in phase.scheduled:
            branch.add(shown(f"lists {each_scheduled.text}", console, "dim"))
        _grow(branch, phase.tasks, console)
    _grow(tree, view.tasks, console)
    console.print(tree)
    if not view.phases and not view.tasks:
        console.print("No phase and no task was recognised.")
    if view.template:
        console.print("This is a template to be filled in, not a plan.")
    console.print(f"Tokens are estimates, plus or minus {view.token_count.error_percent:g}%.")


def _grow(tree: "Tree", tasks: Iterable[TaskView], console: "Console") -> None:
    for task in tasks:
        _grow(tree.add(_line(task, console)), task.subtasks, console)


def _line(node: PhaseView | TaskView, console: "Console") -> "Text":
    done = node.done if isinstance(node, TaskView) else None
    mark = "" if done is None else "[x] " if done else "[ ] "
    line = shown(f"{mark}{heading(node)}", console, width=160)
    stated = "" if node.stated_tokens is None else f", {node.stated_tokens:,} stated"
    facts = f"{node.path}:{node.line_start}-{node.line_end}, {node.tokens:,} tokens{stated}"
    return line.append("  ").append_text(shown(facts, console, "dim"))
