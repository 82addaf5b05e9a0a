"""Functions, classes and other names that a plan says are in the code already.

A name in code marks proves nothing by itself: plans write names of what they will build, of
columns, of options. What counts is a sentence that takes the name for granted ("extend the
existing `OrderService`", "`parse()` in `src/config.py:40`"), and that the plan makes it nowhere.
"""

import re
from posixpath import basename

from planproof.core.base import Location
from planproof.core.plan import Plan
from planproof.named.created import created_files, created_names, shown_names
from planproof.named.flat import Run, Span, runs
from planproof.named.places import Place, place_in
from planproof.named.sayings import KIND, place_of, said

_NAME = re.compile(
    r"(?P<name>[A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*){0,3})(?P<call>\(.*\))?"
)
_CAMEL = re.compile(r"(?:[A-Z][a-z0-9]+){2,}|[A-Z][a-z0-9]+[A-Z]|[a-z]+[a-z0-9]*[A-Z]")
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
_SENTENCE = re.compile(r"[.;!?]\s")
_BEFORE = 160
_AFTER = 200
_SHORTEST = 3
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

    @property
    def parts(self) -> tuple[str, ...]:
        """The name's parts: `("Store", "save")`."""
        return parts_of(self.name)


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a dotted name, whatever separates them."""
    return tuple(re.split(r"\.|::|#", name))


def named_symbols(plan: Plan) -> tuple[NamedSymbol, ...]:
    """Names that *plan* says are in the code, in its order, and that it makes nowhere itself."""
    made, shown = created_names(plan), shown_names(plan)
    files = created_files(plan)
    found = []
    for document in plan.work_documents():
        for run in runs(document):
            for span in run.spans:
                symbol = _symbol(run, span, document.path)
                if symbol is None or not made.isdisjoint(symbol.parts):
                    continue
                if symbol.line is None and not shown.isdisjoint(symbol.parts):
                    continue
                if symbol.file is None or basename(symbol.file) not in files:
                    found.append(symbol)
    return tuple(found)


def names_to_look_up(plan: Plan) -> tuple[str, ...]:
    """What `planproof.repository.symbols.look_up` is to be asked for, each name once."""
    names = (symbol.name for symbol in named_symbols(plan))
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def _symbol(run: Run, span: Span, path: str) -> NamedSymbol | None:
    """What the run says of one code span; None where it does not say that it is there."""
    match = _NAME.fullmatch(span.code)
    if match is None or place_in(span.code) is not None:
        return None
    start = max(span.at - _BEFORE, 0)
    before, after = run.text[start : span.at], run.text[span.at + 1 : span.at + _AFTER]
    before = before[max((end.end() for end in _SENTENCE.finditer(before)), default=0) :]
    place = place_of(run, span, before, after)
    if _OTHER_AFTER.match(after) or not _is_code(match, before, after, place):
        return None
    first = run.spans[0] is span
    sure = said(before, after, place, lead=run.lead or run.heading if first else "")
    if sure is None:
        return None
    return NamedSymbol(
        path=path,
        line_start=span.line,
        line_end=span.line,
        name=match["name"],
        file=place.file if place else None,
        line=place.first if place else None,
        sure=sure,
    )


def _is_code(match: re.Match[str], before: str, after: str, place: Place | None) -> bool:
    """True when the name is that of a definition: by its shape, or by the word beside it."""
    name = match["name"]
    parts = parts_of(name)
    if len(parts[-1]) < _SHORTEST or parts[-1].startswith("__"):
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
