"""Lets a reference by lines point behind the end of the document."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import replace_line

NAMED = re.compile(r"\b([Ll]ines?\s+)(\d+)(\s*[-–]\s*)(\d+)\b")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """References that name a document of the plan on the same line and lie within it."""
    for document in source.work:
        for number, line in enumerate(document.prose, 1):
            match = NAMED.search(line)
            named = [path for path in source.plan.by_path if path.rpartition("/")[2] in line]
            if not match or len(named) != 1 or len(NAMED.findall(line)) != 1:
                continue
            size = len(source.plan.document(named[0]).lines)
            if int(match[4]) > size:
                continue
            first = size + random.choice((15, 40, 120))
            last = first + int(match[4]) - int(match[2])
            text = line[: match.start(2)] + f"{first}{match[3]}{last}" + line[match.end() :]
            what = f"lines {first}-{last} of a document with {size}"
            yield Seed(what, (replace_line(document.path, number, text),))


MUTATOR = Mutator("stale-line-reference", "references", ("stale-line-reference",), sites)
