"""Two blank lines for one."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    blocks = document.blocks
    kept = {n for each in blocks.fences for n in range(each.line_start, each.line_end + 1)}
    for comment in blocks.comments:
        kept.update(range(comment.line_start, comment.line_end + 1))
    if blocks.front_matter:
        kept.update(range(blocks.front_matter[0], blocks.front_matter[1] + 1))
    lines: list[Line] = []
    for number, line in numbered(document):
        lines.append((number, line))
        below = document.lines[number] if number < len(document.lines) else ""
        if not line.strip() and number not in kept and below[:4].strip():
            lines.append((number, line))
    return lines


CONTROL = Control("blank-lines", rewrite, moves=True)
