"""Words that tell what a text is about, for comparing two places of a plan."""

import re
from collections.abc import Iterator

from planproof.core.document import Document

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_COMMON = frozenset(
    """
    the and for with from this that will are was were has have had not but all any can may into
    onto over under per via its our your their then than when where which while who how why what
    use uses used using make makes made need needs needed add adds added create creates created
    creating update updates updated build builds built implement implements implemented done
    implementation phase phases task tasks step steps plan stage milestone week later after before
    next previous first last now here there also only just each every both more most other such
    should must would could might does did being been see later part parts based provide provided
    set setup run runs new old same file files code work works item items section sections full
    complete completed basic advanced initial final current existing content data
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)


def distinctive_words(text: str) -> frozenset[str]:
    """Words of *text* in lower case, without those that any plan is full of."""
    found = {word.lower() for word in _WORD.findall(text)}
    return frozenset(word for word in found if word not in _COMMON)


def stems(words: frozenset[str]) -> frozenset[str]:
    """The words cut to their first four letters, so that "deploy" meets "deployment"."""
    return frozenset(word[:4] for word in words)


def without_code(line: str) -> str:
    """The line with inline code blanked: what stands there is quoted, not said."""
    return re.sub(r"`[^`]*`", lambda match: " " * len(match[0]), line) if "`" in line else line


def text_at(document: Document, line: int) -> str:
    """A line as readers of words want it: as prose, or as it is where it is code or data."""
    return document.prose[line - 1] or document.lines[line - 1]


def texts_at(document: Document, line_start: int, line_end: int) -> Iterator[str]:
    """The same for a run of lines (from 1, inclusive)."""
    prose, lines = (each[line_start - 1 : line_end] for each in (document.prose, document.lines))
    return (text or line for text, line in zip(prose, lines, strict=True))
