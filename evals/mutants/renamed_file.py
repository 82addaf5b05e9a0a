"""Renames a file in the one place that creates it."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.made_files import made_files
from evals.mutants.tools import replace_line

RULES = ("contract-conflict", "missing-producer", "modified-before-created", "contradiction")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    for made in made_files(source):
        users = [
            each
            for task in source.plan.walk()
            for each in task.files
            if each.file == made.mention.file and each is not made.mention
        ]
        stem, dot, ending = made.mention.file.rpartition(".")
        if not users or not dot or "/" in ending:
            continue
        other = f"{stem}{random.choice(('_v2', '_main', '_new'))}.{ending}"
        line = source.line(made.mention.path, made.mention.line_start)
        text = line.replace(made.mark, f"`{other}`")
        yield Seed(
            f"created as {other}, used as {made.mention.file}",
            (replace_line(made.mention.path, made.mention.line_start, text),),
            also=tuple(Spot(each.path, each.line_start) for each in users),
        )


MUTATOR = Mutator("renamed-file", "content", RULES, sites, needs="model")
