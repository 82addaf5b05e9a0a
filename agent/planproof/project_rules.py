"""Reading the rules that a project makes for itself: `AGENTS.md`, `CLAUDE.md`, a constitution."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from planproof.core.document import Blocks
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
_OF_ALL = re.compile(r"(?:every|each|all|any|nothing|nobody|none|no|neither)\b", re.IGNORECASE)
"""How a sentence begins that speaks of every case."""
_OF_RULES = re.compile(
    r"\b(?:rules?|conventions?|guidelines?|principles?|constraints?|polic(?:y|ies)|standards?"
    r"|requirements?|articles?|invariants?)\b",
    re.IGNORECASE,
)
"""In a title: what stands below it is meant as rules, in whatever words."""
_EXPLAINS = re.compile(r"\*{0,2}`[^`]{1,80}`\*{0,2}\s*(?:[:\u2013\u2014]|-\s)|[^.]{0,60}:$")
"""A name of code and what it is, or the lead of a list."""
_STRICT = re.compile(r"\b(?:must|never|always|only|do not|don't|forbidden)\b", re.IGNORECASE)
_LEAD = re.compile(r"[^.]{0,60}:\**")
_LEAD_OF_ALL = re.compile(
    r"(?P<lead>(?:you |we |agents? |please )?"
    r"(?:must(?: not)?|never|always|do not|don'?t|don'ts?|do|avoid"
    r"|forbidden|prohibited|required|not allowed|mandatory)(?: (?:do|use|be))?)"
    r"\s*(?:the following)?[\s:.!*]*",
    re.IGNORECASE,
)
"""A line that obliges or forbids what is listed below it."""
_LEAST_WORDS = 5
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
    blocks = parse_markdown(lines).blocks
    leads = dict(_leads(lines, blocks))
    items = {item.line_start for item in blocks.items}
    for line, text in _sentences(lines, blocks):
        lead = leads.get(line, "")
        titles = _titles(blocks, line) if line in items else ()
        if not _LEAD.fullmatch(text) and (lead or _is_rule(text, titles=titles)):
            names = _forbidden(f"{lead} {text}".strip())
            yield ProjectRule(number=1, path=file, line=line, text=text, lead=lead, forbidden=names)


def _leads(lines: tuple[str, ...], blocks: Blocks) -> Iterator[tuple[int, str]]:
    """By line of an item, the words above its list that oblige or forbid all of it."""
    starts = {item.line_start for item in blocks.items}
    inside = {n for item in blocks.items for n in range(item.line_start, item.line_end + 1)}
    lead = ""
    for number, line in enumerate(lines, 1):
        bare = " ".join(line.strip().strip("#>-* ").split())
        if number in starts and not line[:1].isspace() and lead:
            yield number, lead
        if number not in inside and bare:
            found = _LEAD_OF_ALL.fullmatch(bare)
            lead = found["lead"] if found else ""


def _is_rule(text: str, *, titles: Iterable[str]) -> bool:
    """True for a sentence that obliges; below a title that speaks of rules, for any sentence."""
    if _EXPLAINS.match(text):
        return bool(_STRICT.search(text)) and not text.endswith(":")
    if _OBLIGES.search(text) or _OF_ALL.match(text):
        return True
    short = len(text.split()) < _LEAST_WORDS
    return not short and any(map(_OF_RULES.search, titles))


def _titles(blocks: Blocks, line: int) -> list[str]:
    """The headings that a line stands below, innermost first."""
    found: list[str] = []
    level = 7
    for heading in reversed(blocks.headings):
        if heading.line_start < line and heading.level < level:
            found.append(heading.text)
            level = heading.level
    return found


def _sentences(lines: tuple[str, ...], blocks: Blocks) -> list[tuple[int, str]]:
    """First line and text of each list item and paragraph outside fences and tables."""
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
