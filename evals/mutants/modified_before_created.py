"""Lets a task modify a file that a later task creates."""

from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Edit, Mutator, Seed, Source, Spot
from evals.mutants.made_files import CREATES, MODIFIES, beside, lines_of, made_files
from evals.mutants.tools import ITEM, insert_after, order_of, replace_line
from planproof.core.plan import Task

RULES = ("modified-before-created", "missing-producer", "hidden-prerequisite")


def sites(source: Source, random: Random) -> Iterator[Seed]:
    order = order_of(source)
    places = list(_places(source))
    for made in made_files(source):
        earlier = [(task, edit) for task, edit in places if order[task.id] < made.place]
        if not earlier:
            continue
        task, edit = random.choice(earlier)
        lines = tuple(line.replace("@FILE@", made.mention.file) for line in edit.lines)
        yield Seed(
            f"{task.label} modifies {made.mention.file}, which {made.task.label} creates",
            (Edit(edit.path, edit.first, edit.last, lines),),
            also=(Spot(made.mention.path, made.mention.line_start),),
            nodes=(made.task.id, task.id),
        )


def _places(source: Source) -> Iterator[tuple[Task, Edit]]:
    """Lines that modify files, and lists to which such a line can be added."""
    for task, mention, line in lines_of(source, "modify"):
        text = beside(line, mention, "@FILE@")
        yield task, replace_line(mention.path, mention.line_start, text)
    for task, mention, line in lines_of(source, "create"):
        item = ITEM.match(line)
        word = CREATES.search(line)
        if item and word and word.start() <= item.end() + 2 and not MODIFIES.search(line):
            mark = line[: word.start()] + ("Modify" if word[0].istitle() else "modify")
            end = line[word.end() : word.end() + 1]
            text = f"{mark}{':' if end == ':' else ''} `@FILE@`"
            yield task, insert_after(mention.path, mention.line_start, text)


MUTATOR = Mutator("modified-before-created", "order", RULES, sites)
