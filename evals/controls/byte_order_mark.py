"""A mark of byte order at the start."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    lines = numbered(document)
    return [(1, "\ufeff" + lines[0][1]), *lines[1:]] if lines else lines


CONTROL = Control("byte-order-mark", rewrite)
