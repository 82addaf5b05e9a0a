"""The first pass: each part of the plan by each group of criteria.

Its requests depend on the plan, the rubric and the prompts alone, so all can go out at once, and
an edit in the body of one phase asks again about that phase only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from planproof.chunks import numbered
from planproof.core.base import Location
from planproof.core.chunk import Chunk
from planproof.core.draft import Claim, CodeQuote, Draft, Quote, Stated, StatedKind
from planproof.core.plan import Plan
from planproof.core.request import Part, Request, Share
from planproof.core.rubric import OTHER, Criterion
from planproof.core.template import Template
from planproof.digest import Declarations, cited, declarations, digest
from planproof.passes.asked import Asking, heading, mark
from planproof.passes.code_facts import code_facts
from planproof.passes.depth import Allowance, Depth, allowance, requests_for
from planproof.passes.shapes import (
    Defect,
    GroundedAnswer,
    GroundedDefect,
    PhaseAnswer,
    Praise,
    SmallDefect,
    parse,
)
from planproof.passes.units import Unit, units
from planproof.prompts import render
from planproof.words import listed

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
"""The names of the criteria in a grid, in their order."""
_MOST_GUIDELINES = 60
_SPARE = 2
"""Entries beyond those allowed that are still read; what follows is dropped unread."""


@dataclass(frozen=True)
class Question:
    """One request of the pass, and what is needed to read its answer."""

    request: Request
    chunk: Chunk
    criteria: tuple[Criterion, ...]
    units: tuple[Unit, ...]
    allowed: Allowance
    name: str
    """What the label calls the criteria: `intent and build`."""
    reader: int = 1
    follows: bool = False
    """It asks for the holes of another's answer."""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(criterion.id for criterion in self.criteria)


@dataclass(frozen=True)
class Hole:
    """A unit and the criteria by which nobody judged it."""

    unit: Unit
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What one answer says."""

    drafts: tuple[Draft, ...] = ()
    claims: tuple[Claim, ...] = ()
    stated: tuple[Stated, ...] = ()
    holes: tuple[Hole, ...] = ()
    unjudged: tuple[str, ...] = ()
    """Units that could not be judged, with the reason."""


class PhaseReview:
    """Makes the requests of the pass and reads their answers."""

    def __init__(self, plan: Plan, asking: Asking, depth: Depth) -> None:
        self._plan = plan
        self._asking = asking
        self._depth = depth
        self._criteria = tuple(each for each in asking.criteria if each.scope == "phase")

    def questions(self, chunk: Chunk) -> Iterator[Question]:
        """The questions about one chunk, one for each group of criteria and reader."""
        facts = True  # the first question asks for them, whatever its criteria
        for reader in range(1, self._depth.readers + 1):
            for groups in requests_for(self._depth, chunk.tokens):
                criteria = tuple(each for each in self._criteria if each.group in groups)
                name = listed(groups) if reader == 1 else f"{listed(groups)}, reader {reader}"
                for part in batches(criteria, len(LETTERS)) if units(self._plan, chunk) else ():
                    yield self._question(chunk, part, name, reader=reader, facts=facts)
                    facts = False

    def same(self, question: Question, chunk: Chunk) -> Question:
        """The same question about another chunk: a half of the one that was too long."""
        facts = bool(question.allowed.facts)
        return self._question(
            chunk, question.criteria, question.name, reader=question.reader, facts=facts
        )

    def holes(self, question: Question, holes: Sequence[Hole]) -> Question:
        """The question that asks for the holes of an answer only."""
        asked = {name for hole in holes for name in hole.criteria}
        criteria = tuple(each for each in question.criteria if each.id in asked)
        rows = tuple(hole.unit for hole in holes)
        allowed = question.allowed._replace(facts=0, things=0, strengths=0)
        lettered = list(zip(LETTERS, criteria, strict=False))
        told = "\n".join(hole.unit.name for hole in holes)
        text = render("holes", holes=holes, criteria=lettered, allowed=allowed, mark=mark(told))
        request = question.request.model_copy(
            update={
                "label": f"{question.request.label}, holes",
                "parts": (*question.request.parts[:2], Part(text=text)),
            }
        )
        return Question(
            request, question.chunk, criteria, rows, allowed, question.name, follows=True
        )

    def read(self, question: Question, text: str) -> Reading:
        """What an answer says.

        Raises:
            MalformedAnswerError: it does not have its shape (`shapes.MalformedAnswerError`).
        """
        answer = parse(self._shape, text)
        allowed = question.allowed
        drafts = [
            *(self._draft(question, each) for each in answer.defects[: allowed.defects + _SPARE]),
            *(self._small(question, each) for each in answer.minor[: allowed.minor + _SPARE]),
        ]
        return Reading(
            drafts=tuple(drafts),
            claims=tuple(
                self._claim(question, each) for each in answer.strengths[: allowed.strengths]
            ),
            stated=tuple(self._stated(question, answer)),
            holes=tuple(_holes(question, answer)),
            unjudged=tuple(_unjudged(question, answer)),
        )

    @cached_property
    def _system(self) -> str:
        asking = self._asking
        grounded = asking.codebase is not None
        return render("system", rubric=asking.rubric, criteria=self._criteria, grounded=grounded)

    @property
    def _shape(self) -> type[PhaseAnswer]:
        return PhaseAnswer if self._asking.codebase is None else GroundedAnswer

    @cached_property
    def _digest(self) -> Part:
        text = digest(self._plan)
        rules = "\n".join(f"- {each.name}: {each.said}" for each in self._asking.rules)
        template = self._asking.template
        guidance = "" if template is None else "\n".join(_guidance(template))
        marked = mark(text, *filter(None, [rules, guidance]))
        told = render("digest", digest=text, rules=rules, guidance=guidance, mark=marked)
        return Part(text=told, shared=True)

    @cached_property
    def _declarations(self) -> Declarations:
        return declarations(self._plan)

    def _question(
        self,
        chunk: Chunk,
        criteria: tuple[Criterion, ...],
        name: str,
        *,
        reader: int = 1,
        facts: bool,
    ) -> Question:
        rows = units(self._plan, chunk)
        allowed = allowance(
            self._depth,
            chunk.tokens,
            units=len(rows),
            criteria=len(criteria),
            beside=sum(each.needs != "plan" for each in criteria),
            first=facts,
        )
        lettered = list(zip(LETTERS, criteria, strict=False))
        text = render(
            "phase_review",
            criteria=lettered,
            units=rows,
            allowed=allowed,
            reader=reader,
            mark=mark("\n".join(row.name for row in rows)),
        )
        request = self._request(chunk, text, name)
        return Question(request, chunk, criteria, rows, allowed, name, reader)

    def _request(self, chunk: Chunk, last: str, name: str) -> Request:
        # All criteria and not only those asked: the schema is the same in every request.
        known = dict.fromkeys([*(each.id for each in self._criteria), OTHER])
        return self._asking.request(
            "phase-review",
            f"{self._place(chunk)}, {name}",
            phase=chunk.phase,
            about=self._about(chunk),
            system=self._system,
            parts=(self._digest, self._part(chunk), Part(text=last)),
            shape=self._shape,
            enums={"criterion": list(known)},
        )

    def _part(self, chunk: Chunk) -> Part:
        text = numbered(chunk, self._plan)
        named = cited(self._plan, chunk, known=self._digest.text, declared=self._declarations)
        codebase = self._asking.codebase
        code = code_facts(self._plan, codebase, chunk) if codebase is not None else ""
        return Part(
            text=render(
                "phase_part",
                path=chunk.path,
                headings=[heading(each, "(see the text)") for each in chunk.headings],
                cited=named,
                text=text,
                code=code,
                mark=mark(chunk.path, *chunk.headings, text, named, *filter(None, [code])),
            ),
            shared=True,
        )

    def _about(self, chunk: Chunk) -> tuple[Share, ...]:
        lines = range(chunk.line_start, chunk.line_end + 1)
        owners = (self._plan.owner(chunk.path, line)[0] for line in lines)
        counts = Counter(chunk.phase if owner is None else owner.id for owner in owners)
        return tuple(Share(phase=phase, lines=lines) for phase, lines in counts.items())

    def _place(self, chunk: Chunk) -> str:
        node = self._plan.nodes.get(chunk.phase or "")
        name = f"{node.label} ({chunk.path})" if node else chunk.path
        return f"{name}, lines {chunk.line_start}-{chunk.line_end}"

    def _quote(self, chunk: Chunk, line: int, text: str) -> Quote:
        within = Location(path=chunk.path, line_start=chunk.line_start, line_end=chunk.line_end)
        return Quote(within=within, line=_line(chunk, line), text=text)

    def _draft(self, question: Question, defect: Defect) -> Draft:
        return Draft(
            criterion=_known(question, defect.criterion),
            severity=defect.severity,
            severity_reason=defect.severity_reason,
            confidence=defect.confidence,
            title=defect.title,
            why=defect.why,
            fix=defect.fix,
            example=defect.example,
            quotes=(self._quote(question.chunk, defect.line, defect.quote),),
            code=_code(defect),
        )

    def _small(self, question: Question, defect: SmallDefect) -> Draft:
        return Draft(
            criterion=_known(question, defect.criterion),
            severity="minor",
            severity_reason="",
            confidence="medium",
            title=defect.title,
            why="",
            fix=defect.fix,
            quotes=(self._quote(question.chunk, defect.line, defect.quote),),
        )

    def _claim(self, question: Question, praise: Praise) -> Claim:
        chunk = question.chunk
        owner, _ = self._plan.owner(chunk.path, _line(chunk, praise.line))
        return Claim(
            phase=owner.id if owner else None,
            text=praise.text,
            quote=self._quote(chunk, praise.line, praise.quote),
        )

    def _stated(self, question: Question, answer: PhaseAnswer) -> Iterator[Stated]:
        if not question.allowed.facts:
            return
        facts, things = question.allowed.facts + _SPARE, question.allowed.things + _SPARE
        for thing in answer.produces[:things]:
            yield self._statement(question.chunk, thing.line, "produces", thing.name, thing.form)
        for thing in answer.consumes[:things]:
            yield self._statement(question.chunk, thing.line, "consumes", thing.name, thing.form)
        for fact in answer.facts[:facts]:
            yield self._statement(question.chunk, fact.line, fact.kind, fact.about, fact.says)

    def _statement(
        self, chunk: Chunk, number: int, kind: StatedKind, about: str, says: str
    ) -> Stated:
        line = _line(chunk, number)
        owner, _ = self._plan.owner(chunk.path, line)
        at = Location(path=chunk.path, line_start=line, line_end=line)
        return Stated(kind=kind, about=about, says=says, phase=owner.id if owner else None, at=at)


def batches(criteria: tuple[Criterion, ...], most: int) -> list[tuple[Criterion, ...]]:
    """*criteria* in runs of at most *most*: there are no more letters to name them by."""
    return [criteria[at : at + most] for at in range(0, len(criteria), most)]


def _guidance(template: Template) -> Iterator[str]:
    for each in template.guidelines[:_MOST_GUIDELINES]:
        yield f"- {each.section or 'the whole plan'}: {each.text}"


def _code(defect: Defect) -> CodeQuote | None:
    """The place of the code base that a defect names; None when it names none."""
    if not isinstance(defect, GroundedDefect):
        return None
    path, _, line = defect.code.strip("` ").removeprefix("repo:").rpartition(":")
    if not path:
        return None
    number = int(line) if line.isdecimal() else 1
    return CodeQuote(path=path, line=number, text=defect.code_quote)


def _known(question: Question, name: str) -> str:
    """The criterion, or `other` for one that was not asked."""
    return name if name in question.ids else OTHER


def _line(chunk: Chunk, number: int) -> int:
    """Line of the document for a line of the part; kept within the part."""
    return min(max(chunk.line_start + number - 1, chunk.line_start), chunk.line_end)


def _holes(question: Question, answer: PhaseAnswer) -> Iterator[Hole]:
    """Units whose row is missing, or leaves out a criterion."""
    rows: dict[str, set[str]] = {}
    for row in answer.grid:
        marks = (_marks(each) for each in (row.ok, row.defect, row.unjudged))
        rows.setdefault(row.unit.strip("` "), set()).update(*marks)
    for unit in question.units:
        marked = rows.get(unit.id, set())
        letters = zip(LETTERS, question.ids, strict=False)
        open_ = tuple(name for letter, name in letters if letter not in marked)
        if open_:
            yield Hole(unit, open_)


def _marks(text: str) -> str:
    """The letters of a field; `none` and the like hold none."""
    return "" if text.strip().lower() in ("none", "n/a", "na", "no", "all") else text.upper()


def _unjudged(question: Question, answer: PhaseAnswer) -> Iterator[str]:
    known = {unit.id: unit.name for unit in question.units}
    for each in answer.unjudged:
        if each.unit.strip("` ") in known:
            yield f"{known[each.unit.strip('` ')]}: {each.reason}"
