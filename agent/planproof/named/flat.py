"""The sentences of a document with its inline code taken out, for rules about what is said of it.

A run is a paragraph, a list item or a row of a table. In its text every code span is one MARK, so
that a pattern sees "the existing MARK in MARK" whatever the spans hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.document import Document

MARK = "\u00a4"
"""Stands for a code span; a plan that writes this character itself loses it."""
_CODE = re.compile(r"(?P<ticks>`{1,2})(?!`)(?P<code>[^`]{1,300})(?P=ticks)(?!`)")
_STARTS = re.compile(r"\s*(?:[-*+]\s|\d{1,4}[.)]\s|#{1,6}\s|\||>)")
_MARKS = re.compile(r"^\s*(?:[-*+]\s+|\d{1,4}[.)]\s+|#{1,6}\s+|>\s*)?(?:\[[ xX]\]\s+)?")
_MAX_LINE = 2_000
_MAX_RUN = 4_000
_MAX_LEAD = 300
"""A longer heading or lead-in leads in nothing."""


@dataclass(frozen=True, slots=True)
class Span:
    """One code span, and where its MARK stands."""

    code: str
    at: int
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph, list item, heading or row."""

    text: str
    spans: tuple[Span, ...]
    starts: tuple[tuple[int, int], ...]
    """Offset at which each line begins, and its number."""
    heading: str
    """The heading above; empty for one that has code in it."""
    lead: str
    """The line ending with a colon that leads in a list."""
    row: bool

    def line_of(self, offset: int) -> int:
        """The line of the document in which an offset of the text stands."""
        return max((start, line) for start, line in self.starts if start <= offset)[1]


def runs(document: Document) -> Iterator[Run]:
    """The runs of a document in order; code fences, comments and overlong lines are left out."""
    heading, lead = "", ""
    gathered: list[tuple[int, str]] = []
    size = 0
    for number, line in enumerate((*document.prose, ""), 1):
        fresh = not line.strip() or _STARTS.match(line) is not None
        if gathered and (fresh or size + len(line) > _MAX_RUN):
            run = _run(gathered, heading, lead)
            yield run
            heading, lead = _leads(gathered[0][1], run.text, heading, lead)
            gathered, size = [], 0
        if line.strip() and len(line) <= _MAX_LINE:
            gathered.append((number, line))
            size += len(line)


def _leads(first: str, text: str, heading: str, lead: str) -> tuple[str, str]:
    """Heading and lead-in for what comes after a run."""
    if first.lstrip().startswith("#"):
        return text if len(text) <= _MAX_LEAD else "", ""
    if len(text) <= _MAX_LEAD and text.rstrip("* ").endswith((":", "\uff1a")):
        return heading, text
    return heading, lead if _STARTS.match(first) else ""


def _run(lines: list[tuple[int, str]], heading: str, lead: str) -> Run:
    text, spans, starts = "", [], []
    for number, line in lines:
        starts.append((len(text), number))
        end = 0
        bare = _MARKS.sub("", line.replace(MARK, " "), count=1)
        for match in _CODE.finditer(bare):
            text += _plain(bare[end : match.start()])
            spans.append(Span(match["code"].strip(), len(text), number))
            text += MARK
            end = match.end()
        text += _plain(bare[end:]).rstrip() + " "
    row = lines[0][1].lstrip().startswith("|")
    return Run(text, tuple(spans), tuple(starts), heading.strip(), lead.strip(), row)


def _plain(text: str) -> str:
    """Without the marks of emphasis and links, which would part words that belong together."""
    return text.replace("*", "").replace("[", "").replace("]", "")
