"""Units of work that are headings: `## Phase 3`, `### Task 1.2: ...`, `## 1. Setup`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from planproof.core.document import Document, Heading
from planproof.sources.units.drafts import (
    PHASE_RANK,
    STEP_RANK,
    STORY_RANK,
    TASK_RANK,
    Draft,
    draft_from,
)
from planproof.sources.units.labels import Label, code_label, number_label, unit_label

_TASK_CODE = re.compile(r"^(?:T-?\d|TASK-|WP-|[a-z])")
_PACKAGE_CODE = re.compile(r"^WP-")
_DONE = re.compile(r"[✅☑✔]|\((?:done|complete[d]?)\)", re.IGNORECASE)


def heading_units(document: Document) -> list[Draft]:
    """Every heading that names a unit of work, with the lines it spans."""
    headings = document.blocks.headings
    labels = [heading_label(heading) for heading in headings]
    numbered = _numbered(headings, labels, document)
    ends = _span_ends(
        headings, [label or numbered.get(i) for i, label in enumerate(labels)], document
    )
    drafts = []
    for index, heading in enumerate(headings):
        label = labels[index] or numbered.get(index)
        if label is None:
            continue
        draft = draft_from(label, "heading", document.path, heading.line_start, ends[index])
        draft.level = heading.level
        draft.done = True if _DONE.search(heading.text) else None
        drafts.append(draft)
    return drafts


def is_task_code(number: str) -> bool:
    """True for ids that name work: `T-001`, `TASK-7`, `WP-3`, `cub-14.1`.

    `FR-001` names a requirement.
    """
    return bool(_TASK_CODE.match(number))


def heading_label(heading: Heading) -> Label | None:
    """The unit of work that a heading names; None for any other heading."""
    label = unit_label(heading.text)
    if label is not None:
        return label
    code = code_label(heading.text)
    if code is None or not is_task_code(code.number) or heading.style == "plain":
        return None
    # A work package is a task, or a phase where it holds tasks.
    return replace(code, rank=STORY_RANK) if _PACKAGE_CODE.match(code.number) else code


def _numbered(
    headings: Sequence[Heading], labels: Sequence[Label | None], document: Document
) -> dict[int, Label]:
    """Headings that bear a bare number and stand for a unit.

    `## 1. Setup` is a phase when checkboxes `1.1`, `1.2` hang on it; `### 2.1 Login` is a task
    when it stands under phase 2. Other numbered headings are just chapters.
    """
    found: dict[int, Label] = {}
    parents = [
        number_label(item.text, dotted=True)
        for item in document.blocks.items
        if item.checked is not None
    ]
    prefixes = {label.number.split(".")[0] for label in parents if label}
    phase: Label | None = None
    has_tasks = any(label and label.rank in (TASK_RANK, TASK_RANK - 1) for label in labels)
    for index, heading in enumerate(headings):
        if labels[index] is not None:
            phase = labels[index] if labels[index].rank <= PHASE_RANK else phase  # type: ignore[union-attr]  # not None here
            continue
        label = number_label(heading.text)
        if label is None or not label.title:
            continue
        if "." not in label.number and label.number in prefixes and not any(labels):
            found[index] = Label("phase", 2, label.text, label.number, label.title)
        elif (
            "." in label.number
            and not has_tasks
            and phase
            and label.number.startswith(f"{phase.number}.")
        ):
            found[index] = Label("task", TASK_RANK, label.text, label.number, label.title)
    return found


def _span_ends(
    headings: Sequence[Heading], labels: Sequence[Label | None], document: Document
) -> list[int]:
    """Last line of each heading's part.

    A heading ends at the next one of its level or above, except that finer units on the same
    level stay inside: `## Phase 1`, `## Task 1.1`, `## Task 1.2`, `## Phase 2`.
    """
    last = len(document.lines)
    ends = [last] * len(headings)
    stack: list[int] = []
    for index, heading in enumerate(headings):
        while stack and _closes(headings[stack[-1]], labels[stack[-1]], heading, labels[index]):
            ends[stack.pop()] = heading.line_start - 1
        stack.append(index)
    return [_trim(document, heading, end) for heading, end in zip(headings, ends, strict=True)]


def _closes(
    open_: Heading, open_label: Label | None, new: Heading, new_label: Label | None
) -> bool:
    if new.level < open_.level:
        return True
    if new.level > open_.level:
        return False
    finer = open_label and new_label and open_label.rank < new_label.rank
    return not (
        finer
        and new_label
        and open_label
        and open_label.rank <= PHASE_RANK < new_label.rank < STEP_RANK
    )


def _trim(document: Document, heading: Heading, end: int) -> int:
    while end > heading.line_end and document.lines[end - 1].strip() in ("", "---", "***", "___"):
        end -= 1
    return end
