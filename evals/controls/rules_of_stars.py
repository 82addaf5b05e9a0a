"""`***` for the `---` between parts."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    front = document.blocks.front_matter
    lines: list[Line] = []
    for number, line in numbered(document):
        above = document.lines[number - 2] if number > 1 else "x"
        is_rule = line.strip() == "---" and not above.strip()
        is_front = front is not None and front[0] <= number <= front[1]
        prose = document.prose[number - 1] == line
        lines.append((number, "***" if is_rule and prose and not is_front else line))
    return lines


CONTROL = Control("rules-of-stars", rewrite)
