"""Links whose targets stand at the end of the document."""

import re

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document

LINK = re.compile(r"(?<![!\\])\[([^\[\]\n]+)\]\(([^()\s]+)\)")


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    targets: dict[str, str] = {}

    def label(match: re.Match[str]) -> str:
        name = targets.setdefault(match[2], f"ref-{len(targets) + 1}")
        return f"[{match[1]}][{name}]"

    lines = [
        (number, LINK.sub(label, line) if _is_prose(document, number) else line)
        for number, line in numbered(document)
    ]
    if not targets:
        return lines
    last = len(lines)
    ends = [(last, f"[{name}]: {target}") for target, name in targets.items()]
    return [*lines, (last, ""), *ends]


def _is_prose(document: Document, number: int) -> bool:
    line = document.lines[number - 1]
    return line == document.prose[number - 1] and "`" not in line and line[:4].strip() != ""


CONTROL = Control("reference-links", rewrite)
