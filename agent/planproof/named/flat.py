"""The sentences of a document with its inline code taken out, for rules about what is said of it.

A run is a paragraph, a list item or a row of a table. In its text every code span is one MARK, so
that a pattern sees "the existing MARK in MARK" whatever the spans hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from planproof.core.document import Document

MARK = "\u00a4"
"""Stands for a code span; a plan that writes this character itself loses it."""
_CODE = re.compile(r"(?P<ticks>`{1,2})(?!`)(?P<code>[^`]{1,300})(?P=ticks)(?!`)")
_STARTS = re.compile(r"\s*(?:[-*+]\s|\d{1,4}[.)]\s|#{1,6}\s|\||>)")
_MARKS = re.compile(r"^\s*(?:[-*+]\s+|\d{1,4}[.)]\s+|#{1,6}\s+|>\s*)?(?:\[[ xX]\]\s+)?")
_RULE = re.compile(r"\s*\|[\s|:-]*-[\s|:-]*")
"""Between the head of a table and its rows."""
_GOAL = re.compile(
    r"(?!.*\b(?:task|phase|step|stage)\b)\W*(?:[\w'-]+\W+){0,3}?(?:acceptance|criteri(?:a|on)"
    r"|verification|validation|definition\s+of\s+done|done|dod|checklist|expected|outcomes?|objectives?"
    r"|goals?|requirements?|deliverables?|(?:end|target|desired|future)\s+state|to-be|must-haves?"
    r"|akzeptanzkriterien|crit\u00e8res|criterios|crit\u00e9rios|\u9a8c\u6536\u6807\u51c6|\u53d7\u5165\u57fa\u6e96)"
    r"(?:\W+[\w'-]+){0,3}\W*",
    re.IGNORECASE,
)
"""A heading or lead-in of what shall be so in the end."""
_LABELLED = re.compile(
    r"\W{0,4}(?:acceptance(?:\s(?:criteri\w+|tests?))?|verif(?:y|ication|ied\sby)|validation|done(?:\swhen)?"
    r"|definition\sof\sdone|dod|success\scriteria|expected(?:\s\w+){0,2}|must[\s-]haves?|outcomes?|deliverables?"
    r"|produces)\W{0,3}(?::|\u2014|\u2013)",
    re.IGNORECASE,
)
"""Begins a sentence of what shall be so in the end: "Done when: ..."."""
_ELEMENT = re.compile(r"\s{0,12}<(?P<close>/?)(?P<name>[A-Za-z][\w-]{2,30})(?:\s[^<>]{0,200})?>")
_END = re.compile(r"</(?P<name>[A-Za-z][\w-]{2,30})>\s*$")
_GOALS = frozenset(
    """
    acceptance acceptance_criteria behavior behaviour definition_of_done deliverables done dod
    expected goal goals must_haves objective outcome outcomes requirements success_criteria truths
    validation verification verify
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Elements (`<done>...</done>`) that hold what shall be so in the end."""
_TODAY = re.compile(
    r"\W*(?:\d[\d.]*\W+)?(?:(?:the|our)\s+)?(?:current(?:ly)?|today|existing|as[\s-]is|at\s+present"
    r"|present|status\s+quo|what\s+(?:is\s+there|exists|we\s+have)|where\s+(?:things|we|it)\s+(?:are|is|stands?))"
    r"(?:\s+(?:state|status|situation|behaviou?r|implementation|code|codebase|code\s+base|architecture|design"
    r"|structure|setup|layout|flow|today|now|already)){0,3}(?:\s+(?:of|in|and)\s[^.:]{1,40}"
    r"|\s*\([^()]{0,40}\))?\W*",
    re.IGNORECASE,
)
"""A heading or lead-in of what is so before any work is done."""
_SPACES = re.compile(r"\s{4,}")
"""Cells are padded with many; an expression with some optional words would try each of them."""
_MAX_COLUMNS = 20
_MAX_HEAD = 80
_BOX = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+\[ \]\s")
_MAX_LINE = 2_000
_MAX_RUN = 4_000
_MAX_LEAD = 300
"""A longer heading or lead-in leads in nothing."""


@dataclass(frozen=True, slots=True)
class Span:
    """One code span, and where its MARK stands."""

    code: str
    at: int
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph, list item, heading or row."""

    text: str
    spans: tuple[Span, ...]
    starts: tuple[tuple[int, int], ...]
    """Offset at which each line begins, and its number."""
    heading: str
    """The heading above; empty for one that has code in it."""
    lead: str
    """The line ending with a colon that leads in a list."""
    row: bool
    box: bool = False
    """An item with an empty box: `- [ ] ...`."""
    goal: bool = False
    """True inside an element that holds what shall be so in the end: `<done>...</done>`."""
    columns: tuple[str, ...] = ()
    """What the head of the table says above each cell of a row; empty for the head itself."""

    @property
    def is_goal(self) -> bool:
        """Whether the heading or the lead-in says that all this is what shall be in the end."""
        if self.goal or _LABELLED.match(self.text) is not None:
            return True
        return _is_goal(self.lead) or _is_goal(self.heading)

    @property
    def is_today(self) -> bool:
        """Whether the heading or the lead-in says that all this is how things are today."""
        return _is_today(self.lead) or (not self.lead and _is_today(self.heading))

    def cells(self) -> tuple[tuple[int, int], ...]:
        """Where the cells of a row begin and end; none for what is no row."""
        if not self.row:
            return ()
        bars = [at for at, letter in enumerate(self.text) if letter == "|"]
        ends = bars[1:] if self.text.rstrip().endswith("|") else [*bars[1:], len(self.text)]
        return tuple((start + 1, end) for start, end in zip(bars, ends, strict=False))

    def column_of(self, offset: int) -> str:
        """The head of the column in which an offset stands; empty where there is none."""
        places = zip(self.cells(), self.columns, strict=False)
        return next((head for (start, end), head in places if start <= offset < end), "")

    def line_of(self, offset: int) -> int:
        """The line of the document in which an offset of the text stands."""
        return max((start, line) for start, line in self.starts if start <= offset)[1]


def runs(document: Document) -> Iterator[Run]:
    """The runs of a document in order; code fences, comments and overlong lines are left out."""
    heading, lead = "", ""
    above: Run | None = None
    columns: tuple[str, ...] = ()
    gathered: list[tuple[int, str]] = []
    size = 0
    goals, goal = goal_lines(document), False
    for number, line in enumerate((*document.prose, ""), 1):
        fresh = not line.strip() or _STARTS.match(line) is not None
        fresh = fresh or (number in goals) is not goal
        if gathered and (fresh or size + len(line) > _MAX_RUN):
            run = _run(gathered, heading, lead)
            if not run.row:
                columns = ()
            elif _RULE.fullmatch(run.text):
                columns = _heads(above)
            run = replace(run, columns=columns, goal=goal)
            yield run
            above = run
            heading, lead = _leads(gathered[0][1], run.text, heading, lead)
            gathered, size = [], 0
        goal = number in goals
        if line.strip() and len(line) <= _MAX_LINE:
            gathered.append((number, line))
            size += len(line)


def is_quoted(before: str) -> bool:
    """Whether what follows *before* stands between quotation marks, as somebody else's words."""
    return before.count('"') % 2 == 1 or before.rfind("\u201c") > before.rfind("\u201d")


def goal_lines(document: Document) -> frozenset[int]:
    """The lines inside elements that hold what shall be so in the end, their tags included."""
    found: set[int] = set()
    open_lines: set[int] = set()
    inside = ""
    for number, line in enumerate(document.prose, 1):
        opened = _ELEMENT.match(line) if "<" in line else None
        if opened is not None and not opened["close"] and opened["name"].lower() in _GOALS:
            inside = inside or opened["name"]
        if inside:
            open_lines.add(number)
            ended = _END.search(line[-60:])
            if ended is not None and ended["name"] == inside:
                found, open_lines, inside = found | open_lines, set(), ""
    return frozenset(found)  # one that is never closed holds nothing


@lru_cache(maxsize=512)
def _is_today(above: str) -> bool:
    return _TODAY.fullmatch(above) is not None


@lru_cache(maxsize=512)
def _is_goal(above: str) -> bool:
    return _GOAL.fullmatch(above) is not None


def _heads(row: Run | None) -> tuple[str, ...]:
    """The plain words of each cell of a row."""
    cells = () if row is None else row.cells()[:_MAX_COLUMNS]
    return (
        ()
        if row is None
        else tuple(row.text[start:end].strip()[:_MAX_HEAD] for start, end in cells)
    )


def _leads(first: str, text: str, heading: str, lead: str) -> tuple[str, str]:
    """Heading and lead-in for what comes after a run."""
    if first.lstrip().startswith("#"):
        return text if len(text) <= _MAX_LEAD else "", ""
    if len(text) <= _MAX_LEAD and text.rstrip("* ").endswith((":", "\uff1a")):
        return heading, text
    return heading, lead if _STARTS.match(first) else ""


def _run(lines: list[tuple[int, str]], heading: str, lead: str) -> Run:
    text, spans, starts = "", [], []
    for number, line in lines:
        starts.append((len(text), number))
        end = 0
        bare = _MARKS.sub("", line.replace(MARK, " "), count=1)
        for match in _CODE.finditer(bare):
            text += _plain(bare[end : match.start()])
            spans.append(Span(match["code"].strip(), len(text), number))
            text += MARK
            end = match.end()
        text += _plain(bare[end:]).rstrip() + " "
    row = lines[0][1].lstrip().startswith("|")
    box = _BOX.match(lines[0][1]) is not None
    return Run(text, tuple(spans), tuple(starts), heading.strip(), lead.strip(), row, box)


def _plain(text: str) -> str:
    """Without the marks of emphasis and links, which would part words that belong together."""
    bare = text.replace("*", "").replace("[", "").replace("]", "")
    return _SPACES.sub("   ", bare)
