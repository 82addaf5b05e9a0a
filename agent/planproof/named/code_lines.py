"""Lines of code that a plan points at: `src/app.py:40`, and what it says is there."""

import re
from collections.abc import Iterator
from posixpath import basename

from planproof.core.base import Frozen, Location
from planproof.core.document import Document
from planproof.core.plan import Plan
from planproof.named.created import created_files, says_makes
from planproof.named.flat import MARK, Run, runs
from planproof.named.places import PLACE, Place, lines_after, lines_before, place_in

_KIND = (
    r"(?:functions?|methods?|class(?:es)?|helpers?|constants?|components?|hooks?|block|call|line)"
)
_STANDS = re.compile(
    rf"(?P<mark>{MARK})(?:\s+{_KIND})?(?:\s+(?:is|are|lives?|sits?|currently|already|defined|declared"
    r"|found|located|stands?)){0,3}\s*(?:\(\s*(?:in\s+|see\s+|at\s+)?|,?\s*\b(?:in|at|on|from)\s+"
    rf"|[^|{MARK}\n]{{0,30}}\|\s*)"
    r"(?:the\s+)?(?:line\s+)?$",
    re.IGNORECASE,
)
"""Before a place: the code that is said to be there."""
_SHOWS = re.compile(
    r"\s*\)?\s*(?:still\s+|currently\s+|now\s+|already\s+)*(?:(?P<firm>reads?|says|shows?|has|contains?"
    r"|holds|defines|declares|calls|returns|sets)|[|:\u2192\u2014\u2013]|->)\s*(?:the\s+|an?\s+)?"
    rf"(?:{_KIND}\s+)?(?P<mark>{MARK})",
    re.IGNORECASE,
)
"""After a place; a colon or an arrow may also lead to what shall be there one day."""
_TURNS = re.compile(
    r"\b(?:chang|set\b|replac|mak|renam|turn|becom|updat|modif|rewrit|fix|should|must|will|swap)\w*",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:current(?:ly)?|today|still|at\s+present|as\s+is|existing)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.;!?]\s")
_FIND = re.compile(PLACE, re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*){0,3}(?:\(.*\))?")
_SHORTEST = 3
_REACH = 160


class Shown(Frozen):
    """What a plan says is at some lines of a file."""

    text: str
    """As the plan quotes it; of a dotted name, the last part."""
    name: bool
    """A name, rather than a piece of code."""
    firm: bool
    """False where it may as well be what the plan wants there."""


class CodeLine(Location):
    """A reference to lines of a file of the code base."""

    file: str
    first: int
    last: int
    shown: tuple[Shown, ...] = ()


def code_lines(plan: Plan) -> tuple[CodeLine, ...]:
    """Every reference of *plan* to lines of files that are neither its own nor made by it."""
    own = {basename(document.path) for document in plan.documents}
    own |= created_files(plan)
    return tuple(
        line
        for document in plan.work_documents()
        for run in runs(document)
        for line in _in_run(document, run)
        if basename(line.file) not in own
    )


def files_with_lines(plan: Plan) -> tuple[str, ...]:
    """The files whose lines are needed to judge the references, as the plan writes them."""
    return tuple(dict.fromkeys(line.file for line in code_lines(plan)))


def _in_run(document: Document, run: Run) -> Iterator[CodeLine]:
    for start, end, place in _places(run):
        if place.first is None or place.last is None:
            continue
        number = run.line_of(start)
        yield CodeLine(
            path=document.path,
            line_start=number,
            line_end=number,
            file=place.file,
            first=place.first,
            last=place.last,
            shown=(*_shown(run, start, end), *_fence(document, run, end)),
        )


def _places(run: Run) -> Iterator[tuple[int, int, Place]]:
    """Places with their first and last offset, the words that give the lines included."""
    codes = {span.at: span.code for span in run.spans}
    for match in _FIND.finditer(run.text):
        place = place_in(codes[match.start()] if match[0] == MARK else match[0])
        if place is None:
            continue
        start, end = match.span()
        if place.first is None:
            after = lines_after(run.text[end : end + _REACH])
            before = lines_before(run.text[max(start - _REACH, 0) : start])
            if after is not None:
                end += after.size
                place = Place(place.file, after.first, after.last)
            elif before is not None:
                start -= before.size
                place = Place(place.file, before.first, before.last)
        yield start, end, place


def _shown(run: Run, start: int, end: int) -> Iterator[Shown]:
    """The code spans beside a place that are said to be there."""
    codes = {span.at: span.code for span in run.spans}
    begin = max(start - _REACH, 0)
    before = run.text[begin:start]
    cut = max((found.end() for found in _SENTENCE.finditer(before)), default=0)
    if says_makes(before[cut:]):
        return
    after = run.text[end : end + _REACH]
    if (match := _STANDS.search(before, cut)) and (
        shown := _shown_as(codes[begin + match.start("mark")], firm=True)
    ):
        yield shown
    if (match := _SHOWS.match(after)) and not _TURNS.search(before, cut):
        shown = _shown_as(codes[end + match.start("mark")], firm=match["firm"] is not None)
        if shown is not None:
            yield shown


def _shown_as(code: str, *, firm: bool) -> Shown | None:
    if place_in(code) is not None or len(code) < _SHORTEST or "..." in code or "\u2026" in code:
        return None
    if _NAME.fullmatch(code):
        last = re.split(r"\.|::|#", code.partition("(")[0])[-1]
        return Shown(text=last, name=True, firm=firm) if len(last) >= _SHORTEST else None
    return Shown(text=code, name=False, firm=firm)


def _fence(document: Document, run: Run, end: int) -> Iterator[Shown]:
    """The first line of a fence that a sentence introduces as what the place shows today."""
    tail = run.text[end:].rstrip()
    if not tail.endswith(":") or not _TODAY.search(run.text) or _TURNS.search(run.text):
        return
    last = run.starts[-1][1]
    for fence in document.blocks.fences:
        if last < fence.line_start <= last + 2 and fence.closed:
            lines = document.lines[fence.line_start : fence.line_end - 1]
            code = next((line.strip() for line in lines if line.strip()), "")
            if len(code) > _SHORTEST and "..." not in code:
                yield Shown(text=code, name=False, firm=True)
            return
