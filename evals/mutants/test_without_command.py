"""Takes the command out of a section on tests."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Edit, Mutator, Seed, Source, Spot
from evals.mutants.tools import body, english

TEXTS = (
    "Test the happy path and the error cases.",
    "Run the tests and make sure that nothing else broke.",
    "Cover the new code with unit tests.",
)
COMMAND = re.compile(
    r"pytest|npm |go test|cargo|make |mvn|gradle|rake|rails|jest|vitest|uv run|\$ "
)
RULES = ("test-without-command", "no-verification", "weak-tests")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    """Sections on tests with a command, in plans where most have one."""
    if not english(source):
        return
    for task in source.plan.walk():
        for section in task.sections:
            if section.role != "tests" or section.style != "heading":
                continue
            document = source.plan.document(task.path)
            content = body(document, section)
            if content is None or not COMMAND.search(document.text(*content)):
                continue
            text = random.choice(TEXTS)
            yield Seed(
                f"{task.label} says {text!r} and no command",
                (Edit(task.path, content[0], content[1], (text,)),),
                also=(Spot(task.path, section.line_start),),
                nodes=(task.id,),
            )


MUTATOR = Mutator("test-without-command", "verification", RULES, sites)
