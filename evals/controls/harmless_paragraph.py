"""One more sentence that says nothing of the work."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from evals.mutants.tools import english
from planproof.core.document import Document

TEXT = "This document is kept in the repository, beside the code."


def rewrite(source: Source, document: Document) -> list[Line]:
    """Behind the first paragraph that stands alone below the title."""
    lines = numbered(document)
    if not english(source):
        return lines
    for paragraph in document.blocks.paragraphs:
        end = paragraph.line_end
        below = document.lines[end] if end < len(document.lines) else ""
        plain = document.lines[paragraph.line_start - 1][:1].isalpha()
        if plain and not below.strip() and document.lines[end - 1].endswith("."):
            return [*lines[:end], (end, ""), (end, TEXT), *lines[end:]]
    return lines


CONTROL = Control("harmless-paragraph", rewrite, moves=True)
