"""`1)` for `1.` in numbered lists."""

import re

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document

MARK = re.compile(r"^(\s*\d+)\.(\s+)(?=\S)")


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    starts = {item.line_start for item in document.blocks.items if item.number}
    return [
        (number, MARK.sub(r"\1)\2", line) if number in starts else line)
        for number, line in numbered(document)
    ]


CONTROL = Control("ordered-marks", rewrite)
