"""Work is put off to a phase, and nothing in that phase takes it up.

## What it does

Takes the sentences that promise work in a later phase ("In Phase 7, we'll use SAM or zip
deployment") and looks for their rare words in the whole text of that phase and of every other
later one, code included. Reports those of which not one occurs there.

## Why is this bad?

Each phase relies on the other. The work falls between them, and is noticed when the product
does not deploy.

## Example

    Inline the code for now. In Phase 7, we'll package it with SAM.

where Phase 7 has no word about packaging or SAM.

## Use instead

A task in Phase 7, named where the work is put off: `In Phase 7, Task 4, ...`.
"""

import re
from collections.abc import Iterator

from planproof.checks._words import distinctive_words, stems
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Reference
from planproof.words import listed

RULE = Rule(
    id="untaken-deferral",
    category="references",
    severity="major",
    summary="Work is put off to a phase in which nothing takes it up",
    goal="Whatever is put off to a phase is taken up there",
    confidence="medium",
)
_PROMISE = re.compile(
    r"\b(?:we'?ll|we will|will be|will (?:use|add|handle|replace|implement|create|cover)"
    r"|deferred to|defer to|postponed to|moved to|left (?:for|to)"
    r"|to be (?:done|added|handled|implemented) in)\b",
    re.IGNORECASE,
)
_FEWEST = 2
"""Distinctive words below which a sentence says too little to be looked for."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per promise that nobody keeps."""
    plan = context.plan
    order = {phase.id: index for index, phase in enumerate(plan.phases)}
    texts = _Texts(plan)
    for phase in plan.phases:
        for node in (phase, *phase.walk()):
            for reference in node.references:
                target = plan.nodes.get(reference.resolved or "")
                if not isinstance(target, Phase) or order[target.id] <= order[phase.id]:
                    continue
                promised = _promised(plan, reference)
                if len(promised) < _FEWEST:
                    continue
                rare = texts.rare(promised, apart_from=phase)
                if len(rare) >= _FEWEST and not texts.taken_up(rare, after=order[phase.id]):
                    yield _finding(plan, reference, target, rare)


class _Texts:
    """The words of each phase, read when first asked for."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._words: dict[str, frozenset[str]] = {}

    def of(self, phase: Phase) -> frozenset[str]:
        """Stems of all words of a phase."""
        if phase.id not in self._words:
            text = self._plan.document(phase.path).text(phase.line_start, phase.line_end)
            self._words[phase.id] = stems(distinctive_words(text))
        return self._words[phase.id]

    def taken_up(self, words: frozenset[str], *, after: int) -> bool:
        """True when any phase after the one that puts work off speaks of it."""
        later = self._plan.phases[after + 1 :]
        return any(stems(words) & self.of(phase) for phase in later)

    def rare(self, words: frozenset[str], *, apart_from: Phase) -> frozenset[str]:
        """Those of *words* that at most half of the other phases use."""
        known = [self.of(phase) for phase in self._plan.phases if phase is not apart_from]
        return frozenset(
            word
            for word in words
            if 2 * sum(not stems(frozenset([word])).isdisjoint(own) for own in known) <= len(known)
        )


def _promised(plan: Plan, reference: Reference) -> frozenset[str]:
    """Distinctive words of the promise that a line makes; none when it makes none."""
    if reference.kind != "phase" or reference.relation == "depends":
        return frozenset()
    line = plan.document(reference.path).prose[reference.line_start - 1]
    sentence = next((s for s in re.split(r"(?<=[.;!?])\s", line) if reference.text in s), line)
    if not _PROMISE.search(sentence):
        return frozenset()
    return distinctive_words(sentence.replace(reference.text, " ").replace("`", " "))


def _finding(plan: Plan, reference: Reference, target: Phase, promised: frozenset[str]) -> Finding:
    words = listed([f"“{word}”" for word in sorted(promised)], 5)
    return RULE.finding(
        plan,
        reference,
        title=f"Work is put off to {target.label}, where nothing takes it up",
        detail=f"{target.name} has no word of {words}. The work belongs to no task.",
        recommendation=f"Add it to a task of {target.label} and name that task here, or do it now.",
    )
