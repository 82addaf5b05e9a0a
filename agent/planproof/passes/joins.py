"""What the parts of a plan state, joined over the whole plan by code.

Only what may collide is asked of a model: things used that nothing makes, forms that differ,
order, deferred work, references to content, and statements on one topic from several parts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.draft import Stated
from planproof.core.plan import Plan
from planproof.search import Hit, Search, words

_NEAR = 3
"""Lines around the one that a model names in which the words are looked for."""
_TOPIC = 7
"""Statements on one topic beyond which the word is too common to be one."""
_HITS = 4
_MOST_TOPICS = 24
_SUBCOMMANDS = 3
"""Commands of one program from which it is the plan's own, not a tool that is called once."""
_COMMAND = re.compile(r"`([a-z][\w.-]{2,30}) ([a-z][a-z-]{2,20})(?=[`\s])")
_TIMES = re.compile(r"^\s*(?:[\d*/,-]+\s+){4,5}\S")
"""A line of a crontab."""
_TIMETABLE = re.compile(
    r"\b(?:cron(?:tab)?|timers?|OnCalendar|schedule[sd]?|nightly)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Statement:
    """Lines of the plan, and what they are about."""

    at: Location
    note: str


@dataclass(frozen=True)
class Suspicion:
    """A question about some statements."""

    text: str
    statements: tuple[Statement, ...]


def suspicions(plan: Plan, stated: Iterable[Stated], search: Search) -> tuple[Suspicion, ...]:
    """The questions for the cross-phase pass, the gravest kinds first, in a stable order."""
    every = sorted(set(stated), key=lambda each: _order(plan, each))
    join = _Join(plan, every, search)
    found = [
        *join.things(),
        *join.commands(),
        *join.promises("deferral", "Is what {about!r} defers here taken up where it says?"),
        *join.promises("reference", "Does what is referred to hold what is said of {about!r}?"),
        *join.schedules(),
        *join.topics(),
    ]
    return tuple(dict.fromkeys(each for each in found if each.statements))


def whole(plan: Plan, stated: Iterable[Stated], search: Search) -> tuple[Statement, ...]:
    """Every statement that another could contradict, those on one topic side by side."""
    every = sorted(set(stated), key=lambda each: _order(plan, each))
    join = _Join(plan, every, search)
    return tuple(dict.fromkeys(map(join.statement, join.by_topic())))


class _Join:
    """The statements of one plan."""

    def __init__(self, plan: Plan, stated: Sequence[Stated], search: Search) -> None:
        self._plan = plan
        self._stated = stated
        self._search = search
        self._made = defaultdict(list)
        for each in stated:
            if each.kind == "produces":
                self._made[_name(each.about)].append(each)
        self._labels = {_name(node.label) for node in plan.nodes.values()}
        self._facts = [s for s in stated if s.kind not in ("produces", "consumes")]

    def statement(self, each: Stated) -> Statement:
        """The statement with the line that says it, whatever line the model named."""
        at = _tightened(self._plan, each)
        says = f": {each.says}" if each.says else ""
        return Statement(at=at, note=f"{each.kind} {each.about}{says}"[:160])

    def things(self) -> Iterator[Suspicion]:
        """What is used against what is made."""
        used: set[str] = set()
        for need in self._stated:
            if need.kind != "consumes":
                continue
            name = _name(need.about)
            if name in self._labels:
                continue  # a task is no thing, and a check knows what depends on what
            makers = self._made.get(name, [])
            others = [
                each for each in makers if each.at.path != need.at.path or not _same(each, need)
            ]
            used.add(name)
            if not makers:
                yield self._unmade(need)
            elif others and self._suspicious(need, others):
                question = f"{need.about!r} is made and used: do form and order fit?"
                both = (need, *others[:2])
                yield Suspicion(question, tuple(map(self.statement, both)))
        for name, makers in self._made.items():
            if name not in used and not self._mentioned(makers[0]):
                question = f"{makers[0].about!r} is made here; does anything in the plan use it?"
                yield Suspicion(question, (self.statement(makers[0]),))

    def commands(self) -> Iterator[Suspicion]:
        """Commands of the plan's own program that one task alone speaks of."""
        named: dict[str, None] = {}
        lines = list(self._lines())
        for _, line in lines:
            named.update((f"{match[1]} {match[2]}", None) for match in _COMMAND.finditer(line))
        programs = Counter(name.partition(" ")[0] for name in named)
        for name in named:
            program = name.partition(" ")[0]
            if programs[program] < _SUBCOMMANDS:
                continue
            places = [at for at, line in lines if re.search(rf"\b{re.escape(name)}\b", line)]
            owners = {self._plan.owner(at.path, at.line_start)[1] for at in places}
            if len(owners) == 1 and None not in owners:
                held = [Statement(at=at, note=f"holds `{name}`") for at in places[:2]]
                question = f"`{name}` stands in one task alone: is it run or started where it must?"
                yield Suspicion(question, (*held, *self._starts(program, lines)))

    def _lines(self) -> Iterator[tuple[Location, str]]:
        for document in self._plan.work_documents():
            for number, line in enumerate(document.lines, 1):
                yield Location(path=document.path, line_start=number, line_end=number), line

    def _starts(self, program: str, lines: Sequence[tuple[Location, str]]) -> list[Statement]:
        """Lines that start commands of a program, or tell of a timetable."""
        of_program = re.compile(rf"\b{re.escape(program)} [a-z]")
        found = [
            at
            for at, line in lines
            if _TIMETABLE.search(line) or (_TIMES.search(line) and of_program.search(line))
        ]
        return [Statement(at=at, note="a line of a timetable") for at in found[:12]]

    def promises(self, kind: str, question: str) -> Iterator[Suspicion]:
        """Deferred work and references, each with what the plan holds of it elsewhere."""
        for each in self._facts:
            if each.kind != kind:
                continue
            own = self.statement(each)
            hits = self._hits(f"{each.about} {each.says}", own.at)
            targets = self._targets(own.at)
            held = tuple(dict.fromkeys((own, *targets, *hits)))
            yield Suspicion(question.replace("{about!r}", repr(each.about)), held)

    def schedules(self) -> Iterator[Suspicion]:
        """All that is said of time, at once."""
        found = [self.statement(each) for each in self._facts if each.kind == "schedule"]
        if len(found) > 1:
            yield Suspicion("Do durations, dates, order and staffing fit together?", tuple(found))

    def topics(self) -> Iterator[Suspicion]:
        """Statements of different parts that share an uncommon word."""
        groups: dict[str, list[Stated]] = defaultdict(list)
        for each in self._facts:
            for word in sorted(words(each.about)):
                groups[word].append(each)
        sets: list[tuple[str, tuple[Stated, ...]]] = [
            (word, tuple(group))
            for word, group in sorted(groups.items())
            if 2 <= len(group) <= _TOPIC and len({(s.phase, s.at.path) for s in group}) > 1
        ]
        sets.sort(key=lambda pair: (-len(pair[1]), pair[0]))
        taken: list[set[Stated]] = []
        for word, group in sets:
            if any(set(group) <= larger for larger in taken):
                continue
            taken.append(set(group))
            if len(taken) > _MOST_TOPICS:
                return
            question = f"Can all statements on {word!r} hold at once?"
            yield Suspicion(question, tuple(map(self.statement, group)))

    def by_topic(self) -> list[Stated]:
        """The facts, decisions first, those with a common uncommon word next to each other."""
        counts = Counter(word for each in self._facts for word in words(each.about))
        position = {each: number for number, each in enumerate(self._facts)}

        def topic(each: Stated) -> str:
            known = sorted(
                words(each.about), key=lambda word: (counts[word] == 1, -counts[word], word)
            )
            return known[0] if known else ""

        return sorted(self._facts, key=lambda each: (topic(each), position[each]))

    def _unmade(self, need: Stated) -> Suspicion:
        near = [
            maker
            for name, makers in self._made.items()
            for maker in makers[:1]
            if words(need.about) & words(maker.about)
        ]
        own = self.statement(need)
        hits = self._exact(need.about, own.at) or self._hits(need.about, own.at)
        held = tuple(dict.fromkeys((own, *map(self.statement, near[:3]), *hits)))
        question = (
            f"{need.about!r} is used here and no part says under this name that it makes it: is it "
            "made (see the hits of a search of the whole plan), there already, or missing?"
        )
        return Suspicion(question, held)

    def _suspicious(self, need: Stated, makers: Sequence[Stated]) -> bool:
        """True when the forms differ, or what is used is made later."""
        forms = {_name(each.says) for each in (need, *makers) if each.says}
        position = {phase.id: n for n, phase in enumerate(self._plan.phases)}
        own = position.get(need.phase or "", -1)
        later = all(position.get(each.phase or "", -1) > own for each in makers)
        return len(forms) > 1 or (own >= 0 and later)

    def _mentioned(self, maker: Stated) -> bool:
        """True when the name stands in another part of the plan."""
        return any(
            hit.at.path != maker.at.path or abs(hit.at.line_start - maker.at.line_start) > 40
            for hit in self._search.exact(maker.about)
        )

    def _exact(self, name: str, apart: Location) -> list[Statement]:
        """The first lines elsewhere that hold a whole name."""
        places = [
            hit.at
            for hit in self._search.exact(name)
            if (hit.at.path, hit.at.line_start) != (apart.path, apart.line_start)
        ]
        return [Statement(at=at, note=f"holds {name!r}") for at in places[:_HITS]]

    def _hits(self, query: str, apart: Location) -> list[Statement]:
        hits: list[Hit] = self._search.find(query, apart=apart, most=_HITS)
        return [Statement(at=hit.at, note="hit of a search of the whole plan") for hit in hits]

    def _targets(self, at: Location) -> list[Statement]:
        """The beginnings of the phases and tasks that a line refers to."""
        found = []
        for reference in self._plan.all_references():
            if (
                reference.path != at.path
                or not at.line_start <= reference.line_start <= at.line_end
            ):
                continue
            node = self._plan.nodes.get(reference.resolved or "")
            if node is not None and node.path in self._plan.by_path:
                end = min(node.heading_line + 6, node.line_end)
                place = Location(path=node.path, line_start=node.heading_line, line_end=end)
                found.append(Statement(at=place, note=f"beginning of {node.label}"))
        return found[:2]


def _tightened(plan: Plan, each: Stated) -> Location:
    """The line near the named one that shares most words with what is said."""
    lines = plan.document(each.at.path).lines
    wanted = words(f"{each.about} {each.says}")
    named = each.at.line_start
    near = range(max(1, named - _NEAR), min(len(lines), named + _NEAR) + 1)
    best = max(near, key=lambda n: (len(wanted & words(lines[n - 1])), -abs(n - named)))
    line = best if wanted & words(lines[best - 1]) else named
    return Location(path=each.at.path, line_start=line, line_end=line)


def _name(text: str) -> str:
    """A name without marks, case and separators: `user_id`, `userId` and `User ID` are one."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _same(one: Stated, other: Stated) -> bool:
    return one.phase == other.phase


def _order(plan: Plan, each: Stated) -> tuple[object, ...]:
    paths = [document.path for document in plan.documents]
    at = each.at
    return (paths.index(at.path), at.line_start, each.kind, each.about, each.says)
