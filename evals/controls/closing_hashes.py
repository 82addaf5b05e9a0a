"""Headings with hashes behind them too."""

import re

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    starts = {each.line_start for each in document.blocks.headings if each.style == "atx"}
    return [
        (number, _closed(line) if number in starts else line) for number, line in numbered(document)
    ]


def _closed(line: str) -> str:
    match = re.match(r"(#{1,6})\s+[^#]*[^#\s]\s*$", line)
    return f"{line.rstrip()} {match[1]}" if match else line


CONTROL = Control("closing-hashes", rewrite)
