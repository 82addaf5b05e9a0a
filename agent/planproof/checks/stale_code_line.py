"""A reference to a line of code points at something else than the plan says.

## What it does

Follows references such as `src/app.py:40-52` and "`src/app.py` (lines 40-52)" into files of the
code base. Reports lines past the end of the file, and lines that do not show the name or the code
that the plan says is there, five lines up or down, and says where it is now. A name counts as shown
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
from planproof.named.code_lines import CodeLine, Shown, code_lines
from planproof.named.symbols import named_symbols, parts_of
from planproof.words import count, listed

RULE = Rule(
    id="stale-code-line",
    category="references",
    severity="major",
    summary="A reference to a line of code points at something else than the plan says",
    goal="Every reference to lines of code shows what the plan says is there",
)
_SLACK = 5
"""Lines by which what is shown may have moved."""
_MAX_REFERENCES = 2_000


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
    for line in code_lines(plan)[:_MAX_REFERENCES]:
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
    if line.last > len(lines) + 1:
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
        if now or shown.firm:
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
    first, last = max(line.first - _SLACK, 1), min(line.last + _SLACK, len(lines))
    window = lines[first - 1 : last]
    if not shown.name:
        return _plain(shown.text) in _plain(" ".join(window))
    return any(_holds(text, shown.text) for text in window) or any(
        _holds(text, shown.text) for text in _around(lines, line.first)
    )


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
        plain = _plain(shown.text)
        word = max(re.findall(r"\w+", shown.text), key=len, default="")
        return [n for n, text in enumerate(lines, 1) if word in text and plain in _plain(text)]
    defined = [d.line_start for d in codebase.definitions.get(shown.text, ()) if d.path == path]
    return defined or [n for n, text in enumerate(lines, 1) if _holds(text, shown.text)]


def _holds(text: str, word: str) -> bool:
    if word not in text:
        return False
    return re.search(rf"(?<![\w$]){re.escape(word)}(?![\w$])", text) is not None


def _plain(text: str) -> str:
    """Without white space and quotes' style, in which copies differ."""
    return re.sub(r"\s+", "", text).replace("'", '"').rstrip(";,")
