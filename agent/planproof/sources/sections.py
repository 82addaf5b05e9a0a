"""Titled parts of a document: headings, bold labels and fields, each with its role."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal

from planproof.core.document import Blocks, Heading, Section
from planproof.sources.vocabulary import plain_title, section_role, vocabulary

_Style = Literal["label", "field"]
LABEL_LEVEL = 7
_MARK = r"^[ \t]{0,16}(?:>[ \t]?)*(?P<list>(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?"
_LABEL = re.compile(
    _MARK + r"(?:\*\*|__)(?P<title>[^*\n]{1,60}?)(?:[:：][ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*[:：])"
    r"[ \t]*(?P<value>.*)$"
)
_BOLD_ALONE = re.compile(_MARK + r"(?:\*\*|__)(?P<title>[^*\n]{1,60})(?:\*\*|__)[ \t]*(?P<value>)$")
_FIELD = re.compile(
    r"^[ \t]{0,16}(?:>[ \t]?)*(?P<list>[-*+][ \t]+)?-{0,3}(?P<open>[_*]{1,3})?"
    r"(?P<title>[^\W\d_][^:：*`\[\]|.,;]{0,30})(?P<close>[*_]{1,2}(?=[:：]))?"
    r"[:：](?P<behind>[*_]{1,2})?[ \t]*"
    r"(?P<value>.*?)(?(close)|(?(behind)|(?(open)[_*]{0,2}|_{0,2})))[ \t]*$"
)
_MAX_LINE = 2_000
"""Longer lines are never labels; guards the patterns."""


def find_sections(
    lines: Sequence[str], prose: Sequence[str], blocks: Blocks
) -> tuple[Section, ...]:
    """All sections of a document, in order of lines.

    Takes its lines, the prose lines (code and comments blanked) and its blocks. Headings always
    make a section; labels inside lists and plain `Field: value` lines only when the vocabulary
    knows them, because prose is full of colons.
    """
    starts = list(_labels(prose))
    labels = [start for start, *_ in starts]
    headings = [h for h in blocks.headings if h.style != "bold" or h.line_start not in set(labels)]
    boundaries = sorted({h.line_start for h in headings} | set(labels))
    items = {item.line_start: item.line_end for item in blocks.items}
    sections = [
        Section.model_construct(
            title=heading.text,
            role=section_role(heading.text),
            style="heading",
            level=heading.level,
            line_start=heading.line_start,
            line_end=_trimmed(lines, heading.line_end, end),
            value="",
        )
        for heading, end in zip(headings, _heading_ends(headings, len(lines)), strict=True)
    ]
    for line, title, value, in_list, style in starts:
        after = bisect_right(boundaries, line)
        end = boundaries[after] - 1 if after < len(boundaries) else len(lines)
        if in_list or style == "field":
            end = min(end, items.get(line, line if style == "field" else end))
        sections.append(
            Section.model_construct(
                title=title,
                role=section_role(title),
                style=style,
                level=LABEL_LEVEL,
                line_start=line,
                line_end=_trimmed(lines, line, end),
                value=value,
            )
        )
    return tuple(sorted(sections, key=lambda section: (section.line_start, section.level)))


def _labels(prose: Sequence[str]) -> Iterator[tuple[int, str, str, bool, _Style]]:
    """Line, title, value, whether it is a list item, and style of each label."""
    for number, line in enumerate(prose, 1):
        if not line or len(line) > _MAX_LINE:
            continue
        if "**" in line or "__" in line:
            match = _LABEL.match(line) or _BOLD_ALONE.match(line)
            style: _Style = "label"
        elif ":" in line or "：" in line:
            match, style = _FIELD.match(line), "field"
        else:
            continue
        if match is None:
            continue
        title, in_list = match["title"].strip(), bool(match["list"])
        if (style == "field" or in_list) and not _known(title, exact=style == "field"):
            continue
        yield number, title, match["value"].strip(), in_list, style


def _known(title: str, *, exact: bool) -> bool:
    words = vocabulary()
    plain = plain_title(title)
    if plain in words.fields or plain in words.roles:
        return True
    return not exact and section_role(title) is not None


def _heading_ends(headings: Sequence[Heading], last: int) -> list[int]:
    ends = [last] * len(headings)
    open_: list[int] = []
    for index, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = heading.line_start - 1
        open_.append(index)
    return ends


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    """*end* moved up over blank lines and thematic breaks, never above *start*."""
    while end > start and lines[end - 1].strip() in ("", "---", "***", "___"):
        end -= 1
    return end


def sections_by_line(sections: Sequence[Section], count: int) -> list[Section | None]:
    """Innermost section of each line; index 0 is unused, so that line n is at n."""
    found: list[Section | None] = [None] * (count + 1)
    for section in sections:
        found[section.line_start : section.line_end + 1] = [section] * (
            section.line_end - section.line_start + 1
        )
    return found


def has_content(section: Section, lines: Sequence[str]) -> bool:
    """True when the section holds more than its title and white space."""
    if section.value:
        return True
    return any(line.strip() for line in lines[section.line_start : section.line_end])
