"""What a control is: it writes a plan in another way that means the same."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from evals.mutants.interface import Source
from planproof.core.document import Document

Line = tuple[int, str]
"""A line of the new text, with the number of the line that it was, or stands behind."""
Rewrite = Callable[[Source, Document], list[Line]]


@dataclass(frozen=True)
class Control:
    name: str
    rewrite: Rewrite
    moves: bool = False
    """Lines move, so that references by line numbers would become wrong."""
    ending: str | None = None
    """Another ending for all lines."""


@dataclass(frozen=True)
class Rewritten:
    """New texts by document, and by document which old line each new one was."""

    texts: Mapping[str, str]
    origins: Mapping[str, tuple[int, ...]]

    def origin(self, path: str, line: int) -> int:
        """Number that a line had before."""
        known = self.origins.get(path)
        return line if known is None else known[min(max(line, 1), len(known)) - 1]


def numbered(document: Document) -> list[Line]:
    """The document as it is."""
    return list(enumerate(document.lines, 1))


def per_line(change: Callable[[str], str]) -> Rewrite:
    """A rewriting of each line of prose by itself; code, comments and blank lines stay."""

    def rewrite(source: Source, document: Document) -> list[Line]:
        del source
        return [
            (number, change(line) if line and line == document.prose[number - 1] else line)
            for number, line in numbered(document)
        ]

    return rewrite


def rewritten(control: Control, source: Source) -> Rewritten | None:
    """*source* in the way of *control*; None where that changes nothing or may not be."""
    named = any(ref.kind == "lines" for ref in source.plan.all_references())
    if control.moves and named:
        return None
    texts, origins = {}, {}
    for document in _documents(source):
        lines = control.rewrite(source, document)
        ending = control.ending or ("\r\n" if "\r\n" in source.texts[document.path] else "\n")
        text = "".join(line + ending for _, line in lines)
        if text != source.texts[document.path]:
            texts[document.path] = text
            origins[document.path] = tuple(number for number, _ in lines)
    return Rewritten(texts, origins) if texts else None


def _documents(source: Source) -> Iterator[Document]:
    """Documents of Markdown that can be changed, those with an open end left out."""
    for document in source.plan.documents:
        closed = all(fence.closed for fence in document.blocks.fences)
        closed = closed and all(comment.closed for comment in document.blocks.comments)
        known = document.path in source.texts and not document.path.lower().endswith(".json")
        if known and closed and document.kind != "data":
            yield document
