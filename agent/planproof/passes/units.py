"""What the rows of the grid are: the tasks of a part, and its sections outside tasks."""

from dataclasses import dataclass

from planproof.core.chunk import Chunk
from planproof.core.plan import Plan, Task
from planproof.passes.asked import heading

MOST = 24
"""Rows of one grid; where a part has more units, neighbours share a row."""
_SMALL = 9
"""Lines up to which a section outside tasks shares a row with the next one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One row."""

    id: str
    """`u1`, `u2`, ... in order of lines."""
    name: str
    line_start: int
    """Counted from 1 at the first line of the part."""
    line_end: int


def units(plan: Plan, chunk: Chunk) -> tuple[Unit, ...]:
    """The units of a chunk in order; every line that says something belongs to one."""
    runs = _gathered(_runs(plan, chunk), _tasks(plan, chunk))
    while len(runs) > MOST:
        runs = [_joined(runs[at : at + 2]) for at in range(0, len(runs), 2)]
    offset = chunk.line_start - 1
    return tuple(
        Unit(f"u{number}", heading(name, "see the text"), start - offset, end - offset)
        for number, (name, start, end) in enumerate(runs, 1)
    )


def _runs(plan: Plan, chunk: Chunk) -> list[tuple[str, int, int]]:
    """Name, first and last line of the document of each unit."""
    document = plan.document(chunk.path)
    starts: dict[int, str] = {}
    tasks = {task.line_start: task for task in _tasks(plan, chunk)}
    inside = [(task.line_start, task.line_end) for task in tasks.values()]
    titles = {each.line_start for each in document.blocks.headings}
    for each in document.blocks.headings:
        line = each.line_start
        within = any(start <= line <= end for start, end in inside)
        if chunk.line_start <= line <= chunk.line_end and not within:
            starts[line] = each.text
    for line, task in tasks.items():
        starts[max(line, chunk.line_start)] = task.name
        after = task.line_end + 1
        if after <= chunk.line_end:
            starts.setdefault(after, "what follows")
    if chunk.line_start not in starts:
        starts[chunk.line_start] = chunk.headings[-1] if chunk.headings else "beginning"
    lines = sorted(starts)
    ends = [*(line - 1 for line in lines[1:]), chunk.line_end]
    runs: list[tuple[str, int, int]] = []
    above: int | None = None
    for start, end in zip(lines, ends, strict=True):
        if not document.text(start, end).strip():
            continue
        if start == end and start in titles and start not in tasks and start != lines[-1]:
            above = above or start  # a heading alone goes with what follows
            continue
        runs.append((_short(starts[start]), above or start, end))
        above = None
    return runs


def _gathered(runs: list[tuple[str, int, int]], tasks: list[Task]) -> list[tuple[str, int, int]]:
    """The runs, where neighbouring small sections outside tasks are one."""
    names = {_short(task.name) for task in tasks}
    found: list[list[tuple[str, int, int]]] = []
    for run in runs:
        last = found[-1] if found else []
        free = run[0] not in names and all(each[0] not in names for each in last)
        if last and free and last[-1][2] - last[0][1] + 1 <= _SMALL:
            last.append(run)
        else:
            found.append([run])
    return [_joined(group) for group in found]


def _tasks(plan: Plan, chunk: Chunk) -> list[Task]:
    """The outermost tasks that have lines in the chunk, in order of lines."""
    every = [*(task for phase in plan.phases for task in phase.tasks), *plan.tasks]
    found = [
        task
        for task in every
        if task.path == chunk.path
        and task.line_start <= chunk.line_end
        and chunk.line_start <= task.line_end
    ]
    return sorted(found, key=lambda task: task.line_start)


def _joined(runs: list[tuple[str, int, int]]) -> tuple[str, int, int]:
    first, last = runs[0], runs[-1]
    name = first[0] if first is last else f"{first[0]} ... {last[0]}"
    return (_short(name), first[1], last[2])


def _short(name: str) -> str:
    words = " ".join(name.split())
    return words if len(words) <= 70 else f"{words[:67]}..."
