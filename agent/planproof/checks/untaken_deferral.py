"""Work is put off to a phase, and nothing in that phase takes it up.

## What it does

Takes the sentences that promise work in a later phase ("In Phase 7, we'll use SAM or zip
deployment") and looks for their rare words in the whole text of that phase and of every other
later one, code included. Reports those of which hardly one occurs there, and no name of a thing.
"Leave X out here; that is done in Phase 7" is read as one promise.

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

from planproof.checks._words import distinctive_words
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
    r"|to be (?:done|added|handled|implemented|built|covered|solved|addressed|delivered) in"
    r"|(?:is|are|gets?) (?:only )?(?:done|added|handled|implemented|built|covered|solved|addressed"
    r"|delivered|introduced|replaced) (?:only )?in|(?:comes?|follows?|happens?) (?:only )?(?:in"
    r"|with)"
    r"|we (?:then )?(?:add|build|replace|handle|implement|do)|will (?:come|follow|bring|introduce"
    r"|deliver|address|solve|take care of|build)|put off (?:to|until)|until"
    r"|(?:folgt|kommt) (?:erst |dann )?in|verschoben auf|se (?:hará|añadirá|agregará|implementará)"
    r"|(?:queda|se deja|fica|aplazad[oa]|adiad[oa]) (?:para|a)|será (?:feit|adicionad"
    r"|implementad)[oa]"
    r"|sera (?:fait|ajouté|traité)e?|reportée?s? à|remise? à)\b",
    re.IGNORECASE,
)
_BACKWARD = re.compile(r"\b(?:it|that|this|these|those|they|them|which)\b", re.IGNORECASE)
"""What is promised stands in the part of the line before."""
_SUFFIX = re.compile(r"(?:ations?|ments?|ings?|ions?|ies|ers?|ors?|ed|es|s|e|y)$")
_OF_PROMISES = frozenset(
    (
        *(
            "leave",
            "left",
            "out",
            "support",
            "deferred",
            "postponed",
            "moved",
            "put",
            "off",
            "until",
        ),
        *("skip", "skipped", "come", "comes", "follow", "follows", "bring", "introduce", "deliver"),
    )
)
_SHORT = 4
"""Letters that two forms of a word have in common at least."""
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
                if len(rare) >= _FEWEST and not texts.taken_up(rare, reference, phase):
                    yield _finding(plan, reference, target, rare)


class _Texts:
    """The words of each phase, read when first asked for."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._words: dict[str, frozenset[str]] = {}

    def of(self, phase: Phase) -> frozenset[str]:
        """All words of a phase that tell what it is about."""
        if phase.id not in self._words:
            text = self._plan.document(phase.path).text(phase.line_start, phase.line_end)
            self._words[phase.id] = distinctive_words(text)
        return self._words[phase.id]

    def taken_up(self, words: frozenset[str], reference: Reference, phase: Phase) -> bool:
        """True when the phases after *phase*, which puts work off, speak of it.

        A word that is new there does; of those that stood before, one in three may be chance.
        """
        index = self._plan.phases.index(phase)
        later = [self.of(each) for each in self._plan.phases[index + 1 :]]
        found = {word for word in words if any(_meets(word, own) for own in later)}
        if not found or 3 * len(found) > len(words):
            return bool(found)
        known = [self.of(each) for each in self._plan.phases[:index]]
        document = self._plan.document(phase.path)
        known += [
            distinctive_words(document.text(start, end))
            for start, end in (
                (phase.line_start, reference.line_start - 1),
                (reference.line_end + 1, phase.line_end),
            )
            if start <= end
        ]
        return any(not any(_meets(word, own) for own in known) for word in found)

    def rare(self, words: frozenset[str], *, apart_from: Phase) -> frozenset[str]:
        """Those of *words* that at most half of the other phases use."""
        known = [self.of(phase) for phase in self._plan.phases if phase is not apart_from]
        return frozenset(
            word for word in words if 2 * sum(_meets(word, own) for own in known) <= len(known)
        )


def _meets(word: str, others: frozenset[str]) -> bool:
    """True when one of *others* is *word* in another form: `deploy`, `deployment`."""
    if word in others:
        return True
    stem = _SUFFIX.sub("", word) if len(word) > _SHORT else word
    for other in others:
        if other[:_SHORT] == word[:_SHORT]:
            root = _SUFFIX.sub("", other)
            short = min(len(stem), len(root))
            if stem == root or (short > _SHORT and stem[:short] == root[:short]):
                return True
    return False


def _promised(plan: Plan, reference: Reference) -> frozenset[str]:
    """Distinctive words of the promise that a line makes; none when it makes none."""
    if reference.kind != "phase" or reference.relation == "depends":
        return frozenset()
    line = plan.document(reference.path).prose[reference.line_start - 1]
    parts = re.split(r"(?<=[.;!?])\s", line)
    at = next((n for n, part in enumerate(parts) if reference.text in part), None)
    sentence = line if at is None else parts[at]
    if not _PROMISE.search(sentence):
        return frozenset()
    words = _distinctive(sentence, reference)
    if len(words) < _FEWEST and at and _BACKWARD.search(sentence):
        words |= _distinctive(parts[at - 1], reference)
    return words


def _distinctive(sentence: str, reference: Reference) -> frozenset[str]:
    said = sentence.replace(reference.text, " ").replace("`", " ")
    return distinctive_words(said) - _OF_PROMISES


def _finding(plan: Plan, reference: Reference, target: Phase, promised: frozenset[str]) -> Finding:
    words = listed([f"“{word}”" for word in sorted(promised)], 5)
    return RULE.finding(
        plan,
        reference,
        title=f"Work is put off to {target.label}, where nothing takes it up",
        detail=f"{target.name} has no word of {words}. The work belongs to no task.",
        recommendation=f"Add it to a task of {target.label} and name that task here, or do it now.",
    )
