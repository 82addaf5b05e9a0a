"""A reference to a line of code points at something else than the plan says.

## What it does

Follows references such as `src/app.py:40-52`, "`Makefile` (lines 40-52)" and a table's columns of
files and lines into files of the code base. Reports lines past the end of the file, and lines that
do not show the name, the code or the value that the plan says is there, five lines up or down, and
says where it is now. A name counts as shown
by every line of the function or class that bears it. Silent without a code base; references into
the plan's own documents are judged by `stale-line-reference`.

## Why is this bad?

Line numbers move with every edit. Whoever opens the line changes the wrong code, or doubts whether
the rest of the plan was written for this version of the code at all.

## Example

    - Guard `parse_config()` at `src/config.py:40` against an empty file.

where line 40 is in `write_config`, and `parse_config` is at line 88.

## Use instead

    - Guard `parse_config()` in `src/config.py` against an empty file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.code_lines import CodeLine, code_lines
from planproof.named.shown import Shown
from planproof.named.symbols import named_symbols, parts_of
from planproof.words import count, listed

RULE = Rule(
    id="stale-code-line",
    category="references",
    severity="major",
    summary="A reference to a line of code points at something else than the plan says",
    goal="Every reference to lines of code shows what the plan says is there",
    of_code=True,
)
_SLACK = 5
"""Lines by which what is shown may have moved."""
_ROUGHLY = 25
"""The same where the plan says "around line 40"."""
_MAX_LINE = 2_000
_ASSIGNS = re.compile(
    r"(?:(?:export|const|let|var|val|final|static|public|private|protected|readonly|ENV|ARG)\s+){0,4}"
    r"[\"']?(?:[\w$-]+\.){0,6}(?P<name>[\w$-]+)[\"']?\s*(?::[^=:]{1,120})?(?:=(?![=>])|:(?![:=]))\s*(?P<value>.+)"
)
_NUMBER = re.compile(r"[+-]?\d[\d_]{0,30}(?:\.\d{1,20})?")
_TEXT = re.compile(r"[\"'`][^\"'`]{0,300}[\"'`]|[A-Za-z_][\w.-]*")
_PROSE = re.compile(r"\.(?:mdx?|rst|txt|adoc)$", re.IGNORECASE)
_WORD = re.compile(r"[\w$]+")
_STATEMENT = re.compile(r"[=({:;]|\S\s+\S")
"""Code that is quoted, rather than a word that only stands for some."""


@dataclass(frozen=True, slots=True)
class _Stale:
    """A reference that does not hold, and why."""

    line: CodeLine
    path: str
    beyond: bool
    title: str
    detail: str


def check(context: Context) -> Iterator[Finding]:
    """One finding per reference; those past the end of one file are one finding."""
    plan, codebase = context.plan, context.codebase
    if codebase is None:
        return
    unknown = _unknown(plan, codebase)
    beyond: dict[str, list[_Stale]] = defaultdict(list)
    seen: set[tuple[str, int, str]] = set()
    for line in code_lines(plan):
        stale = _stale(codebase, line, unknown)
        if stale is None:
            continue
        if stale.beyond:
            beyond[stale.path].append(stale)
        elif (line.path, line.line_start, stale.title) not in seen:
            seen.add((line.path, line.line_start, stale.title))
            yield _finding(plan, [stale])
    for places in beyond.values():
        yield _finding(plan, places)


def _finding(plan: Plan, places: Sequence[_Stale]) -> Finding:
    first = places[0]
    at = (first.line.path, first.line.line_start)
    others = dict.fromkeys((s.line.path, s.line.line_start) for s in places[1:])
    others.pop(at, None)
    return RULE.finding(
        plan,
        line_at(plan.document(at[0]), at[1]),
        related=[line_at(plan.document(path), line) for path, line in others][:10],
        severity=None if first.beyond else "minor",
        confidence=None if first.beyond else "medium",
        title=first.title,
        detail=first.detail,
        recommendation="Correct the line, or name the function instead: names outlive edits.",
    )


def _unknown(plan: Plan, codebase: CodeBase) -> frozenset[str]:
    """Last parts of names that `unknown-symbol` reports as being nowhere."""
    if codebase.symbols_by is None:
        return frozenset()
    names = (parts_of(symbol.name)[-1] for symbol in named_symbols(plan))
    return frozenset(name for name in names if name not in codebase.words)


def _stale(codebase: CodeBase, line: CodeLine, unknown: frozenset[str]) -> _Stale | None:
    path = codebase.find(line.file)
    if path is None or path not in codebase.texts:
        return None
    lines = codebase.texts[path]
    # "1-110" of 106 lines means the whole file.
    slack = max(_SLACK, len(lines) // 10) if line.first == 1 < line.last else 1
    if line.last > len(lines) + (_ROUGHLY if line.about else slack):
        return _Stale(
            line,
            path,
            beyond=True,
            title=f"`{path}` ends at line {len(lines)}, before line {line.last}",
            detail=f"The plan points at line {line.last}, and the file has "
            f"{count(len(lines), 'line')}.",
        )
    missing = [
        shown
        for shown in line.shown
        if shown.text not in unknown and not _is_there(lines, line, shown)
    ]
    for shown in missing:
        now = _now(codebase, path, lines, shown)
        if not now and _is_paraphrase(lines, line, shown):
            continue
        quoted = shown.name or (_STATEMENT.search(shown.text) and not _PROSE.search(path))
        if now or (shown.firm and quoted):
            return _moved(line, path, lines, shown, now)
    return None


def _moved(
    line: CodeLine, path: str, lines: Sequence[str], shown: Shown, now: Sequence[int]
) -> _Stale:
    where = f"line {line.first}" if line.first == line.last else f"lines {line.first}-{line.last}"
    verb = "does" if line.first == line.last else "do"
    what = f"`{shown.text}`" if len(shown.text) <= 60 and "`" not in shown.text else "this code"
    if now:
        found = f"it is at line {listed([str(number) for number in now], 3)}"
    else:
        found = "the file does not have it"
    there = lines[line.first - 1].strip() if line.first <= len(lines) else ""
    shows = f" There is `{there[:80]}`." if there and "`" not in there else ""
    return _Stale(
        line,
        path,
        beyond=False,
        title=f"{where.capitalize()} of `{path}` {verb} not show {what}; {found}",
        detail=f"Whoever opens {where} of `{path}` changes something else.{shows}",
    )


def _is_there(lines: Sequence[str], line: CodeLine, shown: Shown) -> bool:
    slack = _ROUGHLY if line.about else _SLACK
    first, last = max(line.first - slack, 1), min(line.last + slack, len(lines))
    window = lines[first - 1 : last]
    if not shown.name:
        if _has(_plain(" ".join(text[:_MAX_LINE] for text in window)), _plain(shown.text)):
            return True
        return any(_shows(text, shown.text) for text in window)
    return any(_holds(text, shown.text) for text in window) or any(
        _holds(text, shown.text) for text in _around(lines, line.first)
    )


def _is_paraphrase(lines: Sequence[str], line: CodeLine, shown: Shown) -> bool:
    """Whether code is but another way to write what is at the lines, with all of its words.

    A line there with the very same words in the same order is no other way: it contradicts.
    """
    words = _WORD.findall(shown.text)
    slack = _ROUGHLY if line.about else _SLACK
    window = [
        text[:_MAX_LINE] for text in lines[max(line.first - slack, 1) - 1 : line.last + slack]
    ]
    there = {word for text in window for word in _WORD.findall(text)}
    if shown.name or not words or not there.issuperset(words):
        return False
    return shown.text.startswith("<") or not any(_WORD.findall(text) == words for text in window)


def _shows(text: str, code: str) -> bool:
    """Whether a line has a piece of code, or sets the same name to the same value."""
    plain, line = _plain(code), _plain(text[:_MAX_LINE])
    if _has(line, plain):
        return True
    match = _ASSIGNS.fullmatch(code.strip())
    if match is None or not _holds(text, match["name"]):
        return False
    set_to = _ASSIGNS.search(text[text.find(match["name"]) : _MAX_LINE])
    said, value = _literal(match["value"]), _literal(set_to["value"]) if set_to else None
    if set_to is not None and set_to["name"] == match["name"] and (said is None or value is None):
        return True  # a sum, a call: whether it is the same cannot be told
    return said is not None and said == value


def _literal(code: str) -> str | float | None:
    """The value of a number, a word or a text without spaces; None for other code."""
    plain = re.split(r"\s(?:#|//)", code, maxsplit=1)[0].strip().rstrip(";,").strip()
    if _NUMBER.fullmatch(plain):
        return float(plain.replace("_", ""))
    return plain.strip("\"'`") if _TEXT.fullmatch(plain) else None


def _has(text: str, piece: str) -> bool:
    """Whether a plain text has a plain piece; `LIMIT=3` is not in `LIMIT=30`."""
    at = text.find(piece) if piece else -1
    while at >= 0:
        end = at + len(piece)
        if not (piece[-1].isdigit() and text[end : end + 1].isdigit()):
            return True
        at = text.find(piece, at + 1)
    return False


def _around(lines: Sequence[str], number: int) -> Iterator[str]:
    """The lines that open the blocks which hold a line, by their indentation."""
    depth: int | None = None
    for text in reversed(lines[:number]):
        if not text.strip():
            continue
        indent = len(text) - len(text.lstrip())
        if depth is None or indent < depth:
            yield text
            depth = indent
        if depth == 0:
            return


def _now(codebase: CodeBase, path: str, lines: Sequence[str], shown: Shown) -> list[int]:
    """The lines where it is: the definition where one is known, else every line that has it."""
    if not shown.name:
        return [n for n, text in enumerate(lines, 1) if _shows(text, shown.text)]
    defined = [d.line_start for d in codebase.definitions.get(shown.text, ()) if d.path == path]
    return defined or [n for n, text in enumerate(lines, 1) if _holds(text, shown.text)]


def _holds(text: str, word: str) -> bool:
    if word not in text:
        return False
    return re.search(rf"(?<![\w$]){re.escape(word)}(?![\w$])", text) is not None


def _plain(text: str) -> str:
    """Without white space and quotes' style, in which copies differ."""
    bare = re.sub(r"[\s\"'`]+", "", text).rstrip(";,")
    return re.sub(r",(?=[)\]}])", "", bare)
