"""The plan lacks a section that its template has.

## What it does

Runs with `--template`. Compares the headings of the plan with those of the template, and reports
each section of the template that nothing in the plan stands for. Case, numbers, emoji,
punctuation and plural do not matter, and another name for the same kind of section counts. What
the template calls optional may be missing. A title such as `Phase {N}: [Name]` stands for each
phase, and each phase must have the parts below it. With `--template siblings` the sections are
those that most documents of the folder share, and a missing one is minor.

## Why is this bad?

The team agreed on the section because plans without it failed. A reader who looks for the
rollback where it always is cannot tell whether there is none or whether it was forgotten.

## Example

A plan without `## Rollback`, while the template has one.

## Use instead

The section, or the heading with one sentence: `## Rollback` and "None is needed: nothing is
deployed."
"""

from collections.abc import Iterator, Sequence

from planproof.checks._template import laid_over, names_of, whose
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.template import TemplateSection
from planproof.templates.match import Part, place_of
from planproof.words import listed

RULE = Rule(
    id="template-section-missing",
    category="structure",
    severity="major",
    summary="The plan lacks a section of its template",
    goal="Every section of the template is in the plan",
)
_MOST_PLACES = 12


def check(context: Context) -> Iterator[Finding]:
    """One finding for the plan, and one for the parts that lack the same sections."""
    if context.template is None:
        return
    laid = laid_over(context)
    lacking: dict[Part | None, list[TemplateSection]] = {}
    for section, part in laid.missing:
        lacking.setdefault(part, []).append(section)
    groups: dict[tuple[bool, tuple[str, ...]], list[Part | None]] = {}
    for part, sections in lacking.items():
        titles = tuple(section.title for section in sections)
        groups.setdefault((part is None, titles), []).append(part)
    for (_, titles), parts in groups.items():
        yield from _finding(context, titles, parts)


def _finding(
    context: Context, titles: Sequence[str], parts: Sequence[Part | None]
) -> Iterator[Finding]:
    places = [at for part in parts if (at := place_of(part, context.plan)) is not None]
    if context.template is None or not places:
        return
    named = [part for part in parts if part is not None]
    who = names_of(context.plan, named) if named else "The plan"
    wanted = listed([f"“{title}”" for title in titles], 6)
    verb = "lack" if len(named) > 1 else "lacks"
    what = "the section" if len(titles) == 1 else "the sections"
    yield RULE.finding(
        context.plan,
        places[0],
        title=f"{who} {verb} {what} {wanted} of {whose(context.template)}",
        detail="A reader who knows the form looks for it and cannot tell whether it was forgotten.",
        recommendation=f"Add {wanted}, or say under that heading why there is nothing to say.",
        related=places[1:_MOST_PLACES],
        severity="minor" if context.template.learnt else None,
    )
