"""A link names a phase by a number or title that its target does not have.

## What it does

Compares the text of a link (`[Phase 3: Reporting](./Phase-3.md)`) with the phase that it names:
the title must share a distinctive word with the real one, and the number in the text must be the
number in the file's name.

## Why is this bad?

One of the two is out of date. The reader lands in another phase than the text says, or cannot
tell whether the number or the title is meant.

## Example

    [Phase 3: Reporting](./Phase-3.md)

where Phase 3 is titled "Staff Access".

## Use instead

    [Phase 3: Staff Access](./Phase-3.md)
"""

import re
from collections.abc import Iterator
from posixpath import basename

from planproof.checks._words import distinctive_words, stems
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Reference

RULE = Rule(
    id="mismatched-title",
    category="references",
    severity="minor",
    summary="A link names a phase by a number or title that its target does not have",
    goal="Every link has the number and title of what it leads to",
    confidence="medium",
)
_NUMBER = re.compile(r"\b(?:phase|stage)[-_ ]?(\d+(?:\.\d+)?)", re.IGNORECASE)
_TITLE = re.compile(r"^\s*[:–—-]\s+(?P<title>[^→\]|]{3,80})")
_LONGEST = 8
"""Words of a title; what is longer is a sentence."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per link."""
    plan = context.plan
    phases = {phase.number: phase for phase in plan.phases if phase.explicit and phase.title}
    for reference in plan.all_references():
        if reference.kind != "link":
            continue
        text = reference.text.partition("](")[0].lstrip("![")
        named = _NUMBER.search(text)
        if named is None:
            continue
        linked = _NUMBER.search(basename(reference.target))
        if linked and _number(named[1]) != _number(linked[1]):
            yield _wrong_target(plan, reference, named[0])
            continue
        target = phases.get(_number(named[1]))
        said = _TITLE.match(text[named.end() :])
        if target and said and _differ(said["title"], target.title):
            yield _wrong_title(plan, reference, target, said["title"].strip(" *`"))


def _number(text: str) -> str:
    return ".".join(part.lstrip("0") or "0" for part in text.split("."))


def _wrong_title(plan: Plan, reference: Reference, target: Phase, said: str) -> Finding:
    return RULE.finding(
        plan,
        reference,
        related=[_heading(target)],
        title=f"{target.label} is called “{said}” here and “{target.title}” itself",
        detail="The titles share no word: either the number or the title is out of date.",
        recommendation="Use the title of the phase that is meant.",
    )


def _wrong_target(plan: Plan, reference: Reference, named: str) -> Finding:
    return RULE.finding(
        plan,
        reference,
        title=f"A link named “{named}” leads to {basename(reference.target)}",
        detail="The reader lands in another phase than the text says.",
        recommendation="Correct the link or its text.",
    )


def _heading(target: Phase) -> Phase:
    return target.model_copy(
        update={"line_start": target.heading_line, "line_end": target.heading_line}
    )


def _differ(said: str, real: str) -> bool:
    one, other = stems(distinctive_words(said)), stems(distinctive_words(real))
    return bool(one and other) and len(said.split()) <= _LONGEST and not one & other
