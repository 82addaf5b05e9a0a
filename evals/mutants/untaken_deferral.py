"""Puts work off to a later phase in which nothing takes it up."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source
from evals.mutants.tools import step_slots

WORK = (
    ("gzip compression of the answers", "gzip"),
    ("translations into Swedish and Finnish", "Swedish"),
    ("the accessibility audit with a screen reader", "accessib"),
    ("tracing with OpenTelemetry", "OpenTelemetry"),
    ("the Grafana dashboards", "Grafana"),
    ("virus scanning of uploaded attachments", "virus"),
)
WORDS = (
    "Leave out {work} here; that is done in {phase}.",
    "For now there is no support for {work}. In {phase} we add it.",
    "{phase} will add {work}.",
)
RULES = ("untaken-deferral", "forward-reference", "unkept-promise")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Steps of tasks in a phase that is not the last; work that the plan speaks of nowhere."""
    phases = [phase for phase in source.plan.phases if phase.explicit and phase.number]
    for slot in step_slots(source):
        own = next(
            (each for each in phases if _holds(source, each.id, slot.path, slot.after)), None
        )
        later = phases[phases.index(own) + 1 :] if own else []
        free = [work for work, word in WORK if not re.search(word, source.whole, re.IGNORECASE)]
        if not later or not free:
            continue
        text = random.choice(WORDS).format(
            work=random.choice(free), phase=random.choice(later).label
        )
        yield Seed(f"nothing takes up: {text}", (slot.edit(text),))


def _holds(source: Source, phase: str, path: str, line: int) -> bool:
    own, _ = source.plan.owner(path, line)
    return own is not None and own.id == phase


MUTATOR = Mutator("untaken-deferral", "references", RULES, sites)
