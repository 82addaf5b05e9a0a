"""From what was read in each document to one plan: which units are phases, which are tasks."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from planproof.sources.units.drafts import (
    PHASE_RANK,
    STEP_RANK,
    STORY_RANK,
    TASK_RANK,
    Draft,
    Reading,
)
from planproof.sources.units.list_items import nest, unnamed_units

_KIND_ORDER = {"phase": 0, "plan": 1, "task-list": 2, "task": 3, "overview": 4, "spec": 5}


class Assembly:
    """Phases with their tasks, and tasks without a phase, as trees of drafts."""

    def __init__(self, phases: list[Draft], tasks: list[Draft], *, explicit: bool) -> None:
        self.phases = phases
        self.tasks = tasks
        self.explicit = explicit


def assemble(readings: Sequence[Reading]) -> Assembly:
    """Choose phases and tasks among the units of all documents.

    Specs speak of phases too; they count only when no plan document names units. A story is a
    phase when it holds tasks and nothing coarser is there. Steps are tasks only in documents
    that have no other units.
    """
    everything = readings
    readings = _with_units(readings)
    for reading in readings:
        _settle(reading)
    _join_json(readings)
    _drop_restated(readings)
    drafts = [draft for reading in readings for draft in reading.units]
    phases = [d for d in drafts if d.rank <= PHASE_RANK]
    if not phases and _stories_hold_tasks(readings):
        for draft in drafts:
            if draft.rank == STORY_RANK:
                draft.rank = PHASE_RANK
        phases = [d for d in drafts if d.rank <= PHASE_RANK]
    phases = _distinct_phases(_with_work(phases, readings), readings)
    loose: list[Draft] = []
    for reading in readings:
        loose.extend(_place(reading, [p for p in phases if p.path == reading.document.path]))
    if phases:
        return Assembly(phases, loose, explicit=True)
    return Assembly(_documents_as_phases(everything, loose), [], explicit=False)


def _with_units(readings: Sequence[Reading]) -> list[Reading]:
    work = [
        r
        for r in readings
        if r.document.kind in ("plan", "phase", "task", "task-list", "overview", "data")
    ]
    if any(reading.units for reading in work):
        return work
    fallback = [reading for reading in work if _add_unnamed(reading)]
    if fallback:
        return fallback
    return [r for r in readings if r.document.kind in ("spec", *_KIND_ORDER)]


def _add_unnamed(reading: Reading) -> bool:
    if reading.document.kind in ("plan", "task-list", "phase", "task"):
        reading.units = unnamed_units(reading)
    return bool(reading.units)


def _settle(reading: Reading) -> None:
    """Drop the units of a document that are too fine or too coarse to be what it plans by."""
    units = sorted(reading.units, key=lambda d: (d.heading_line, -d.line_end))
    if any(d.rank in (STORY_RANK, TASK_RANK) for d in units):
        units = [d for d in units if d.rank < STEP_RANK]
    else:
        for draft in units:
            draft.rank = min(draft.rank, TASK_RANK)
    units = _without_repeats(units)
    phase_ranks = sorted({d.rank for d in units if d.rank <= PHASE_RANK})
    top = [d for d in units if phase_ranks and d.rank == phase_ranks[0]]
    for draft in list(units):
        if not top or draft.rank > PHASE_RANK:
            continue
        inside = any(
            t.rank == phase_ranks[0]
            and t.heading_line < draft.heading_line
            and draft.line_end <= t.line_end
            for t in top
        )
        if draft.rank == phase_ranks[0] and not inside:
            continue
        holds = any(
            draft.heading_line < d.heading_line <= draft.line_end and d.rank > draft.rank
            for d in units
        )
        if inside and not holds:
            draft.rank = TASK_RANK
        else:
            units.remove(draft)
    named = {d.rank for d in units if d.kind == "heading" and d.rank in (STORY_RANK, TASK_RANK)}
    if named:
        units = [d for d in units if not _is_plain_item_inside(d, units)]
    reading.units = units


def _without_repeats(units: list[Draft]) -> list[Draft]:
    """A unit that restates the one it stands in ("Phase 1" inside "Phase 1") is no unit."""
    kept: list[Draft] = []
    for draft in units:
        outer = next((k for k in reversed(kept) if k.line_end >= draft.heading_line), None)
        if outer is None or outer.key != draft.key:
            kept.append(draft)
    return kept


def _is_plain_item_inside(draft: Draft, units: Iterable[Draft]) -> bool:
    """An item with a bare number inside a task heading is one of its steps."""
    if draft.kind != "item" or draft.family not in ("number", "item"):
        return False
    return any(
        d.kind == "heading"
        and d.rank >= STORY_RANK
        and d.heading_line < draft.heading_line <= d.line_end
        for d in units
    )


def _join_json(readings: Sequence[Reading]) -> None:
    """Where a task has a text and a JSON record, the record's fields go to the text's unit."""
    texts = {
        d.number: d for reading in readings for d in reading.units if d.kind != "json" and d.number
    }
    for reading in readings:
        kept = []
        for draft in reading.units:
            text = texts.get(draft.number or "") if draft.kind == "json" else None
            if text is None:
                kept.append(draft)
                continue
            text.references.extend(draft.references)
            text.done = draft.done if text.done is None else text.done
        reading.units = kept


def _drop_restated(readings: Sequence[Reading]) -> None:
    """Rows and items that only list units which have a heading of their own are no units."""
    headed = {
        d.number
        for reading in readings
        for d in reading.units
        if d.kind in ("heading", "file") and d.number and "-" in d.number
    }
    for reading in readings:
        reading.units = [
            d for d in reading.units if d.kind not in ("row", "item") or d.number not in headed
        ]


def _stories_hold_tasks(readings: Sequence[Reading]) -> bool:
    for reading in readings:
        stories = [d for d in reading.units if d.rank == STORY_RANK]
        for story in stories:
            if any(
                story.heading_line < d.heading_line <= story.line_end and d.rank == TASK_RANK
                for d in reading.units
            ):
                return True
    return False


def _with_work(phases: list[Draft], readings: Sequence[Reading]) -> list[Draft]:
    """Phases of the documents that plan by them.

    Where one document has phases with tasks, those that a plan or overview only lists are an
    outline of the same work, or another view of it.
    """
    by_path = {r.document.path: r for r in readings}
    working = {d.path for d in phases if _tasks_in(d, by_path[d.path])}
    if not working:
        return phases
    return [d for d in phases if d.path in working or by_path[d.path].document.kind == "phase"]


def _distinct_phases(phases: list[Draft], readings: Sequence[Reading]) -> list[Draft]:
    """One draft per phase: overviews and progress reports name phases that are described elsewhere.

    Two that both hold tasks in one document are kept: that is a defect for the checks to name.
    """
    by_path = {r.document.path: r for r in readings}
    if len({d.family for d in phases}) > 1:
        phases = _main_family(phases, by_path)
    groups: dict[tuple[str, str | None], list[Draft]] = {}
    for draft in phases:
        groups.setdefault(draft.key, []).append(draft)
    chosen = []
    for group in groups.values():
        ranked = sorted(
            group, key=lambda d: (-_weight(d, by_path[d.path]), _order(d, by_path), d.heading_line)
        )
        best = ranked[0]
        chosen.append(best)
        for other in ranked[1:]:
            if _really_two(best, other, by_path):
                chosen.append(other)
            else:
                _drop_inside(other, by_path[other.path])
    order = {path: index for index, path in enumerate(by_path)}
    chosen.sort(key=lambda d: (order[d.path], d.heading_line))
    if len({d.path for d in chosen}) == len(chosen) and all(_sortable(d) for d in chosen):
        chosen.sort(key=_by_number)  # files sort as Phase-1.5, Phase-1, Phase-2
    return chosen


def _sortable(draft: Draft) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)*[a-z]?", draft.number or "") is not None


def _by_number(draft: Draft) -> tuple[tuple[int, ...], str]:
    digits = re.findall(r"\d+", draft.number or "")
    return tuple(map(int, digits)), draft.number or ""


def _really_two(best: Draft, other: Draft, by_path: dict[str, Reading]) -> bool:
    """Two phases with one number are a defect of the plan, not two views of one phase.

    They are when two files are phase documents, or when two headings stand side by side: same
    level, same chapter, both with tasks.
    """
    kinds = {by_path[draft.path].document.kind for draft in (best, other)}
    if best.path != other.path:
        return kinds == {"phase"}
    reading = by_path[best.path]
    return (
        best.level == other.level
        and _tasks_in(best, reading) > 0
        and _tasks_in(other, reading) > 0
        and _chapter(best, reading) == _chapter(other, reading)
    )


def _chapter(draft: Draft, reading: Reading) -> str:
    above = [
        h.text
        for h in reading.document.blocks.headings
        if h.line_start < draft.heading_line and h.level < draft.level
    ]
    return above[-1] if above else ""


def _drop_inside(phase: Draft, reading: Reading) -> None:
    """What a dropped view of a phase lists is no second set of tasks."""
    reading.units = [
        d for d in reading.units if not phase.heading_line <= d.heading_line <= phase.line_end
    ]


def _main_family(phases: list[Draft], by_path: dict[str, Reading]) -> list[Draft]:
    """Phases of the family that carries the tasks; "Week 1" beside "Phase 1" is a calendar."""
    weight: Counter[str] = Counter()
    for draft in phases:
        weight[draft.family] += 1 + 10 * _tasks_in(draft, by_path[draft.path])
    coarse = {"epic": 4, "phase": 3, "milestone": 2, "iteration": 1}
    best = max(weight, key=lambda family: (weight[family], coarse.get(family, 0)))
    return [draft for draft in phases if draft.family == best]


def _order(draft: Draft, by_path: dict[str, Reading]) -> int:
    return _KIND_ORDER.get(by_path[draft.path].document.kind, 9)


def _tasks_in(draft: Draft, reading: Reading) -> int:
    return sum(
        1
        for d in reading.units
        if d.rank > PHASE_RANK and draft.heading_line < d.heading_line <= draft.line_end
    )


def _weight(draft: Draft, reading: Reading) -> int:
    kind = 3 - min(_KIND_ORDER.get(reading.document.kind, 9), 3)
    return (
        kind * 1_000_000
        + _tasks_in(draft, reading) * 10_000
        + min(draft.line_end - draft.heading_line, 9_999)
    )


def _place(reading: Reading, phases: list[Draft]) -> list[Draft]:
    """Give each task to the phase whose lines hold it; return those that no phase holds."""
    phases.sort(key=lambda d: d.heading_line)
    for before, after in pairwise(phases):
        before.line_end = min(before.line_end, after.heading_line - 1)
    loose = []
    for task in nest([d for d in reading.units if d.rank > PHASE_RANK]):
        home = next((p for p in phases if p.heading_line <= task.heading_line <= p.line_end), None)
        if home is None:
            later = next((p for p in phases if p.heading_line > task.heading_line), None)
            if later is not None:
                task.line_end = min(task.line_end, later.heading_line - 1)
            loose.append(task)
            continue
        task.line_end = min(task.line_end, home.line_end)
        home.children.append(task)
    return loose


def _documents_as_phases(readings: Sequence[Reading], tasks: list[Draft]) -> list[Draft]:
    """In a plan without phases each document with tasks serves as one."""
    phases: list[Draft] = []
    in_files = [
        task for task in tasks if task.kind == "json" or _kind(readings, task.path) == "task"
    ]
    for reading in readings:
        own = [t for t in tasks if t.path == reading.document.path and t not in in_files]
        if own or (len(readings) == 1 and not in_files and reading.document.kind != "template"):
            phases.append(_document_phase(reading, own))
    if in_files:
        if (
            not any(task.kind == "json" and task.path != in_files[0].path for task in in_files)
            and in_files[0].kind == "json"
        ):
            readings = [r for r in readings if r.document.path == in_files[0].path]
        home = min(
            readings, key=lambda r: _HOME.index(r.document.kind) if r.document.kind in _HOME else 9
        )
        phases.append(_document_phase(home, in_files))
    return phases


_HOME = ("overview", "plan", "spec", "task-list", "task", "data")
"""Which document stands for the whole where each task is a file (or object) of its own."""


def _kind(readings: Sequence[Reading], path: str) -> str:
    return next(r.document.kind for r in readings if r.document.path == path)


def _document_phase(reading: Reading, tasks: list[Draft]) -> Draft:
    document = reading.document
    return Draft(
        kind="file",
        family="document",
        rank=PHASE_RANK,
        label=document.title or document.path,
        number=None,
        title="",
        path=document.path,
        heading_line=1,
        line_end=max(len(document.lines), 1),
        children=tasks,
    )
