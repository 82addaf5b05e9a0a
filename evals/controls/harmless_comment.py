"""A comment for the authors at the end."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    lines = numbered(document)
    return [*lines, (len(lines), ""), (len(lines), "<!-- spelling checked on 2026-03-14 -->")]


CONTROL = Control("harmless-comment", rewrite)
