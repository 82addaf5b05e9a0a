"""Reading the rules that a project makes for itself: `AGENTS.md`, `CLAUDE.md`, a constitution."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from planproof.core.project_rule import ProjectRule
from planproof.errors import ConfigError
from planproof.sources.files.text_file import decode
from planproof.sources.markdown.parse import parse_markdown

MAX_BYTES = 200_000
MOST = 120
"""Rules that are read; what comes after them is named in no request."""
_LONGEST = 400
_OBLIGES = re.compile(
    r"\b(?:must|never|always|shall|should|do not|don't|may not|only|required?|forbidden|prohibited"
    r"|no|avoid|use|prefer|keep|write|run|ensure)\b",
    re.IGNORECASE,
)
_CODE = r"`(?P<{}>[^`\s]{{2,40}})`"
_FORBIDS = re.compile(
    r"\b(?:never|do not|don't|must not|may not)\s+(?:use|run|call|import|install|add|introduce)\s+"
    + _CODE.format("one")
    + r"(?:\s*(?:,|or|nor)\s*`(?P<two>[^`\s]{2,40})`)?"
    r"(?=\s*(?:[.;,:)!]|$|\s[-\u2013\u2014]|instead|\bfor\b))",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:use|run|prefer)\s+`[^`]{1,40}`\s*[,(]?\s*(?:and\s+)?"
    r"(?:not|never|instead of|rather than)\s+" + _CODE.format("one"),
    re.IGNORECASE,
)
_UNLESS = re.compile(
    r"\b(?:unless|except|outside|inside|without|in (?:the )?\w+|when|if)\b", re.IGNORECASE
)


def read_rules(files: Iterable[str]) -> tuple[ProjectRule, ...]:
    """The rules in the list items and short paragraphs of *files*, in order.

    Raises:
        ConfigError: a file cannot be read, or is larger than 200 kB.
    """
    found = [rule for file in files for rule in _rules(file)][:MOST]
    return tuple(rule.model_copy(update={"number": number}) for number, rule in enumerate(found, 1))


def _rules(file: str) -> Iterator[ProjectRule]:
    path = Path(file)
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(
            f"cannot read the rules {file!r}: {(cause or str(error)).lower()}; "
            "name a Markdown file, such as AGENTS.md"
        ) from error
    if len(data) > MAX_BYTES:
        raise ConfigError(
            f"the rules {file!r} have more than {MAX_BYTES:,} bytes; name a shorter file"
        )
    lines = tuple(decode(data).lines)
    for line, text in _sentences(lines):
        if _OBLIGES.search(text):
            yield ProjectRule(number=1, path=file, line=line, text=text, forbidden=_forbidden(text))


def _sentences(lines: tuple[str, ...]) -> list[tuple[int, str]]:
    """First line and text of each list item and paragraph outside fences and tables."""
    blocks = parse_markdown(lines).blocks
    inside = {n for item in blocks.items for n in range(item.line_start, item.line_end + 1)}
    found = [(item.line_start, item.text) for item in blocks.items]
    found += [
        (block.line_start, " ".join(lines[block.line_start - 1 : block.line_end]))
        for block in blocks.paragraphs
        if block.line_start not in inside
    ]
    plain = ((line, " ".join(text.split())[:_LONGEST]) for line, text in sorted(found))
    return [(line, text) for line, text in plain if text]


def _forbidden(text: str) -> tuple[str, ...]:
    """The names that a rule forbids everywhere; none where it makes an exception."""
    if _UNLESS.search(text):
        return ()
    names = [
        name
        for pattern in (_FORBIDS, _INSTEAD)
        for match in pattern.finditer(text)
        for name in match.groups()
        if name
    ]
    return tuple(dict.fromkeys(names))
