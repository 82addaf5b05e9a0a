"""Which of the units that a document names are the ones that it plans by."""

from dataclasses import dataclass

from planproof.sources.units.drafts import (
    PHASE_RANK,
    STEP_RANK,
    STORY_RANK,
    TASK_RANK,
    Draft,
    Reading,
)


@dataclass(slots=True, eq=False)
class _Placed:
    """A unit and what is around and inside it."""

    draft: Draft
    outer: "_Placed | None"
    """The unit that it stands in."""
    inside_top: bool = False
    """Within a unit of the document's coarsest kind."""
    inside_task: bool = False
    """Within a heading that is a task or story."""
    holds: bool = False
    """Finer units stand within it."""


def settle(reading: Reading) -> None:
    """Drop the units of a document that are too fine, too coarse, or said twice.

    Steps are kept only where nothing coarser than them is a task. Milestones within phases are
    tasks, unless tasks stand within them: then they only group. A checkbox with a bare number
    within a task heading is a step of it.
    """
    units = sorted(reading.units, key=lambda d: (d.heading_line, -d.line_end))
    if any(draft.rank in (STORY_RANK, TASK_RANK) for draft in units):
        units = [draft for draft in units if draft.rank < STEP_RANK]
    for draft in units:
        draft.rank = min(draft.rank, TASK_RANK)
    top = min((draft.rank for draft in units), default=TASK_RANK)
    reading.units = [
        each.draft for each in _placed(units, top) if top > PHASE_RANK or _stays(each, top)
    ]
    if any(d.kind == "heading" and d.rank >= STORY_RANK for d in reading.units):
        steps = {
            id(each.draft)
            for each in _placed(reading.units, top)
            if each.inside_task and _is_plain_item(each.draft)
        }
        reading.units = [draft for draft in reading.units if id(draft) not in steps]


def _placed(units: list[Draft], top: int) -> list[_Placed]:
    """The units with their surroundings, in order; restatements are left out.

    "Phase 1" within "Phase 1" restates it.
    """
    found: list[_Placed] = []
    stack: list[_Placed] = []
    for draft in units:
        while stack and stack[-1].draft.line_end < draft.heading_line:
            stack.pop()
        outer = stack[-1] if stack else None
        if outer is not None and outer.draft.key == draft.key:
            continue
        each = _Placed(draft, outer)
        if outer is not None:
            task = outer.draft.kind == "heading" and outer.draft.rank >= STORY_RANK
            each.inside_top = outer.inside_top or outer.draft.rank == top
            each.inside_task = outer.inside_task or task
        for around in stack:
            around.holds = around.holds or around.draft.rank < draft.rank
        stack.append(each)
        found.append(each)
    return found


def _stays(each: _Placed, top: int) -> bool:
    """Whether a unit of a document with phases counts; finer phases become tasks here."""
    draft = each.draft
    if draft.rank > PHASE_RANK or (draft.rank == top and not each.inside_top):
        return True
    if each.inside_top and not each.holds:
        draft.rank = TASK_RANK
        return True
    return False


def _is_plain_item(draft: Draft) -> bool:
    return draft.kind == "item" and draft.family in ("number", "item")
