"""Markdown links and images in prose."""

import re
from collections.abc import Iterator

from planproof.core.plan import Reference
from planproof.sources.markdown.definitions import CODE_SPAN, Definitions
from planproof.sources.references import reference

_LINK = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{0,300})\]"
    r"\((?P<target><[^>\n]{1,500}>|[^()\s]{1,500}(?:\([^()\s]{0,100}\))?)"
    r"(?:\s+[\"'(][^\n]{0,200}?)?\)"
)


def links(line: str, written: str, at: tuple[str, int]) -> Iterator[Reference]:
    """Links and images of one line that hold their target, those in inline code left out.

    Takes the line as prose and as it is written, with the same columns; *at* is path and line.
    """
    text = CODE_SPAN.sub(lambda match: " " * len(match[0]), line) if "`" in line else line
    for match in _LINK.finditer(text):
        whole = written[match.start() : match.end()]
        yield reference("link", whole, match["target"].strip("<>"), at, "mentions")


def defined_links(
    line: str, written: str, at: tuple[str, int], definitions: Definitions
) -> Iterator[Reference]:
    """Links and images of one line that name a definition."""
    for use in definitions.uses(line):
        yield reference("link", written[use.start : use.end], use.target, at, "mentions")
