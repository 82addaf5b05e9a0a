"""Takes the measure out of a criterion."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.criteria_items import criteria_items
from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import english, replace_line

LIMIT = re.compile(
    r"\b(?:in|within|under|below|at most|less than|in under|after|for)\s+(?:under\s+)?\d[\d,.]*\s?"
    r"(?:ms|s|seconds?|minutes?|hours?|%)(?=[\s.,;)]|$)"
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Criteria with exactly one number, a limit in time or percent."""
    if not english(source):
        return
    for document, item, _ in criteria_items(source):
        line = document.lines[item.line_start - 1]
        match = LIMIT.search(line)
        if match and len(re.findall(r"\d[\d,.]*", item.text)) == 1 and "`" not in line:
            text = line[: match.start()] + random.choice(("quickly", "fast enough", "promptly"))
            edit = replace_line(document.path, item.line_start, text + line[match.end() :])
            yield Seed(f"without its measure: {item.text}", (edit,))


RULES = ("weak-acceptance", "vague-criterion")
MUTATOR = Mutator("weakened-criterion", "verification", RULES, sites, needs="model")
