"""From a Markdown text to a template."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from planproof.core.document import Blocks, Heading
from planproof.core.template import Template, TemplateSection
from planproof.sources.markdown.parse import parse_markdown
from planproof.sources.units.labels import unit_label
from planproof.templates.content import content_of, fields_in
from planproof.templates.guidelines import Advice, advice_in
from planproof.templates.words import (
    OPTIONAL,
    PLACEHOLDER,
    USAGE,
    fixed_words,
    has_placeholder,
    title_words,
    without_notes,
)

_MAX_LINE = 2_000
_MAX_PARTS = 1_000
"""Headings and placeholders that are looked at; no form has as many."""
_NUMBERED = re.compile(r"\b(?:\d+|[A-Z]|[IVX]{1,4})\s*[:.)\u2013\u2014-]")


@dataclass(slots=True)
class _Part:
    """A heading of the template with the lines down to the next one."""

    heading: Heading
    start: int
    """First line below the heading."""
    end: int
    """Line of the next heading."""
    below: list["_Part"] = field(default_factory=list)


def read_template(name: str, path: str, lines: Sequence[str]) -> Template:
    """The template in the *lines* of a Markdown text; any text gives one.

    *name* is what reports call it, *path* where it was read from.
    """
    parsed = parse_markdown(lines)
    prose = [line[:_MAX_LINE] for line in parsed.prose]
    blocks = parsed.blocks
    headings = [h for h in blocks.headings if h.style in ("atx", "setext")][:_MAX_PARTS]
    titles = {h.line_start for h in headings if _is_title(h, headings)}
    usage = _usage_lines(headings, len(prose))
    parts = _parts([h for h in headings if h.line_start not in usage], len(prose))
    advice = advice_in(prose, blocks, usage)
    top = _without_titles(parts, titles)
    first = min((part.heading.line_start for part in top), default=len(prose) + 1)
    head = [n for n in range(1, first) if n not in usage]
    return Template(
        name=name,
        path=path,
        sections=_sections(top, prose, blocks, advice),
        fields=fields_in(prose, head),
        guidelines=tuple(advice.placed([*_titles_by_line(headings, usage)])),
        guidance=tuple(dict.fromkeys(advice.visible)),
        placeholders=_placeholders(prose, usage),
    )


def _is_title(heading: Heading, headings: Sequence[Heading]) -> bool:
    """True for the title of the document, which is no section of it."""
    if heading.level > 1 or unit_label(_filled(heading.text)) is not None:
        return False
    deeper = any(h.level > 1 for h in headings)
    return deeper and (
        heading is headings[0]
        or has_placeholder(heading.text)
        or "template" in heading.text.lower()
    )


def _usage_lines(headings: Sequence[Heading], last: int) -> frozenset[int]:
    """Lines of the parts that say how the template is used."""
    found: set[int] = set()
    for index, heading in enumerate(headings):
        if heading.level > 1 and USAGE.search(heading.text[:200]):
            after = (h.line_start for h in headings[index + 1 :] if h.level <= heading.level)
            found.update(range(heading.line_start, next(after, last + 1)))
    return frozenset(found)


def _parts(headings: Sequence[Heading], last: int) -> list[_Part]:
    """The outermost parts, each with those below it."""
    ends = [*(h.line_start for h in headings[1:]), last + 1]
    outer: list[_Part] = []
    open_: list[_Part] = []
    for heading, end in zip(headings, ends, strict=False):
        part = _Part(heading, heading.line_end + 1, end)
        while open_ and open_[-1].heading.level >= heading.level:
            open_.pop()
        (open_[-1].below if open_ else outer).append(part)
        open_.append(part)
    return outer


def _without_titles(parts: Iterable[_Part], titles: set[int]) -> list[_Part]:
    found: list[_Part] = []
    for part in parts:
        found += part.below if part.heading.line_start in titles else [part]
    return found


def _sections(
    parts: Iterable[_Part], prose: Sequence[str], blocks: Blocks, advice: Advice
) -> tuple[TemplateSection, ...]:
    """Sections of sibling parts; those of one pattern (`Task 1: [..]`, `Task 2: [..]`) are one."""
    found: dict[tuple[str, ...], TemplateSection] = {}
    for part in parts:
        section = _section(part, prose, blocks, advice)
        key = _pattern(section)
        known = found.get(key)
        found[key] = section if known is None else _joined(known, section)
    return tuple(found.values())


def _section(part: _Part, prose: Sequence[str], blocks: Blocks, advice: Advice) -> TemplateSection:
    title = part.heading.text
    own = [n for n in range(part.start, part.end) if n not in advice.usage]
    content = content_of(prose, blocks, own)
    said = [title, *(text for _, text in advice.told(part.start, part.end, title))]
    section = TemplateSection(
        title=without_notes(title) or title,
        level=part.heading.level,
        line=part.heading.line_start,
        repeated=_is_repeated(title),
        required=bool(fixed_words(title))
        and not any(OPTIONAL.search(text[:500]) for text in said[:3]),
        fields=content.fields,
        tables=content.tables,
        counts=advice.counts(part.start, part.end, title),
    )
    parts = _sections(part.below, prose, blocks, advice)
    return section.model_copy(update={"parts": parts})


def _is_repeated(title: str) -> bool:
    return has_placeholder(title) or unit_label(title) is not None


def _pattern(section: TemplateSection) -> tuple[str, ...]:
    """Equal for the titles of parts that differ in their numbers and placeholders only."""
    if not section.repeated:
        return ("=", *title_words(section.title))
    label = unit_label(_filled(section.title))
    return ("unit", label.family) if label else ("~", *fixed_words(section.title))


def _filled(title: str) -> str:
    """*title* as it may read in a plan: `Phase {N}: [Name]` is `Phase 1: Name`."""
    first = PLACEHOLDER.sub("1", title, count=1) if not _NUMBERED.search(title) else title
    return PLACEHOLDER.sub("Name", first)


def _joined(one: TemplateSection, other: TemplateSection) -> TemplateSection:
    """Both as one: what only one of them has is not required, unless the other is but a title."""
    if not (other.fields or other.tables or other.parts):
        return one
    names = {title_words(each.name) for each in other.fields}
    patterns = {_pattern(part) for part in other.parts}
    columns = {table.columns for table in other.tables}
    optional = {"required": False}
    fields = tuple(
        each if title_words(each.name) in names else each.model_copy(update=optional)
        for each in one.fields
    )
    parts = tuple(
        part if _pattern(part) in patterns else part.model_copy(update=optional)
        for part in one.parts
    )
    tables = tuple(table for table in one.tables if table.columns in columns)
    required = one.required or other.required
    update = {"fields": fields, "parts": parts, "tables": tables, "required": required}
    return one.model_copy(update=update)


def _titles_by_line(
    headings: Iterable[Heading], usage: frozenset[int]
) -> Iterable[tuple[int, str]]:
    for heading in headings:
        if heading.line_start in usage:
            yield heading.line_start, ""
        else:
            yield heading.line_start, without_notes(heading.text)


def _placeholders(prose: Sequence[str], usage: frozenset[int]) -> tuple[str, ...]:
    """Every placeholder that could stand in a plan by oversight only, once."""
    found: dict[str, None] = {}
    for number, line in enumerate(prose, 1):
        if number in usage:
            continue
        for match in PLACEHOLDER.finditer(line):
            text = match[0]
            if text[0] == "{" or (len(text) > 5 and text[0] in "[<" and " " in text):
                found[text] = None
    return tuple(found)[:_MAX_PARTS]
