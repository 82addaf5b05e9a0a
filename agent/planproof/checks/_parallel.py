"""Sentences, titles and fields by which a plan says that parts of it are worked on side by side."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.checks._words import without_code
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.plan import Phase, Plan, Task

Part = Phase | Task
_SIDE = (
    r"(?:in parallel|parallelis?z?able|parallelised|parallelized|concurrently|simultaneously"
    r"|at the same time|side by side|in tandem|at once|independently of (?:each other|one another)"
    r"|independent of (?:each other|one another)|(?:are|is|be|run|done|worked on|built)\s+parallel"
    r"|parallel(?:iz\w+|is\w+)?(?: tasks)?(?=\s*[:*_]{1,4}\s)|em paralelo|en paralelo"
    r"|en parallèle|parallel (?:zu )?(?:bearbeit|ausf|umge|lauf))"
)
_DISJOINT = (
    r"(?:neither (?:of them )?(?:changes|touches|edits|writes(?: to)?) (?:a|any) files? (?:of|that)"
    r" the other|(?:share|touch|edit|change|have)(?:s|es)? no (?:common |shared |same )?files?"
    r"|no (?:common|shared|overlapping) files?|nothing that both (?:of them )?(?:edit|change|touch)"
    r"|(?:touch|edit|change|write)(?:s|es)? (?:only )?(?:different|disjoint|separate|distinct)"
    r" files|do(?:es)?(?: not|n't) (?:share|overlap in) (?:any )?files?)"
)
_CLAIM = re.compile(rf"\b(?:{_SIDE}|{_DISJOINT})|並列|並行|并行|병렬", re.IGNORECASE)
_ALONGSIDE = re.compile(
    r"\b(?:alongside|concurrent with|parallel (?:with|to)|in parallel (?:with|to)"
    r"|at the same time as|parallelizable with)[\s:*_]",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|cannot|no|nothing|neither|nor|none|without|unless|if|instead|avoid|nicht|não"
    r"|kein\w*)\b|n't\b|できない|不可|不能|않",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:after|as soon as|since|because|once|when|until|depends?|following|requires?"
    r"|before|except|then|apart from|other than|first|nach|después|após|depois)\b|→|->|=>",
    re.IGNORECASE,
)
_UNIT = (
    r"(?:tasks?|steps?|stor(?:y|ies)|items?|wps?|work packages?|phases?|milestones?|stages?"
    r"|sprints?|tickets?|units?|tracks?|slices?|work ?streams?|epics?|waves?|parts?|aufgaben?"
    r"|tareas?|tarefas?)"
)
_ID = r"(?:[A-Z]{1,6}[-.]?)?\d{1,4}(?:\.\d{1,3}){0,3}[a-z]?(?![\w%]|\.\d)"
_LIST = re.compile(
    rf"(?P<unit>\b{_UNIT}\s+#?)?(?<![\w.-])(?P<list>{_ID}(?:\s*(?:,\s*(?:and|or)?|and|&|/|\+|or|und|to"
    rf"|through|[–-])\s*(?:{_UNIT}\s+)?#?{_ID}){{0,20}})",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?P<to>(?:to|through|[–-])\s*(?:{_UNIT}\s+)?#?)?(?<![\w.-])?(?P<id>{_ID})", re.IGNORECASE
)
_ALL = re.compile(
    r"\b(?P<many>all|both|the (?:two|three|four|five)|these(?: (?:two|three|four|five))?)\s+"
    r"(?:of\s+(?:the|these)\s+)?(?:(?:two|three|four|five|\d)\s+)?(?:its\s+|the\s+)?"
    r"(?:tasks|steps|items|work packages|stories)\b[^,;:.]{0,60}$",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:except|apart|but|unless|other than|within each|each phase|most|some|many|where possible"
    r"|if|that|which|marked|with \[P\]|mostly|independent)\b",
    re.IGNORECASE,
)
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_TITLE = re.compile(
    r"[(\[—–:-]\s*(?:all\s+|can\s+|may\s+|to\s+)*(?:be\s+)?(?:run|runs|done|executed|tasks)?\s*"
    r"(?:in\s+)?parallel(?:iz\w+|is\w+)?\s*[)\]]?\s*$|\bin parallel\s*$"
    r"|\bparallel\s+(?:wave|batch|group|tasks)\b(?!\s*\d)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"[(\[](?:can (?:be|run in) )?(?:parallel|parallelizable|∥)[)\]]|∥|(?-i:\[P\])", re.IGNORECASE
)
_WITH = re.compile(r"[\s:*_]{0,6}(?:yes\b\W{0,4})?with\s", re.IGNORECASE)
_GROUP = re.compile(
    r"(?:parallel(?:[- ]execution)?|execution)\s+(?:group|batch|wave)", re.IGNORECASE
)
_VALUE = re.compile(r"(?!no\b|none\b|n/a)[a-z0-9][\w .-]{0,20}")
_STARTS = re.compile(r"\s*(?:[-*+>|#]|\d{1,3}[.)]\s)")
_MAX_TEXT = 3_000
_MOST = 20


@dataclass(frozen=True, slots=True)
class Sides:
    """Parts that are said to be worked on at the same time: each with each of the others."""

    at: Location
    parts: tuple[Part, ...]
    against: tuple[Part, ...] = ()
    """Where given: only each of `parts` with each of these."""

    def pairs(self) -> Iterator[tuple[Part, Part]]:
        """Every two parts that are said to run side by side."""
        for index, one in enumerate(self.parts):
            for other in self.against or self.parts[index + 1 :]:
                if one.id != other.id:
                    yield one, other


def is_marked(plan: Plan, task: Task) -> bool:
    """True for a task that bears a mark of its own: `[P]`, `(parallel)`, `Parallel: yes`."""
    if task.parallel:
        return True
    heading = plan.document(task.path).lines[task.heading_line - 1][:300]
    return task.kind in ("heading", "item") and _MARK.search(without_code(heading)) is not None


def said_parallel(plan: Plan) -> Iterator[Sides]:
    """Everything in the text of *plan* that calls parts of it parallel."""
    names = _Names(plan)
    for document in plan.work_documents():
        found = list(_titled(plan, document))
        for number, text in _texts(document):
            if len(text) <= _MAX_TEXT and (_CLAIM.search(text) or _ALONGSIDE.search(text)):
                found += _in_text(names, document, number, text)
        yield from sorted(found, key=lambda sides: sides.at.line_start)
    yield from _grouped(plan)


def _texts(document: Document) -> Iterator[tuple[int, str]]:
    """Paragraphs and list items as one text each, with the line of their start."""
    start, text = 0, ""
    for number, line in enumerate((*document.prose, ""), 1):
        if not line.strip() or _STARTS.match(line):
            if text:
                yield start, text
            start, text = number, line
        else:
            start, text = (start, f"{text}\n{line}") if text else (number, line)


def _in_text(names: "_Names", document: Document, number: int, text: str) -> Iterator[Sides]:
    offset = 0
    for sentence in re.split(r"(?<=[.!?;。;])(?=\s)", text):
        line = number + text.count("\n", 0, offset + len(sentence) - len(sentence.lstrip()))
        offset += len(sentence)
        at = Location(path=document.path, line_start=line, line_end=line)
        said = without_code(sentence)
        claim = _CLAIM.search(said) or _ALONGSIDE.search(said)
        asked = said.rstrip(" \"'*_").endswith("?")
        if claim is not None and not asked and not _NEGATED.search(said[: claim.start()]):
            found = _sides(names, at, said, claim)
            if found is not None:
                yield found


def _sides(names: "_Names", at: Location, said: str, claim: re.Match[str]) -> Sides | None:
    """What one claim says of whom."""
    before, after = said[: claim.start()], said[claim.end() :]
    cut = _AFTER.search(before)
    first = names.found(before[: cut.start()] if cut else before, at)
    alongside = _ALONGSIDE.search(said)
    cut = _AFTER.search(after)
    beside = alongside or _WITH.match(after)
    if beside is not None:
        rest = said[alongside.end() :] if alongside is not None else after[beside.end() :]
        cut, own = _AFTER.search(rest), names.owner(at)
        others = names.found(rest[: cut.start()] if cut else rest, at)
        if not first and own is not None and "parallel" in said.lower():
            first = (own,) if all(type(own) is type(other) for other in others) else ()
        return Sides(at, first, others) if first and others else None
    if not first and not cut:
        first = names.found(after, at)
    if len(first) > 1:
        return Sides(at, first)
    everything = _ALL.search(before)
    if everything is None or first or _SOME.search(said):
        return None
    tasks = names.below(at)
    counted = _COUNTS.get(everything["many"].lower().split()[-1], len(tasks))
    return Sides(at, tasks) if len(tasks) == counted > 1 else None


def _titled(plan: Plan, document: Document) -> Iterator[Sides]:
    """Tasks below a heading such as `Wave 2 (parallel)`."""
    for section in document.sections:
        if section.style == "field" or not _TITLE.search(section.title[:200]):
            continue
        if _NEGATED.search(section.title):
            continue
        inside = [
            task
            for task in plan.walk()
            if task.path == document.path
            and section.line_start < task.heading_line
            and task.line_end <= section.line_end
        ]
        ids = {sub.id for task in inside for sub in task.subtasks}
        outer = tuple(task for task in inside if task.id not in ids)
        line = section.line_start
        if len(outer) > 1:
            yield Sides(Location(path=document.path, line_start=line, line_end=line), outer)


def _grouped(plan: Plan) -> Iterator[Sides]:
    """Tasks whose field `Parallel group` has the same value, phase by phase."""
    groups: dict[tuple[str | None, str], list[Task]] = defaultdict(list)
    for task in plan.walk():
        named = {field.name: field.value for field in task.fields}
        named.update((part.title, part.value) for part in task.sections if part.value)
        for name, said in named.items():
            value = said.strip("`* ").lower()
            if _GROUP.fullmatch(name.strip(" :*")) and _VALUE.fullmatch(value):
                groups[task.phase, value].append(task)
    for tasks in groups.values():
        if len(tasks) > 1:
            yield Sides(tasks[0].location, tuple(tasks))


class _Names:
    """The parts of a plan by what text calls them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._by_key: dict[str, list[Part]] = defaultdict(list)
        for node in plan.nodes.values():
            for key in {_key(node.label), _key(node.number or "")} - {""}:
                self._by_key[key].append(node)

    def owner(self, at: Location) -> Part | None:
        """The innermost part that a line is in."""
        phase, task = self._plan.owner(at.path, at.line_start)
        return task or phase

    def below(self, at: Location) -> tuple[Task, ...]:
        """The tasks of the phase whose own text holds a line."""
        phase, task = self._plan.owner(at.path, at.line_start)
        return phase.tasks if phase is not None and task is None else ()

    def found(self, text: str, at: Location) -> tuple[Part, ...]:
        """The parts that a text names, without those that are done."""
        parts: dict[str, Part] = {}
        for match in _LIST.finditer(text):
            unit, last = (match["unit"] or "").strip(" #"), ""
            for each in _NUMBER.finditer(match["list"]):
                if unit or "." in each["id"] or re.match(r"[A-Za-z]", each["id"]):
                    ids = _range(last, each["id"]) if each["to"] and last else [each["id"]]
                    for name in ids:
                        part = self._one(name, unit, at)
                        if part is not None and not (isinstance(part, Task) and part.done):
                            parts[part.id] = part
                last = each["id"]
        return tuple(parts.values())

    def _one(self, name: str, unit: str, at: Location) -> Part | None:
        """The only part of that name, of the phase at hand if several bear it."""
        stem = re.sub(r"ies$", "y", unit.lower()).removesuffix("s")
        named: Sequence[Part] = self._by_key.get(_key(f"{stem}{name}")) or self._by_key.get(
            _key(name), []
        )
        if stem in ("phase", "milestone", "stage", "sprint", "epic"):
            named = [node for node in named if isinstance(node, Phase)]
        elif stem in ("task", "step", "item", "ticket", "story"):
            named = [node for node in named if isinstance(node, Task)]
        if len(named) > 1:
            phase, _ = self._plan.owner(at.path, at.line_start)
            named = [n for n in named if phase and isinstance(n, Task) and n.phase == phase.id]
        return named[0] if len(named) == 1 else None


def _key(name: str) -> str:
    return re.sub(r"[\s#_-]", "", name.lower())


def _range(first: str, last: str) -> Sequence[str]:
    """`T007`, `T009` to all three; the last alone where they do not count up."""
    one, two = re.fullmatch(r"(.*?)(\d+)", first), re.fullmatch(r"(.*?)(\d+)", last)
    if one is None or two is None or two[1] not in (one[1], ""):
        return [last]
    low, high = int(one[2]), int(two[2])
    if not low < high <= low + _MOST:
        return [last]
    return [f"{one[1]}{str(n).zfill(len(one[2]))}" for n in range(low + 1, high + 1)]
