"""Takes away the end of a code block."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import delete


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for document in source.work:
        fences = document.blocks.fences
        for place, fence in enumerate(fences):
            if not fence.closed or fence.line_end - fence.line_start < 2:
                continue
            indent = document.lines[fence.line_start - 1]
            if indent[:1] in " \t>":
                continue  # the end of a list item ends the block too
            also = [Spot(document.path, fence.line_start)]
            if place + 1 < len(fences):
                also.append(Spot(document.path, fences[place + 1].line_start))
                also.append(Spot(document.path, fences[place + 1].line_end))
            also.append(Spot(document.path, fences[-1].line_start))
            also.append(Spot(document.path, fences[-1].line_end))
            yield Seed(
                "a code block is not closed",
                (delete(document.path, fence.line_end, fence.line_end),),
                also=tuple(also),
            )


MUTATOR = Mutator("unclosed-fence", "structure", ("unclosed-fence",), sites)
