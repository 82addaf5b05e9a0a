"""One document, ready to be cut where the author cut."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from planproof.chunks.ranks import LOCKED, leaves, loose_lines, ranks_of
from planproof.core.chunk import Chunk, OpenerLine
from planproof.core.document import Document, Fence, Heading, Table
from planproof.core.plan import Task
from planproof.tokens import text_size

_MAX_SHOWN = 2_000
"""Characters of a line that are shown."""
_LINE_END = 0.656
"""Tokens of a line end, which the estimate of a text without its last one leaves out."""
_STRETCH = 1_000
"""Bytes that are counted at once; the lines among them get their shares."""
_NEAR = 1_000
"""Tokens within which a sum of shares is no proof that a text fits, or does not."""
_SLACK = 0.3
"""How far, as a share, a chunk may be from even where that gives a better place to cut."""


class _Unit(NamedTuple):
    """Lines that stay together when chunks are packed."""

    start: int
    end: int
    rank: int
    """Of the place before it."""


def shown(line: str) -> str:
    """The line as a model sees it: an over-long one is cut, and a mark says so."""
    if len(line) <= _MAX_SHOWN:
        return line
    return f"{line[:_MAX_SHOWN]} …[cut: {len(line) - _MAX_SHOWN:,} characters]"


class Page:
    """One document, ready to be cut."""

    def __init__(self, document: Document, tasks: Sequence[tuple[Task, int]]) -> None:
        self._document = document
        self._shown = [shown(line) for line in document.lines]
        self._tasks = tasks
        self._named = sorted((task.heading_line, task.id) for task, _ in tasks)
        blocks = document.blocks
        self._open: list[Fence | Table] = [*blocks.fences, *blocks.tables]
        self._open.sort(key=lambda each: each.line_start)
        self._open_starts = [each.line_start for each in self._open]

    def chunk(self, start: int, end: int, phase: str | None) -> Chunk:
        """The chunk of these lines."""
        first = bisect_left(self._named, (start, ""))
        last = bisect_left(self._named, (end + 1, ""))
        return Chunk(
            path=self._document.path,
            line_start=start,
            line_end=end,
            phase=phase,
            tasks=tuple(id_ for _, id_ in self._named[first:last]),
            headings=self._above(start),
            opener=tuple(
                OpenerLine(line=n, text=self._document.lines[n - 1]) for n in self._opener(start)
            ),
            tokens=self._tokens(start, end),
        )

    def pieces(self, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
        """First and last lines of the chunks of a run."""
        if self._fits(start, end, budget):
            yield start, end
            return
        units = self._units(start, end, budget)
        costs = self._costs(units)
        begin = 0
        while begin < len(units):
            after = self._end_within(units, costs, begin, budget)
            yield units[begin].start, units[after - 1].end
            begin = after

    def _end_within(
        self, units: Sequence[_Unit], costs: Sequence[float], begin: int, budget: int
    ) -> int:
        """Index after the last unit of the chunk that begins at *begin*; held to the budget."""
        first = units[begin].start
        limit = max(budget - self._opener_cost(first), 1.0)
        while True:
            after = _best_end(units, costs, begin, limit)
            tokens = self._tokens(first, units[after - 1].end)
            if tokens <= budget or after == begin + 1:
                return after
            # The sum of shares was too low. Less than what was tried, so that this ends.
            limit = (costs[after] - costs[begin]) * min(0.99, budget / tokens)

    def middle(self, start: int, end: int) -> int | None:
        """First line of the second half of a run; None when there are no two halves."""
        share = 1 - _SLACK
        units = self._units(start, end, share * self._tokens(start, end))
        if len(units) < 2:
            return None
        costs = self._costs(units)
        cut = units[_best_end(units, costs, 0, share * (costs[-1] - costs[0]))].start
        while cut <= end and not self._shown[cut - 1].strip():
            cut += 1
        written = any(line.strip() for line in self._shown[start - 1 : cut - 1])
        return cut if written and cut <= end else None

    def _tokens(self, start: int, end: int) -> int:
        """Estimate for a chunk of these lines."""
        opener = (self._shown[n - 1] for n in self._opener(start))
        return text_size("\n".join((*opener, *self._shown[start - 1 : end])))

    def _fits(self, start: int, end: int, limit: float) -> bool:
        rough = self._before[end] - self._before[start - 1] + self._opener_cost(start)
        if abs(rough - limit) > _NEAR:
            return rough < limit
        return self._tokens(start, end) <= limit

    def _costs(self, units: Sequence[_Unit]) -> list[float]:
        """Tokens before each unit and after the last, near enough for packing."""
        before = self._before
        return [*(before[unit.start - 1] for unit in units), before[units[-1].end]]

    @cached_property
    def _before(self) -> list[float]:
        """Tokens before each line (from 0) and in all, near enough.

        A call for each line would take most of the time.
        """
        sizes = [len(line.encode("utf-8", "replace")) + 1 for line in self._shown]
        found = [0.0]
        while len(found) <= len(sizes):
            start = end = len(found) - 1
            size = sizes[start]
            while (end := end + 1) < len(sizes) and size + sizes[end] <= _STRETCH:
                size += sizes[end]
            tokens = text_size("\n".join(self._shown[start:end])) + _LINE_END
            shares = accumulate(each * tokens / size for each in sizes[start:end])
            base = found[-1]
            found.extend(base + share for share in shares)
        return found

    def _opener(self, line: int) -> range:
        """Lines that open the block which a chunk beginning at *line* would split."""
        block = self._split_block(line)
        if block is None:
            return range(0)
        length = 2 if isinstance(block, Table) else 1
        return range(block.line_start, min(block.line_start + length, line))

    def _opener_cost(self, line: int) -> float:
        opener = self._opener(line)
        return self._before[opener[-1]] - self._before[opener[0] - 1] if opener else 0.0

    def _split_block(self, line: int) -> Fence | Table | None:
        """The fence or table that a chunk beginning at *line* would split."""
        index = bisect_left(self._open_starts, line) - 1
        block = self._open[index] if index >= 0 else None
        return block if block is not None and line <= block.line_end else None

    def _above(self, line: int) -> tuple[str, ...]:
        headings, outer = self._document.blocks.headings, self._outer
        index = bisect_right(headings, line, key=lambda each: each.line_start) - 1
        if index >= 0 and headings[index].line_start == line:
            index = outer[index]
        found: list[str] = []
        while index >= 0:
            found.append(headings[index].text)
            index = outer[index]
        return tuple(reversed(found))

    @cached_property
    def _outer(self) -> list[int]:
        """Index of the heading above each heading that is of a higher level; -1 for none."""
        return _outer_headings(self._document.blocks.headings)

    def _units(self, start: int, end: int, limit: float) -> list[_Unit]:
        """The run in units that fit *limit*, or that cannot be cut, in order.

        What does not fit is cut at all its places of the best rank, again and again.
        """
        ranks = self._unlocked(start, end, limit)
        found: list[_Unit] = []
        waiting = [(start, end)]
        while waiting:
            first, last = waiting.pop()
            best = min(ranks[first + 1 - start : last + 1 - start]) if first < last else LOCKED
            if best == LOCKED or self._fits(first, last, limit):
                found.append(_Unit(first, last, ranks[first - start]))
                continue
            cuts = [n for n in range(first + 1, last + 1) if ranks[n - start] == best]
            borders = [first, *cuts, last + 1]
            waiting.extend((a, b - 1) for a, b in reversed(list(pairwise(borders))))
        return found

    def _unlocked(self, start: int, end: int, limit: float) -> bytearray:
        """Ranks of a run's lines, where tasks and blocks that fit are locked inside."""
        ranks = self._ranks[start : end + 1]
        locked = start
        for first, last in self._spans_within(start, end):
            if locked < last and self._fits(first, last, limit):
                ranks[first + 1 - start : last + 1 - start] = bytes([LOCKED]) * (last - first)
                locked = last
        return ranks

    def _spans_within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Tasks and blocks of a run, outer before inner, cut off at its ends."""
        spans = self._spans
        first = bisect_left(spans, (start, 0))
        if first and spans[first - 1][1] >= start:
            yield start, min(spans[first - 1][1], end)
        for index in range(first, bisect_left(spans, (end + 1, 0))):
            yield spans[index][0], min(spans[index][1], end)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        blocks = self._document.blocks
        spans = {(task.line_start, task.line_end) for task, _ in self._tasks}
        spans.update((item.line_start, item.line_end) for item in blocks.items)
        spans.update((*leaves(blocks), *self._loose))
        several = (span for span in spans if span[0] < span[1])
        return sorted(several, key=lambda span: (span[0], -span[1]))

    @cached_property
    def _loose(self) -> list[tuple[int, int]]:
        return list(loose_lines(self._document))

    @cached_property
    def _ranks(self) -> bytearray:
        return ranks_of(self._document, self._shown, self._tasks, self._loose)


def _best_end(units: Sequence[_Unit], costs: Sequence[float], begin: int, limit: float) -> int:
    """Index after the last unit of the chunk that begins at unit *begin*.

    What is left is meant for as few even chunks as possible; a better place to cut that is near
    the even one wins.
    """
    base, rest = costs[begin], costs[-1] - costs[begin]
    if rest <= limit or begin + 1 == len(units):
        return len(units)
    target = rest / math.ceil(rest / limit)
    far = max(bisect_right(costs, base + limit, lo=begin + 1) - 1, begin + 1)
    low = bisect_left(costs, base + (1 - _SLACK) * target, begin + 1, far + 1)
    high = bisect_right(costs, base + (1 + _SLACK) * target, begin + 1, far + 1)
    if low < high:
        return min(
            range(low, high), key=lambda end: (units[end].rank, abs(costs[end] - base - target))
        )
    return min(range(begin + 1, far + 1), key=lambda end: abs(costs[end] - base - target))


def _outer_headings(headings: Sequence[Heading]) -> list[int]:
    outer: list[int] = []
    stack: list[int] = []
    for index, heading in enumerate(headings):
        while stack and headings[stack[-1]].level >= heading.level:
            stack.pop()
        outer.append(stack[-1] if stack else -1)
        stack.append(index)
    return outer
