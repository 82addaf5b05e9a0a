"""Parts that the tasks of a plan have in common, for the mutators that drop them."""

from collections.abc import Iterator

from evals.mutants.interface import Edit, Mutator, Seed, Sites, Source
from evals.mutants.tools import delete, spot
from planproof.core.document import Section
from planproof.core.finding import Category
from planproof.core.plan import Task


def siblings(source: Source) -> list[Task]:
    """Tasks under headings of their own that may be changed."""
    return [
        task
        for task in source.plan.walk()
        if task.kind in ("heading", "file") and source.editable(task.path) and not task.subtasks
    ]


def part(task: Task, role: str) -> Section | None:
    """The one section of a task with a role; None when there is none or more than one."""
    found = [each for each in task.sections if each.role == role]
    whole = found and (found[0].line_start, found[0].line_end) != (task.line_start, task.line_end)
    return found[0] if len(found) == 1 and whole else None


def having(source: Source, role: str) -> list[Task]:
    """Tasks with a part, where nearly all have it; empty otherwise."""
    tasks = siblings(source)
    found = [task for task in tasks if part(task, role)]
    return found if len(found) >= 3 and len(found) >= 0.85 * len(tasks) else []


def dropped(source: Source, task: Task, section: Section) -> Edit:
    """The edit that takes out a part and the blank lines below it."""
    document = source.plan.document(task.path)
    end = section.line_end
    while end < task.line_end and not document.lines[end].strip():
        end += 1
    return delete(task.path, section.line_start, end)


def drops(role: str) -> Sites:
    """Sites that drop the part of one role from a task."""

    def sites(source: Source, random: object) -> Iterator[Seed]:
        del random
        for task in having(source, role):
            section = part(task, role)
            if section is None or len(task.sections) < 3 or section.line_end > task.line_end:
                continue
            yield Seed(
                f"{task.label} has no {section.title!r}, unlike its siblings",
                (dropped(source, task, section),),
                also=(spot(task),),
                nodes=(task.id,),
            )

    return sites


def dropper(role: str, category: Category, *more: str) -> Mutator:
    return Mutator(f"dropped-{role}", category, ("missing-section", *more), drops(role))
