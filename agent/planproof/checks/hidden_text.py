"""Characters that nobody sees stand in the plan.

## What it does

Finds, in every document, marks that turn the direction of text, zero-width characters, invisible
tag characters and long runs of variation selectors. Where a script or an emoji needs them
(joiners in Persian or Hindi, families of emoji, flags, breaks in Thai, direction marks around
Arabic and Hebrew) they are left alone.

## Why is this bad?

What a person reviews is not what a machine reads: an instruction can hide there, and a name or
command that is copied from the plan does not work.

## Example

A command with U+200B inside a file name, or a sentence in U+E0000 tag characters.

## Use instead

The same text typed anew, without the characters that cannot be seen.
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="hidden-text",
    category="content",
    severity="major",
    summary="Characters that nobody sees stand in the plan",
    goal="Nothing in the plan is hidden",
)
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069]|[\u200b-\u200d\u2060\ufeff]+|[\U000e0000-\U000e007f]+"
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}"
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,8}\U000e007f")
_NEEDS_DIRECTION = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NEEDS_JOINER = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
_NEEDS_BREAK = re.compile("[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OVERRIDES = "\u202d\u202e"
_OPENERS, _CLOSERS = "\u202a\u202b\u2066\u2067\u2068", "\u202c\u2069"
_TAG_BASE = 0xE0000
_ENCODED = 4
"""A run of so many zero-width characters writes something; fewer may be left from a web page."""
_MOST_PLACES = 50


def check(context: Context) -> Iterator[Finding]:
    """One finding per document, with the lines that hold such characters."""
    for document in context.plan.documents:
        lines: dict[int, list[str]] = {}
        for number, line in enumerate(document.lines, start=1):
            if not line.isascii() and (runs := list(_hidden(line, first=number == 1))):
                lines[number] = runs
        if lines:
            yield _finding(context.plan, document, lines)


def _hidden(line: str, *, first: bool) -> Iterator[str]:
    """The runs of hidden characters that nothing in the line explains, with what precedes them.

    A run inside a word is given with the letter before it.
    """
    if _HIDDEN.search(line) is None:
        return
    if "\U0001f3f4" in line:
        line = _FLAG.sub("", line)
    balanced, cjk = _explained_direction(line), _CJK.search(line) is not None
    for match in _HIDDEN.finditer(line):
        start, end, run = match.start(), match.end(), match[0]
        before, after = line[max(0, start - 1) : start], line[end : end + 1]
        if run[0] in _OPENERS + _CLOSERS + _OVERRIDES:
            if not balanced or run[0] in _OVERRIDES:
                yield run
        elif not (first and start == 0 and run == "\ufeff") and not (
            len(run) < _ENCODED and _explained(run, before, after, cjk=cjk)
        ):
            yield _in_word(before, after) + run


def _explained_direction(line: str) -> bool:
    """Marks of direction are closed, and there is text that runs from right to left."""
    opened = sum(map(line.count, _OPENERS))
    closed = sum(map(line.count, _CLOSERS))
    return opened == closed and _NEEDS_DIRECTION.search(line) is not None


def _explained(run: str, before: str, after: str, *, cjk: bool) -> bool:
    """A script, an emoji or a known trick of Markdown needs the run where it stands."""
    if not before and not after:
        return False
    around = before + after
    if run in ("\u200c", "\u200d") and _NEEDS_JOINER.search(around):
        return True
    if run == "\u200d" and all(c >= "\u2190" and not c.isalpha() for c in around):
        return len(around) == 2
    if run == "\u200b" and _NEEDS_BREAK.search(around):
        return True
    # Emphasis beside CJK text is only recognised with a zero-width space next to its marks.
    return cjk and any(c in "*_~`" for c in around)


def _in_word(before: str, after: str) -> str:
    """The character before a run that splits a word, name or command; else nothing."""
    inside = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return before if inside else ""


def _finding(plan: Plan, document: Document, lines: dict[int, list[str]]) -> Finding:
    runs = [run for found in lines.values() for run in found]
    numbers = list(lines)
    worst = _worst(runs)
    return RULE.finding(
        plan,
        line_at(document, numbers[0]),
        related=[line_at(document, number) for number in numbers[1:_MOST_PLACES]],
        severity="major" if worst else "minor",
        title=f"{document.path.rsplit('/', 1)[-1]} holds {worst or 'zero-width characters'}"
        + (f" on {len(lines)} lines" if len(lines) > 1 else ""),
        detail=_detail(runs, worst),
        recommendation="Delete them; type the words around them anew.",
    )


def _worst(runs: list[str]) -> str:
    """The gravest kind among the runs in words; empty when none can mislead by itself."""
    if any(_TAG_BASE <= ord(run[-1]) <= 0xE007F for run in runs):
        return "a message in invisible characters"
    if any(run[0] in _OPENERS + _CLOSERS + _OVERRIDES for run in runs):
        return "marks that reverse the direction of text"
    if any(len(run) >= _ENCODED or 0xFE00 <= ord(run[-1]) <= 0xFE0F for run in runs):
        return "runs of characters without width"
    if any(ord(run[-1]) >= 0xE0100 for run in runs):
        return "runs of characters without width"
    if any(run[0].isascii() for run in runs):
        return "zero-width characters inside words"
    return ""


def _detail(runs: list[str], worst: str) -> str:
    points = sorted({f"U+{ord(run[-1]):04X}" for run in runs})[:4]
    message = "".join(
        chr(ord(c) - _TAG_BASE) for run in runs for c in run if _TAG_BASE + 32 <= ord(c) < 0xE007F
    )
    if message:
        return f"It cannot be seen, but a machine reads it: “{' '.join(message.split())[:80]}”."
    if "direction" in worst:
        return f"What is shown is not what stands there ({', '.join(points)})."
    if "message" in worst or "runs" in worst:
        return f"Text can be hidden in them that only a machine reads ({', '.join(points)})."
    return f"A name or command that is copied from here does not work ({', '.join(points)})."
