"""What a template says to its author: guidelines, and how many of something it wants."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planproof.core.document import Blocks
from planproof.core.template import Guideline, TemplateCount
from planproof.templates.words import ASIDE, PLACEHOLDER, title_words

_LONGEST = 500
_ASIDE = re.compile(r"^\W{0,8}(?P<label>[^:*\n]{3,30})[*_]{0,2}:[*_]{0,2}\s*(?P<text>\S.*)$")
_ITALIC = re.compile(r"^\s*(?:[-*+]\s+)?(?P<mark>[*_])(?![*_\s])(?P<text>[^*\n]{8,})(?P=mark)\s*$")
_BRACES = re.compile(
    r"^\s*(?:[-*+]\s+)?\((?P<text>(?:Describe|Explain|List|Name|State|Say|Write|Include|Give|Add"
    r"|Replace|Fill|Delete|Use|Keep|Summari[sz]e|Provide|Specify|Note)\b[^()\n]{4,})\)\s*$"
)
_LABEL = re.compile(r"^\s*(?:[-*+]\s+)?\*\*(?P<name>[^*\n]{2,60}?):?\*\*:?\s*(?P<text>.*)$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?P<text>\S.*)$")
_SAYS = re.compile(r"^[A-Z][\w'-]*(?:\W+[\w'-]+){4,}")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
_VALUES = {word: index for index, word in enumerate(_ONES[:10], 1)} | {"twelve": 12}
_N = rf"(?:\d{{1,3}}|{'|'.join(_ONES)})"
_NOUN = r"\s+(?P<noun>(?:[a-z][a-z-]*\s+){0,2}?[a-z][a-z-]*s|[a-z][a-z-]*)\b"
_COUNT = re.compile(
    rf"(?:\b(?P<low>{_N})\s*(?:-|\u2013|\u2014|to|or)\s*(?P<high>{_N})"
    rf"|\b(?:at least|a minimum of|minimum of|no fewer than|not fewer than)\s+(?P<least>{_N})"
    rf"|\b(?:at most|no more than|not more than|up to|a maximum of|maximum of)\s+(?P<most>{_N})"
    rf"|\b(?P<from>{_N})\s+or\s+more){_NOUN}(?!\s+(?:per|each|for each)\b)",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:every|each|any|per)\b", re.IGNORECASE)
"""Before a count: it is of something within the parts, not of the parts."""
_NOT_COUNTED = frozenset(
    (
        "character", "char", "day", "hour", "line", "minute", "month", "page", "paragraph",
        "percent", "second", "sentence", "time", "token", "week", "word", "year", "point",
        "reviewer", "people", "person", "per", "of", "in",
    )
)  # fmt: skip


@dataclass(slots=True)
class Advice:
    """The sentences of a template that are not part of the form."""

    usage: frozenset[int]
    """Lines of the parts that say how the template is used."""
    said: list[tuple[int, str]] = field(default_factory=list)
    """Line and text, in order of lines."""
    about: dict[int, str] = field(default_factory=dict)
    """By line, the title that a usage note names: `**Dependencies**:`."""
    visible: list[str] = field(default_factory=list)

    def placed(self, titles: Sequence[tuple[int, str]]) -> Iterator[Guideline]:
        """The guidelines, each with its section; *titles* are those of the headings, by line."""
        starts = [line for line, _ in titles]
        seen: set[tuple[str, str]] = set()
        for line, text in self.said:
            at = bisect_right(starts, line) - 1
            section = self.about.get(line) or (titles[at][1] if at >= 0 else "")
            if (text, section) not in seen:
                seen.add((text, section))
                yield Guideline(text=text, line=line, section=section)

    def counts(self, start: int, end: int, title: str) -> tuple[TemplateCount, ...]:
        """The counts that are stated on lines of a part, or in usage notes about its *title*."""
        found = [c for line, text in self.told(start, end, title) for c in _counts(line, text)]
        return tuple(found[:3])

    def told(self, start: int, end: int, title: str) -> Iterator[tuple[int, str]]:
        """What is said on lines of a part, or in usage notes about its *title*."""
        words = title_words(title)
        for line, text in self.said:
            if line not in self.usage:
                if start <= line < end:
                    yield line, text
            elif line in self.about and title_words(self.about[line]) == words:
                yield line, text


def advice_in(prose: Sequence[str], blocks: Blocks, usage: frozenset[int]) -> Advice:
    """Everything that a template says to its author.

    Comments, quotes, lines in italics, `(Describe ...)`, `Note: ...`, instructions in brackets,
    and what stands in the parts about its use.
    """
    found = Advice(usage)
    for comment in blocks.comments:
        for sentence in _sentences(comment.text):
            found.said.append((comment.line_start, sentence))
    quoted = {n for p in blocks.paragraphs if p.quoted for n in range(p.line_start, p.line_end + 1)}
    for number, line in enumerate(prose, 1):
        if not line.strip():
            continue
        if number in usage:
            _take_usage(found, number, line)
        else:
            _take(found, number, line, quoted=number in quoted)
    found.said.sort(key=lambda each: each[0])
    return found


def _take_usage(found: Advice, number: int, line: str) -> None:
    if line.lstrip().startswith("#") or not any(map(str.isalnum, line)):
        return
    label = _LABEL.match(line)
    item = _ITEM.match(line)
    before = next(reversed(found.about), None)
    if label is not None:
        found.about[number] = label["name"].strip()
        text = label["text"].strip()
    else:
        text = (item["text"] if item else line).strip()
        if item and before is not None:
            found.about[number] = found.about[before]
    if text:
        found.said.append((number, text[:_LONGEST]))
        found.visible.append(line.strip())


def _take(found: Advice, number: int, line: str, *, quoted: bool) -> None:
    text = _to_author(line, quoted=quoted)
    if text is not None:
        found.said += [(number, sentence) for sentence in _sentences(text)]
        found.visible.append(line.strip())
        return
    for match in PLACEHOLDER.finditer(line):
        inner = match[0].strip("[]{}<> ")
        if _SAYS.match(inner):
            found.said.append((number, inner[:_LONGEST]))


def _to_author(line: str, *, quoted: bool) -> str | None:
    if quoted:
        return line.lstrip("> \t").strip(" *_") or None
    if match := _ITALIC.match(line) or _BRACES.match(line):
        return match["text"].strip()
    match = _ASIDE.match(line)
    if match and ASIDE.match(match["label"].strip(" *_")) and not PLACEHOLDER.search(match["text"]):
        return match["text"].strip(" *_")
    return None


def _sentences(text: str) -> Iterator[str]:
    """The sentences of *text*, each on one line."""
    for part in re.split(r"(?<=[.!?])\s+(?=[A-Z])|\n\s*\n", text):
        line = " ".join(part.split())
        if len(line) > 3:
            yield line[:_LONGEST]


def _counts(line: int, text: str) -> Iterator[TemplateCount]:
    for match in _COUNT.finditer(text):
        words = title_words(match["noun"])
        if not words or words[-1] in _NOT_COUNTED or _EACH.search(text, 0, match.start()):
            continue
        low = _value(match["low"] or match["least"] or match["from"])
        high = _value(match["high"] or match["most"])
        if low is None or high is None or low <= high:
            yield TemplateCount(
                least=low, most=high, noun=match["noun"], text=match[0].strip(), line=line
            )


def _value(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdigit() else _VALUES[text.lower()]
