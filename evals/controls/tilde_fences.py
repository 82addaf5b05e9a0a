"""Tildes around code blocks."""

import re

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    ends = set()
    for fence in document.blocks.fences:
        inner = document.text(fence.line_start + 1, fence.line_end - 1)
        # Backticks within would then be plain text where they were the end of another block.
        if fence.closed and "~~~" not in inner and "```" not in inner:
            ends |= {fence.line_start, fence.line_end}
    return [
        (number, _tildes(line) if number in ends else line) for number, line in numbered(document)
    ]


def _tildes(line: str) -> str:
    return re.sub(r"`{3,}", lambda match: "~" * len(match[0]), line, count=1)


CONTROL = Control("tilde-fences", rewrite)
