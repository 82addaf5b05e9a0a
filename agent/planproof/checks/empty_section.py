"""A heading has nothing below it.

## What it does

Reports headings that are followed by the next heading of the same or a higher level, or by the
end of the file, and by nothing else: white space, a lone bullet, a comment that no reader sees. A
heading above deeper headings is not empty, "None" is an answer, and what calls itself optional may
stay empty. The empty headings of a
document are one finding; those that a task is built from, and whole numbered chapters, are
reported apart and as more serious. A copy of the template left behind at the end is told as such.

## Why is this bad?

An empty heading promises something. The reader cannot tell whether it was forgotten, is still to
come, or is not needed.

## Example

    ## 5. Rollback

    ## 6. Rollout

## Use instead

The text, or `None, the migration only adds a table`; or no heading.
"""

import re
from collections.abc import Iterator, Sequence

from planproof.checks._completeness import WORK_ROLES
from planproof.checks._prose import Owners, shortened
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Heading
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Plan
from planproof.words import listed

RULE = Rule(
    id="empty-section",
    category="structure",
    severity="major",
    summary="A heading has nothing below it",
    goal="Every heading has something below it",
)
_NOTHING = re.compile(
    r"[\s>]*(?:(?:[-*+•]|\d{1,3}[.)])(?:\s+\[[ xX]?\])?|[-*_=](?:\s?[-*_=]){2,}|…|\.\.\.)?\s*"
)
_OPTIONAL = re.compile(
    r"\b(?:optional|if applicable)\b|[(（]任意[)）]|可选|선택 사항", re.IGNORECASE
)
_NUMBERED = re.compile(r"\d{1,2}[.)]?\s+\S")
_NUMBERING = re.compile(r"^[\W_]*(?:\d+(?:\.\d+)*[.)]?\s+)?")


def check(context: Context) -> Iterator[Finding]:
    """For each document: a template left behind, serious ones, the rest."""
    plan = context.plan
    owners = Owners(plan)
    for document in plan.work_documents():
        empty = _empty(document)
        if not empty:
            continue
        copies = _copies(document, empty)
        if copies:
            yield _template_left(plan, document, copies)
        told = set(copies)
        tasks = [h for h in empty if h not in told and _names_task(owners, document, h)]
        told.update(tasks)
        serious = [h for h in empty if h not in told and _is_serious(owners, document, h)]
        told.update(serious)
        rest = [h for h in empty if h not in told]
        if tasks:
            yield _finding(plan, document, tasks, "major", nodes=True)
        if serious:
            yield _finding(plan, document, serious, "major")
        if rest:
            yield _finding(plan, document, rest, "minor")


def _empty(document: Document) -> list[Heading]:
    """Headings with nothing below them; the title of the document is not asked for text."""
    headings = [h for h in document.blocks.headings if h.style in ("atx", "setext")]
    found = []
    for index, heading in enumerate(headings):
        after = headings[index + 1] if index + 1 < len(headings) else None
        if after is not None and after.level > heading.level:
            continue
        end = after.line_start - 1 if after is not None else len(document.lines)
        title = index == 0 and heading.level == 1
        wanted = heading.text and not title and not _OPTIONAL.search(heading.text)
        if wanted and _nothing_in(document, heading.line_end + 1, end):
            found.append(heading)
    return found


def _nothing_in(document: Document, start: int, end: int) -> bool:
    """True when no line of *start* to *end* says anything; comments say nothing, code does."""
    for number in range(start, end + 1):
        line = document.lines[number - 1]
        if not line or _NOTHING.fullmatch(line[:300]):
            continue
        if document.prose[number - 1].strip() or not any(
            c.line_start <= number <= c.line_end for c in document.blocks.comments
        ):
            return False
    return True


def _copies(document: Document, empty: Sequence[Heading]) -> list[Heading]:
    """Empty headings whose titles stand above with text: the form was left in place."""
    names = {h.line_start for h in empty}
    filled = {
        _plain(h.text): h.line_start for h in document.blocks.headings if h.line_start not in names
    }
    copies = [h for h in empty if filled.get(_plain(h.text), h.line_start) < h.line_start]
    return copies if len(copies) >= 2 and copies[0].line_start > len(document.lines) // 3 else []


def _plain(title: str) -> str:
    return _NUMBERING.sub("", title).strip().lower()


def _names_task(owners: Owners, document: Document, heading: Heading) -> bool:
    """True when the empty heading is all there is of a task or phase."""
    phase, task = owners.at(document, heading.line_start)
    node = task or phase
    if node is None or node.heading_line != heading.line_start:
        return False
    if task is not None:
        return not task.subtasks and task.done is not True
    return phase is not None and not phase.tasks


def _is_serious(owners: Owners, document: Document, heading: Heading) -> bool:
    """True for a part that a task is built from, and for a numbered chapter."""
    if heading.level <= 2 and _NUMBERED.match(heading.text):
        return True
    section = owners.heading(document, heading.line_start)
    if section is None or section.role not in WORK_ROLES:
        return False
    _, task = owners.at(document, heading.line_start)
    return task is not None and task.done is not True


def _template_left(plan: Plan, document: Document, copies: list[Heading]) -> Finding:
    above = [
        h
        for h in document.blocks.headings
        if h.line_start < copies[0].line_start and h.level < copies[0].level
    ]
    first = above[-1] if above else copies[0]
    titles = [f"“{shortened(h.text, 40)}”" for h in copies]
    return RULE.finding(
        plan,
        line_at(document, first.line_start),
        title=f"An unfilled template is left in the plan from line {first.line_start}",
        detail=f"{listed(titles, 6)} stand there a second time, empty. "
        "A reader may take it for the part that counts.",
        recommendation="Delete the template.",
        related=[line_at(document, h.line_start) for h in copies],
        severity="minor",
    )


def _finding(
    plan: Plan,
    document: Document,
    headings: list[Heading],
    severity: Severity,
    *,
    nodes: bool = False,
) -> Finding:
    titles = [f"“{shortened(h.text, 50)}”" for h in headings]
    if len(titles) == 1:
        title = f"{titles[0]} has nothing below it"
    elif nodes:
        title = f"{len(titles)} tasks are a heading and nothing else: {listed(titles, 3)}"
    else:
        title = f"{len(titles)} headings have nothing below them: {listed(titles, 3)}"
    return RULE.finding(
        plan,
        line_at(document, headings[0].line_start),
        title=title,
        detail="There is nothing to build from."
        if nodes
        else "A reader cannot tell whether it was forgotten or is not needed.",
        recommendation="Say what is to be done, or take it out of this plan."
        if nodes
        else "Fill it in, write why there is nothing to say, or delete the heading.",
        related=[line_at(document, h.line_start) for h in headings[1:]],
        severity=severity,
    )
