"""The chunks of a plan, and how a model sees one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from planproof.chunks.page import Page, shown
from planproof.core.chunk import Chunk
from planproof.core.document import Document
from planproof.core.plan import Plan, Task

_WORD = re.compile(r"[^\W_]")
_TOGETHER = 4
"""The most chunks that are put together."""


class _Run(NamedTuple):
    """Neighbouring lines of one phase, or of none."""

    start: int
    end: int
    phase: str | None


def chunk_plan(plan: Plan, budget: int = 8_000) -> tuple[Chunk, ...]:
    """Cut *plan* into chunks of up to *budget* tokens, in order of documents and lines.

    A chunk is over the budget only when it is a single line. Raises ValueError for a budget
    below 1.
    """
    if budget < 1:
        raise ValueError(f"a chunk cannot hold {budget} tokens; give a budget of at least 1")
    tasks: dict[str, list[tuple[Task, int]]] = {}
    for task, depth in _with_depth(plan):
        tasks.setdefault(task.path, []).append((task, depth))
    return tuple(
        page.chunk(start, end, run.phase)
        for document in plan.documents
        for page in (Page(document, tasks.get(document.path, ())),)
        for run in _runs(plan, document)
        for start, end in page.pieces(run.start, run.end, budget)
    )


def pack(chunks: Iterable[Chunk], most: int) -> tuple[Chunk, ...]:
    """Put neighbouring chunks of one document together while they have at most *most* tokens.

    A chunk with lines of several phases has no phase of its own. Which chunks may come together
    depends on their number in the document, so that an edit in one regroups few others.
    """
    packed: list[Chunk] = []
    place: Counter[str] = Counter()
    for chunk in chunks:
        last = packed[-1] if packed else None
        place[chunk.path] += 1
        if (
            last is None
            or last.path != chunk.path
            or last.line_end + 1 != chunk.line_start
            or last.tokens + chunk.tokens > most
            or place[chunk.path] % _TOGETHER == 1
        ):
            packed.append(chunk)
            continue
        packed[-1] = last.model_copy(
            update={
                "line_end": chunk.line_end,
                "phase": last.phase if last.phase == chunk.phase else None,
                "tasks": (*last.tasks, *chunk.tasks),
                "tokens": last.tokens + chunk.tokens,
            }
        )
    return tuple(packed)


def split(chunk: Chunk, plan: Plan) -> tuple[Chunk, ...]:
    """The lines of *chunk* in two halves, for when the whole was too much for one answer.

    A chunk of one line, or of one line and blank ones, gives itself.
    """
    tasks = [(task, depth) for task, depth in _with_depth(plan) if task.path == chunk.path]
    page = Page(plan.document(chunk.path), tasks)
    cut = page.middle(chunk.line_start, chunk.line_end)
    if cut is None:
        return (chunk,)
    return (
        page.chunk(chunk.line_start, cut - 1, chunk.phase),
        page.chunk(cut, chunk.line_end, chunk.phase),
    )


def numbered(chunk: Chunk, plan: Plan) -> str:
    """The chunk as a model sees it: `3| text`, counted from 1 at the chunk's own first line.

    So an edit above the chunk changes nothing. Repeated opener lines have `...` for a number.
    """
    lines = plan.document(chunk.path).lines
    # The opener is read from this plan, which may be the redacted copy of the one that was cut.
    opener = (f"...| {shown(lines[each.line - 1])}" for each in chunk.opener)
    own = enumerate(lines[chunk.line_start - 1 : chunk.line_end], 1)
    return "\n".join((*opener, *(f"{n}| {shown(line)}" for n, line in own)))


def plan_line(chunk: Chunk, n: int) -> int | None:
    """Line of the document for line *n* of the numbered text; None when it has no such line."""
    line = chunk.line_start + n - 1
    return line if chunk.line_start <= line <= chunk.line_end else None


def _with_depth(plan: Plan) -> Iterator[tuple[Task, int]]:
    """Every task with its depth below the outermost task."""
    level: list[Task] = [*plan.tasks, *(task for phase in plan.phases for task in phase.tasks)]
    depth = 0
    while level:
        yield from ((task, depth) for task in level)
        level = [each for task in level for each in task.subtasks]
        depth += 1


def _runs(plan: Plan, document: Document) -> list[_Run]:
    """The document by phases; lines between phases that say nothing go with those before."""
    owners = (plan.owner(document.path, n)[0] for n in range(1, len(document.lines) + 1))
    ids = (owner.id if owner else None for owner in owners)
    runs: list[_Run] = []
    for phase, group in groupby(enumerate(ids, 1), key=lambda pair: pair[1]):
        numbers = [n for n, _ in group]
        run = _Run(numbers[0], numbers[-1], phase)
        after = _first_said(document, run) if runs else run.start
        if runs and phase == runs[-1].phase:
            after = run.end + 1
        if after > run.start:
            runs[-1] = runs[-1]._replace(end=after - 1)
        if after <= run.end:
            runs.append(run._replace(start=after))
    if len(runs) > 1 and _first_said(document, runs[0]) > runs[0].end:
        runs[:2] = [runs[1]._replace(start=1)]
    return runs


def _first_said(document: Document, run: _Run) -> int:
    """First line of a run that is worth a chunk; one beyond its end when none is.

    Outside phases those are blank lines and breaks above the rest, and a run without any word,
    such as the brackets that close a JSON file.
    """
    if run.phase is not None:
        return run.start
    lines = document.lines[run.start - 1 : run.end]
    if not any(map(_WORD.search, lines)):
        return run.end + 1
    breaks = ("", "---", "***", "___")
    return run.start + next(n for n, line in enumerate(lines) if line.strip() not in breaks)
