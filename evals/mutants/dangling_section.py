"""Names a numbered section or appendix that no document has."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import replace_line

NAMED = re.compile(r"((?:\b[Ss]ections?|§)\s*)(\d+(?:\.\d+)+|\d+)\b(?!\.\d)")
FOREIGN = re.compile(r"RFC|ISO|\bspec(?:ification)? of|https?:|GDPR|\bAct\b")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Mentions of sections whose number a heading of the plan bears."""
    titles = [heading.text for each in source.work for heading in each.blocks.headings]
    numbers = {match[1] for title in titles if (match := re.match(r"(\d+(?:\.\d+)*)\.?\s", title))}
    for document in source.work:
        for number, line in enumerate(document.prose, 1):
            match = NAMED.search(line)
            if not match or match[2] not in numbers or FOREIGN.search(line):
                continue
            parts = match[2].split(".")
            other = ".".join([*parts[:-1], str(int(parts[-1]) + random.choice((30, 45)))])
            text = line[: match.start(2)] + other + line[match.end(2) :]
            what = f"{match[1]}{other} is named and does not exist"
            yield Seed(what, (replace_line(document.path, number, text),))


RULES = ("dangling-section", "dangling-reference")
MUTATOR = Mutator("dangling-section", "references", RULES, sites)
