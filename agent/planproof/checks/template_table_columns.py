"""A table lacks columns that it has in the template.

## What it does

Runs with `--template`. For each table of the template, looks for the table of the plan that
stands in the same section and has most of its columns, and reports the columns that are missing.
Names are compared leniently: `Owner` and `Owner/Role` are one. When the section has no such
table, but gives the same values as labels (`Owner: ...`), nothing is reported.

## Why is this bad?

Each column is a question that somebody asked of every row. A table without it leaves the answer
to whoever carries out the plan.

## Example

    | Task ID | Description | Owner |

where the template has `Prerequisites` and `Source` too.

## Use instead

The columns of the template, with `none` where a row has nothing to say.
"""

import re
from collections.abc import Iterator, Sequence

from planproof.checks._template import documents_of, laid_over, name_of_part
from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.document import Document, Table
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.template import TemplateSection, TemplateTable
from planproof.sources.vocabulary import section_role, vocabulary
from planproof.templates.match import Part
from planproof.templates.words import title_words
from planproof.words import listed

RULE = Rule(
    id="template-table-columns",
    category="structure",
    severity="major",
    summary="A table lacks columns of the template's table",
    goal="The tables have the columns of the template",
)
_ENOUGH = 0.5
_SPLIT = re.compile(r"\s*(?:/|&|\bor\b|\band\b|\(|\))\s*")


def check(context: Context) -> Iterator[Finding]:
    """One finding for each table, or section without one, that lacks columns."""
    if context.template is None or context.template.learnt:
        return
    laid = laid_over(context)
    for section in context.template.walk():
        for table in section.tables:
            for part in laid.sure(section):
                yield from _compare(context, section, table, part)


def _compare(
    context: Context, section: TemplateSection, wanted: TemplateTable, part: Part
) -> Iterator[Finding]:
    document = context.plan.document(part.path)
    tables = [t for t in document.blocks.tables if part.holds(part.path, t.line_start)]
    best = max(tables, key=lambda t: _overlap(wanted, t), default=None)
    if best is not None and _overlap(wanted, best):
        missing = [name for name in wanted.columns if not _has(best.header, name)]
        if missing:
            at = Location(path=part.path, line_start=best.line_start, line_end=best.line_start)
            yield _finding(context, part, at, missing, "The table")
    elif not _elsewhere(context.plan, section, wanted) and not _as_labels(document, wanted, part):
        at = Location(path=part.path, line_start=part.line, line_end=part.line)
        yield _finding(context, part, at, list(wanted.columns), None)


def _finding(
    context: Context, part: Part, at: Location, missing: Sequence[str], table: str | None
) -> Finding:
    name = context.template.name if context.template else ""
    columns = listed([f"“{each}”" for each in missing], 8)
    where = name_of_part(context.plan, part)
    noun = "column" if len(missing) == 1 else "columns"
    if table is None:
        title = f"{where} has no table with the {noun} {columns} of the template {name}"
    else:
        title = f"The table in {where} lacks the {noun} {columns} of the template {name}"
    return RULE.finding(
        context.plan,
        at,
        title=title,
        detail="What the missing values would say is left to whoever carries out the plan.",
        recommendation=f"Add the {noun} {columns}; write “none” where a row has nothing to say.",
    )


def _overlap(wanted: TemplateTable, table: Table) -> int:
    return sum(_has(table.header, name) for name in wanted.columns)


def _has(header: Sequence[str], name: str) -> bool:
    forms = _forms(name)
    return any(forms & _forms(cell) for cell in header)


def _forms(name: str) -> frozenset[object]:
    """What a column head may be called: its words, each of its halves, its field or role."""
    forms: set[object] = {title_words(name)}
    forms.update(words for half in _SPLIT.split(name) if (words := title_words(half)))
    meaning = vocabulary().field(name) or section_role(name)
    if meaning is not None:
        forms.add(meaning)
    return frozenset(forms)


def _elsewhere(plan: Plan, section: TemplateSection, wanted: TemplateTable) -> bool:
    """True when another part of the plan has the table, for a section that stands once."""
    if section.repeated:
        return False
    return any(
        _overlap(wanted, table) == len(wanted.columns)
        for document in documents_of(plan)
        for table in document.blocks.tables
    )


def _as_labels(document: Document, wanted: TemplateTable, part: Part) -> bool:
    """True when at least half of the columns are labels of the section."""
    titles = [s.title for s in document.sections if part.holds(part.path, s.line_start)]
    return sum(_has(titles, name) for name in wanted.columns) >= _ENOUGH * len(wanted.columns)
