"""Counts that plans state in words, and what there is to count."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from planproof.checks._prose import said
from planproof.core.document import Document, ListItem
from planproof.core.plan import Phase, Plan, Task

_WORDS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905  # it reads as it counts
        start=2,
    )
}
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
"""Pattern of a count in digits or words."""
_START = re.compile(rf"(?<![\w.,/~≈≥≤<>+$€#-]){NUMBER}(?= [a-z])", re.IGNORECASE)
_ANNOUNCED = re.compile(
    rf"{NUMBER} (?:[a-z][a-z'-]* ){{0,3}}?(?P<noun>[a-z-]+[a-rt-z]s|criteria)"
    r"(?P<tail>(?:,? [\w'-]+){0,8})[*_ ]{0,4}[:：][*_ ]*$",
    re.IGNORECASE,
)
_SPACES = re.compile(r"(?<=\S) {2,}")
_LONGEST = 400
_LAST = frozenset((":", "：", "*", "_", " "))
_DIGITS = frozenset("0123456789")
_TAIL = frozenset(
    """
    we to that which must below here are will needed in for both all each as on with when during
    """.split()  # noqa: SIM905  # likewise
)
_ENDS = frozenset(
    """
    with using by from via has have having run runs use uses in for of on to at and or is each
    include includes including contain contains
    """.split()  # noqa: SIM905  # likewise
)
"""Words before the colon that announce something else than what was counted."""
_UNITS = frozenset(
    """
    seconds minutes hours days weeks months years times points tokens lines characters bytes words
    sentences percents users requests retries attempts dollars pixels replicas milestones versions
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_OPEN = frozenset(
    """
    about around approximately roughly least most to over than first last next other another
    remaining of each every between or and phase step task week day sprint stage tier level version
    page section option group wave batch top priority part chapter within under below above
    """.split()  # noqa: SIM905  # likewise
)


class Claim(NamedTuple):
    """A count that a line states."""

    line: int
    text: str
    stated: int
    found: int


def count_of(text: str) -> int:
    """The value of what NUMBER matches."""
    return _WORDS.get(text.lower()) or int(text)


def announced(document: Document) -> Iterator[Claim]:
    """`The import runs in three steps:` with the length of the list right below."""
    starts = {item.line_start: item for item in document.blocks.items}
    tables = {table.line_start: len(table.rows) for table in document.blocks.tables}
    for number in [n for n, text in enumerate(document.prose, 1) if text[-1:] in _LAST]:
        line = document.prose[number - 1][-_LONGEST:]
        if not _has_number(line):
            continue
        first = next((n for n in (number + 1, number + 2) if n in starts or n in tables), None)
        if first is None or document.prose[number : first - 1] not in ((), ("",)):
            continue
        match = _claim(_SPACES.sub(" ", said(line).rstrip()))
        if match is None:
            continue
        stated = count_of(match[0].split(" ", 1)[0])
        if first in tables:
            yield Claim(number, match[0].strip(" *_:："), stated, tables[first])
            continue
        items, end = _list_at(document, starts, first)
        found = _lengths(items)
        cut = len(items) < stated and _goes_on(document, items[0], end)
        if len(items) > 1 and stated not in found and not cut:
            yield Claim(number, match[0].strip(" *_:："), stated, found[0])


def _has_number(line: str) -> bool:
    """A cheap look before the patterns: every line of the plan comes by here."""
    words = line.lower().split()[-12:]
    return any(word.lstrip("*_(") in _WORDS or not _DIGITS.isdisjoint(word) for word in words)


def _claim(text: str) -> re.Match[str] | None:
    """The last count of a line, when what it counts is what the line announces."""
    for start in reversed([match.start() for match in _START.finditer(text)]):
        match = _ANNOUNCED.match(text, start)
        if match is None:
            continue
        words = text[:start].replace("*", " ").split()
        before = words[-1] if words else ""
        tail = match["tail"].lower().replace(",", "").split()
        fits = not tail or (
            tail[0] in _TAIL and tail[-1] not in _ENDS and not any(_is_plural(w) for w in tail)
        )
        named = match[0][0].isdigit() and before[:1].isupper() and len(words) > 1
        if before.lower().strip("(,;") in _OPEN or match["noun"].lower() in _UNITS or named:
            return None
        return match if fits else None
    return None


def _is_plural(word: str) -> bool:
    return (
        word.endswith("s")
        and not word.endswith(("'s", "ss"))
        and word not in ("this", "is", "us", "as", "has", "follows", "was")
    )


def _list_at(
    document: Document, starts: dict[int, ListItem], first: int
) -> tuple[list[ListItem], int]:
    """The items that follow each other at one depth from line *first* on, and where they end."""
    items: list[ListItem] = []
    at = first
    while at in starts and starts[at].depth == starts[first].depth:
        items.append(starts[at])
        at = starts[at].line_end + 1
        while at <= len(document.lines) and not document.lines[at - 1].strip():
            at += 1
    return items, at


def _lengths(items: list[ListItem]) -> list[int]:
    """The ways in which a list can be counted.

    A bullet among numbers is a part of the number above it, and so is, among items that begin
    in bold or with a capital, one that does not.
    """
    numbered = [item.number for item in items if item.number]
    if items[0].number:
        last = numbered[-1]
        return [len(numbered), int(last) if last.isdecimal() and len(last) < 5 else len(items)]
    bold = sum(item.text.startswith(("**", "`", "[")) for item in items)
    capital = sum(not item.text[:1].islower() for item in items)
    return [len(items), *({bold, capital} - {0})]


def _goes_on(document: Document, first: ListItem, end: int) -> bool:
    """True when a list that was cut by a fence or paragraph may go on behind it."""
    headings, items = document.blocks.headings, document.blocks.items
    at = bisect_left(headings, end, key=lambda heading: heading.line_start)
    stop = headings[at].line_start if at < len(headings) else len(document.lines) + 1
    for item in islice(items, bisect_left(items, end, key=lambda item: item.line_start), None):
        if item.line_start >= stop:
            break
        if item.depth == first.depth:
            return True
    return False


def lines_holding(document: Document, words: Sequence[str]) -> set[int]:
    """Numbers of the lines of prose that hold one of *words*, case and all."""
    text = "\n".join(document.prose)
    found = set()
    for word in words:
        line, last, at = 1, 0, text.find(word)
        while at >= 0:
            line, last = line + text.count("\n", last, at), at
            found.add(line)
            at = text.find(word, at + len(word))
    return found


def task_counts(tasks: Sequence[Task]) -> list[int]:
    """The ways in which tasks can be counted: outermost, with their parts, parts alone."""
    every = [each for task in tasks for each in task.walk()]
    return [len(tasks), len(every), sum(not task.subtasks for task in every)]


def plan_counts(plan: Plan, noun: str, document: Document | None = None) -> list[int]:
    """Ways to count what *noun* (plural) names in the plan, or in *document* alone.

    Empty when the plan has nothing of that name. Phase 0 and phases `6a` and `6b` may or may
    not be counted as phases of their own.
    """
    if noun == "tasks":
        outer = [task for phase in plan.phases for task in phase.tasks] + list(plan.tasks)
        known = task_counts(outer) if outer else []
        own = [task for task in outer if document and task.path == document.path]
        return known + (task_counts(own) if own else [])
    phases = [phase for phase in plan.phases if phase.explicit]
    singular = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
    if len(phases) < 2 or not all(singular in phase.label.lower() for phase in phases):
        return []
    whole = [phase for phase in phases if phase.number not in ("0", None)]
    lettered = {re.sub(r"[a-z]$", "", phase.number or "") for phase in phases}
    with_tasks = [phase for phase in phases if phase.tasks]
    return [len(phases), len(whole), len(lettered), *([len(with_tasks)] if with_tasks else [])]


class PhaseNames:
    """The phases of a plan by what a cell of a table may call them."""

    def __init__(self, plan: Plan) -> None:
        self._found: dict[str, Phase | None] = {}
        for phase in plan.phases:
            names = {phase.label.lower(), phase.title.lower(), phase.name.lower()} - {""}
            for name in names if phase.explicit else ():
                self._found[name] = None if name in self._found else phase

    def phase(self, cell: str) -> Phase | None:
        """The phase that a cell names by its label, title or both; None when not certain."""
        name = cell.replace("`", "").strip().lower()
        label = re.split(r"\s*[:：–—]|\s+-\s", name, maxsplit=1)[0]
        return self._found.get(name) or self._found.get(label)
