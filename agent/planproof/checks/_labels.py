"""What the labels of lists and the titles of sections say of the files below them."""

import re
from typing import Literal

from planproof.core.document import Document
from planproof.core.plan import FileMention, Phase, Task

Kind = Literal[
    "create", "modify", "rewrite", "delete", "rename", "read", "write", "become", "run", "mention"
]  # fmt: skip
"""`write` may create the file or change it; `become`: another file is copied to it, or replaced by
it; `mention` says nothing of it."""
WORDS: dict[str, Kind] = {
    "create": "create", "created": "create", "new": "create", "delete": "delete", "read": "read",
    "deleted": "delete", "remove": "delete", "removed": "delete", "rewrite": "rewrite",
    "rewritten": "rewrite",
}  # fmt: skip
LABEL = re.compile(
    r"\W{0,6}(?:(?:existing\s+)?files?\s+(?:to\s+(?:be\s+)?)?)?(?P<word>create|created|new|modify"
    r"|change|changed|modified|update|updated|edit|edited|delete|deleted|remove|removed|rewrite|read|extend)"
    r"(?:\s+(?:the\s+following\s+)?files?)?\W{0,6}",
    re.IGNORECASE,
)
MARKED = re.compile(r"\s*(?:[-*+|]|\d{1,3}[.)])")
_MOST_LISTED = 60
"""How far above a line in a list its label is looked for."""


def listed(document: Document, line: int) -> Kind | None:
    """The label of the list item in which the line is nested."""
    outer = [i for i in document.blocks.items if i.line_start < line <= i.line_end]
    found = LABEL.fullmatch(outer[-1].text[:80]) if outer else None
    return WORDS.get(found["word"].lower(), "modify") if found else None


def below(document: Document, number: int) -> Kind | None:
    """The paragraph over a list, such as `Modify:`."""
    for line in reversed(document.prose[max(number - _MOST_LISTED, 0) : number - 1]):
        text = line.strip()
        if text and not line[0].isspace() and not MARKED.match(line):
            marked = text.startswith(("#", "*", "_")) or text.rstrip("*_ ").endswith((":", "："))
            found = LABEL.fullmatch(text[:80]) if marked else None
            return WORDS.get(found["word"].lower(), "modify") if found else None
    return None


def sectioned(node: Phase | Task, mention: FileMention) -> Kind | None:
    """The innermost section's title, such as `Files to delete`."""
    for section in reversed(node.sections):
        if section.line_start <= mention.line_start <= section.line_end:
            found = LABEL.fullmatch(section.title[:80])
            return WORDS.get(found["word"].lower(), "modify") if found else None
    return None


def made_by_list(document: Document, node: Phase | Task, mention: FileMention) -> bool:
    """True where the label of a list says that it names new files."""
    label = listed(document, mention.line_start) or sectioned(node, mention)
    return label == "create" and not mention.exists
