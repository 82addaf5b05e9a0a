"""Breaks a snippet of Python."""

import ast
import warnings
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.snippets import broken


def _parses(lines: list[str]) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return False
    return True


def _break(lines: list[str], random: Random) -> tuple[int, list[str]] | None:
    """Drop the colon, bracket or quote at the end of a line."""
    if not _parses(lines):
        return None
    places = [n for n, line in enumerate(lines) if line.rstrip()[-1:] in (":", ")", "]", '"')]
    random.shuffle(places)
    for at in places:
        new = [*lines]
        new[at] = lines[at].rstrip()[:-1]
        if not _parses(new):
            return at, new
    return None


def sites(source: Source, random: Random) -> Iterator[Seed]:
    return broken(source, random, ("python", "py"), _break)


RULES = ("invalid-snippet", "snippet-mismatch")
MUTATOR = Mutator("broken-python", "content", RULES, sites, needs="model")
