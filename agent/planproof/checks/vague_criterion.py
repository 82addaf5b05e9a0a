"""A criterion that nobody can check.

## What it does

In sections of verification, acceptance and success, reports criteria that rest on a word such as
"properly", "fast" or "user-friendly" and hold nothing to check it by: no number, command, file,
name, comparison or visible result.

## Why is this bad?

The implementer decides alone when the work is done, and the reviewer decides otherwise.

## Example

    - [ ] The import performs well and handles errors properly

## Use instead

    - [ ] Importing 10,000 rows takes under 60 s; a bad row is listed with its line number
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="vague-criterion",
    category="verification",
    severity="minor",
    summary="A criterion that nobody can check",
    goal="Every criterion can be checked",
    confidence="medium",
)
_VAGUE = re.compile(
    r"\b(?:fast(?:er)?|quick(?:ly)?|performant|good performance|perform(?:s|ing)? well|scalable"
    r"|robust(?:ly)?|reliabl[ey]|user[- ]friendly|intuitive|seamless(?:ly)?|smooth(?:ly)?"
    r"|clean(?:ly)?|maintainable|easy to (?:use|understand|maintain)|appropriate(?:ly)?"
    r"|proper(?:ly)?|correctly|as expected|adequate(?:ly)?|sufficient(?:ly)?|reasonabl[ey]"
    r"|high[- ]quality|well[- ](?:tested|documented|structured|designed)|comprehensive(?:ly)?"
    r"|production[- ](?:ready|grade)|efficient(?:ly)?|optimal(?:ly)?|gracefully|works well"
    r"|state of the art|best practices|adecuad[oa]s?|correctamente|adequad[oa]s?|robust[oa]s?"
    r"|rápid[oa]s?|angemessen|schnell|benutzerfreundlich|korrekt|correctement|rapide(?:ment)?"
    r"|convivial)\b"
    r"|正しく|適切に|快適|使いやすい|十分に|合理|友好|稳定|流畅|良好|적절|원활|올바르게",
    re.IGNORECASE,
)
_CHECKABLE = re.compile(
    r"\d|[`\"“「$%<>=/]|\b(?:returns?|shows?|prints?|displays?|exit|status|https?|error message"
    r"|under|at least|at most|within|every|each|no longer|equals?|matches|same as|compared"
    r"|before|after|until|when|if|without|only|all|no|none|not|pass(?:es|ing)?|fails?|tests?"
    r"|click|log(?:s|ged)?|[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,}\w*|\w+_\w+)\b"
)
_ROUTINE = re.compile(r"sign-?off|release|review|quality", re.IGNORECASE)
"""Checklists of the process around a plan, the same in every plan of a house."""
_LONGEST = 90
"""Characters; a longer criterion says more than its vague word."""


def check(context: Context) -> Iterator[Finding]:
    """One finding with every vague criterion of the plan."""
    plan = context.plan
    places = [line_at(d, line) for d in plan.work_documents() for line in _vague(d)]
    if places:
        yield _finding(plan, places)


def _vague(document: Document) -> Iterator[int]:
    ranges = [
        (section.line_start, section.line_end)
        for section in document.sections
        if section.role == "verification" and not _ROUTINE.search(section.title)
    ]
    if not ranges:
        return
    covered = {n for start, end in ranges for n in range(start + 1, end + 1)}
    for item in document.blocks.items:
        if (
            item.checked is not True
            and item.line_start in covered
            and item.line_end - item.line_start <= 1
        ):
            text = item.text
            if len(text) <= _LONGEST and _VAGUE.search(text) and not _CHECKABLE.search(text[1:]):
                yield item.line_start


def _finding(plan: Plan, places: list[Location]) -> Finding:
    first = places[0]
    said = plan.document(first.path).lines[first.line_start - 1].strip(" -*[]xX\t")[:80]
    count = len(places)
    title = f"A criterion cannot be checked: “{said}”"
    if count > 1:
        title = f"{count} criteria cannot be checked, such as “{said}”"
    return RULE.finding(
        plan,
        first,
        related=places[1:],
        title=title,
        detail="No number, command or visible result says when it is met.",
        recommendation="Say what is run or looked at, and what must come out.",
    )
