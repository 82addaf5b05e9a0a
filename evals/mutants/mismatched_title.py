"""Lets a link that names one phase lead to another."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.links import links
from evals.mutants.tools import replace_line


def sites(source: Source, random: Random) -> Iterator[Seed]:
    files = {phase.path: phase for phase in source.plan.phases}
    if len(files) < 3:
        return
    for link in links(source):
        target = link.target.removeprefix("./")
        phase = files.get(target)
        if phase is None or "#" in target or not phase.number:
            continue
        if not re.search(rf"\b{re.escape(phase.label)}\b", link.text):
            continue
        other = random.choice(sorted(path for path in files if path != target))
        text = link.with_target(source, link.target.replace(target, other))
        what = f"{link.text!r} leads to {other}"
        yield Seed(what, (replace_line(link.path, link.line, text),))


RULES = ("mismatched-title", "broken-link", "contradiction")
MUTATOR = Mutator("mismatched-title", "references", RULES, sites)
