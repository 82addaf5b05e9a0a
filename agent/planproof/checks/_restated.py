"""Sentences that a plan says twice, the second time with another number."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planproof.checks._quantities import Amount, amounts
from planproof.core.document import Document

_FEWEST = 4
"""Words that two sentences share, when one of them is code."""
_FEWEST_SAME, _SHORTEST = 3, 6
"""Words that tell something, and words in all, of a sentence that is said again as it is."""
_MANY = 7
"""Words from which on one of them may be another."""
_MOST_MORE = 3
_MOST_ALIKE = 50
"""Sentences with one word, above which the word tells nothing about what is measured."""
_LONGEST = 1_200
_MOST_LINES = 12
_MARK = re.compile(r"^[\s>]*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?|^\s*#+\s")
_LEAD = re.compile(r"^[*_\s]{0,4}[A-Z]{1,6}-?\d[\w.-]{0,8}[*_]{0,3}\s*[:.)–—-][*_]{0,3}\s")
_NOTE = re.compile(r"\([^()]{0,60}\b(?:[Pp]hase|[Tt]ask|[A-Z]{1,5}-?\d)[^()]{0,60}\)")
_SENTENCE = re.compile(r"(?<=[.!?;。])\s+(?=[^\s\d])")
_WORD = re.compile(r"[A-Za-z](?:[\w'-]*\w)?|\d[\d,.]*\w*")
_CODE = re.compile(r"`([^`\n]{3,80})`")
_SMALL = frozenset(
    """
    the a an and or of to in on at by for from with is are be it its this that than then as not no
    after before under over within up most least less more about every must should shall will can
    may has have had ms seconds second minutes minute hours hour days day weeks week months percent
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_APART = re.compile(
    r"→|->|⇒|~|\b(?:e\.g|examples?|instead of|previous(?:ly)?|formerly|old|was|were|took|currently"
    r"|today"
    r"|between|from \d|options?|alternatives?|vs|versus|dev(?:elopment)?|staging|prod(?:uction)?"
    r"|local(?:ly)?|assum\w+|suppose|increas\w+|reduc\w+|rais(?:ed|es)|lower(?:ed|s)|could|might"
    r"|maybe|consider|or so|default|up to|estimat\w+|expected|typically|usually|around|roughly"
    r"|approximately|p50|p90|p95|p99|cold|warm|first|second|third|minimum|maximum|free|premium)\b",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence that states quantities."""

    text: tuple[str, ...]
    """All words in order, in lower case, without those amounts."""
    words: frozenset[str]
    """The words that tell something."""
    names: frozenset[str]
    """What stands in inline code or begins with a capital, in lower case."""
    amounts: tuple[Amount, ...]
    before: tuple[tuple[str, ...], ...]
    """All words in front of each amount."""
    line: int
    is_apart: bool
    """It speaks of what was, might be or holds in one case only."""


def sentences(document: Document, lines: Sequence[int]) -> Iterator[Sentence]:
    """The sentences of prose around *lines*, each once."""
    end = 0
    tables = {row.line for table in document.blocks.tables for row in table.rows}
    for number in lines:
        if number <= end or number in tables:
            continue
        start, end = _paragraph(document.prose, number)
        at = start
        text = " ".join(line.strip() for line in document.prose[start - 1 : end])[:_LONGEST]
        for part in _SENTENCE.split(_NOTE.sub(" ", _MARK.sub("", text))):
            found = tuple(amounts(part))
            if found:
                at = _line_of(document.prose, at, end, found[0].text)
                yield _sentence(part, found, at)


def _paragraph(prose: Sequence[str], number: int) -> tuple[int, int]:
    """First and last line of the paragraph or item that holds a line."""
    start = end = number
    while start > max(1, number - _MOST_LINES) and not _MARK.match(prose[start - 1]):
        if not prose[start - 2].strip() or "|" in prose[start - 2]:
            break
        start -= 1
    while end < min(len(prose), number + _MOST_LINES):
        if not prose[end].strip() or _MARK.match(prose[end]) or "|" in prose[end]:
            break
        end += 1
    return start, end


def _line_of(prose: Sequence[str], start: int, end: int, text: str) -> int:
    return next((n for n in range(start, end + 1) if text in prose[n - 1]), start)


def _sentence(text: str, found: tuple[Amount, ...], line: int) -> Sentence:
    lead = _LEAD.match(text)
    body = " " * lead.end() + text[lead.end() :] if lead else text
    code = {word.lower() for part in _CODE.findall(body) for word in _WORD.findall(part)}
    for amount in found:
        end = amount.start + len(amount.text)
        body = f"{body[: amount.start]}{' ' * len(amount.text)}{body[end:]}"
    written = _WORD.findall(body)
    whole = tuple(word.lower() for word in written)
    words = frozenset(whole) - _SMALL
    names = {word.lower() for word in written[1:] if word[0].isupper() or word[0].isdigit()}
    before = tuple(tuple(_WORD.findall(body[: each.start].lower())) for each in found)
    apart = _APART.search(text) is not None
    return Sentence(whole, words, frozenset((names | code) & words), found, before, line, apart)


def name_of_amount(sentence: Sentence, which: int) -> str:
    """The words around an amount: `with the relay stopped for … each invitation made`."""
    before = sentence.before[which]
    after = sentence.text[len(before) : len(before) + 3]
    return " ".join([*before[-5:], "…", *after]) if after else " ".join([*before[-6:], "…"])


def restated(every: Sequence[Sentence]) -> Iterator[tuple[int, int, int]]:
    """Pairs of sentences that say the same of another number, and which of their amounts it is.

    Indexes of two sentences in *every*, then that of the amount.
    """
    common = Counter(word for each in every for word in each.words)
    holders: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(every):
        for word in each.words:
            if common[word] <= _MOST_ALIKE:
                holders[word].append(index)
    seen: set[tuple[int, int]] = set()
    for index, each in enumerate(every):
        if len(each.words) < _FEWEST_SAME:
            continue
        rarest = sorted(each.words, key=lambda word: (common[word], word))[:2]
        for other in {n for word in rarest for n in holders.get(word, ())} - {index}:
            pair = (min(index, other), max(index, other))
            if pair in seen:
                continue
            seen.add(pair)
            which = _differs(every[pair[0]], every[pair[1]])
            if which is not None:
                yield (*pair, which)


def _differs(one: Sentence, other: Sentence) -> int | None:
    """The one amount in which two sentences differ; None when they do not say the same."""
    kinds = [[each.kind for each in sentence.amounts] for sentence in (one, other)]
    if kinds[0] != kinds[1]:
        return None
    pairs = zip(one.amounts, other.amounts, strict=True)
    found = [n for n, (a, b) in enumerate(pairs) if a.value != b.value]
    return found[0] if len(found) == 1 and _same(one, other, found[0]) else None


def _same(one: Sentence, other: Sentence, which: int) -> bool:
    """True when the words leave no doubt that an amount of both is that of one thing.

    Up to the amount they are the same: what comes there tells what is measured.
    """
    if one.text == other.text:
        return len(one.text) >= _SHORTEST
    if one.is_apart or other.is_apart or one.before[which] != other.before[which]:
        return False
    small, large = sorted((one, other), key=lambda each: len(each.words))
    shared = small.words & large.words
    missing, more = small.words - shared, large.words - shared
    if len(shared) < _FEWEST or len(more) > _MOST_MORE:
        return False
    if (missing & small.names) or (more & large.names - _numbers(more)):
        return False  # the subject or the place is another
    is_named = any(len(name) > _MANY for name in shared & one.names & other.names)
    return (is_named and not missing) or (len(shared) >= _MANY and len(missing) <= 1)


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())
