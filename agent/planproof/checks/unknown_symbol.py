"""A function or class that the plan takes for granted is not in the code.

## What it does

Takes the names of functions, classes, methods and constants that the plan says are in the code
already ("extend the existing `OrderService`", "`parse()` in `src/config.py:40`") and that it makes
nowhere itself. Reports a name that occurs nowhere in the code, one that is in another file than
the plan says or is said to be defined where it is only used, and a method that its class can be
seen not to have. A class that inherits from what is not at hand, or that makes methods at run time,
may have any. Silent without a code base. A name that merely stands in code marks proves nothing
and is left alone.

## Why is this bad?

The implementer looks for something that is not there. They either write it anew, in a shape that
the rest of the plan does not expect, or build on the wrong thing that has a similar name.

## Example

    - Extend the existing `OrderServce` with a `cancel` method.

where the code has `OrderService`.

## Use instead

    - Extend the existing `OrderService` (`src/orders/service.py`) with a `cancel` method.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Phase, Plan, Task
from planproof.named.symbols import NamedSymbol, named_symbols
from planproof.nearest import nearest
from planproof.words import listed

RULE = Rule(
    id="unknown-symbol",
    category="references",
    severity="major",
    summary="A function or class that the plan takes for granted is not in the code",
    goal="Every function and class that the plan builds on is in the code",
    of_code=True,
)
_SELF = frozenset({"self", "this", "cls", "super"})
_DEFINED = re.compile(
    r"(?<![\w.])(?:def|class|func(?:\s*\([^)\n]{1,80}\))?|function|fn|fun|interface|struct|enum|trait"
    r"|type|const)\s+(?P<name>[A-Za-z_$][\w$]*)"
)
_MAKES = (
    r"(?:\b(?:def|class|func(?:\s*\([^()\n]{{0,80}}\))?|function\*?|fn|fun|interface|struct|record|enum"
    r"|trait|object|protocol|type|module|mixin|const|let|var|val|static|define|macro_rules!|typedef"
    r"|using|as)\s+(?:self\.)?){word}(?![\w$])|^\s*[\"']?{word}[\"']?\s*(?::|\{{)|(?<![\w$]){word}\s*(?::[^=]*)?(?<![=!<>])=(?!=)"
    r"|\b(?:export|__all__|pub\s+use|module\.exports|exports)\b[^\n]*(?<![\w$]){word}(?![\w$])|noqa"
    r"|\b(?:def|func|function|fn|fun|class)\s+(?:\w+\.)?{word}(?![\w$])"
    r"|^\s+[\w<>\[\], ]*(?<![\w$.]){word}\s*\([^)]*\)[^;=]*\{{"
)
"""Lines that may define a name, or hand it on as if the file had."""
_HANDS_ON = re.compile(
    r"^\s*(?:from\s+\S+\s+import\s+\*|export\s*[*{]|__all__|pub\s+use|module\.exports|exports\.)"
)
_PASSES_ON = frozenset({"__init__.py", "index.ts", "index.js", "index.tsx", "mod.rs", "lib.rs"})
"""Files that hand on what others define, sometimes without its name."""
_MAX_LINE = 1_000
_LONGER = 3
"""Letters by which a name that was meant may differ in length."""
_MAX_KNOWN = 3_000


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is wrong with a name."""

    title: str
    detail: str
    recommendation: str
    severity: Severity


def check(context: Context) -> Iterator[Finding]:
    """One finding per name and problem, where it is first taken for granted."""
    plan, codebase = context.plan, context.codebase
    if codebase is None or codebase.symbols_by is None:
        return
    found: dict[str, list[tuple[NamedSymbol, _Problem]]] = defaultdict(list)
    names = _Names(plan, codebase)
    for symbol in named_symbols(plan):
        problem = _problem(codebase, names, symbol)
        if problem is not None:
            found[problem.title].append((symbol, problem))
    for places in found.values():
        yield _finding(plan, places)


def _finding(plan: Plan, places: Sequence[tuple[NamedSymbol, _Problem]]) -> Finding:
    worst = next((p for _, p in places if p.severity == "major"), places[0][1])
    first = places[0][0]
    lines = dict.fromkeys((s.path, s.line_start) for s, _ in places[1:])
    lines.pop((first.path, first.line_start), None)
    return RULE.finding(
        plan,
        line_at(plan.document(first.path), first.line_start),
        related=[line_at(plan.document(path), line) for path, line in lines][:10],
        severity=worst.severity,
        confidence=None if worst.severity == "major" else "medium",
        title=worst.title,
        detail=worst.detail,
        recommendation=worst.recommendation,
    )


def _problem(codebase: CodeBase, names: "_Names", symbol: NamedSymbol) -> _Problem | None:
    parts = [part for part in symbol.parts if part not in _SELF]
    path = codebase.find(symbol.file) if symbol.file else None
    if symbol.file and path is None and symbol.line is None:
        return None  # the file is not there, is yet to come, or has a name that several have
    lines = codebase.texts.get(path, ()) if path else ()
    if not parts:
        return None
    apart = _apart(codebase, symbol) if len(parts) == len(symbol.parts) > 1 else None
    if path and _holds(lines, parts[-1]):
        is_used = symbol.defined and _is_only_used(codebase, symbol, path)
        return _elsewhere(codebase, symbol, path) if is_used else apart
    missing = next((part for part in parts if part not in codebase.words), None)
    if missing is not None:
        unseen = names.is_stem(missing) or names.is_unseen(symbol)
        return None if unseen else _nowhere(names, symbol, missing, lines)
    if lines and path and basename(path) not in _PASSES_ON and symbol.line is None:
        return _elsewhere(codebase, symbol, path)
    return apart


def _covers(node: Phase | Task, symbol: NamedSymbol) -> bool:
    return node.path == symbol.path and node.covers(symbol)


def _is_only_used(codebase: CodeBase, symbol: NamedSymbol, path: str) -> bool:
    """Whether a file that has a name can be seen not to define it, and another one does."""
    word = symbol.parts[-1]
    places = {place.path for place in codebase.definitions.get(word, ())}
    if not places or path in places or basename(path) in _PASSES_ON or word.isupper():
        return False
    makes = re.compile(_MAKES.format(word=re.escape(word)))
    lines = codebase.texts.get(path, ())
    return not any(
        len(line) > _MAX_LINE or (word in line and makes.search(line)) for line in lines
    ) and not any(_HANDS_ON.search(line[:_MAX_LINE]) for line in lines)


def _nowhere(names: "_Names", symbol: NamedSymbol, missing: str, lines: Sequence[str]) -> _Problem:
    whole = f"`{missing}`" if missing == symbol.name else f"`{missing}` of `{symbol.name}`"
    near = names.nearest(missing, lines)
    meant = f"Write `{near}` if that is meant; else say" if near else "Say"
    return _Problem(
        title=f"{whole} is nowhere in the code",
        detail=(
            f"The plan takes `{symbol.name}` for granted, and no code has the word `{missing}`. "
            "Whoever comes to this line has nothing to build on."
        ),
        recommendation=f"{meant} which task makes `{missing}`, or name what is there instead.",
        severity="major" if symbol.sure else "minor",
    )


def _elsewhere(codebase: CodeBase, symbol: NamedSymbol, path: str) -> _Problem:
    """The file that the plan names does not have the word, or only uses it."""
    places = codebase.definitions.get(symbol.parts[-1], ())
    files = list(dict.fromkeys(place.path for place in places if place.path != path))
    where = listed([f"`{file}`" for file in files], 3)
    has = _holds(codebase.texts.get(path, ()), symbol.parts[-1])
    title = f"`{symbol.name}` is not {'defined ' if has else ''}in `{path}`"
    if len(files) == 1:
        title += f" but in {where}"
    what = "only uses" if has else "does not have the word"
    return _Problem(
        title=title,
        detail=(
            f"`{path}` {what} `{symbol.parts[-1]}`"
            + (f"; it is defined in {where}." if files else ".")
        ),
        recommendation=(
            f"Name {where} instead." if len(files) == 1 else "Name the file that has it."
        ),
        severity="minor",
    )


def _apart(codebase: CodeBase, symbol: NamedSymbol) -> _Problem | None:
    """Class and method both occur, but never together, or the class shows that it lacks it."""
    if symbol.name in codebase.words or not codebase.words.issuperset(symbol.parts):
        return None
    owner, last = symbol.parts[-2], symbol.parts[-1]
    return _Problem(
        title=f"`{owner}` has no `{last}`, as far as the code shows",
        detail=f"Both names occur in the code, but nothing there gives `{owner}` a `{last}`.",
        recommendation=f"Name what `{owner}` has, or say which task adds `{last}` to it.",
        severity="minor",
    )


class _Names:
    """Names that the code defines, for telling which one was meant."""

    def __init__(self, plan: Plan, codebase: CodeBase) -> None:
        self._plan = plan
        self._codebase = codebase

    def is_stem(self, word: str) -> bool:
        """Whether a file of the code base or of the plan is called so, but for its ending."""
        return word in self._stems

    def is_unseen(self, symbol: NamedSymbol) -> bool:
        """Whether the task that has a name works on files of which nothing is known here.

        They lie in a folder that git leaves out: another repository or a submodule.
        """
        within = [node for node in self._plan.nodes.values() if _covers(node, symbol)]
        node = min(within, key=lambda each: each.line_end - each.line_start, default=None)
        return node is not None and any(
            mention.action in ("create", "modify", "delete")
            and "/" in mention.file
            and not basename(mention.file).startswith(".env")
            and mention.file.removeprefix("./") in self._codebase.ignored
            for mention in node.files
        )

    @cached_property
    def _stems(self) -> frozenset[str]:
        mentions = (m.file for node in self._plan.nodes.values() for m in node.files)
        paths = (*self._codebase.paths, *mentions)
        return frozenset(basename(path).partition(".")[0] for path in paths)

    def nearest(self, word: str, lines: Sequence[str]) -> str | None:
        """The name most like *word*: in the file that is named, else in all that were read."""
        known = _defined(lines) if lines else self._everywhere
        like = sorted(name for name in known if abs(len(name) - len(word)) <= _LONGER)
        return next(iter(nearest(word, like[:_MAX_KNOWN])), None)

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        found = (name for text in self._codebase.texts.values() for name in _defined(text))
        return frozenset((*found, *self._codebase.definitions))


def _defined(lines: Sequence[str]) -> set[str]:
    short = (line for line in lines if len(line) <= _MAX_LINE)
    return {match["name"] for line in short for match in _DEFINED.finditer(line)}


def _holds(lines: Sequence[str], word: str) -> bool:
    whole = re.compile(rf"(?<![\w$]){re.escape(word)}(?![\w$])")
    return any(word in line and whole.search(line) for line in lines)
