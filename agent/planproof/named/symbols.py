"""Functions, classes and other names that a plan says are in the code already.

A name in code marks proves nothing by itself: plans write names of what they will build, of
columns, of options. What counts is a sentence that takes the name for granted ("extend the
existing `OrderService`", "`parse()` in `src/config.py:40`"), and that the plan makes it nowhere.
"""

import re
from itertools import islice
from posixpath import basename

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.created import created_files, created_names, shown_names
from planproof.named.flat import MARK, Run, Span, is_quoted, runs
from planproof.named.places import Place, is_code, place_in
from planproof.named.sayings import (
    KIND,
    owner_of,
    place_of,
    said,
    says_defined,
    says_existing,
)

_NAME = re.compile(
    r"(?P<name>[A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*){0,3})(?P<call>\(.*\))?"
)
_CAMEL = re.compile(r"(?:[A-Z][a-z0-9]+){2,}|[A-Z][a-z0-9]+[A-Z]|[a-z]+[a-z0-9]*[A-Z]")
_CLASS = re.compile(r"[A-Z][A-Z0-9]*[a-z]\w*")
_KIND_BEFORE = re.compile(rf"\b{KIND}\s+$", re.IGNORECASE)
_KIND_AFTER = re.compile(rf"\s*{KIND}\b", re.IGNORECASE)
_OTHER_AFTER = re.compile(
    r"\s+(?:column|field|table|flag|endpoint|command|option|package|dependenc|branch|job|target"
    r"|database|queue|topic|index|label|key|propert|attribute|event|permission|role|stat(?:e|us)"
    r"|value|variable|env|setting|parameter|argument|prop\b|tag|metric|schema|route|page|file|folder"
    r"|director|test|script|section|library|plugin|api|resource|object|annotation|feature|gate)",
    re.IGNORECASE,
)
"""After a name: what it names is no definition that could be looked for."""
_BUILT_IN = frozenset(
    {"Array", "Date", "Error", "JSON", "Math", "Number", "Object", "Promise", "React", "String"}
)
"""Of the language or its commonest library: their methods are in no code base."""
_OF_OTHERS = re.compile(
    r"\b(?:upstream|downstream|other|another|sibling|separate|external|third-party|vendored|companion)\s(?:[\w-]+\s)?"
    r"(?:repos?|repositor(?:y|ies)|projects?|packages?|librar(?:y|ies)|crates?|checkouts?|clones?)\b",
    re.IGNORECASE,
)
"""In a sentence that speaks of code which is not at hand."""
_SENTENCE = re.compile(r"[.;!?]\s")
_BEFORE = 160
_AFTER = 200
_SHORTEST = 3
MAX_SYMBOLS = 1_000
_MAX_NAMES = 400


class NamedSymbol(Location):
    """A name that the plan says is in the code."""

    name: str
    """As written, without arguments: `Store.save`."""
    file: str | None
    """The file in which the plan says it is."""
    line: int | None
    """The line there."""
    sure: bool
    """True where the plan says outright that it is there; else it is only taken for granted."""
    defined: bool = False
    """True where the plan says that `file` is the very file that defines it."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The name's parts: `("Store", "save")`."""
        return parts_of(self.name)


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a dotted name, whatever separates them."""
    return tuple(re.split(r"\.|::|#", name))


def named_symbols(plan: Plan) -> tuple[NamedSymbol, ...]:
    """Names that *plan* says are in the code, in its order, and that it makes nowhere itself.

    Those beyond MAX_SYMBOLS are left out.
    """
    made, shown = created_names(plan), shown_names(plan)
    files = created_files(plan)
    found = (
        symbol
        for document in plan.work_documents()
        for run in runs(document)
        for span in run.spans
        if (symbol := _symbol(run, span, document.path)) is not None
        and made.isdisjoint(symbol.parts)
        and (symbol.line is not None or shown.isdisjoint(symbol.parts))
        and (symbol.file is None or basename(symbol.file) not in files)
    )
    return tuple(islice(found, MAX_SYMBOLS))


def names_to_look_up(plan: Plan) -> tuple[str, ...]:
    """What `planproof.repository.symbols.look_up` is to be asked for, each name once."""
    names = (symbol.name for symbol in named_symbols(plan))
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def _symbol(run: Run, span: Span, path: str) -> NamedSymbol | None:
    """What the run says of one code span; None where it does not say that it is there."""
    code, _, inner = span.code.partition("::")
    inside = place_in(code) if inner and is_code(code) else None
    match = _NAME.fullmatch(inner if inside else span.code)
    if match is None or len(parts_of(match["name"])[-1]) < _SHORTEST or place_in(span.code):
        return None
    start = max(span.at - _BEFORE, 0)
    before, after = run.text[start : span.at], run.text[span.at + 1 : span.at + _AFTER]
    before = before[max((end.end() for end in _SENTENCE.finditer(before)), default=0) :]
    if is_quoted(before) or _OF_OTHERS.search(before + _SENTENCE.split(after, maxsplit=1)[0]):
        return None
    place = inside or place_of(run, span, before, after)
    if place is not None and not is_code(place.file):
        return None  # a target, a key or a heading
    defined = place is not None and says_defined(run, span, before, after)
    if _OTHER_AFTER.match(after) or not (_is_code(match, before, after, place) or defined):
        return None
    first = run.spans[0] is span
    lead = run.lead or run.heading if first else ""
    # "`app.py::go` returns 3" may as well be what is to be: the place alone says nothing.
    sure = said(before, after, None if inside else place, lead=lead, today=run.is_today)
    # "- [ ] MARK exists" is to be ticked once it does.
    is_goal = run.is_goal or (run.box and run.text.startswith(MARK))
    if sure is None or (is_goal and not says_existing(before)):
        return None
    name, owner = match["name"], owner_of(run, before, after, span.at)
    is_member = len(parts_of(name)) == 1 and (name[0].islower() or match["call"] is not None)
    if owner is not None and is_member and _CLASS.fullmatch(owner):
        name = f"{owner}.{name}"
    return NamedSymbol(
        path=path,
        line_start=span.line,
        line_end=span.line,
        name=name,
        file=place.file if place else None,
        line=place.first if place else None,
        sure=sure,
        defined=defined,
    )


def _is_code(match: re.Match[str], before: str, after: str, place: Place | None) -> bool:
    """True when the name is that of a definition: by its shape, or by the word beside it."""
    name = match["name"]
    parts = parts_of(name)
    if parts[-1].startswith("__"):
        return False
    if _KIND_BEFORE.search(before) or _KIND_AFTER.match(after):
        return True
    if name.isupper() or (len(parts) > 1 and name[0].islower()):
        # An environment variable, as like as not; `os.path.join`, `config.timeout`: of a library,
        # or a value.
        return place is not None
    if len(parts) > 1:
        return parts[0] not in _BUILT_IN
    if match["call"] is not None or (place is not None and place.first is not None):
        return True
    return _CAMEL.match(name) is not None or (place is not None and "_" in name)
