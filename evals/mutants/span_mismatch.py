"""Moves the weeks of one phase away from its neighbours."""

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import replace_line

WEEKS = re.compile(r"\b(Weeks? )(\d+)(\s*(?:-|–|to)\s*)(\d+)\b", re.IGNORECASE)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Phases whose headings give weeks that follow on each other without a gap."""
    spans = []
    for phase in source.plan.phases:
        line = source.line_of(phase.path, phase.heading_line)
        match = WEEKS.search(line) if line is not None else None
        if line is None or match is None:
            return
        spans.append((phase, line, match, int(match[2]), int(match[4])))
    for before, own in pairwise(spans):
        if own[3] != before[4] + 1 or own[4] < own[3]:
            continue
        by = random.choice((2, 3)) if own is spans[-1] else -(before[4] - before[3] + 1)
        match = own[2]
        text = f"{match[1]}{own[3] + by}{match[3]}{own[4] + by}"
        yield Seed(
            f"{own[0].label} takes {text.lower()}, and the phase before {before[2][0].lower()}",
            (
                replace_line(
                    own[0].path,
                    own[0].heading_line,
                    own[1][: match.start()] + text + own[1][match.end() :],
                ),
            ),
            also=(Spot(before[0].path, before[0].heading_line),),
            nodes=(own[0].id, before[0].id),
        )


MUTATOR = Mutator("span-mismatch", "order", ("span-mismatch", "schedule-misfit"), sites)
