"""Breaks a snippet of JSON."""

import json
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.snippets import broken


def _parses(lines: list[str]) -> bool:
    try:
        json.loads("\n".join(lines))
    except ValueError:
        return False
    return True


def _break(lines: list[str], random: Random) -> tuple[int, list[str]] | None:
    """Drop a comma, a quote or a bracket at the end of a line; the snippet was sound before."""
    if not _parses(lines):
        return None
    places = [n for n, line in enumerate(lines) if line.rstrip()[-1:] in (",", '"', "}", "]")]
    random.shuffle(places)
    for at in places:
        new = [*lines]
        new[at] = lines[at].rstrip()[:-1]
        if not _parses(new):
            return at, new
    return None


def sites(source: Source, random: Random) -> Iterator[Seed]:
    return broken(source, random, ("json",), _break)


MUTATOR = Mutator("broken-json", "content", ("invalid-snippet", "snippet-mismatch"), sites)
