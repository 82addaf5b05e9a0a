"""Units of work in plain text: `Phase 1: Build` on a line of its own, without Markdown marks."""

import re

from planproof.core.document import Document
from planproof.sources.units.drafts import PHASE_RANK, TASK_RANK, Draft, draft_from
from planproof.sources.units.labels import unit_label
from planproof.sources.vocabulary import plain_title, vocabulary

_MAX_TITLE = 120
_LEAD_FIELD = re.compile(r"^(?P<title>[A-Z][\w /-]{1,30}):\s+\S")


def plain_units(document: Document) -> list[Draft]:
    """Phases and tasks of a document that has no headings for them.

    A phase is a short line that begins with a phase label and goes on with a title. A task is a
    short title line right above a line that states its goal (`Purpose: ...`).
    """
    lines = [n for p in document.blocks.paragraphs for n in range(p.line_start, p.line_end + 1)]
    found: list[Draft] = []
    for number in lines:
        text = document.prose[number - 1].strip()
        if not text or len(text) > _MAX_TITLE:
            continue
        label = unit_label(text)
        if label is not None and label.rank <= PHASE_RANK and label.title and text[-1] not in ".,;":
            found.append(draft_from(label, "heading", document.path, number, len(document.lines)))
        elif found and _is_goal(document, number + 1) and not _is_field(text):
            found.append(
                Draft(
                    kind="heading",
                    family="item",
                    rank=TASK_RANK,
                    label=text,
                    number=None,
                    title="",
                    path=document.path,
                    heading_line=number,
                    line_end=len(document.lines),
                )
            )
    return _bounded(found, document) if sum(d.rank <= PHASE_RANK for d in found) > 1 else []


def _is_field(text: str) -> bool:
    match = _LEAD_FIELD.match(text)
    return match is not None and plain_title(match["title"]) in vocabulary().roles


def _is_goal(document: Document, line: int) -> bool:
    if line > len(document.prose):
        return False
    match = _LEAD_FIELD.match(document.prose[line - 1].strip())
    return match is not None and vocabulary().roles.get(plain_title(match["title"])) == "goal"


def _bounded(drafts: list[Draft], document: Document) -> list[Draft]:
    for index, draft in enumerate(drafts):
        later = [d for d in drafts[index + 1 :] if d.rank <= draft.rank]
        end = later[0].heading_line - 1 if later else len(document.lines)
        while end > draft.heading_line and not document.lines[end - 1].strip():
            end -= 1
        draft.line_end = end
    return drafts
