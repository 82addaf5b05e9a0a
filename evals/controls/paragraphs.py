"""Paragraphs that may be broken elsewhere, for the controls that do."""

import re
import textwrap
from collections.abc import Iterator

from evals.controls.interface import Line, Rewrite, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document

BLOCK = re.compile(r"^\s*(?:\d+[.)]|[-+*>#|<=:~`]|\*\*|\[)")
LABEL = re.compile(r"^\W*\w[\w /-]{0,30}:(?:\s|$)")
WIDE = re.compile(r"[\u2e80-\ua4cf\uac00-\ud7af\uff00-\uffef]")


def rewrapped(width: int | None) -> Rewrite:
    """Paragraphs of two lines or more broken at *width*, or not at all."""

    def rewrite(source: Source, document: Document) -> list[Line]:
        del source
        lines = dict(numbered(document))
        new: dict[int, list[Line]] = {number: [(number, text)] for number, text in lines.items()}
        for first, last in _runs(document):
            texts = [lines[number].strip() for number in range(first, last + 1)]
            wrapped = _wrapped(" ".join(texts), width)
            if any(BLOCK.match(line) or LABEL.match(line) for line in wrapped[1:]):
                continue
            for number in range(first, last + 1):
                new[number] = []
            new[first] = list(_numbered(wrapped, texts, first))
        return [line for number in sorted(new) for line in new[number]]

    return rewrite


def _wrapped(text: str, width: int | None) -> list[str]:
    if width is None:
        return [text]
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _numbered(wrapped: list[str], texts: list[str], first: int) -> Iterator[Line]:
    """Each new line with the old one on which it begins."""
    ends, total = [], 0
    for text in texts:
        total += len(text) + 1
        ends.append(total)
    at = 0
    for line in wrapped:
        yield first + next((n for n, end in enumerate(ends) if at < end), len(ends) - 1), line
        at += len(line) + 1


def _runs(document: Document) -> Iterator[tuple[int, int]]:
    items = [(item.line_start, item.line_end) for item in document.blocks.items]
    for paragraph in document.blocks.paragraphs:
        first, last = paragraph.line_start, paragraph.line_end
        lines = document.lines[first - 1 : last]
        if paragraph.quoted or first == last or lines != document.prose[first - 1 : last]:
            continue
        hard = any(line.endswith(("  ", "\\")) for line in lines)
        odd = any(BLOCK.match(line) or LABEL.match(line) for line in lines)
        odd = odd or any(line[:1].isspace() or WIDE.search(line) for line in lines)
        code = any(line.count("`") % 2 or "](" in line for line in lines)
        inside = any(start <= first <= end for start, end in items)
        if not (hard or odd or code or inside):
            yield first, last
