"""From what was read in each document to one plan: which units are phases, which are tasks."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from planproof.core.plan import Reference
from planproof.sources.settle import settle
from planproof.sources.units.drafts import PHASE_RANK, STORY_RANK, Draft, Reading
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
        settle(reading)
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
        return [*work, *_described_elsewhere(work, readings)]
    fallback = [reading for reading in work if _add_unnamed(reading)]
    if fallback:
        return fallback
    return [r for r in readings if r.document.kind in ("spec", *_KIND_ORDER)]


def _described_elsewhere(work: Sequence[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """Other documents with a heading for each of the units that *work* only lists in tables."""
    units = [draft for reading in work for draft in reading.units]
    if any(draft.kind != "row" for draft in units):
        return []
    listed = {draft.key for draft in units}
    return [
        reading
        for reading in readings
        if reading not in work
        and any(d.kind == "heading" and d.key in listed for d in reading.units)
    ]


def _add_unnamed(reading: Reading) -> bool:
    if reading.document.kind in ("plan", "task-list", "phase", "task"):
        reading.units = unnamed_units(reading)
    return bool(reading.units)


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
    """Rows and items that only list units which have a heading of their own are no units.

    What a row says of the order of such units goes to the unit, if that does not say it itself.
    """
    headed = [d for reading in readings for d in reading.units if d.kind in ("heading", "file")]
    by_code = {d.number: d for d in headed if d.number and "-" in d.number}
    keys = {d.key for d in headed}
    silent = {number for number, draft in by_code.items() if not _depends(draft)}
    for reading in readings:
        kept = []
        for draft in reading.units:
            listed = draft.kind in ("row", "item")
            if listed and draft.number in by_code:
                if draft.kind == "row" and draft.number in silent:
                    by_code[draft.number].references.extend(_depends(draft))
            elif not (draft.kind == "item" and draft.done is None and draft.key in keys):
                kept.append(draft)
        reading.units = kept


def _depends(draft: Draft) -> list[Reference]:
    """What a unit says it needs first, or holds up."""
    return [each for each in draft.references if each.relation in ("depends", "blocks")]


def _stories_hold_tasks(readings: Sequence[Reading]) -> bool:
    tasks = TaskLines(readings, finer_than=STORY_RANK)
    return any(
        tasks.within(draft)
        for reading in readings
        for draft in reading.units
        if draft.rank == STORY_RANK
    )


class TaskLines:
    """Counts the tasks within the lines of a unit."""

    def __init__(self, readings: Sequence[Reading], *, finer_than: int = PHASE_RANK) -> None:
        self._lines = {
            reading.document.path: sorted(
                d.heading_line for d in reading.units if d.rank > finer_than
            )
            for reading in readings
        }

    def within(self, draft: Draft) -> int:
        """Tasks that begin below the draft's heading and within its lines."""
        lines = self._lines[draft.path]
        return bisect_right(lines, draft.line_end) - bisect_right(lines, draft.heading_line)


def _with_work(phases: list[Draft], readings: Sequence[Reading]) -> list[Draft]:
    """Phases of the documents that plan by them.

    Where one document has phases with tasks, those that a plan or overview only lists are an
    outline of the same work, or another view of it.
    """
    tasks = TaskLines(readings)
    phase_files = {r.document.path for r in readings if r.document.kind == "phase"}
    working = {draft.path for draft in phases if tasks.within(draft)}
    if not working:
        return phases
    return [draft for draft in phases if draft.path in working | phase_files]


def _distinct_phases(phases: list[Draft], readings: Sequence[Reading]) -> list[Draft]:
    """One draft per phase: overviews and progress reports name phases that are described elsewhere.

    Two that both hold tasks in one document are kept: that is a defect for the checks to name.
    """
    by_path = {r.document.path: r for r in readings}
    tasks = TaskLines(readings)
    if len({d.family for d in phases}) > 1:
        phases = _main_family(phases, tasks)
    groups: dict[tuple[str, str | None], list[Draft]] = {}
    for draft in phases:
        groups.setdefault(draft.key, []).append(draft)
    chapters = {path: _chapters(reading) for path, reading in by_path.items()}
    chosen: list[Draft] = []
    dropped: list[Draft] = []
    for group in groups.values():
        best = max(group, key=lambda d: (_weight(d, by_path[d.path], tasks), -d.heading_line))
        chosen.append(best)
        for other in group:
            if other is not best:
                twice = _really_two(best, other, by_path, tasks, chapters)
                (chosen if twice else dropped).append(other)
    _drop_inside(dropped, by_path)
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


def _really_two(
    best: Draft,
    other: Draft,
    by_path: dict[str, Reading],
    tasks: TaskLines,
    chapters: dict[str, dict[int, str]],
) -> bool:
    """Two phases with one number are a defect of the plan, not two views of one phase.

    They are when two files are phase documents, or when two headings stand side by side: same
    level, same chapter, both with tasks.
    """
    if best.path != other.path:
        return {by_path[draft.path].document.kind for draft in (best, other)} == {"phase"}
    chapter = chapters[best.path]
    return (
        best.level == other.level
        and tasks.within(best) > 0
        and tasks.within(other) > 0
        and chapter.get(best.heading_line) == chapter.get(other.heading_line)
    )


def _chapters(reading: Reading) -> dict[int, str]:
    """By line of a heading, the text of the heading above it that is of a higher level."""
    found: dict[int, str] = {}
    stack: list[tuple[int, str]] = []
    for heading in reading.document.blocks.headings:
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        found[heading.line_start] = stack[-1][1] if stack else ""
        stack.append((heading.level, heading.text))
    return found


def _drop_inside(phases: Sequence[Draft], by_path: dict[str, Reading]) -> None:
    """What a dropped view of a phase lists is no second set of tasks."""
    for path in {phase.path for phase in phases}:
        covered: set[int] = set()
        for phase in phases:
            if phase.path == path and phase.heading_line not in covered:
                covered.update(range(phase.heading_line, phase.line_end + 1))
        reading = by_path[path]
        reading.units = [d for d in reading.units if d.heading_line not in covered]


def _main_family(phases: list[Draft], tasks: TaskLines) -> list[Draft]:
    """Phases of the family that carries the tasks; "Week 1" beside "Phase 1" is a calendar."""
    weight: Counter[str] = Counter()
    for draft in phases:
        weight[draft.family] += 1 + 10 * tasks.within(draft)
    coarse = {"epic": 4, "phase": 3, "milestone": 2, "iteration": 1}
    best = max(weight, key=lambda family: (weight[family], coarse.get(family, 0)))
    return [draft for draft in phases if draft.family == best]


def _weight(draft: Draft, reading: Reading, tasks: TaskLines) -> tuple[int, int, int]:
    """How much of a description a view of a phase is: kind of document, tasks, lines."""
    kind = 3 - min(_KIND_ORDER.get(reading.document.kind, 9), 3)
    return kind, tasks.within(draft), draft.line_end - draft.heading_line


def _place(reading: Reading, phases: list[Draft]) -> list[Draft]:
    """Give each task to the phase whose lines hold it; return those that no phase holds."""
    phases.sort(key=lambda d: d.heading_line)
    for before, after in pairwise(phases):
        before.line_end = min(before.line_end, after.heading_line - 1)
    starts = [phase.heading_line for phase in phases]
    loose = []
    for task in nest([d for d in reading.units if d.rank > PHASE_RANK]):
        place = bisect_right(starts, task.heading_line)
        home = phases[place - 1] if place else None
        if home is not None and task.heading_line <= home.line_end:
            task.line_end = min(task.line_end, home.line_end)
            home.children.append(task)
            continue
        if place < len(phases):
            task.line_end = min(task.line_end, phases[place].heading_line - 1)
        loose.append(task)
    return loose


def _documents_as_phases(readings: Sequence[Reading], tasks: list[Draft]) -> list[Draft]:
    """In a plan without phases each document with tasks serves as one."""
    kinds = {reading.document.path: reading.document.kind for reading in readings}
    own: dict[str, list[Draft]] = {path: [] for path in kinds}
    in_files: list[Draft] = []
    for task in tasks:
        apart = task.kind == "json" or kinds[task.path] == "task"
        (in_files if apart else own[task.path]).append(task)
    alone = len(readings) == 1 and not in_files and "template" not in kinds.values()
    phases = [
        _document_phase(reading, own[reading.document.path])
        for reading in readings
        if own[reading.document.path] or alone
    ]
    if in_files:
        paths = {task.path for task in in_files}
        single = len(paths) == 1 and in_files[0].kind == "json"
        homes = [r for r in readings if r.document.path in paths] if single else readings
        home = min(homes, key=lambda r: _HOME.get(r.document.kind, len(_HOME)))
        phases.append(_document_phase(home, in_files))
    return phases


_HOME = {
    kind: place
    for place, kind in enumerate(("overview", "plan", "spec", "task-list", "task", "data"))
}
"""Which document stands for the whole where each task is a file (or object) of its own."""


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
