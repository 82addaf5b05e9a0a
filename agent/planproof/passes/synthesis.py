"""The last pass: what the findings mean together, in which order, and which are one.

It decides nothing: a finding of a check never disappears, the worst severity of joined findings
stays, and a sentence that rests on no finding is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planproof.core.finding import SEVERITIES, Finding
from planproof.core.plan import Plan
from planproof.core.request import Part, Request
from planproof.core.review import Strength
from planproof.core.secrets import redact
from planproof.merge import join
from planproof.passes.asked import Asking, mark
from planproof.passes.shapes import Statement, SynthesisAnswer, parse
from planproof.prompts import render

_MOST_MINOR = 25
_MOST_STRENGTHS = 24
_SENTENCES, _STRENGTHS = 5, 6
_SENTENCE = 320
"""Characters of a sentence; a longer one is dropped, for it was not asked for."""


@dataclass(frozen=True)
class SynthesisQuestion:
    """The request, and what its ids mean."""

    request: Request
    findings: dict[str, Finding]
    strengths: dict[str, Strength]


@dataclass(frozen=True)
class Synthesis:
    """What the answer says, as far as it may."""

    summary: str
    strengths: tuple[Strength, ...]
    findings: tuple[Finding, ...]
    """All findings, joined and in order."""


def question(
    plan: Plan, asking: Asking, findings: Sequence[Finding], strengths: Sequence[Strength]
) -> SynthesisQuestion | None:
    """The request about ranked *findings*; None when there is nothing to sum up."""
    minor = [each for each in findings if each.severity == "minor"]
    shown = [each for each in findings if each.severity != "minor"] + minor[:_MOST_MINOR]
    if not shown and not strengths:
        return None
    known = {f"f{number}": each for number, each in enumerate(shown, 1)}
    good = {f"g{number}": each for number, each in enumerate(strengths[:_MOST_STRENGTHS], 1)}
    told_findings = [_told(plan, name, each) for name, each in known.items()]
    told_strengths = [
        {"id": name, "where": _where(plan, each), "text": each.text} for name, each in good.items()
    ]
    names = ", ".join(phase.name for phase in plan.phases) or "no phases"
    scope = redact(f"{plan.name}: {names}")
    text = render(
        "synthesis",
        scope=scope,
        findings=told_findings,
        strengths=told_strengths,
        more=max(0, len(minor) - _MOST_MINOR),
        mark=mark(scope, str(told_findings), str(told_strengths)),
    )
    request = asking.request(
        "synthesis",
        "the whole review",
        phase=None,
        system=render("synthesis_system", rubric=asking.rubric),
        parts=(Part(text=text),),
        shape=SynthesisAnswer,
        enums={"refs": [*known, *good], "order": list(known), "keep": list(known),
               "drop": list(known)},
    )  # fmt: skip
    return SynthesisQuestion(request, known, good)


def read(asked: SynthesisQuestion, findings: Sequence[Finding], text: str) -> Synthesis:
    """What an answer makes of *findings*.

    Raises:
        MalformedAnswerError: it does not have its shape (`shapes.MalformedAnswerError`).
    """
    answer = parse(SynthesisAnswer, text)
    sentences = [
        _plain(each.text)
        for each in answer.summary
        if _rests(each, {*asked.findings, *asked.strengths}) and len(each.text) <= _SENTENCE
    ]
    order = [asked.findings[name].id for name in answer.order if name in asked.findings]
    return Synthesis(
        summary=" ".join(sentences[:_SENTENCES]),
        strengths=tuple(_strengths(asked, answer.strengths)),
        findings=_ordered(_joined(asked, answer, findings), order),
    )


def _told(plan: Plan, name: str, finding: Finding) -> dict[str, str]:
    phase, task = plan.owner(finding.location.path, finding.location.line_start)
    labels = dict.fromkeys(node.label for node in (phase, task) if node)
    place = f"{finding.location.path}:{finding.location.line_start}"
    return {
        "id": name,
        "severity": finding.severity,
        "where": ", ".join([*labels, place]),
        "title": finding.title,
        "why": finding.detail if finding.severity != "minor" else "",
        "fix": finding.recommendation,
    }


def _where(plan: Plan, strength: Strength) -> str:
    node = plan.nodes.get(strength.phase or "")
    return node.label if node else "the plan"


def _rests(statement: Statement, known: set[str]) -> bool:
    """True when a statement refers to something, and to nothing that is not there."""
    refs = {ref.strip("` ") for ref in statement.refs}
    return bool(refs) and refs <= known


def _strengths(asked: SynthesisQuestion, told: Sequence[Statement]) -> list[Strength]:
    found = []
    for each in told:
        if not _rests(each, set(asked.strengths)) or len(each.text) > _SENTENCE:
            continue
        own = [asked.strengths[ref.strip("` ")] for ref in each.refs]
        phases = {strength.phase for strength in own}
        phase = phases.pop() if len(phases) == 1 else None
        found.append(Strength(phase=phase, text=_plain(each.text), location=own[0].location))
    return found[:_STRENGTHS]


def _joined(
    asked: SynthesisQuestion, answer: SynthesisAnswer, findings: Sequence[Finding]
) -> list[Finding]:
    """*findings* with those that one fix resolves put together."""
    left = {each.id: each for each in findings}
    for same in answer.same:
        names = [name for name in dict.fromkeys((same.keep, *same.drop)) if name in asked.findings]
        group = [left[own] for own in (asked.findings[name].id for name in names) if own in left]
        checks = [each for each in group if each.source == "check"]
        models = [each for each in group if each.source == "model"]
        # A check's finding takes others in and is never taken in.
        keep = checks[0] if checks else models[0] if len(models) > 1 else None
        if keep is None or not models:
            continue
        others = [each for each in models if each is not keep]
        left[keep.id] = join(keep, others)
        for each in others:
            del left[each.id]
    return list(left.values())


def _ordered(findings: Sequence[Finding], order: Sequence[str]) -> tuple[Finding, ...]:
    """By severity, then as told, then as they were."""
    place = {id_: number for number, id_ in reversed(list(enumerate(order)))}
    return tuple(
        sorted(
            findings,
            key=lambda each: (SEVERITIES.index(each.severity), place.get(each.id, len(order))),
        )
    )


def _plain(text: str) -> str:
    words = redact("".join(c if c.isprintable() else " " for c in text)).split()
    return " ".join(words)
