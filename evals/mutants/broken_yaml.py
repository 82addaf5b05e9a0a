"""Breaks a snippet of YAML."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.snippets import broken

PAIR = re.compile(r"^(\s*(?:- )?[\w-]+: )([\w./-]+)$")
HARD = re.compile(r"[|>][+-]?$|['\"]|\.\.\.|\{\{|<[a-z]")


def _break(lines: list[str], random: Random) -> tuple[int, list[str]] | None:
    """Open a quote that nothing closes, or a bracket; only in snippets without either."""
    if any(HARD.search(line.rstrip()) for line in lines):
        return None
    places = [n for n, line in enumerate(lines) if PAIR.match(line)]
    if not places:
        return None
    at = random.choice(places)
    match = PAIR.match(lines[at])
    if match is None:
        return None
    new = [*lines]
    new[at] = match[1] + random.choice(('"', "[", "{")) + match[2]
    return at, new


def sites(source: Source, random: Random) -> Iterator[Seed]:
    return broken(source, random, ("yaml", "yml"), _break)


MUTATOR = Mutator("broken-yaml", "content", ("invalid-snippet", "snippet-mismatch"), sites)
