"""How a plan says a thing: where it stands in code, and whether the plan itself makes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.core.base import Location
from planproof.core.document import Document, Fence
from planproof.core.plan import Plan

MAX_LINE = 2_000
"""Characters of a line that are looked at."""

SHELL = frozenset({"", "bash", "sh", "shell", "zsh", "console", "shell-session", "text", "yaml"})
"""Languages of fences whose lines may be commands."""

_SPAN = re.compile(r"(?<!`)`(?P<code>[^`\n]{1,300})`(?!`)")
MAKING = (
    r"add(?:s|ed|ing)?|creat(?:e[sd]?|ing)|introduc\w+|new|defin(?:e[sd]?|ing)|implement\w*"
    r"|expos(?:e|es|ing)|provid(?:e|es|ing)|scaffold\w*|generat\w+|writ(?:e|es|ing)|append\w*"
    r"|insert\w*|renam\w+"
)
"""Verbs of making, as an alternative of a pattern; what they govern is not there yet."""
_MAKES = re.compile(
    rf"\b(?:{MAKING}|declar\w+|regist\w+|install\w*|includ(?:e|es|ing)|bring\w*|replac\w+|to be"
    r"|will (?:be|have)|yet to|missing)\b",
    re.IGNORECASE,
)
_USES = re.compile(
    r"\b(?:run(?:s|ning)?|execut\w+|invok\w+|call(?:s|ing)?|existing|already|current(?:ly)?|verif\w+"
    r"|check(?:s|ing)?|via|with|using|uses?|reus\w+|extend\w*|modif\w+|updat\w+|through|from|keep\w*"
    r"|follow\w*|see|like|after|before|until|and then)\b",
    re.IGNORECASE,
)
_MADE_AFTER = re.compile(
    r"[`*\s\w./-]{0,30}?(?:\((?:new|added|to (?:be )?(?:add|creat)\w*)\b|\b(?:is|are|gets?) "
    r"(?:added|created|new)\b|\bwill be\b|→)",
    re.IGNORECASE,
)
_MAKES_NOT = re.compile(
    r"\b(?:no|not|never|nothing|without(?: any)?) (?:new|add(?:ing|itional|ed)?)\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"[.;!?]\s")


@dataclass(frozen=True, slots=True)
class Code:
    """A run of code in a plan: a span in prose, or a line of a fence."""

    text: str
    at: Location
    start: int
    """Offset in its line."""
    fence: Fence | None = None


def here(document: Document, number: int) -> Location:
    """One line of a document."""
    return Location(path=document.path, line_start=number, line_end=number)


def spans(line: str) -> Iterator[tuple[int, str]]:
    """The code spans of a prose line, each with the offset of its text."""
    if "`" in line:
        for found in _SPAN.finditer(line[:MAX_LINE]):
            yield found.start("code"), found["code"]


def prose_lines(plan: Plan) -> Iterator[tuple[Document, int, str]]:
    """Every line of prose of the documents that are the plan itself, cut to MAX_LINE."""
    for document in plan.work_documents():
        for number, line in enumerate(document.prose, 1):
            if line:
                yield document, number, line[:MAX_LINE]


def code(plan: Plan) -> Iterator[Code]:
    """Code spans of prose, and the lines of fences that may hold commands, in order."""
    for document in plan.work_documents():
        for number, line in enumerate(document.prose, 1):
            for start, text in spans(line):
                yield Code(text, here(document, number), start)
        for fence in document.blocks.fences:
            if fence.language in SHELL:
                last = fence.line_end - 1 if fence.closed else fence.line_end
                for number in range(fence.line_start + 1, last + 1):
                    text = document.lines[number - 1][:MAX_LINE]
                    yield Code(text, here(document, number), 0, fence)


def last_of(before: str) -> bool | None:
    """True where the last verb of *before* makes something, False where it uses it; else None."""
    ends = [found.end() for found in _CLAUSE.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    clause = _MAKES_NOT.sub("", clause)
    makes = [found.start() for found in _MAKES.finditer(clause)]
    uses = [found.start() for found in _USES.finditer(clause)]
    if not makes and not uses:
        return None
    return max(makes, default=-1) > max(uses, default=-1)


def makes(plan: Plan, name: str) -> bool:
    """True where any line of *plan* says that it adds *name*, or defines it in a snippet."""
    whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    defined = re.compile(
        rf"[+\s]*(?:export\s+|ENV\s+|-\s+(?!-)|def\s+|\"|')?{re.escape(name)}[\"']?\s*[:=]"
    )
    for document in plan.documents:
        for number, line in enumerate(document.lines, 1):
            if name not in line:
                continue
            text = line[:MAX_LINE]
            if not document.prose[number - 1]:
                if defined.match(text):
                    return True
                continue
            if any(_made_at(document, number, text, found) for found in whole.finditer(text)):
                return True
    return False


def _made_at(document: Document, number: int, line: str, found: re.Match[str]) -> bool:
    said = last_of(line[max(found.start() - 160, 0) : found.start()])
    if said or _MADE_AFTER.match(line, found.end()):
        return True
    return said is None and _made_above(document, number)


def _made_above(document: Document, number: int) -> bool:
    """True where the label or heading over a list or table says that it is made."""
    for line in reversed(document.prose[max(number - 11, 0) : number - 1]):
        bare = line.strip().rstrip("*")
        if bare.endswith(":") or bare.startswith("#"):
            return last_of(bare[-200:]) is True
    return False


def clause_before(line: str, at: int, width: int = 160) -> str:
    """The words of the same sentence before an offset."""
    before = line[max(at - width, 0) : at]
    ends = [found.end() for found in _CLAUSE.finditer(before)]
    return before[ends[-1] :] if ends else before


def clause_after(line: str, at: int, width: int = 120) -> str:
    """The words of the same sentence from an offset on."""
    after = line[at : at + width]
    found = _CLAUSE.search(after)
    return after[: found.start()] if found else after
