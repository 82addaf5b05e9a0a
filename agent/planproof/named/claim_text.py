"""Sentences of a plan in which every path and every piece of code is one mark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.document import Document
from planproof.named.flat import MARK, Run, Span, runs
from planproof.named.wording import clause_before

_BARE = re.compile(
    r"(?<![\w/.@-])(?:(?:[\w@.-]{1,80}/){1,12}[\w@.-]{1,80}\.[A-Za-z]{1,6}(?![\w/])"
    r"|(?:[\w@.-]{1,80}/){2,12}(?![\w@*{<]))"
)
_LINK = re.compile(rf"{MARK}\([^()\s{MARK}]{{1,200}}\)")
_QUOTES = re.compile('["\u201c\u201d]')


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph, list item, heading or row; its spans hold what the marks stand for."""

    text: str
    spans: tuple[Span, ...]
    run: Run
    starts: tuple[tuple[int, int], ...]
    """Offset at which each line begins, and its number."""

    def line_of(self, offset: int) -> int:
        """The line of the document in which an offset of the text stands."""
        return max((start, line) for start, line in self.starts if start <= max(offset, 0))[1]

    def code_at(self, offset: int) -> str:
        """What the mark at an offset stands for; empty where none is."""
        return next((span.code for span in self.spans if span.at == offset), "")

    def before(self, span: Span, width: int = 200) -> str:
        """The words of the same sentence before a span."""
        return clause_before(self.text, span.at, width)

    def is_quoted(self, span: Span) -> bool:
        """True where somebody else says it: the span stands within quotation marks."""
        return len(_QUOTES.findall(self.before(span))) % 2 == 1

    def verbatim(self, start: int, end: int) -> str:
        """The text between two offsets, with the code in it."""
        parts = []
        for span in self.spans:
            if start <= span.at < end:
                parts += [self.text[start : span.at], f"`{span.code}`"]
                start = span.at + 1
        return "".join((*parts, self.text[start:end])).strip()


def statements(document: Document) -> Iterator[Statement]:
    """The statements of a document in order, as `runs` gives them."""
    for run in runs(document):
        yield _statement(run)


def _statement(run: Run) -> Statement:
    bare = [(m.start(), m.end(), m[0], run.line_of(m.start())) for m in _BARE.finditer(run.text)]
    # The target of a link says nothing that its text does not say.
    links = [(m.start() + 1, m.end(), "", 0) for m in _LINK.finditer(run.text)]
    kept = [each for each in bare if not any(a <= each[0] < b for a, b, _, _ in links)]
    code = [(span.at, span.at + 1, span.code, span.line) for span in run.spans]
    text, spans, at = "", [], 0
    starts: list[tuple[int, int]] = []
    for start, end, what, line in sorted((*kept, *links, *code)):
        if start < at:
            continue
        starts += [(s - at + len(text), n) for s, n in run.starts if at <= s <= start]
        text += run.text[at:start]
        if what:
            spans.append(Span(what, len(text), line))
            text += MARK
        at = end
    starts += [(start - at + len(text), number) for start, number in run.starts if at <= start]
    return Statement(text + run.text[at:], tuple(spans), run, tuple(starts))
