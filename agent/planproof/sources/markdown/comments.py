"""HTML comments: where they stand, and text without them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planproof.core.document import Comment

_MARK = re.compile(r"\\.|`+|<!--", re.DOTALL)
_TICKS = re.compile(r"`+")


class _Span(NamedTuple):
    start: int
    end: int
    closed: bool


def without_comments(text: str) -> str:
    """*text* with every closed comment outside inline code cut out."""
    if "<!--" not in text:
        return text
    kept: list[str] = []
    begin = 0
    for span in _spans(text, to_end=False):
        kept.append(text[begin : span.start])
        begin = span.end
    kept.append(text[begin:])
    return "".join(kept)


def blank_comments(
    lines: Sequence[str], prose: list[str], start: int, end: int, *, to_end: bool
) -> Iterator[Comment]:
    """Blank the comments of one block out of *prose* and yield them.

    The block is lines *start* to *end* (from 0, *end* not included). With *to_end* the block
    begins with a comment, and if nothing closes that, it hides the rest of the block. What
    stands beside a comment keeps its column.
    """
    text = "\n".join(lines[start:end])
    kept: list[str] = []
    begin, line = 0, start + 1
    for span in _spans(text, to_end=to_end):
        kept.append(text[begin : span.start])
        hidden = text[span.start : span.end]
        kept.append("\n".join(" " * len(part) for part in hidden.split("\n")))
        first = line + text.count("\n", begin, span.start)
        line = first + hidden.count("\n")
        begin = span.end
        inner = hidden[4:-3] if span.closed else hidden[4:]  # also for the odd `<!-->`
        yield Comment(first, line, inner.strip(), span.closed)
    kept.append(text[begin:])
    for number, blanked in enumerate("".join(kept).split("\n"), start):
        if blanked != lines[number]:
            prose[number] = blanked.rstrip()


def _spans(text: str, *, to_end: bool) -> Iterator[_Span]:
    """Comments outside inline code, in order."""
    last_run = {len(run[0]): run.start() for run in _TICKS.finditer(text)}
    last_close = text.rfind("-->")
    position = 0
    first = True
    while (mark := _MARK.search(text, position)) is not None:
        position = mark.end()
        found = mark[0]
        if found[0] == "`" and last_run.get(len(found), -1) > mark.start():
            position = _code_end(text, position, found)
        elif found == "<!--":
            if last_close > mark.start():
                position = text.find("-->", mark.start()) + 3
                yield _Span(mark.start(), position, True)
            elif to_end and first:
                yield _Span(mark.start(), len(text), False)
                return
            first = False


def _code_end(text: str, position: int, ticks: str) -> int:
    """Position behind the run of backticks that closes a code span."""
    for run in _TICKS.finditer(text, position):
        if run[0] == ticks:
            return run.end()
    return position
