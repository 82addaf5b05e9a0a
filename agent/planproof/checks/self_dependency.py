"""A task or phase depends on itself.

## What it does

Reports a dependency whose target is the very task or phase that states it, in a field, column,
list or JSON array of dependencies.

## Why is this bad?

A task that waits for itself never starts: a runner that reads the dependencies skips it or stops.
A person sees that it is a slip, and cannot tell which task was meant.

## Example

    { "id": 6, "title": "Open repair orders", "dependencies": [5, 6] }

## Use instead

    { "id": 6, "title": "Open repair orders", "dependencies": [5] }
"""

import re
from collections.abc import Iterator

from planproof.checks._dependencies import Need, needs
from planproof.checks._words import text_at
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Task

RULE = Rule(
    id="self-dependency",
    category="order",
    severity="major",
    summary="A task or phase depends on itself",
    goal="No task or phase depends on itself",
)

_RANGE = re.compile(
    r"\d\s*(?:[-–—~～]|\.{2,3}|\b(?:to|through|thru)\b|至|から)\s*#?[A-Za-z]{0,10}-?\s?\d",
    re.IGNORECASE,
)
_COMPLETED = re.compile(
    r"[*_)\s]{0,4}(?:(?:is|are|must\s+be|has\s+been|fully|all)\s+){0,3}"
    r"(?:completed?|done|finished|implemented|deployed|merged|abgeschlossen|terminée?|conclu[ií]d[ao]"
    r"|completad[ao]|完了|完成|완료)(?![a-z])",
    re.IGNORECASE,
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per part that depends on itself."""
    plan = context.plan
    seen: set[str] = set()
    for need in needs(plan):
        owner = need.owner
        if need.reference.resolved != owner.id or owner.id in seen or not _meant(plan, need):
            continue
        seen.add(owner.id)
        yield RULE.finding(
            plan,
            need.reference,
            title=f"{owner.label} depends on itself",
            detail=f"By its own words {owner.label} can only start when {owner.label} is done.",
            recommendation=f"Name the part that {owner.label} really needs, or remove the entry.",
            phase=owner if isinstance(owner, Phase) else None,
            task=owner if isinstance(owner, Task) else None,
        )


def _meant(plan: Plan, need: Need) -> bool:
    """False where the reference may be no dependency of the owner on itself.

    "Tasks 1-5 completed" in Task 5 means those before it, "Task 5-backend" is another task, and
    the list of what a phase needs may speak of its own tools.
    """
    reference, owner = need.reference, need.owner
    if _RANGE.search(reference.text):
        return False
    line = text_at(plan.document(reference.path), reference.line_start)
    if not need.certain or re.search(rf"{re.escape(reference.text)}[-_./]\w", line):
        return False
    if isinstance(owner, Phase):
        in_table = not owner.location.covers(reference)
        in_field = any(f.line_start == reference.line_start for f in owner.fields)
        return in_table or in_field or _is_completed(line, reference.text)
    on_heading = reference.line_start == owner.heading_line and owner.kind == "heading"
    return not on_heading


def _is_completed(line: str, text: str) -> bool:
    """True for an entry of a list such as "Phase 2 completed": it says that all of it is done."""
    start = re.match(r"[\s>*+_-]*(?:\[[ xX]\]\s*)?[*_]{0,3}", line)
    at = start.end() if start else 0
    return line.startswith(text, at) and _COMPLETED.match(line, at + len(text)) is not None
