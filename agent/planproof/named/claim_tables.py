"""Claims of state in tables, where the head of a column says what its cells are about."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from planproof.core.document import Document
from planproof.named.claim import Claim, bound_in, fitting, number_in
from planproof.named.claim_form import ClaimKind
from planproof.named.claim_text import Statement
from planproof.named.claim_times import is_today
from planproof.named.claim_words import COUNT, USES
from planproof.named.flat import MARK, Run
from planproof.named.wording import here

_NOW = r"(?:current(?:ly)?|existing|present|today'?s?)"
_PATTERNS: tuple[tuple[ClaimKind, str, bool], ...] = (
    ("lines", r"(?:lines(?: of code)?|LOC|SLOC|length|size)(?: \(lines\))?", False),
    ("tests", r"(?:number of |# )?tests", False),
    ("files", r"(?:number of |# )?(?:files|entries|migrations|modules|scripts)", False),
    ("usages", rf"(?:number of |# )?{USES}", True),
    (
        "exists",
        (
            r"(?:already )?(?:exists|there|present|in place|in (?:the )?repo(?:sitory)?)"
            r"(?: now| already| today)?\??"
        ),
        True,
    ),
)
_HEADS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), is_sure) for kind, pattern, is_sure in _PATTERNS
)
"""Heads of columns; of those that are not sure, the table must say that it is about the present."""
_DATED = re.compile(rf"{_NOW}\s+|\s*(?:\(?(?:{_NOW}|now)\)?)$", re.IGNORECASE)
_NUMBER = re.compile(rf"{COUNT}(?:\s+(?:lines?|LOC|tests?|files?))?", re.IGNORECASE)
_TICK = re.compile(r"[✅☑✔✓]")
_STATE = re.compile(
    r"exist|stat(?:e|us)|there|present|today|now|current|done|in place|ready|available|repo",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:yes|[✅☑✔✓]\uFE0F?(?: yes)?|y|exists|true)", re.IGNORECASE)
_NO = re.compile(r"(?:no|[❌✗]\uFE0F?(?: no)?|n|not yet|missing|false)", re.IGNORECASE)


def is_ticked_state(run: Run) -> bool:
    """True where the first tick of a row stands below a head that speaks of what is there."""
    ticked = next(
        (
            head
            for head, (a, b) in zip(run.columns, run.cells(), strict=False)
            if _TICK.search(run.text[a:b])
        ),
        "",
    )
    return not run.columns or _STATE.search(ticked) is not None


def claims_in_row(document: Document, said: Statement, titles: Collection[str]) -> Iterator[Claim]:
    """What a row says of the path or name in its first cell, by the heads of the other columns."""
    run, cells = said.run, said.run.cells()
    if not run.columns or not cells or not run.spans:
        return
    start, end = cells[0]
    first = run.spans[0]
    if not start <= first.at < end or run.text[start:end].strip() != MARK:
        return
    at = here(document, first.line)
    text = document.lines[first.line - 1].strip()[:300]
    for head, (start, end) in zip(run.columns[1:], cells[1:], strict=False):
        cell = run.text[start:end].strip()
        is_dated = _DATED.search(head) is not None or is_today(run, titles)
        for kind, pattern, is_sure in _HEADS:
            if not pattern.fullmatch(_DATED.sub("", head).strip()):
                continue
            if is_sure or is_dated:
                yield from _cell(Claim(kind, first.code, at, text), cell)


def _cell(claim: Claim, cell: str) -> Iterator[Claim]:
    if claim.kind == "exists":
        if _YES.fullmatch(cell):
            yield from fitting(claim)
        elif _NO.fullmatch(cell):
            yield from fitting(replace(claim, kind="absent"))
        return
    number = _NUMBER.fullmatch(cell)
    if number is None:
        return
    parts = number.groupdict()
    counted = replace(claim, number=number_in(parts["number"]), bound=bound_in(parts))
    if counted.kind == "usages" and not counted.number:
        counted = replace(counted, kind="unused")
    noun = "files" if counted.kind == "files" else ""
    yield from fitting(replace(counted, noun=noun))
