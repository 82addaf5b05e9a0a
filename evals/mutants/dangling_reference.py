"""Names a phase or task that does not exist, where one is mentioned that does."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import bumped, replace_line, swapped

RULES = ("dangling-reference", "unknown-dependency", "unknown-requirement", "untaken-deferral")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    headings = {(node.path, node.heading_line) for node in source.plan.nodes.values()}
    for ref in source.plan.all_references():
        if ref.kind not in ("phase", "task") or not ref.resolved or ref.ambiguous or ref.phase:
            continue
        line = source.line_of(ref.path, ref.line_start)
        node = source.plan.nodes.get(ref.resolved)
        if line is None or node is None or (ref.path, ref.line_start) in headings:
            continue
        other = bumped(node.label, random.choice((20, 31, 44)))
        if other is None or len(other) < 3 or other in source.whole or "](" in line:
            continue
        text = swapped(line, node.label, other)
        if text is not None and source.plan.document(ref.path).prose[ref.line_start - 1]:
            what = f"{other} is named and does not exist"
            yield Seed(what, (replace_line(ref.path, ref.line_start, text),))


MUTATOR = Mutator("dangling-reference", "references", RULES, sites)
