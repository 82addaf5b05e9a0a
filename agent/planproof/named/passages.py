"""Passages of prose for claims of state: paths without code marks stand for code in them too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.document import Document
from planproof.named.flat import MARK, Run, Span, runs

_BARE = re.compile(r"(?<![\w/`.@-])(?:[\w@.-]{1,80}/){1,12}[\w@.-]{1,80}\.[A-Za-z]{1,6}(?![\w/`])")
_SENTENCE = re.compile(r"[.;!?]\s")
_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, heading or row, with a MARK for each span of code and bare path."""

    run: Run
    text: str
    spans: tuple[Span, ...]

    def before(self, span: Span) -> str:
        """The words of the same sentence before a span."""
        before = self.text[max(span.at - _WIDTH, 0) : span.at]
        ends = [found.end() for found in _SENTENCE.finditer(before)]
        return before[ends[-1] :] if ends else before

    def code_at(self, offset: int) -> str:
        """The code for which the MARK at an offset stands; empty where there is none."""
        return next((span.code for span in self.spans if span.at == offset), "")

    def verbatim(self, start: int, end: int) -> str:
        """A part of the text with its code in code marks."""
        codes = {span.at: span.code for span in self.spans}
        part = self.text[start:end]
        return "".join(
            f"`{codes[start + at]}`" if start + at in codes else char
            for at, char in enumerate(part)
        ).strip()

    def is_quoted(self, span: Span) -> bool:
        """True for a span inside quotation marks: somebody else says it."""
        before, after = self.text[: span.at], self.text[span.at + 1 :]
        if before.count("\u201c") > before.count("\u201d") and "\u201d" in after:
            return True
        return before.count('"') % 2 == 1 and '"' in after


def passages(document: Document) -> Iterator[Passage]:
    """The passages of a document, in order."""
    for run in runs(document):
        yield _passage(run)


def _passage(run: Run) -> Passage:
    bare = list(_BARE.finditer(run.text))
    if not bare:
        return Passage(run, run.text, run.spans)
    text, spans, end = "", [], 0
    starts: list[tuple[int, int]] = []
    places = [(found.start(), found.end(), found[0]) for found in bare]
    places += [(span.at, span.at + len(MARK), span.code) for span in run.spans]
    moves: list[tuple[int, int]] = []
    for start, stop, code in sorted(places):
        text += run.text[end:start]
        spans.append(Span(code, len(text), run.line_of(start)))
        text += MARK
        end = stop
        moves.append((stop, len(text)))
    text += run.text[end:]
    for start, line in run.starts:
        near = max((move for move in moves if move[0] <= start), default=(0, 0))
        starts.append((near[1] + start - near[0], line))
    moved = Run(text, tuple(spans), tuple(starts), run.heading, run.lead, run.row)
    return Passage(moved, text, tuple(spans))
