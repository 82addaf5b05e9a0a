"""Line ends of Windows."""

from evals.controls.interface import Control, Line, numbered
from evals.mutants.interface import Source
from planproof.core.document import Document


def rewrite(source: Source, document: Document) -> list[Line]:
    del source
    return numbered(document)


CONTROL = Control("crlf", rewrite, ending="\r\n")
