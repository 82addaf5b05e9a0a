"""Takes away the line that creates a file which later tasks change."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.made_files import made_files
from evals.mutants.tools import delete, replace_line
from planproof.core.plan import FileMention

RULES = ("missing-producer", "modified-before-created", "hidden-prerequisite", "missing-section")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for made in made_files(source):
        users = [
            each
            for task in source.plan.walk()
            if task.id != made.task.id
            for each in task.files
            if each.file == made.mention.file and each.action == "modify"
        ]
        line = source.line(made.mention.path, made.mention.line_start)
        body = source.plan.document(made.task.path).text(made.task.line_start, made.task.line_end)
        if not users or body.count(made.mention.file) != 1:
            continue
        alone = line.count("`") == 2
        edit = (
            delete(made.mention.path, made.mention.line_start, made.mention.line_start)
            if alone
            else replace_line(made.mention.path, made.mention.line_start, _less(line, made.mark))
        )
        yield Seed(f"nothing creates {made.mention.file}", (edit,), also=tuple(_spots(users)))


def _less(line: str, mark: str) -> str:
    return line.replace(f"{mark}, ", "").replace(f", {mark}", "").replace(f" and {mark}", "")


def _spots(users: list[FileMention]) -> Iterator[Spot]:
    for each in users:
        yield Spot(each.path, each.line_start)


MUTATOR = Mutator("missing-producer", "order", RULES, sites, needs="model")
