"""Where a plan names another plan: links, paths and names beside words that say so."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from planproof.between.reader import Reader
from planproof.core.between import Pointer
from planproof.core.document import Document
from planproof.core.plan import Plan

_LINK = re.compile(
    r"(?<![!\\])\[(?P<text>[^\[\]\n]{0,200})\]\((?P<target><[^>\n]{1,300}>|[^()\s]{1,300})"
    r"(?:\s+\"[^\"\n]{0,200}\")?\)"
)
_SPAN = re.compile(r"(?<!`)`(?P<span>[^`\n]{2,200})`(?!`)")
_PLAN_NAMED = re.compile(
    r"\b(?:the\s+)?[“\"*_]{0,3}"
    r"(?!(?:of|in|from|the|on|after|and|this|an?|by|to|with)\s)(?P<before>[A-Za-z][\w-]{1,40}(?:\s[\w-]{2,40}){0,2})[”\"*_]{0,3}\s+plan\b"
    r"|\bplan\s+[“\"*_]{1,3}(?P<after>[A-Za-z][\w -]{1,60})[”\"*_]",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|#)")
_PLACEHOLDER = re.compile(r"[<>{}\[\]*$]|\.\.\.|…")
_DEPENDS = re.compile(
    r"\b(?:depends?\s+(?:up)?on|blocked\s+by|prerequisites?|requires?|builds\s+on|starts?\s+after"
    r"|must\s+follow|waits?\s+for)\b",
    re.IGNORECASE,
)
_FRONT = re.compile(r"^\s*(?:depends[-_]on|prerequisites?|requires|after)\s*:", re.IGNORECASE)
_FRONT_ITEM = re.compile(r"^\s*-\s+\S")
_NOT = re.compile(
    r"\b(?:not|no|none|never|without|independent\w*|optional\w*|blocks|before|enables|used\s+by"
    r"|needed\s+by|required\s+by|once|was|were|if|unless|instead|or|either|partly|partially|soft)\b",
    re.IGNORECASE,
)
_UNIT_WORD = r"(?:phase|milestone|stage|sprint|epic)"
_PART = re.compile(rf"\b(?:{_UNIT_WORD}|tasks?|stor(?:y|ies)|steps?)s?\s+\d", re.IGNORECASE)
_UNIT = re.compile(rf"\b(?P<unit>{_UNIT_WORD})\s+(?P<number>\d{{1,3}})\b(?![.\d])", re.IGNORECASE)
_UNIT_OF = re.compile(
    rf"\b(?P<unit>{_UNIT_WORD})\s+(?P<number>\d{{1,3}})\s+(?:of|in|from)\s+(?:the\s+)?(?:plan\s+)?"
    r"[“\"*_\[]{0,3}$",
    re.IGNORECASE,
)
_QUICK = ("](", "`", "plan", "Plan", "PLAN")
_LONGEST = 2_000
_FEW_LINKS = 20
"""Links of one line that are looked at."""


def pointers(reader: Reader) -> Iterator[Pointer]:
    """Every place where the plan may name another one, in document order."""
    for document in reader.plan.work_documents():
        yield from _of_front_matter(reader, document)
        needed = _needed_lines(document)
        for number, line in enumerate(document.prose, 1):
            if len(line) <= _LONGEST and any(mark in line for mark in _QUICK):
                yield from _of_line(reader, document, number, in_section=number in needed)


def _of_line(
    reader: Reader, document: Document, number: int, *, in_section: bool
) -> Iterator[Pointer]:
    line = document.prose[number - 1]
    depends = _is_need(reader.plan, document, number, line, in_section=in_section)
    at = reader.line(document.path, number)
    for link in list(_LINK.finditer(line))[:_FEW_LINKS]:
        target = unquote(link["target"].strip("<>").partition("#")[0])
        if not target or _ELSEWHERE.match(target) or _PLACEHOLDER.search(target):
            continue
        path = _absolute(reader, document.path, target)
        unit = _unit(link["text"]) or _unit_before(line[: link.start() + 1])
        yield Pointer((path,), depends=depends, link=True, unit=unit, at=at)
    for match in list(_SPAN.finditer(line))[:_FEW_LINKS]:
        unit = _unit_before(line[: match.start()])
        if depends or unit:
            yield Pointer(
                _meant(reader, document.path, match["span"]),
                depends=depends,
                link=False,
                unit=unit,
                at=at,
            )
    for match in list(_PLAN_NAMED.finditer(line))[:_FEW_LINKS]:
        unit = _unit_before(line[: match.start()])
        if depends or unit:
            names = _names(match["before"] or match["after"])
            yield Pointer(names, depends=depends, link=False, unit=unit, at=at)


def _meant(reader: Reader, path: str, span: str) -> tuple[str, ...]:
    """What inline code may mean: a path from the document, or one that any root ends with."""
    if re.search(r"\s|://", span) or _PLACEHOLDER.search(span):
        return ()
    return (_absolute(reader, path, span), span.strip("./").lower())


def _names(words: str) -> tuple[str, ...]:
    """`the new billing` may be the plan `new billing` or `billing`."""
    parts = words.lower().split()
    return tuple(" ".join(parts[start:]) for start in range(len(parts)))


def _absolute(reader: Reader, path: str, target: str) -> str:
    return normpath(join(dirname(reader.full(path)), target))


def _unit(text: str) -> str:
    found = _UNIT.search(text)
    return f"{found['unit'].lower()} {int(found['number'])}" if found else ""


def _unit_before(before: str) -> str:
    """`phase 4` where the words before a name are `Phase 4 of the`."""
    found = _UNIT_OF.search(before[-80:])
    return f"{found['unit'].lower()} {int(found['number'])}" if found else ""


def _is_need(plan: Plan, document: Document, number: int, line: str, *, in_section: bool) -> bool:
    """True where the plan as a whole says that it needs something, as a whole, first."""
    if not (in_section or _DEPENDS.search(line)) or _NOT.search(line) or _PART.search(line):
        return False
    phase, task = plan.owner(document.path, number)
    return task is None and (phase is None or not phase.explicit)


def _needed_lines(document: Document) -> frozenset[int]:
    """Lines of the sections that say what the plan needs first."""
    return frozenset(
        number
        for section in document.sections
        if section.role in ("dependencies", "prerequisites")
        for number in range(section.line_start, section.line_end + 1)
    )


def _of_front_matter(reader: Reader, document: Document) -> Iterator[Pointer]:
    """`depends_on: [billing]`, and the items below it."""
    if document.blocks.front_matter is None:
        return
    first, last = document.blocks.front_matter
    inside = False
    for number in range(first + 1, last):
        line = document.lines[number - 1][:_LONGEST]
        begins = _FRONT.match(line) is not None
        inside = begins or (inside and _FRONT_ITEM.match(line) is not None)
        if inside:
            said = line.partition(":")[2] if begins else line.strip().removeprefix("-")
            at = reader.line(document.path, number)
            for word in re.findall(r"[\w./-]{2,200}", said)[:_FEW_LINKS]:
                targets = _meant(reader, document.path, word)
                yield Pointer(targets, depends=True, link=False, unit="", at=at)
