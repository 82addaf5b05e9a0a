"""Drops all that says how a phase is verified."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Edit, Mutator, Seed, Source, Spot
from evals.mutants.tools import delete
from planproof.core.plan import Phase

ROLES = ("verification", "tests")
TALK = re.compile(
    r"\btest|verif|check|assert|confirm|accept|criteri|expect|prove|pass(?:es)?\b|curl |lint|"
    r"review|run `|benchmark|measure|rehears|\bload\b|\bkill|\bQA\b|検証|確認",
    re.IGNORECASE,
)
RULES = ("no-verification", "missing-section")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Phases where nothing but those sections speaks of tests."""
    del random
    for phase in source.plan.phases:
        if not phase.explicit or len(source.plan.phases) < 3 or not source.editable(phase.path):
            continue
        found = [
            section
            for node in (phase, *phase.walk())
            for section in node.sections
            if section.role in ROLES and node.path == phase.path
        ]
        gone = {n for each in found for n in range(each.line_start, each.line_end + 1)}
        rest = [n for n in range(phase.line_start, phase.line_end + 1) if n not in gone]
        talk = any(TALK.search(source.line(phase.path, number)) for number in rest)
        talk = talk or any(TALK.search(text) for text in _listed(source, phase))
        alone = sum(bool(source.line(phase.path, number).strip()) for number in rest) < 3
        if not found or talk or alone:
            continue
        yield Seed(
            f"{phase.label} says nowhere how it is verified",
            tuple(_edits(phase, gone)),
            also=(Spot(phase.path, phase.heading_line),),
            nodes=(phase.id,),
        )


def _listed(source: Source, phase: Phase) -> Iterator[str]:
    """Text of the tasks that the phase lists by id."""
    for ref in phase.schedules():
        task = source.plan.nodes.get(ref.resolved or "")
        if task is not None:
            yield source.plan.document(task.path).text(task.line_start, task.line_end)


def _edits(phase: Phase, gone: set[int]) -> Iterator[Edit]:
    first = None
    for number in range(phase.line_start, phase.line_end + 2):
        if number in gone:
            first = first or number
        elif first is not None:
            yield delete(phase.path, first, number - 1)
            first = None


MUTATOR = Mutator("unverified-phase", "verification", RULES, sites)
