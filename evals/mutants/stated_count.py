"""Changes a count that is stated, so that it is not the count of what is there."""

import re
from collections.abc import Iterator
from random import Random

from evals.mutants.interface import Mutator, Seed, Source, Spot
from evals.mutants.tools import replace_line
from planproof.core.document import Document, ListItem

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LEAD = re.compile(
    rf"\b({'|'.join(WORDS[2:])}|[2-9]|1\d)\s+((?:[a-z-]+\s+)?(?!minutes|hours|days|weeks|seconds|"
    r"months|years|times|lines|bytes|users|points|percent)[a-z]{3,}s)\b[^.:;]*:\s*$",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"\b(?:about|at least|at most|up to|over|more than|of the|first|last|any|these)\b"
)


def sites(source: Source, random: Random) -> Iterator[Seed]:
    del random
    for document in source.work:
        yield from _lists(document)
    yield from _tasks(source)


def _lists(document: Document) -> Iterator[Seed]:
    """Sentences such as "three steps:" before a list of three."""
    items = document.blocks.items
    for number, line in enumerate(document.prose, 1):
        match = LEAD.search(line)
        below = _list_below(items, document, number)
        if not match or OPEN.search(line.lower()) or len(below) < 2:
            continue
        others = re.findall(rf"\b(?:{'|'.join(WORDS[1:])}|\d+)\b", line, re.IGNORECASE)
        if _number(match[1]) != len(below) or len(others) != 1:
            continue
        new = _like(match[1], len(below) + (2 if len(below) > 3 else 1))
        text = line[: match.start(1)] + new + line[match.end(1) :]
        yield Seed(
            f"{new} {match[2]} are announced, {len(below)} are listed",
            (replace_line(document.path, number, text),),
            also=tuple(Spot(document.path, each.line_start) for each in below),
        )


def _list_below(items: tuple[ListItem, ...], document: Document, number: int) -> list[ListItem]:
    """The items of the list that begins right below a line that is in no list."""
    start = number + 1
    while start <= len(document.lines) and not document.lines[start - 1].strip():
        start += 1
    if any(item.line_start <= number <= item.line_end for item in items):
        return []
    first = [n for n, item in enumerate(items) if item.line_start == start and item.depth == 0]
    if not first:
        return []
    found = [items[first[0]]]
    for item in items[first[0] + 1 :]:
        if item.depth:
            continue
        between = document.lines[found[-1].line_end : item.line_start - 1]
        if any(line.strip() for line in between):
            break
        found.append(item)
    return found


def _tasks(source: Source) -> Iterator[Seed]:
    """Counts of tasks in headings of phases, and of tasks and phases of the whole plan."""
    for phase in source.plan.phases:
        line = source.line_of(phase.path, phase.heading_line)
        match = re.search(r"\((\d+) tasks\)", line) if line is not None else None
        if line is not None and match and int(match[1]) == len(phase.tasks):
            text = line.replace(match[0], f"({int(match[1]) + 2} tasks)")
            yield Seed(
                f"{int(match[1]) + 2} tasks are announced, {match[1]} are there",
                (replace_line(phase.path, phase.heading_line, text),),
                nodes=(phase.id,),
            )
    counts = {
        "tasks": sum(1 for task in source.plan.walk() if not task.subtasks),
        "phases": sum(phase.explicit for phase in source.plan.phases),
    }
    for document in source.work:
        for number, line in enumerate(document.prose, 1):
            match = re.search(
                r"\b(?:total:?|all|has|in)\s+(\d+)\s+(tasks|phases)\b", line, re.IGNORECASE
            )
            if match and int(match[1]) == counts[match[2].lower()] > 1:
                new = int(match[1]) + 2
                text = line[: match.start(1)] + str(new) + line[match.end(1) :]
                what = f"{new} {match[2]} are announced, {match[1]} are there"
                yield Seed(what, (replace_line(document.path, number, text),))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else WORDS.index(word.lower())


def _like(word: str, value: int) -> str:
    if word.isdigit() or value >= len(WORDS):
        return str(value)
    return WORDS[value].capitalize() if word.istitle() else WORDS[value]


MUTATOR = Mutator("stated-count", "numbers", ("count-mismatch", "contradiction"), sites)
