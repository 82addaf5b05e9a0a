"""Misspells the anchor of a link."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.links import links
from evals.mutants.tools import replace_line


def sites(source: Source, random: Random) -> Iterator[Seed]:
    for link in links(source):
        head, hash_, anchor = link.target.partition("#")
        if not hash_ or len(anchor) < 5:
            continue
        parts = anchor.split("-")
        other = random.choice((f"{anchor}-notes", f"new-{anchor}", "-".join(reversed(parts)) + "s"))
        text = link.with_target(source, f"{head}#{other}")
        yield Seed(f"a link to #{other}", (replace_line(link.path, link.line, text),))


MUTATOR = Mutator("broken-anchor", "references", ("broken-link",), sites)
