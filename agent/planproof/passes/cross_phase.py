"""The second pass: what no part shows by itself, judged over what all parts state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from planproof.core.base import Location
from planproof.core.draft import Draft, Quote, Stated
from planproof.core.plan import Plan
from planproof.core.request import Part, Request
from planproof.core.rubric import ACROSS
from planproof.core.secrets import redact
from planproof.digest import digest
from planproof.passes.asked import Asking, heading, mark
from planproof.passes.joins import Statement, Suspicion, suspicions, whole
from planproof.passes.shapes import CrossAnswer, CrossDefect, parse
from planproof.prompts import render
from planproof.search import Search
from planproof.tokens import text_size

_BATCH_TOKENS = 7_000
"""Statements of one request."""
_BATCH_QUESTIONS = 36
_FIT = "Do these statements fit together?"
_SHOWN = 320
"""Characters of a statement that are shown."""
_ALL = (
    "Read all statements together: can any two of them not both be followed, in whatever words? "
    "Does one silently leave out what another promises?"
)


@dataclass(frozen=True)
class CrossQuestion:
    """One request of the pass, and what is needed to read its answer."""

    request: Request
    statements: dict[str, Statement]
    """By id: `s1`."""
    questions: dict[str, Suspicion]
    """By id: `q1`."""
    most: int


@dataclass(frozen=True)
class CrossReading:
    """What one answer says."""

    drafts: tuple[Draft, ...]
    unanswered: tuple[str, ...]
    """Questions that the answer leaves out."""


class CrossPhase:
    """Makes the requests of the pass and reads their answers."""

    def __init__(self, plan: Plan, asking: Asking) -> None:
        self._plan = plan
        self._asking = asking
        self._criteria = tuple(each for each in asking.criteria if each.scope == "plan")

    def questions(self, stated: Sequence[Stated]) -> tuple[CrossQuestion, ...]:
        """The requests that *stated* gives rise to, in a stable order; none for one part alone."""
        if not self._criteria or not stated:
            return ()
        search = Search(self._plan)
        suspected = [
            part for each in suspicions(self._plan, stated, search) for part in self._parts(each)
        ]
        everything = whole(self._plan, stated, search)
        batches = list(self._batches([*suspected, *self._sweeps(everything)]))
        total = len(batches)
        return tuple(self._question(each, f"{n} of {total}") for n, each in enumerate(batches, 1))

    def again(self, question: CrossQuestion, names: Sequence[str]) -> CrossQuestion:
        """The request for those questions that an answer left out."""
        left = [question.questions[name] for name in names]
        return self._question(left, f"{len(left)} of them again")

    def read(self, question: CrossQuestion, text: str) -> CrossReading:
        """What an answer says.

        Raises:
            MalformedAnswerError: it does not have its shape (`shapes.MalformedAnswerError`).
        """
        answer = parse(CrossAnswer, text)
        judged = {each.question.strip("` ") for each in answer.questions}
        drafts = (self._draft(question, each) for each in answer.defects[: question.most + 2])
        return CrossReading(
            drafts=tuple(drafts),
            unanswered=tuple(name for name in question.questions if name not in judged),
        )

    def _sweeps(self, everything: Sequence[Statement]) -> Iterator[Suspicion]:
        """All statements at once, or, in a large plan, as many as one request takes."""
        runs = self._runs(everything)
        if len(runs) > 1 and len(runs[-1]) == 1:
            runs[-2:] = [[*runs[-2], *runs[-1]]]
        yield from (Suspicion(_ALL, tuple(run)) for run in runs if len(run) > 1)

    def _runs(self, statements: Sequence[Statement]) -> list[list[Statement]]:
        """*statements* in runs that leave some room in a request."""
        runs: list[list[Statement]] = []
        used = 0
        for each in statements:
            cost = self._cost(each)
            if not runs or used + cost > _BATCH_TOKENS * 0.8:
                runs.append([])
                used = 0
            runs[-1].append(each)
            used += cost
        return runs

    def _parts(self, suspicion: Suspicion) -> list[Suspicion]:
        """A suspicion in pieces that fit a request; almost always itself."""
        if sum(map(self._cost, suspicion.statements)) <= _BATCH_TOKENS:
            return [suspicion]
        runs = self._runs(suspicion.statements)
        return [Suspicion(suspicion.text, tuple(run)) for run in runs]

    def _batches(self, suspected: Sequence[Suspicion]) -> Iterator[list[Suspicion]]:
        batch: list[Suspicion] = []
        shown: set[Statement] = set()
        used = 0
        for each in suspected:
            cost = sum(self._cost(one) for one in set(each.statements) - shown)
            if batch and (used + cost > _BATCH_TOKENS or len(batch) >= _BATCH_QUESTIONS):
                yield batch
                batch, shown, used = [], set(), 0
                cost = sum(self._cost(one) for one in set(each.statements))
            batch.append(each)
            shown.update(each.statements)
            used += cost
        if batch:
            yield batch

    def _cost(self, statement: Statement) -> int:
        return text_size(self._text(statement.at)) + 30

    def _text(self, at: Location) -> str:
        text = " / ".join(
            line.strip()
            for line in self._plan.document(at.path).lines[at.line_start - 1 : at.line_end]
            if line.strip()
        )
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

    def _question(self, batch: Sequence[Suspicion], name: str) -> CrossQuestion:
        known = dict.fromkeys(each for suspicion in batch for each in suspicion.statements)
        ids = {each: f"s{n}" for n, each in enumerate(known, 1)}
        questions = {f"q{n}": each for n, each in enumerate(batch, 1)}
        shown = [
            {"id": name, "where": self._where(each.at), "note": redact(each.note),
             "text": self._text(each.at)}
            for each, name in ids.items()
        ]  # fmt: skip
        asked = [
            {"id": name, "text": f"{redact(heading(each.text, _FIT))} ({_listed(ids, each)})"}
            for name, each in questions.items()
        ]
        most = 4 + len(batch) // 3
        told = render(
            "cross_phase",
            statements=shown,
            questions=asked,
            most=most,
            mark=mark(*(each["text"] for each in (*shown, *asked))),
        )
        request = self._asking.request(
            "cross-phase",
            f"statements of all parts, {name}",
            phase=None,
            system=self._system,
            parts=(self._digest, Part(text=told)),
            shape=CrossAnswer,
            enums={
                "criterion": [each.id for each in self._criteria],
                "statements": list(ids.values()),
                "question": list(questions),
            },
        )
        statements = {name: each for each, name in ids.items()}
        return CrossQuestion(request, statements, questions, most)

    @cached_property
    def _system(self) -> str:
        asking = self._asking
        return render("cross_phase_system", rubric=asking.rubric, criteria=self._criteria)

    @cached_property
    def _digest(self) -> Part:
        text = digest(self._plan)
        return Part(
            text=render("digest", digest=text, rules="", guidance="", mark=mark(text)), shared=True
        )

    def _where(self, at: Location) -> str:
        phase, task = self._plan.owner(at.path, at.line_start)
        names = [node.label for node in (phase, task) if node]
        return ", ".join([*dict.fromkeys(names), f"{at.path}:{at.line_start}"])

    def _draft(self, question: CrossQuestion, defect: CrossDefect) -> Draft:
        known = {each.id for each in self._criteria}
        quotes = [
            self._quote(question.statements[name].at)
            for name in dict.fromkeys(each.strip("` ") for each in defect.statements)
            if name in question.statements
        ]
        return Draft(
            criterion=defect.criterion if defect.criterion in known else ACROSS,
            severity=defect.severity,
            severity_reason=defect.severity_reason,
            confidence=defect.confidence,
            title=defect.title,
            why=defect.why,
            fix=defect.fix,
            quotes=tuple(quotes),
        )

    def _quote(self, at: Location) -> Quote:
        text = self._plan.document(at.path).text(at.line_start, at.line_end)
        return Quote(within=at, line=at.line_start, text=text)


def _listed(ids: dict[Statement, str], suspicion: Suspicion) -> str:
    names = list(dict.fromkeys(ids[each] for each in suspicion.statements))
    return ", ".join(names) if len(names) <= 12 else f"{names[0]} to {names[-1]}"
