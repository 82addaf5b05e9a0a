"""Lets a link lead to a document that is not there."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.links import links
from evals.mutants.tools import replace_line


def sites(source: Source, random: Random) -> Iterator[Seed]:
    for link in links(source):
        file, hash_, anchor = link.target.partition("#")
        stem, dot, ending = file.rpartition(".")
        if not stem or not dot:
            continue
        other = f"{stem}{random.choice(('-v2', '-final', '-overview', '-old'))}.{ending}"
        if other.lstrip("./") in source.plan.by_path:
            continue
        text = link.with_target(source, other + hash_ + anchor)
        yield Seed(f"a link to {other}", (replace_line(link.path, link.line, text),))


MUTATOR = Mutator("broken-file-link", "references", ("broken-link",), sites)
