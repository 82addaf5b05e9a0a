"""Paragraphs, list items and rows as one text each, whatever lines they were wrapped into."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.flat import MARK, runs
from planproof.named.wording import here


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, heading or row on one line, with its code in code marks."""

    text: str
    document: Document
    starts: tuple[tuple[int, int], ...]
    """Offset at which each line begins, and its number."""
    heading: str
    """The heading above, with MARK for code."""
    lead: str
    """The line ending with a colon that leads in a list."""
    row: bool

    def at(self, offset: int) -> Location:
        """The line in which an offset of the text stands."""
        place = bisect_right([start for start, _ in self.starts], offset) - 1
        return here(self.document, self.starts[max(place, 0)][1])


def passages(plan: Plan) -> Iterator[Passage]:
    """The passages of the documents that are the plan itself, in order; code fences are none."""
    for document in plan.work_documents():
        yield from passages_of(document)


def passages_of(document: Document) -> Iterator[Passage]:
    """The passages of one document, in order."""
    for run in runs(document):
        parts, starts, end = [], list(run.starts), 0
        size = 0
        moved: list[tuple[int, int]] = []
        for span in (*run.spans, None):
            upto = span.at if span is not None else len(run.text)
            while starts and starts[0][0] <= upto:
                offset, line = starts.pop(0)
                moved.append((size + offset - end, line))
            parts.append(run.text[end:upto])
            size += upto - end
            if span is not None:
                parts.append(f"`{span.code}`")
                size += len(span.code) + 2
                end = upto + len(MARK)
        text = "".join(parts).rstrip()
        yield Passage(text, document, tuple(moved), run.heading, run.lead, run.row)
