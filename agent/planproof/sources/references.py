"""References in prose: `Phase 3, Task 5`, `Tasks 41–42`, `T007-T012`, `§6.7`, `Lines 10-39`."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from planproof.core.plan import Reference, ReferenceKind, Relation
from planproof.sources.units.labels import CODE, NUMBER, SLUG, normal_number
from planproof.sources.vocabulary import vocabulary

_JOIN = (
    r"\s*(?:,\s*(?:and\s+|or\s+)?|&|\+|/|\band\b|\bor\b|\bund\b|\bet\b|\be\b|\by\b|、|和|と|及)\s*"
)
_TO = r"\s*(?:-|–|—|~|～|\.\.\.?|\bto\b|\bthrough\b|\bthru\b|至|から)\s*"
_MAX_LINE = 4_000
_MAX_SPAN = 200
"""Longest range that is expanded: `T1-T500` is more likely a typo than a list."""


SLUGS = "slug"
"""Family that is in use when the plan's own ids are slugs (`fn-130.2`)."""
_CODE_HINT = re.compile(r"[A-Z][A-Z0-9]*-?\d|§")


@cache
def _hints(families: frozenset[str], *, ascii_only: bool) -> tuple[str, ...]:
    words = [w for w, (family, _) in vocabulary().units.items() if family in families]
    words += ["section", "appendix", "line", *(["-"] if SLUGS in families else [])]
    return tuple(word for word in words if word.isascii() or not ascii_only)


def _may_refer(line: str, families: frozenset[str]) -> bool:
    """Cheap test that spares most lines the large pattern."""
    lowered = line.lower()
    return any(hint in lowered for hint in _hints(families, ascii_only=line.isascii())) or bool(
        _CODE_HINT.search(line)
    )


@cache
def _patterns(families: frozenset[str]) -> re.Pattern[str]:
    """One pattern for all references, for a plan that uses these unit families."""
    words = [w for w, (family, _) in vocabulary().units.items() if family in families]
    phase = _words(words, lambda rank: rank <= 4)
    task = _words(words, lambda rank: rank > 4)
    number = rf"(?-i:{NUMBER})"
    phases, tasks = (
        rf"{number}(?:(?:{_JOIN}|{_TO})(?:(?:{words_})s?\s+)?#?{number}(?![\w%]))*"
        for words_ in (phase, task)
    )
    return re.compile(
        rf"(?<![\w\-/.#])(?P<phase>(?:{phase})s?(?:\s*#?|-)(?P<phases>{phases}))(?![\w%/])"
        rf"(?:(?:,?\s*[(\[]?|\s*[→>:-]\s*)(?P<inner>(?:{task})s?\s*#?(?P<innertasks>{tasks}))(?![\w%]))?"
        rf"|(?<![\w\-/.#])(?P<task>(?:{task})s?\s*#?(?P<tasks>{tasks}))(?![\w%/])"
        rf"(?:\s*(?:of|in|from|\()\s*(?P<outer>(?:{phase})\s*(?P<outerphase>{number}))(?![\w%]))?"
        rf"|(?<![\w\-/.])(?P<code>(?-i:{CODE}))(?:{_TO}(?P<last>(?-i:{CODE}|\d+))(?![\w.]))?(?![\w-])"
        rf"|(?P<section>§\s?(?P<sectionnumber>\d+(?:\.\d+)*)|(?<!\w)Sections?\s+(?P<sectionword>\d+(?:\.\d+)*)(?![\w%]))"
        rf"|(?<!\w)(?P<appendix>Appendix\s+(?P<appendixname>(?-i:[A-Z]|\d+)))(?!\w)"
        rf"|(?<!\w)(?P<lines>lines?\s+(?P<linefrom>\d+)(?:\s*[-–]\s*(?P<lineto>\d+))?)(?!\w)"
        + (
            rf"|(?<![\w\-/.])(?P<slug>{SLUG})(?![\w-])"
            if SLUGS in families
            else r"|(?P<slug>(?!x)x)"
        ),
        re.IGNORECASE,
    )


def _words(words: Sequence[str], wanted: Callable[[int], bool]) -> str:
    chosen = [w for w in words if wanted(vocabulary().units[w][1])]
    if not chosen:
        return r"(?!x)x"
    return "|".join(
        re.escape(w).replace(r"\ ", r"\s+") for w in sorted(chosen, key=len, reverse=True)
    )


def scan(
    line: str, path: str, number: int, families: frozenset[str], relation: Relation = "mentions"
) -> Iterator[Reference]:
    """All references of one prose line.

    *families* are the unit words in use in the plan (besides phase and task), so that "Week 2"
    is a reference only where weeks are phases. *relation* is what the place says (a `Depends on`
    field); the words before a reference can say it too.
    """
    if len(line) > _MAX_LINE or not _may_refer(line, families):
        return
    for match in _patterns(families).finditer(line):
        how = relation if relation != "mentions" else relation_before(line[: match.start()])
        yield from _expand(match, path, number, how)


_AFTER = re.compile(
    r"[(（\[](?:[^()（）\[\]]{0,120}[,;]\s*)?(?:(?:starts?|runs?|begins?|do|only|can|right)\s+){0,3}"
    r"(?:after|nach|après|después\s+de|após|depois\s+de)\s+(?:completion\s+of\s+|both\s+)?",
    re.IGNORECASE,
)
"""A note in brackets that says what must be done first: `(FR-001, after T014)`."""
_SO_FAR = re.compile(
    r"(?:[\s,&/+#`*]|\b(?:and|or|und|et|y|e|tasks?|phases?)\b|\b[A-Z]{0,5}-?\d[\w.]*+)*+",
    re.IGNORECASE,
)


def relation_before(text: str) -> Relation:
    """What the words before a reference say: `depends on`, `will be created in`."""
    if _is_after(text[-200:]):
        return "depends"
    clause = re.split(r"[.;!?。；]\s", text[-90:])[-1].lower()
    words = vocabulary().relations
    names: tuple[Relation, ...] = ("blocks", "defers", "depends")
    for name in names:
        for phrase in words[name]:
            at = clause.rfind(phrase)
            if at >= 0 and len(clause) - at - len(phrase) <= 45:
                return name
    return "mentions"


def _is_after(text: str) -> bool:
    """True inside `(after T005 and T008)`, up to whichever of the list comes next."""
    if not text or ("(" not in text and "（" not in text and "[" not in text):
        return False
    return any(_SO_FAR.fullmatch(text, match.end()) for match in _AFTER.finditer(text))


def reference(
    kind: ReferenceKind,
    text: str,
    target: str,
    at: tuple[str, int],
    relation: Relation = "mentions",
) -> Reference:
    """An unresolved reference on one line; *at* is path and line.

    Made without validation: a plan has tens of thousands, all from this package.
    """
    path, line = at
    return Reference.model_construct(
        path=path,
        line_start=line,
        line_end=line,
        kind=kind,
        text=text.strip(),
        target=target,
        phase=None,
        relation=relation,
        resolved=None,
        ambiguous=False,
    )


def _expand(match: re.Match[str], path: str, line: int, relation: Relation) -> Iterator[Reference]:
    at = (path, line)
    if match["phase"] or match["task"]:
        yield from _units(match, at, relation)
    elif match["code"]:
        for code in _codes(match["code"], match["last"]):
            yield reference(code_kind(code), match[0], code, at, relation)
    elif match["slug"]:
        yield reference("task", match["slug"], match["slug"].lower(), at, relation)
    elif match["section"]:
        number = match["sectionnumber"] or match["sectionword"]
        yield reference("section", match["section"], number, at, relation)
    elif match["appendix"]:
        yield reference("appendix", match["appendix"], match["appendixname"].upper(), at, relation)
    elif match["lines"]:
        last = match["lineto"] or match["linefrom"]
        yield reference("lines", match["lines"], f"{match['linefrom']}-{last}", at, relation)


def _units(match: re.Match[str], at: tuple[str, int], relation: Relation) -> Iterator[Reference]:
    """Phases, tasks, and tasks of a named phase."""
    if match["phase"]:
        phases = list(_numbers(match["phases"]))
        if not match["inner"]:
            for number in phases:
                yield reference("phase", match["phase"], number, at, relation)
            return
        home: str | None = phases[-1]
        tasks = match["innertasks"]
    else:
        home = normal_number(match["outerphase"]) if match["outer"] else None
        tasks = match["tasks"]
    for number in _numbers(tasks):
        found = reference("task", match[0], number, at, relation)
        yield found.model_copy(update={"phase": home}) if home else found


def code_kind(code: str) -> ReferenceKind:
    """Whether an id names a task, a risk or a requirement."""
    if re.match(r"(?:T|TASK|STORY|EPIC|WP)-\d", code):
        return "task"
    return "risk" if "RISK" in code else "requirement"


_LAST_NUMBER = re.compile(r"(?:\d[\w.]*|[A-Z]\d?|[IVX]+)$")


def _numbers(text: str) -> Iterator[str]:
    """`1-3, 5 and 7a` to 1, 2, 3, 5, 7a."""
    for part in re.split(_JOIN, text):
        found = [_LAST_NUMBER.search(end.strip()) for end in re.split(_TO, part)]
        ends = [normal_number(match[0]) for match in found if match]
        if (
            len(ends) == 2
            and all(e.isdigit() for e in ends)
            and 0 <= int(ends[1]) - int(ends[0]) <= _MAX_SPAN
        ):
            yield from (str(n) for n in range(int(ends[0]), int(ends[1]) + 1))
        elif len(ends) == 2 and (inner := _dotted_range(*ends)):
            yield from inner
        else:
            yield from ends


def _dotted_range(first: str, last: str) -> list[str]:
    head, _, low = first.rpartition(".")
    tail, _, high = last.rpartition(".")
    if (
        head
        and low.isdigit()
        and high.isdigit()
        and tail in (head, "")
        and int(low) <= int(high) <= int(low) + _MAX_SPAN
    ):
        return [f"{head}.{n}" for n in range(int(low), int(high) + 1)]
    return []


def _codes(first: str, last: str | None) -> Iterator[str]:
    """`T007-T012` to all six; `FR-001` to itself."""
    start = normal_number(first)
    head, _, low = start.rpartition("-")
    end = (
        normal_number(last)
        if last and not last.isdigit()
        else f"{head}-{int(last)}"
        if last
        else None
    )
    if end is None or not low.isdigit():
        yield start
        return
    tail, _, high = end.rpartition("-")
    if tail == head and high.isdigit() and int(low) <= int(high) <= int(low) + _MAX_SPAN:
        yield from (f"{head}-{n}" for n in range(int(low), int(high) + 1))
    else:
        yield start
        yield end


def bare_numbers(value: str) -> list[str]:
    """Numbers of a dependency field that holds nothing else: `1, 2`, `[3]`, `2.1 and 2.2`."""
    text = value.strip().strip("[]()`")
    return (
        list(_numbers(text))
        if re.fullmatch(rf"#?{NUMBER}(?:(?:{_JOIN}|{_TO})#?{NUMBER})*\.?", text)
        and re.search(r"\d", text)
        else []
    )
