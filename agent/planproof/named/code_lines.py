"""Lines of code that a plan points at: `src/app.py:40`, and what it says is there."""

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import basename

from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.created import created_files
from planproof.named.flat import MARK, Run, runs
from planproof.named.places import PLACE, Place, lines_after, lines_before, lines_in, place_in
from planproof.named.shown import (
    Shown,
    said_beside,
    shown_between,
    shown_in_fence,
    shown_in_row,
)

MAX_REFERENCES = 2_000
_FIND = re.compile(PLACE, re.IGNORECASE)
_NUMBER_COLUMN = re.compile(
    r"\W*(?:lines?|line\s*(?:no\.?|numbers?|ranges?|#)|lineno|loc|l\.?|zeilen?|lignes?|l\u00edneas?|\u884c)\W*",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\W*(?P<about>~|about\s|around\s)?L?(?P<first>\d{1,6})(?:\s?[-\u2013]\s?L?(?P<last>\d{1,6}))?\W*"
)
_REACH = 160


class CodeLine(Location):
    """A reference to lines of a file of the code base."""

    file: str
    first: int
    last: int
    about: bool = False
    """True where the plan gives a rough idea of the lines only."""
    shown: tuple[Shown, ...] = ()


def code_lines(plan: Plan) -> tuple[CodeLine, ...]:
    """The references of *plan* to lines of files that are neither its own nor made by it.

    Those beyond MAX_REFERENCES are left out.
    """
    own = {basename(document.path) for document in plan.documents}
    own |= created_files(plan)
    found = (
        line
        for document in plan.work_documents()
        for run in runs(document)
        for line in _in_run(document, run)
        if basename(line.file) not in own
    )
    return tuple(islice(found, MAX_REFERENCES))


def files_with_lines(plan: Plan) -> tuple[str, ...]:
    """The files whose lines are needed to judge the references, as the plan writes them."""
    return tuple(dict.fromkeys(line.file for line in code_lines(plan)))


def _in_run(document: Document, run: Run) -> Iterator[CodeLine]:
    for start, end, place in _places(run):
        if place.first is None or place.last is None:
            yield from _apart(document, run, start, end, place)
            continue
        number = run.line_of(start)
        yield CodeLine(
            path=document.path,
            line_start=number,
            line_end=number,
            file=place.file,
            first=place.first,
            last=place.last,
            about=place.about,
            shown=_once(
                *shown_in_row(run, start),
                *said_beside(run, start, end),
                *shown_in_fence(document, run, end),
            ),
        )


def _once(*every: Shown) -> tuple[Shown, ...]:
    """Each piece of code once, firm where one of its mentions is."""
    firm = sorted(every, key=lambda shown: not shown.firm)
    return tuple({shown.text: shown for shown in reversed(firm)}.values())[::-1]


def _apart(document: Document, run: Run, start: int, end: int, place: Place) -> Iterator[CodeLine]:
    """A file whose lines stand behind the code that it is said to hold there."""
    found = None if run.row else lines_in(run.text[end : end + _REACH])
    shown = None if found is None else shown_between(run, start, end, end + found[0])
    if found is not None and shown is not None:
        number = run.line_of(start)
        yield CodeLine(
            path=document.path,
            line_start=number,
            line_end=number,
            file=place.file,
            first=found[1].first,
            last=found[1].last,
            about=found[1].about,
            shown=(shown,),
        )


def _places(run: Run) -> Iterator[tuple[int, int, Place]]:
    """Places with their first and last offset, the words that give the lines included."""
    codes = {span.at: span.code for span in run.spans}
    for match in _FIND.finditer(run.text):
        place = place_in(codes.get(match.start(), "") if match[0] == MARK else match[0])
        if place is None:
            continue
        start, end = match.span()
        if place.first is None:
            after = lines_after(run.text[end : end + _REACH])
            before = lines_before(run.text[max(start - _REACH, 0) : start])
            if after is not None:
                end += after.size
                place = Place(place.file, after.first, after.last, after.about)
            elif before is not None:
                start -= before.size
                place = Place(place.file, before.first, before.last, before.about)
            elif run.row:
                place = _in_columns(run, start, end, place)
        yield start, end, place


def _in_columns(run: Run, start: int, end: int, place: Place) -> Place:
    """A place whose lines stand in a column of their own: `| src/app.py | 40 |`."""
    cells = run.cells()
    alone = any(
        run.text[a:start].strip() + run.text[end:b].strip() == ""
        for a, b in cells
        if a <= start < b
    )
    for (first, last), head in zip(cells, run.columns, strict=False):
        text = run.text[first:last].strip()
        if not alone or not _NUMBER_COLUMN.fullmatch(head):
            continue
        code = next((span.code for span in run.spans if first <= span.at < last), "")
        match = _NUMBERS.fullmatch(code if text == MARK else text)
        if match is not None and 0 < int(match["first"]) <= int(match["last"] or match["first"]):
            at = int(match["first"])
            return Place(place.file, at, int(match["last"] or at), match["about"] is not None)
    return place
