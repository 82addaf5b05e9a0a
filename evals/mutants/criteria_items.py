"""Items of sections that say when work is done, for the mutators of criteria."""

import re
from collections.abc import Iterator

from evals.mutants.interface import Source
from evals.mutants.tools import ITEM, NOT_WORK, titles_above
from planproof.core.document import Document, ListItem

DONE = re.compile(r"verif|accept|success|done when|checklist|criteria|exit", re.IGNORECASE)


def criteria_items(source: Source) -> Iterator[tuple[Document, ListItem, str]]:
    """Items of one line in such sections, with the marks before their text."""
    for document in source.work:
        parts = [part for part in document.sections if part.role == "verification"]
        for item in document.blocks.items:
            above = titles_above(document, item.line_start)
            named = bool(above) and bool(DONE.search(above[0])) and not NOT_WORK.search(above[0])
            signed = any(re.search(r"sign.?off", title, re.IGNORECASE) for title in above)
            inside = any(p.line_start < item.line_start <= p.line_end for p in parts)
            match = ITEM.match(document.lines[item.line_start - 1])
            if (named or inside) and not signed and match and item.line_start == item.line_end:
                yield document, item, match[0]
