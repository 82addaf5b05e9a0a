"""Files and folders that a plan renames or moves, from one path to another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.document import Document, Table
from planproof.core.plan import Phase, Plan, Task

_VERBS = ("rename", "renaming", "move", "moving", "mv ", "becomes", "->", "→", "=>")
"""One of these is in every line that says so; looking for them first is quick."""
_SPELT = r"[\w@.+-](?:[\w@.+/-]|\[[\w.]{1,40}\]){0,200}+"
_PATH = r"(?:`{0}`|\*\*{0}\*\*|\[`?{0}`?\]\([^)\s]{{0,200}}\)|{0})"
_FROM = _PATH.format(rf"(?:{_SPELT})")
_ARROW = r"(?:→|->|=>|⇒|➜)"
_KIND = (
    r"(?:the|an?|existing|old|files?|folders?|director(?:y|ies)|modules?|packages?|whole|entire)"
)
_SAID = re.compile(
    rf"(?<![\w-])(?P<verb>renam(?:e|es|ing)|mov(?:e|es|ing))(?:d(?=\W{{0,4}}:))?(?![\w-])"
    rf"[\s:*_]{{0,6}}(?:{_KIND}\s+){{0,4}}(?P<old>{_FROM})"
    rf"(?P<more>(?:\s*(?:,|,?\s*and|&)\s*`[^`\s]{{1,200}}`){{0,6}})"
    rf"\s*(?:(?:in)?to|as|under|{_ARROW})\s*(?:{_KIND}\s+){{0,3}}(?P<new>{_FROM})",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"(?<![\w/.@+-])(?P<old>`{_SPELT}`)\s+(?:(?:(?:is|gets|will be|must be|should be|to be)\s+)?"
    rf"(?:renamed|moved)\s+(?:in)?to|becomes)\s+(?:{_KIND}\s+){{0,2}}(?P<new>`{_SPELT}`)",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    rf"(?:^|[`;&|$]\s*|\s)(?:git\s+mv|mv)\s+(?:-\w{{1,3}}\s+)?(?P<old>{_SPELT})\s+(?P<new>{_SPELT})"
    r"(?=\s*(?:$|[`;&|#]))"
)
_PAIR = re.compile(
    rf"(?<![\w/.@+-])(?P<old>{_FROM})\s*(?:{_ARROW}|to)\s*(?P<new>{_FROM})", re.IGNORECASE
)
_CELL = re.compile(r"\W{0,4}(?:renamed?|moved?|rename/move|move/rename)\W{0,4}", re.IGNORECASE)
_OLD = re.compile(r"\W{0,4}(?:from|old|source|before|current)\b.{0,20}", re.IGNORECASE)
_NEW = re.compile(r"\W{0,4}(?:to|new|target|destination|after)\b.{0,20}", re.IGNORECASE)
_NOT_SAID = re.compile(
    r"\b(?:not|never|don't|without|avoid|could|might|would|was|were|been|if|should we)\s"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)
_MAX_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Rename:
    """A part of the plan gives a file or folder another path."""

    node: Phase | Task
    old: str
    new: str
    """Where it is afterwards; for a move into a folder, the path in it."""
    folder: bool
    """Both are folders."""
    at: Location


def renames(plan: Plan) -> Iterator[Rename]:
    """Every rename and move that a phase or task states with both paths, in document order."""
    for document in plan.work_documents():
        rows = {row.line: table for table in document.blocks.tables for row in table.rows}
        for number, line in enumerate(document.lines, 1):
            if len(line) > _MAX_LINE or not (number in rows or _worth(line)):
                continue
            phase, task = plan.owner(document.path, number)
            node = task or phase
            if node is None:
                continue
            at = Location(path=document.path, line_start=number, line_end=number)
            for old, new in _pairs(document, number, rows.get(number)):
                if (made := _made(node, old, new, at)) is not None:
                    yield made


def _worth(line: str) -> bool:
    low = line.lower()
    return any(verb in low for verb in _VERBS)


def _pairs(document: Document, number: int, table: Table | None) -> Iterator[tuple[str, str]]:
    """The old and new paths that one line tells, as they are written."""
    raw = document.lines[number - 1]
    for match in _COMMAND.finditer(raw):
        yield match["old"], match["new"]
    if table is not None:
        yield from _row_pairs(document, number, table)
        return
    if not document.prose[number - 1]:
        return
    said = list(_told(raw))
    yield from said
    if not said and _under_label(document, number):
        for match in _PAIR.finditer(raw):
            yield match["old"], match["new"]


def _told(line: str) -> Iterator[tuple[str, str]]:
    """What sentences say: "rename `a` to `b`", "`a` becomes `b`"."""
    for match in _SAID.finditer(line):
        if _NOT_SAID.search(line[max(match.start() - 60, 0) : match.start()]):
            continue
        for extra in re.findall(r"`([^`]+)`", match["more"]):
            yield extra, match["new"]
        yield match["old"], match["new"]
    for match in _PASSIVE.finditer(line):
        if not _NOT_SAID.search(line[max(match.start() - 60, 0) : match.start()]):
            yield match["old"], match["new"]


def _row_pairs(document: Document, number: int, table: Table) -> Iterator[tuple[str, str]]:
    cells = next(row.cells for row in table.rows if row.line == number)
    if any(_CELL.fullmatch(cell) for cell in cells):
        for cell in cells:
            for match in _PAIR.finditer(cell):
                yield match["old"], match["new"]
    heads = list(zip(table.header, cells, strict=False))
    old = [cell for head, cell in heads if _OLD.fullmatch(head)]
    new = [cell for head, cell in heads if _NEW.fullmatch(head)]
    titled = any(_CELL.fullmatch(cell) for cell in cells) or _under_label(document, number)
    if titled and len(old) == len(new) == 1:
        yield old[0], new[0]


_LABEL = re.compile(
    r"\W{0,6}(?:files?\s+(?:to\s+(?:be\s+)?)?|folders?\s+to\s+)?"
    r"(?:renamed?|renames|renamings|moves?|moved|renames?\s*(?:/|and)\s*moves?)(?:\s+files?)?\W{0,6}",
    re.IGNORECASE,
)


def _under_label(document: Document, number: int) -> bool:
    """True for a line under `**Files to rename:**`, a heading or a list item like it."""
    around = [s for s in document.sections if s.line_start < number <= s.line_end]
    if around and _LABEL.fullmatch(max(around, key=lambda s: (s.line_start, s.level)).title):
        return True
    items = [i for i in document.blocks.items if i.line_start < number <= i.line_end]
    return bool(items) and _LABEL.fullmatch(items[-1].text[:200]) is not None


def _made(node: Phase | Task, old: str, new: str, at: Location) -> Rename | None:
    """The rename, once both sides are sure to be paths."""
    source, target = bare(old), bare(new)
    if not source or not target or source == target:
        return None
    extension = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
    is_file = extension.search(source) is not None and not source.endswith("/")
    if is_file:
        name = source.rpartition("/")[2]
        if extension.search(target) is None or target.endswith("/"):
            if "/" not in target:
                return None
            target = f"{target.rstrip('/')}/{name}"
        elif "/" not in target and "/" in source:
            target = f"{source.rpartition('/')[0]}/{target}"
        return Rename(node, source, target, folder=False, at=at)
    if "/" not in source or "/" not in target or extension.search(target):
        return None
    return Rename(node, source.rstrip("/"), target.rstrip("/"), folder=True, at=at)


def bare(text: str) -> str:
    """A path without code marks, link target and `./`; empty where it is none."""
    text = text.strip().strip("*")
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    text = text.strip("`").rstrip(".,;:").removeprefix("./")
    return "" if re.search(r"[\s*{}<>()|]|\.\.|//", text) else text
