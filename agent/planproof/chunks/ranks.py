"""How good it is to cut a document before each of its lines."""

import re
from collections.abc import Iterable, Iterator, Sequence

from planproof.core.document import Blocks, Document
from planproof.core.plan import Task

# Rank of the place before a line: the lower, the better to cut there. Headings have ten times
# their level, so that tasks without a heading (rows, items, JSON) come after them.
_TASK, _BLOCK, _NESTED, _LINE = 70, 80, 95, 100
_STICKY = 110
"""Before a line that belongs to the one above: what a heading or `Steps:` announces."""
_HOLLOW = 120
"""Before a line without words, such as a blank one: a chunk should begin with something."""
LOCKED = 255
"""Not to be cut there."""

_DEEPEST = 9
_BRACKETS = ("{", "[", "(")
_ANNOUNCES = (":", "：", *_BRACKETS)
_WORD = re.compile(r"[^\W_]")


def ranks_of(
    document: Document,
    shown: Sequence[str],
    tasks: Iterable[tuple[Task, int]],
    loose: Iterable[tuple[int, int]],
) -> bytearray:
    """Rank of the place before each line, from 1.

    Takes the lines as they are shown, the document's tasks with their depth, and its loose lines.
    """
    ranks = bytearray([_HOLLOW])
    ranks.extend(_LINE if _says(line) else _HOLLOW for line in shown)
    _rank_blocks(ranks, document.blocks, loose)
    for task, depth in tasks:
        rank = _TASK + min(depth, _DEEPEST)
        ranks[task.line_start] = min(rank, ranks[task.line_start])
    _keep_together(ranks, shown, document.blocks)
    return ranks


def leaves(blocks: Blocks) -> Iterator[tuple[int, int]]:
    """Lines of the blocks that hold no others."""
    if blocks.front_matter is not None:
        yield blocks.front_matter
    kinds = (blocks.headings, blocks.fences, blocks.tables, blocks.comments, blocks.paragraphs)
    yield from ((block.line_start, block.line_end) for kind in kinds for block in kind)


def loose_lines(document: Document) -> Iterator[tuple[int, int]]:
    """Neighbouring lines that stand in no leaf: text of list items, indented code, JSON."""
    covered = bytearray(len(document.lines) + 2)
    for first, last in leaves(document.blocks):
        covered[first : last + 1] = b"\1" * (last + 1 - first)
    items = {item.line_start for item in document.blocks.items}
    start = 0
    for n, line in enumerate((*document.lines, ""), 1):
        solid = not covered[n] and not _is_blank(line)
        if start and (not solid or n in items):
            yield start, n - 1
            start = 0
        if solid and not start:
            start = n


def _says(line: str) -> bool:
    return _WORD.search(line) is not None or line.rstrip().endswith(_BRACKETS)


def _is_blank(line: str) -> bool:
    return not line.strip().strip("> \t")


def _rank_blocks(ranks: bytearray, blocks: Blocks, loose: Iterable[tuple[int, int]]) -> None:
    """Set the ranks of first lines of blocks."""
    listed = bytearray(len(ranks))
    for item in blocks.items:
        if item.depth == 0:
            length = item.line_end + 1 - item.line_start
            listed[item.line_start : item.line_end + 1] = b"\1" * length
    for start, _ in loose:
        if ranks[start] != _HOLLOW:  # `---` opens nothing
            ranks[start] = _NESTED if listed[start] else _BLOCK
    for start, _ in leaves(blocks):
        ranks[start] = _NESTED if listed[start] else _BLOCK
    for heading in blocks.headings:
        if not listed[heading.line_start]:
            ranks[heading.line_start] = 10 * heading.level
    for item in blocks.items:
        ranks[item.line_start] = _BLOCK + min(item.depth, _DEEPEST)


def _keep_together(ranks: bytearray, shown: Sequence[str], blocks: Blocks) -> None:
    """Make the places bad that part a line from what announces it, or a block from its frame."""
    for fence in blocks.fences:
        frame = [fence.line_start + 1, *([fence.line_end] if fence.closed else [])]
        _stick(ranks, (n for n in frame if fence.line_start < n <= fence.line_end))
    for table in blocks.tables:
        frame = [table.line_start + 1, table.line_start + 2]
        _stick(ranks, (n for n in frame if n <= table.line_end))
    titles = {heading.line_end for heading in blocks.headings}
    before = 0
    for n, line in enumerate(shown, 1):
        if _is_blank(line):
            continue
        if before in titles or (
            before and ranks[n] >= _TASK and shown[before - 1].rstrip().endswith(_ANNOUNCES)
        ):
            _stick(ranks, (n,))
        before = n


def _stick(ranks: bytearray, lines: Iterable[int]) -> None:
    for n in lines:
        ranks[n] = max(ranks[n], _STICKY)
