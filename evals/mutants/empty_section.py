"""Deletes what stands below a heading."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import body, delete
from planproof.core.document import Document
from planproof.core.plan import Phase, Task

RULES = ("empty-section", "missing-section", "no-verification", "test-without-command")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for document in source.work:
        for section in document.sections:
            content = body(document, section)
            if section.style != "heading" or section.level < 2 or content is None:
                continue
            if section.value or not _ends(document, section.line_end):
                continue
            if "optional" in section.title.lower():
                continue
            if any(node.heading_line == section.line_start for node in _nodes(source, document)):
                continue  # a phase or task without anything is another defect
            yield Seed(
                f"nothing below {section.title!r}",
                (delete(document.path, content[0], content[1]),),
                also=(Spot(document.path, section.line_start),),
            )


def _nodes(source: Source, document: Document) -> list[Phase | Task]:
    return [node for node in source.plan.nodes.values() if node.path == document.path]


def _ends(document: Document, line: int) -> bool:
    """True when a heading or the end of the document follows."""
    rest = [n for n in range(line + 1, len(document.lines) + 1) if document.lines[n - 1].strip()]
    starts = {heading.line_start for heading in document.blocks.headings}
    return not rest or rest[0] in starts


MUTATOR = Mutator("empty-section", "structure", RULES, sites)
