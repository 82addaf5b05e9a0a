"""Words of the template that speak to its author are left in the plan.

## What it does

Runs with `--template`. Looks for the placeholders and the visible guidance of the template that
stand in the plan word for word: `[Name of the phase]`, a quoted or slanted instruction, a note on
how the template is used. A placeholder is major in a task or phase, and minor elsewhere; guidance
is minor. Code and HTML comments do not count.

## Why is this bad?

A bracket that nobody filled in stands for a decision that nobody made. Guidance that is left over
reads like a part of the plan.

## Example

    **Owner:** [Name of the owner]

## Use instead

The value, and no guidance.
"""

from collections.abc import Iterator, Sequence

from planproof.checks._prose import Owners, said, shortened
from planproof.checks._template import documents_of
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Task
from planproof.core.template import Template

RULE = Rule(
    id="template-guidance-left",
    category="content",
    severity="major",
    summary="Placeholders or guidance of the template are left in the plan",
    goal="Nothing of the template's guidance is left in the plan",
)
_SHORTEST = 16
_MOST_PLACES = 20


def check(context: Context) -> Iterator[Finding]:
    """One finding for the placeholders of each part, and one for the guidance of a document."""
    template = context.template
    if template is None or template.learnt or context.plan.template:
        return
    owners = Owners(context.plan)
    guidance = {_plain(text) for text in template.guidance if len(text) >= _SHORTEST}
    for document in documents_of(context.plan):
        if document.kind == "template":
            continue
        groups: dict[str, tuple[str, Task | None, list[tuple[int, str]]]] = {}
        left: list[int] = []
        for number, line in enumerate(document.prose, 1):
            if not line.strip():
                continue
            if _plain(line) in guidance:
                left.append(number)
            elif (token := _token(template, line)) is not None:
                key, name, task = owners.place(document, number)
                groups.setdefault(key, (name, task, []))[2].append((number, token))
        for name, task, hits in groups.values():
            yield _placeholders(context, document, (name, task), hits)
        if left:
            yield _guidance(context, document, left)


def _plain(line: str) -> str:
    return " ".join(line.split())


def _token(template: Template, line: str) -> str | None:
    """The first placeholder of the template in a line, outside code and quoted words."""
    if not any(mark in line for mark in "[{<"):
        return None
    text = said(line)
    return next((token for token in template.placeholders if token in text), None)


def _placeholders(
    context: Context,
    document: Document,
    who: tuple[str, Task | None],
    hits: Sequence[tuple[int, str]],
) -> Finding:
    name, task = who
    first, token = hits[0]
    phase, _ = context.plan.owner(document.path, first)
    in_work = task is not None or (phase is not None and phase.explicit)
    shown = shortened(token, 60)
    count = f"{len(hits)} placeholders of the template, the first" if len(hits) > 1 else (
        "a placeholder of the template"
    )  # fmt: skip
    return RULE.finding(
        context.plan,
        line_at(document, first),
        title=f"{name} still has {count}: “{shown}”",
        detail="Whoever gets here has to stop, or to decide alone.",
        recommendation="Put the value in its place, or delete the line.",
        related=[line_at(document, number) for number, _ in hits[1:_MOST_PLACES]],
        severity="major" if in_work else "minor",
        task=task,
    )


def _guidance(context: Context, document: Document, left: Sequence[int]) -> Finding:
    text = shortened(document.lines[left[0] - 1].strip(" >*_-"), 80)
    count = f"{len(left)} lines" if len(left) > 1 else "a line"
    return RULE.finding(
        context.plan,
        line_at(document, left[0]),
        title=f"{document.path.rsplit('/', 1)[-1]} still has {count} of guidance from the "
        f"template: “{text}”",
        detail="It speaks to the author and reads like a part of the plan.",
        recommendation="Delete it.",
        related=[line_at(document, number) for number in left[1:_MOST_PLACES]],
        severity="minor",
    )
