"""A criterion that nobody can check.

## What it does

In sections of verification, acceptance and success, reports criteria that rest on a word such as
"properly", "fast" or "user-friendly" and hold nothing to check it by: no number, command, file,
name, comparison or visible result; and those that are made of empty words only ("everything works
as expected"), in other lists of criteria as well.

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
    r"|good enough|fast enough|acceptabl[ey]|satisfactor(?:y|ily)|satisfying|nicely|flawless(?:ly)?"
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
_EMPTY = frozenset(
    """
    the a an and or but with in of for on to at by it its they them this that everything anything
    all
    every each any whole complete overall our new very quite more most enough well so still also is
    are be been being should must shall will can has have does do feature features code codebase
    system app application product result results solution implementation component components
    module modules part parts thing things error errors handling handled performance behaviour
    behavior behaves behave behaving user users experience quality work works working run runs
    running
    function functions functioning functional perform performs performing look looks feel feels case
    cases situation situations scenario scenarios condition conditions circumstance circumstances
    time times use used using expected intended required desired together good great nice fine
    okay ok
    stable solid high better best fast quick quickly slow easy easily simple clean cleanly robust
    robustly reliable reliably properly proper correctly correct appropriately appropriate smoothly
    smooth seamlessly seamless gracefully graceful efficiently efficient friendly intuitive scalable
    maintainable readable understandable tested documented structured acceptable satisfactory
    sufficient sufficiently adequate adequately reasonable reasonably responsive secure as
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
"""Words that name nothing; a criterion of nothing else says only that the work be good."""
_JUDGES = frozenset(
    """
    works working work behaves behave expected intended good great nice fine okay ok stable solid
    high better fast quick quickly easy easily simple clean cleanly robust robustly reliable
    reliably
    properly proper correctly correct appropriately appropriate smoothly smooth seamlessly seamless
    gracefully graceful efficiently efficient friendly intuitive scalable maintainable readable
    understandable acceptable satisfactory sufficient adequate reasonable responsive secure
    """.split()  # noqa: SIM905
)
_CRITERIA = re.compile(r"criteri|definition of done|acceptance|success|done when", re.IGNORECASE)
_ROUTINE = re.compile(r"sign-?off|release|review|quality", re.IGNORECASE)
"""Checklists of the process around a plan, the same in every plan of a house."""
_NAMES = re.compile(r"[^\x00-\x7f]|[\d`\"$%<>=/_?]")
_LONGEST = 90
"""Characters; a longer criterion says more than its vague word."""


def check(context: Context) -> Iterator[Finding]:
    """One finding with every vague criterion of the plan."""
    plan = context.plan
    places = [line_at(d, line) for d in plan.work_documents() for line in _vague(d)]
    if places:
        yield _finding(plan, places)


def _vague(document: Document) -> Iterator[int]:
    checked, listed = _lines_of(document, titled=False), _lines_of(document, titled=True)
    if not checked and not listed:
        return
    for item in document.blocks.items:
        if (
            item.checked is True
            or item.line_end - item.line_start > 1
            or len(item.text) > _LONGEST
            or item.line_start not in checked | listed
        ):
            continue
        if _is_empty(item.text) or (item.line_start in checked and _is_vague(item.text)):
            yield item.line_start


def _is_vague(text: str) -> bool:
    return bool(_VAGUE.search(text)) and not _CHECKABLE.search(text[1:])


def _lines_of(document: Document, *, titled: bool) -> set[int]:
    """Lines of the sections that verify, or of those whose title says that they hold criteria."""
    return {
        number
        for section in document.sections
        if not _ROUTINE.search(section.title)
        and (_CRITERIA.search(section.title) if titled else section.role == "verification")
        for number in range(section.line_start + 1, section.line_end + 1)
    }


def _is_empty(text: str) -> bool:
    """True when a criterion judges and names nothing that is judged."""
    if _NAMES.search(text):
        return False
    words = re.findall(r"[A-Za-z]+", text.lower())
    return len(words) > 1 and _EMPTY.issuperset(words) and not _JUDGES.isdisjoint(words)


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
