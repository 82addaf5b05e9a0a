"""Changes a number in one of the two places that state it in the same words."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.conflicting_quantity import RULES
from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.quantities import QUANTITY, other
from evals.mutants.tools import replace_line

_Place = tuple[str, int, int, int]


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Quantities that stand in two lines, with the same three words before or after."""
    found: dict[tuple[str, ...], set[_Place]] = {}
    for document in source.work:
        for number, line in enumerate(document.prose, 1):
            for match in QUANTITY.finditer(line):
                place = document.path, number, match.start(1), match.end(1)
                for key in _keys(line, match):
                    found.setdefault(key, set()).add(place)
    seen = set()
    for key, places in found.items():
        lines = {place[:2] for place in places}
        pair = tuple(sorted(places))
        if len(places) != 2 or len(lines) != 2 or pair in seen:
            continue
        seen.add(pair)
        if pair[0][0] == pair[1][0] and abs(pair[0][1] - pair[1][1]) < 8:
            continue  # neighbours that count different things in the same words
        one, two = random.sample(pair, 2)
        yield _seed(source, key, one, two)


def _seed(source: Source, key: tuple[str, ...], one: _Place, two: _Place) -> Seed:
    path, number, start, end = one
    line = source.line(path, number)
    value = other(int(line[start:end].replace(",", "")))
    text = line[:start] + (f"{value:,}" if "," in line[start:end] else str(value)) + line[end:]
    return Seed(
        f"{value} in one place and {line[start:end]} in the other: {' '.join(key[1:])}",
        (replace_line(path, number, text),),
        also=(Spot(two[0], two[1]),),
    )


def _keys(line: str, match: re.Match[str]) -> Iterator[tuple[str, ...]]:
    """The quantity with three words before it, and with three after it."""
    before = re.findall(r"[\w'-]+", line[: match.start()])[-3:]
    after = re.findall(r"[\w'-]+", line[match.end() :])[:3]
    for side, words in (("before", before), ("after", after)):
        if len(words) == 3 and sum(len(word) > 3 for word in words) >= 2:
            yield side, match[1], match[3], *(word.lower() for word in words)


MUTATOR = Mutator("one-of-two-equal", "numbers", RULES, sites)
