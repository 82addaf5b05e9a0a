"""A part of the plan lacks a field that its template asks for.

## What it does

Runs with `--template`. For each part of the plan that stands for a section of the template, looks
for the labels that the section has there (`**Owner:** [name]`). A heading, a label in a list, a
column of a table and another name for the same field count. It is major in a section that the
template repeats, such as a phase or a task, and minor elsewhere. Optional fields may be missing.

## Why is this bad?

The template asks for the value in every plan. Where it is missing, somebody asks for it later, or
nobody does.

## Example

    ### Phase B: Build
    - **Entrance:** ...

where the template has `**Exit:** [What holds when it is done]` too.

## Use instead

The field, with `none` where there is nothing to say.
"""

import re
from collections.abc import Iterator, Sequence

from planproof.checks._template import laid_over, names_of, whose
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.template import TemplateField
from planproof.sources.vocabulary import section_role, vocabulary
from planproof.templates.match import Part, place_of
from planproof.templates.words import title_words
from planproof.words import listed

RULE = Rule(
    id="template-field-missing",
    category="structure",
    severity="major",
    summary="A part of the plan lacks a field of its template",
    goal="Every part has the fields of the template",
)
_MOST_PLACES = 12
_LABEL = re.compile(
    r"^[ \t>]{0,16}(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?[*_]{0,3}"
    r"(?P<name>[^:*\n|]{1,80}?)[*_]{0,3}(?:[ \t]*\([^()\n]{1,60}\))?[*_]{0,3}[:：]"
)
_MAX_LINE = 2_000


def check(context: Context) -> Iterator[Finding]:
    """One finding for the parts that lack the same fields."""
    template = context.template
    if template is None:
        return
    groups: dict[tuple[object, ...], list[Part]] = {}
    laid = laid_over(context)
    for section in template.walk():
        for part in laid.sure(section) if section.fields else ():
            lacking = _lacking(context.plan, section.fields, part)
            if lacking:
                groups.setdefault((section.repeated, section.line, *lacking), []).append(part)
    for (repeated, _, *names), parts in groups.items():
        yield from _finding(context, [str(n) for n in names], parts, repeated=bool(repeated))
    yield from _above(context, template.fields)


def _above(context: Context, fields: Sequence[TemplateField]) -> Iterator[Finding]:
    """Fields that stand above the first section of the template may stand anywhere."""
    if not fields:
        return
    documents = context.plan.work_documents() or context.plan.documents
    wholes = [Part("", d.path, 1, 1, max(1, len(d.lines))) for d in documents]
    lacking = [
        field.name
        for field in fields
        if all(_lacking(context.plan, (field,), whole) for whole in wholes)
    ]
    if lacking:
        yield from _finding(context, lacking, [None], repeated=False)


def _finding(
    context: Context, missing: Sequence[str], parts: Sequence[Part | None], *, repeated: bool
) -> Iterator[Finding]:
    places = [at for part in parts if (at := place_of(part, context.plan)) is not None]
    if context.template is None or not places:
        return
    named = [part for part in parts if part is not None]
    who = names_of(context.plan, named) if named else "The plan"
    verb = "lack" if len(named) > 1 else "lacks"
    wanted = listed([f"“{name}”" for name in missing], 6)
    noun = "field" if len(missing) == 1 else "fields"
    yield RULE.finding(
        context.plan,
        places[0],
        title=f"{who} {verb} the {noun} {wanted} of {whose(context.template)}",
        detail="The form asks for it everywhere; a reader cannot tell whether it was forgotten.",
        recommendation=f"Add {wanted}, with “none” where there is nothing to say.",
        related=places[1:_MOST_PLACES],
        severity="major" if repeated and not context.template.learnt else "minor",
    )


def _lacking(plan: Plan, fields: Sequence[TemplateField], part: Part) -> list[str]:
    """Names of the required *fields* that *part* does not have in any form."""
    known = _labels(plan, part)
    return [f.name for f in fields if f.required and not _forms(f.name) & known]


def _labels(plan: Plan, part: Part) -> frozenset[object]:
    document = plan.document(part.path)
    found: set[object] = set()
    for line in document.prose[part.start - 1 : part.end]:
        if match := _LABEL.match(line[:_MAX_LINE]):
            found |= _forms(match["name"])
    for section in document.sections:
        if part.start <= section.line_start <= part.end:
            found |= _forms(section.title)
    for table in document.blocks.tables:
        if part.start <= table.line_start <= part.end:
            for cell in (*table.header, *(row.cells[0] for row in table.rows if row.cells)):
                found |= _forms(cell)
    if part.node is not None:
        found.update(part.node.roles)
        for field in part.node.fields:
            found |= _forms(field.name)
    return frozenset(found)


def _forms(name: str) -> frozenset[object]:
    """A label's words, and the field or the section role that it stands for."""
    forms: set[object] = {title_words(name)}
    meaning = vocabulary().field(name) or section_role(name)
    if meaning is not None:
        forms.add(meaning)
    return frozenset(forms)
