"""Headings underlined with `===` and `---`."""

import re

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document

BLOCK = re.compile(r"^(?:\d+[.)]|[-+*>#|<=]|\s)")


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    headings = {
        heading.line_start: heading
        for heading in document.blocks.headings
        if heading.style == "atx" and heading.level <= 2 and not BLOCK.match(heading.text)
    }
    lines: list[Line] = []
    for number, line in numbered(document):
        heading = headings.get(number)
        above = document.lines[number - 2] if number > 1 else ""
        text = line.lstrip("#").strip()
        if heading is None or above.strip() or not line.startswith("#") or not text:
            lines.append((number, line))
            continue
        lines += [(number, text), (number, "=-"[heading.level - 1] * max(len(text), 3))]
    return lines


CONTROL = Control("setext", rewrite, moves=True)
