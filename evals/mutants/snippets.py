"""Code blocks of a plan in one language, for the mutators that break them."""

from collections.abc import Callable, Iterator
from random import Random

from evals.mutants.interface import Edit, Seed, Source, Spot
from planproof.core.document import Document, Fence

Break = Callable[[list[str], Random], tuple[int, list[str]] | None]
"""Takes the lines of a snippet; gives which line was broken, and the new lines."""


def broken(
    source: Source, random: Random, languages: tuple[str, ...], breaks: Break
) -> Iterator[Seed]:
    """A seed for each snippet that could be broken."""
    for document in source.work:
        for fence in document.blocks.fences:
            if fence.language not in languages or not fence.closed:
                continue
            lines = list(document.lines[fence.line_start : fence.line_end - 1])
            result = breaks(lines, random) if lines else None
            if result is not None:
                yield _seed(document, fence, *result)


def _seed(document: Document, fence: Fence, at: int, lines: list[str]) -> Seed:
    first = fence.line_start + 1
    return Seed(
        f"a snippet of {fence.language} that does not parse",
        (Edit(document.path, first, fence.line_end - 1, tuple(lines)),),
        also=(Spot(document.path, fence.line_start), Spot(document.path, first + at)),
    )
