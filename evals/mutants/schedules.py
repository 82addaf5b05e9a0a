"""Lists of tasks that phases give by id, for the mutators of schedules."""

from collections.abc import Iterator
from dataclasses import dataclass

from evals.mutants.interface import Source, Spot
from evals.mutants.tools import once


@dataclass(frozen=True)
class Scheduled:
    """A task in the list of a phase."""

    phase: str
    task: str
    path: str
    line: int
    mark: str

    @property
    def spot(self) -> Spot:
        return Spot(self.path, self.line)


def schedules(source: Source) -> Iterator[Scheduled]:
    for phase in source.plan.phases:
        for ref in phase.schedules():
            task = source.plan.nodes.get(ref.resolved or "")
            line = source.line_of(ref.path, ref.line_start)
            if task and line is not None and once(line, task.label):
                yield Scheduled(phase.id, task.id, ref.path, ref.line_start, task.label)
