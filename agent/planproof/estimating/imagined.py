"""Two readers who were never asked: one finds nothing, one fills every list that it may fill.

What later passes ask depends on the answers to earlier ones. A review by each of the two readers
shows between which ends that lies. Their words mean nothing; how many there are is the point.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from pydantic import BaseModel

from planproof.core.plan import Plan
from planproof.passes import shapes
from planproof.passes.cross_phase import CrossQuestion
from planproof.passes.phase_review import LETTERS, Question
from planproof.passes.rounds import Asked
from planproof.passes.synthesis import SynthesisQuestion
from planproof.passes.verification import VerificationQuestion

_WORD = re.compile(r"[^\W\d_]{3,}")
_KINDS: tuple[shapes.FactKind, ...] = (
    "decision",
    "value",
    "name",
    "reference",
    "deferral",
    "schedule",
)


class Nothing:
    """The reader who finds nothing and states nothing."""

    def answer(self, question: Asked) -> str:
        """The shortest answer that judges all it was asked."""
        if isinstance(question, Question):
            return _text(_phase_answer(question))
        if isinstance(question, CrossQuestion):
            judged = tuple(shapes.Judged(question=q, verdict="ok") for q in question.questions)
            return _text(shapes.CrossAnswer(questions=judged, defects=()))
        if isinstance(question, VerificationQuestion):
            return _rulings(question, "No line says so.", "refuted")
        assert isinstance(question, SynthesisQuestion)  # noqa: S101 - there is no fifth pass
        return _text(shapes.SynthesisAnswer(summary=(), strengths=(), order=(), same=()))


class Everything:
    """The reader who fills every list, each time with other lines of the plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def answer(self, question: Asked) -> str:
        """The longest answer that keeps to the limits it was given."""
        if isinstance(question, Question):
            return _text(self._phase(question))
        if isinstance(question, CrossQuestion):
            return _text(_across(question))
        if isinstance(question, VerificationQuestion):
            return _rulings(question, _words("It stands", 30), "stands")
        assert isinstance(question, SynthesisQuestion)  # noqa: S101 - there is no fifth pass
        return _text(_synthesis(question))

    def _phase(self, question: Question) -> shapes.PhaseAnswer:
        lines, allowed, names = self._lines(question), question.allowed, cycle(question.ids)
        taken = iter(cycle(lines))
        defects = [
            _defect(next(names), number, text) for number, text in islice(taken, allowed.defects)
        ]
        minor = [
            shapes.SmallDefect(
                criterion=next(names),
                line=number,
                quote=text[:120],
                title=_words(text, 12),
                fix=_words(text, 12),
            )
            for number, text in islice(taken, allowed.minor)
        ]
        praise = [
            shapes.Praise(line=number, quote=text[:120], text=_words(text, 14))
            for number, text in islice(taken, allowed.strengths)
        ]
        return _phase_answer(question).model_copy(
            update={
                "defects": tuple(defects),
                "minor": tuple(minor),
                "strengths": tuple(praise),
                "produces": tuple(_things(taken, allowed.things)),
                "consumes": tuple(_things(taken, allowed.things)),
                "facts": tuple(_facts(taken, allowed.facts)),
            }
        )

    def _lines(self, question: Question) -> list[tuple[int, str]]:
        """Lines of the part that say something, with their numbers in it."""
        chunk = question.chunk
        document = self._plan.document(chunk.path)
        texts = document.lines[chunk.line_start - 1 : chunk.line_end]
        numbered = [(number, text.strip()) for number, text in enumerate(texts, 1)]
        telling = [each for each in numbered if len(_WORD.findall(each[1])) >= 4]
        return telling or [each for each in numbered if each[1]] or numbered[:1]


def _phase_answer(question: Question) -> shapes.PhaseAnswer:
    """The answer by which all is well: the grid has to be there in any case."""
    letters = LETTERS[: len(question.criteria)]
    rows = (
        shapes.GridRow(unit=unit.id, ok=letters, defect="", unjudged="") for unit in question.units
    )
    return shapes.PhaseAnswer(
        grid=tuple(rows),
        defects=(),
        minor=(),
        strengths=(),
        unjudged=(),
        produces=(),
        consumes=(),
        facts=(),
    )


def _defect(criterion: str, line: int, text: str) -> shapes.Defect:
    return shapes.Defect(
        criterion=criterion,
        line=line,
        quote=text[:200],
        title=_words(text, 14),
        why=_words(text, 20),
        severity_reason=_words(text, 10),
        severity="critical",
        confidence="high",
        fix=_words(text, 20),
        example=_words(text, 25),
    )


def _things(taken: Iterator[tuple[int, str]], most: int) -> Iterator[shapes.Thing]:
    for number, text in islice(taken, most):
        yield shapes.Thing(name=_words(text, 3), form=_words(text, 8), line=number)


def _facts(taken: Iterator[tuple[int, str]], most: int) -> Iterator[shapes.Fact]:
    for (number, text), kind in zip(islice(taken, most), cycle(_KINDS), strict=False):
        yield shapes.Fact(about=_words(text, 4), says=_words(text, 10), kind=kind, line=number)


def _across(question: CrossQuestion) -> shapes.CrossAnswer:
    ids, criteria = list(question.statements), cycle(("cross-contradiction",))
    ends = (islice(cycle(each), question.most) for each in (ids, ids[1:] or ids))
    pairs = zip(*ends, strict=True)
    defects = [
        shapes.CrossDefect(
            criterion=next(criteria),
            statements=pair,
            title=_words(f"What {pair[0]} and {pair[1]} say", 14),
            why=_words("They do not fit", 35),
            severity_reason=_words("Both are built", 15),
            severity="critical",
            confidence="high",
            fix=_words(f"Let {pair[0]} say what {pair[1]} says", 30),
        )
        for pair in pairs
    ]
    judged = tuple(shapes.Judged(question=each, verdict="defect") for each in question.questions)
    return shapes.CrossAnswer(questions=judged, defects=tuple(defects))


def _rulings(question: VerificationQuestion, reason: str, verdict: str) -> str:
    rulings = [
        shapes.Ruling.model_validate(
            {"draft": name, "reason": reason, "verdict": verdict, "severity": finding.severity}
        )
        for name, finding in question.findings.items()
    ]
    return _text(shapes.VerificationAnswer(rulings=tuple(rulings)))


def _synthesis(question: SynthesisQuestion) -> shapes.SynthesisAnswer:
    findings, strengths = list(question.findings), list(question.strengths)
    sentence = shapes.Statement(
        text=_words("It is so", 30), refs=tuple((*findings, *strengths)[:4])
    )
    grave = [name for name, each in question.findings.items() if each.severity != "minor"]
    praise = shapes.Statement(text=_words("It is good", 25), refs=tuple(strengths[:2]))
    return shapes.SynthesisAnswer(
        summary=(sentence,) * 5,
        strengths=(praise,) * min(6, len(strengths)),
        order=tuple(grave),
        same=tuple(shapes.SameDefect(keep=a, drop=(b,)) for a, b in _pairs(grave)),
    )


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """As many pairs as a review of many repeats would join: a quarter of all."""
    half = len(names) // 4
    return list(zip(names[:half], names[half : 2 * half], strict=True))


def _words(text: str, number: int) -> str:
    """So many words, those of *text* over and over."""
    words = _WORD.findall(text) or ["something"]
    return " ".join(islice(cycle(words), number))


def _text(answer: BaseModel) -> str:
    return answer.model_dump_json()
