"""Fields and tables of one part of a template."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planproof.core.document import Blocks
from planproof.core.template import TemplateField, TemplateTable
from planproof.templates.words import (
    ASIDE,
    OPTIONAL,
    fixed_words,
    has_placeholder,
    title_words,
    without_notes,
)

_MARK = r"^[ \t]{0,16}(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?"
_BOLD = re.compile(
    _MARK
    + r"\*\*(?P<name>[^*\n]{1,80}?)(?::[ \t]*\*\*|\*\*[ \t]*(?P<note>\([^()\n]{1,60}\))?[ \t]*:)"
    r"(?P<value>.*)$"
)
_PLAIN = re.compile(_MARK + r"(?P<name>[^\W\d_][\w /&'()-]{0,50}):(?P<value>(?:[ \t].*)?)$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]")
_FEWEST_COLUMNS = 2
_ID = re.compile(r"[A-Z]{1,5}-?\d{0,4}|\d+")
"""The id of an item is no label: `O-1: [objective]`."""


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a part before its first heading."""

    fields: tuple[TemplateField, ...]
    tables: tuple[TemplateTable, ...]


def content_of(prose: Sequence[str], blocks: Blocks, lines: Sequence[int]) -> Content:
    """The fields and tables on some *lines* of a template (from 1, in order)."""
    own = frozenset(lines)
    tables = [
        TemplateTable(columns=columns, line=table.line_start)
        for table in blocks.tables
        if table.line_start in own and len(columns := _columns(table.header)) >= _FEWEST_COLUMNS
    ]
    return Content(fields_in(prose, lines), tuple(tables))


def _columns(header: Iterable[str]) -> tuple[str, ...]:
    """Column heads that a plan must have; optional ones and placeholders are none."""
    return tuple(
        name
        for cell in header
        if (name := without_notes(cell)) and not has_placeholder(cell) and not OPTIONAL.search(cell)
    )


def fields_in(prose: Sequence[str], lines: Sequence[int]) -> tuple[TemplateField, ...]:
    """Labels with something to be filled in, once each."""
    found: dict[tuple[str, ...], TemplateField] = {}
    for line, name, value, following in _labels(prose, lines):
        words = title_words(name)
        if (
            not fixed_words(name)
            or has_placeholder(name)
            or ASIDE.match(name)
            or _ID.fullmatch(name)
        ):
            continue
        if has_placeholder(value) or (not value.strip(" .") and has_placeholder(following)):
            required = not OPTIONAL.search(prose[line - 1][:500])
            found.setdefault(
                words, TemplateField(name=without_notes(name), required=required, line=line)
            )
    return tuple(found.values())


def _labels(prose: Sequence[str], lines: Sequence[int]) -> Iterator[tuple[int, str, str, str]]:
    """Line, name, value and the next line with text, of what looks like a label."""
    deeper: int | None = None
    for index, number in enumerate(lines):
        text = prose[number - 1]
        match = _BOLD.match(text) or _PLAIN.match(text)
        indent, in_list = _indent(text)
        if text.strip() and (deeper is None or not in_list or indent < deeper):
            # `**Files:**` and a list: its items are the value, whatever labels they bear.
            empty = match is not None and not match["value"].strip()
            deeper = (indent + 1 if in_list else 0) if empty else None
        elif in_list:
            continue
        if match is None:
            continue
        rest = (prose[n - 1] for n in lines[index + 1 : index + 4])
        following = next((line for line in rest if line.strip()), "")
        yield number, match["name"].strip(), match["value"], following


def _indent(text: str) -> tuple[int, bool]:
    """How far a line is indented, and whether it is an item of a list."""
    rest = text.lstrip(" \t")
    return len(text) - len(rest), _ITEM.match(rest) is not None
