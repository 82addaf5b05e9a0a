"""Units of work that are list items: `- [ ] T007 [P] ..`, `- [x] 1.1`, `- **Task 1.1**: ..`."""

from collections.abc import Iterator, Sequence

from planproof.core.document import Document, ListItem
from planproof.sources.units.drafts import (
    STEP_RANK,
    STORY_RANK,
    TASK_RANK,
    Draft,
    Reading,
    draft_from,
)
from planproof.sources.units.headings import is_task_code
from planproof.sources.units.labels import Label, code_label, number_label, unit_label

_NOT_WORK = frozenset(
    {
        "verification",
        "tests",
        "prerequisites",
        "commit",
        "risks",
        "scope",
        "questions",
        "goal",
        "files",
    }
)
_MAX_TITLE = 300


def item_units(reading: Reading) -> list[Draft]:
    """Every list item that names a unit of work.

    A checkbox with an id, or any item with a task word or task code, is a unit. Numbers without
    a checkbox are units only in task lists, and only dotted ones (`1.2`): ordered lists are
    everywhere in plans.
    """
    found = []
    for item in reading.document.blocks.items:
        label = _label(item, reading)
        if label is not None:
            found.append(_draft(item, label, reading.document))
    return found


def unnamed_units(reading: Reading) -> list[Draft]:
    """Checkboxes without ids, numbered in order; for plans that name their tasks in no other way.

    Checklists of criteria (verification, prerequisites, scope, ...) are no work.
    """
    found: list[Draft] = []
    for item in reading.document.blocks.items:
        if item.checked is None or item.depth > 0 or not item.text:
            continue
        if reading.role_at(item.line_start) in _NOT_WORK:
            continue
        number = str(len(found) + 1)
        label = Label("item", TASK_RANK, f"Item {number}", number, first_sentence(item.text))
        found.append(_draft(item, label, reading.document))
    return found if len(found) > 1 else []


def _label(item: ListItem, reading: Reading) -> Label | None:
    kind = reading.document.kind
    if item.checked is None and reading.role_at(item.line_start) not in (None, "steps"):
        return None  # below a heading such as "Dependencies" an item only speaks of a task
    label = unit_label(item.text)
    if label is not None:
        usable = STORY_RANK <= label.rank < STEP_RANK
        return label if usable and (item.checked is not None or bool(label.title)) else None
    code = code_label(item.text)
    if code is not None:
        return code if _names_task(code, item, reading) else None
    if item.checked is None:
        return number_label(item.text, dotted=True) if kind == "task-list" else None
    if item.number is not None:
        return Label("number", TASK_RANK, item.number, item.number, first_sentence(item.text))
    return number_label(item.text)


def _names_task(code: Label, item: ListItem, reading: Reading) -> bool:
    if not is_task_code(code.number) or not code.title:
        return False
    if code.number.islower() and reading.role_at(item.line_start) in _NOT_WORK:
        return False  # `- [ ] fn-118 still passes` is a criterion that names another task
    return item.checked is not None or code.number.startswith("T-")


def _draft(item: ListItem, label: Label, document: Document) -> Draft:
    draft = draft_from(label, "item", document.path, item.line_start, item.line_end)
    draft.title = first_sentence(draft.title)
    draft.level = item.depth
    draft.done = item.checked
    draft.parallel = draft.parallel or "[P]" in item.text[:80]
    return draft


def first_sentence(text: str) -> str:
    """A title for an item: its bold lead or first sentence, at most 300 characters."""
    if text.startswith("**") and (end := text.find("**", 2)) > 2:
        return text[2:end].strip(" .:")
    head, stop, _ = text.partition(". ")
    return (head if stop and len(head) > 15 else text)[:_MAX_TITLE].strip()


def nest(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Outermost drafts, with those whose lines lie inside them as children."""
    stack: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.heading_line, -d.line_end)):
        while stack and draft.heading_line > stack[-1].line_end:
            stack.pop()
        if stack:
            draft.line_end = min(draft.line_end, stack[-1].line_end)
            stack[-1].children.append(draft)
        else:
            yield draft
        stack.append(draft)
