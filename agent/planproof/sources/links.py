"""Markdown links and images in prose."""

import re
from collections.abc import Iterator

from planproof.core.plan import Reference
from planproof.sources.references import reference

CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK = re.compile(
    r"(?<!\\)\[(?P<text>[^\[\]\n]{0,300})\]"
    r"\((?P<target><[^>\n]{1,500}>|[^()\s]{1,500}(?:\([^()\s]{0,100}\))?)"
    r"(?:\s+[\"'(][^\n]{0,200}?)?\)"
)


def links(line: str, path: str, number: int) -> Iterator[Reference]:
    """Links and images of one line, those in inline code left out."""
    text = CODE_SPAN.sub(lambda match: " " * len(match[0]), line) if "`" in line else line
    for match in _LINK.finditer(text):
        yield reference(
            "link",
            line[match.start() : match.end()],
            match["target"].strip("<>"),
            (path, number),
            "mentions",
        )
