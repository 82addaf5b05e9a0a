"""The words of a document as its author says them, for checks that look for words."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from planproof.core.document import Document, Section
from planproof.core.plan import Phase, Plan, Task

MAX_LINE = 4_000
"""Characters of a line that are looked at; nobody states anything behind them."""

_CODE = re.compile(r"(`+)(?!`)[^\n]{0,1000}?(?<!`)\1(?!`)")
_QUOTED = re.compile(
    r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|「[^」\n]{1,300}」|«[^»\n]{1,300}»|『[^』\n]{1,300}』"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]{1,500}\)")
_Part = TypeVar("_Part", Phase, Task, Section)


def said(line: str) -> str:
    """The line with code, quoted speech and link targets blanked; columns stay."""
    text = line[:MAX_LINE]
    if "`" in text:
        text = _CODE.sub(_blank, text)
    if "](" in text:
        text = _LINK_TARGET.sub(lambda match: f"({' ' * (len(match[0]) - 2)})", text)
    return _QUOTED.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


class Words:
    """The prose of a document, searched for words without regard to case."""

    def __init__(self, document: Document) -> None:
        self._text = "\n".join(document.prose).lower()
        self._is_wide = _WIDE.search(self._text) is not None

    def lines_with(self, words: Iterable[str]) -> list[int]:
        """Numbers of the lines that hold one of *words* (in lower case), in order."""
        sought = [
            word for word in words if self._is_wide or word.isascii() or not _WIDE.search(word)
        ]
        return sorted({line for word in sought for line in self._lines_with(word)})

    def _lines_with(self, word: str) -> Iterator[int]:
        at = self._text.find(word)
        while at >= 0:
            yield self._text.count("\n", 0, at) + 1
            end = self._text.find("\n", at)
            at = self._text.find(word, end) if end >= 0 else -1


class Owners:
    """The phase and task of any line, looked up at once: there may be thousands of each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._phases: dict[str, list[Phase | None]] = {}
        self._tasks: dict[str, list[Task | None]] = {}
        self._headings: dict[str, list[Section | None]] = {}

    def at(self, document: Document, line: int) -> tuple[Phase | None, Task | None]:
        """Innermost phase and task of a line."""
        path = document.path
        if path not in self._phases:
            phases = (phase for phase in reversed(self.plan.phases) if phase.path == path)
            tasks = (task for task in self.plan.walk() if task.path == path)
            self._phases[path] = _lines(document, phases)
            self._tasks[path] = _lines(document, tasks)
        phase, task = self._phases[path][line], self._tasks[path][line]
        if phase is not None and task is not None and task.phase != phase.id:
            task = None
        return phase, task

    def heading(self, document: Document, line: int) -> Section | None:
        """The innermost section with a heading that holds a line."""
        if document.path not in self._headings:
            headed = (section for section in document.sections if section.style == "heading")
            self._headings[document.path] = _lines(document, headed)
        return self._headings[document.path][line]

    def place(self, document: Document, line: int) -> tuple[str, str, Task | None]:
        """Key and name of the part of the plan that a line stands in, and its task.

        The part is the task, else a phase without tasks, else the section, else the document.
        """
        phase, task = self.at(document, line)
        if task is not None:
            return task.id, name_of(self.plan, task), task
        if phase is not None and phase.explicit and not phase.tasks:
            return phase.id, phase.label, None
        section = self.heading(document, line)
        if section is None or section.line_start == 1:
            return document.path, document.path.rsplit("/", 1)[-1], None
        return f"{document.path}#{section.line_start}", f"“{shortened(section.title, 60)}”", None


def _lines(document: Document, parts: Iterable[_Part]) -> list[_Part | None]:
    """For each line of a document the last of *parts* that holds it; index 0 is unused."""
    found: list[_Part | None] = [None] * (len(document.lines) + 1)
    for part in parts:
        end = min(part.line_end + 1, len(found))
        found[part.line_start : end] = [part] * (end - part.line_start)
    return found


def name_of(plan: Plan, node: Phase | Task) -> str:
    """What a reader calls a phase or task: `Phase 7`, `Task 1 of Phase 7`, `T-007`."""
    if isinstance(node, Phase) or node.phase is None or node.id == node.label:
        return node.label
    phase = plan.nodes.get(node.phase)
    if phase is None or (isinstance(phase, Phase) and not phase.explicit):
        return node.label
    return f"{node.label} of {phase.label}"


def around(line: str, start: int, end: int, most: int = 70) -> str:
    """The words of *line* around columns *start* to *end*, without marks, cut to *most*."""
    if len(line) <= most:
        begin, stop = 0, len(line)
    else:
        begin = max(0, min(start - (most - min(end - start, most)) // 2, len(line) - most))
        stop = begin + most
    text = line[begin:stop]
    if begin and " " in text:
        text = f"… {text.split(' ', 1)[1]}"
    if stop < len(line) and " " in text:
        text = f"{text.rsplit(' ', 1)[0]} …"
    return " ".join(text.replace("**", "").replace("`", "").split()).strip(" -*#>|")


def shortened(text: str, most: int = 70) -> str:
    """*text* on one line, cut at a word when it has more than *most* characters."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[:most].rsplit(" ", 1)[0] if " " in flat[:most] else flat[:most]
    return f"{cut} …"
