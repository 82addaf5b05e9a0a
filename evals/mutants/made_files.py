"""Files that tasks say they create, for the mutators of files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.mutants.interface import Source
from evals.mutants.tools import order_of
from planproof.core.plan import FileMention, Task


@dataclass(frozen=True)
class Made:
    """A file that one task, and no other, says it creates."""

    task: Task
    mention: FileMention
    place: int

    @property
    def mark(self) -> str:
        return f"`{self.mention.file}`"


def made_files(source: Source) -> list[Made]:
    """Files in code marks that stand once on the line that creates them."""
    order = order_of(source)
    found = [
        Made(task, each, order[task.id])
        for task in source.plan.walk()
        for each in task.files
        if each.action == "create" and "/" in each.file and not each.file.endswith("/")
    ]
    return [each for each in found if _is_clear(source, each) and _is_only(found, each)]


def _is_clear(source: Source, made: Made) -> bool:
    line = source.line_of(made.mention.path, made.mention.line_start)
    return line is not None and line.count(made.mark) == 1


def _is_only(found: list[Made], made: Made) -> bool:
    return sum(each.mention.file == made.mention.file for each in found) == 1


CREATES = re.compile(r"\b(?:create|creates|new file)\b|^\s*[-*]\s+\**new\b", re.IGNORECASE)
MODIFIES = re.compile(r"\b(?:modif(?:y|ies)|extend|update|edit|change)\b", re.IGNORECASE)


def lines_of(source: Source, action: str) -> Iterator[tuple[Task, FileMention, str]]:
    """First mention of each line of a task on which files are created or modified."""
    words = CREATES if action == "create" else MODIFIES
    for task in source.plan.walk():
        seen = set()
        for each in task.files:
            line = source.line_of(each.path, each.line_start)
            if line is None or each.line_start in seen or each.action != action:
                continue
            seen.add(each.line_start)
            if words.search(line) and line.count(f"`{each.file}`") == 1:
                yield task, each, line


def beside(line: str, mention: FileMention, file: str) -> str:
    """*line* with *file* right after another one."""
    mark = f"`{mention.file}`"
    return line.replace(mark, f"{mark}, `{file}`")
