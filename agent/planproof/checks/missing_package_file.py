"""A new package gets modules and no `__init__.py`, `index.ts` or `mod.rs`.

## What it does

Reports a new folder in which the plan creates Python modules and no `__init__.py`, where the
folder above is a package, or all of the folders beside it are. So too a new folder of TypeScript,
JavaScript or Rust without `index.ts` or `mod.rs`, where all of the folders beside it (and at least
two) have one, or where a snippet imports from the folder itself. Else silent where one of those
does without.

## Why is this bad?

Imports may still work, but the folder is left out where packages are searched for: by build
tools, test runners and type checkers. The failure shows up far from its cause.

## Example

    - Create: `src/shop/billing/invoices.py`

where `src/shop/__init__.py` is there and no task creates `src/shop/billing/__init__.py`.

## Use instead

    - Create: `src/shop/billing/__init__.py`
    - Create: `src/shop/billing/invoices.py`
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from planproof.checks._deeds import Deed
from planproof.checks._tree import Replay
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding

RULE = Rule(
    id="missing-package-file",
    category="structure",
    severity="minor",
    summary="A new package gets no `__init__.py`, `index.ts` or `mod.rs`",
    goal="Every new package has its `__init__.py`, `index.ts` or `mod.rs`",
    confidence="medium",
    of_code=True,
)
_PYTHON = ("__init__.py",)
_SCRIPT = ("index.ts", "index.tsx", "index.js", "index.jsx", "index.mjs")
_FILES: dict[str, tuple[str, ...]] = {
    ".py": _PYTHON,
    ".ts": _SCRIPT,
    ".tsx": _SCRIPT,
    ".js": _SCRIPT,
    ".jsx": _SCRIPT,
    ".rs": ("mod.rs",),
}
"""By the end of a module's name, what makes its folder a package."""
_MODULE = re.compile(r"[A-Za-z_][\w-]*(?P<end>\.(?:py|tsx?|jsx?|rs))")
_FROM = re.compile(
    r"\b(?:from|import|require\()\s*[\"'](?P<lead>[@~#]|\.{1,2}(?:/\.\.){0,8})/(?P<path>[\w@./-]{1,200}?)/?[\"']"
)
"""An import by a path, and not by the name of a package."""
_ROOTS = frozenset({"src", "lib", "app", "test", "tests"})
_LEAST = 2
"""Folders beside a new one that tell how packages are made there."""
_MAX_LINE = 2_000


def check(context: Context) -> Iterator[Finding]:
    """One finding per new folder, at the first module that is created in it."""
    base = context.codebase
    if base is None:
        return
    replay = Replay(context.plan, base)
    modules: dict[tuple[str, tuple[str, ...]], list[Deed]] = defaultdict(list)
    for deed in replay.deeds:
        folder, _, name = deed.path.rpartition("/")
        module = _MODULE.fullmatch(name)
        if deed.kind == "create" and folder and module is not None:
            modules[folder, _FILES[module["end"]]].append(deed)
    for (folder, names), made in modules.items():
        imported = None if folder in base.folders else _imported(replay, folder, names)
        file = None if folder in base.folders else _usual(base, folder, names)
        file = file or (names[0] if imported is not None else None)
        if file is None or _told(replay, folder, names) or replay.finished(made[0].node):
            continue
        yield _finding(replay, folder, file, made, imported=imported)


def _imported(replay: Replay, folder: str, names: tuple[str, ...]) -> Location | None:
    """Where a snippet imports from the folder itself, and not from a module of that name."""
    base, own = replay.codebase, folder.rpartition("/")[2]
    if base is None or names != _SCRIPT or own in _ROOTS:
        return None
    ends = [each for each, files in _FILES.items() if files == names]
    paths = {*base.paths, *(deed.path for deed in replay.deeds)}
    if any(f"{folder}{end}" in paths for end in ends):
        return None
    for document in replay.plan.work_documents():
        for number, line in enumerate(document.lines, 1):
            for match in _FROM.finditer(line[:_MAX_LINE]) if own in line else ():
                if f"/{folder}".endswith(f"/{match['path']}"):
                    if _may_be_module(match["lead"], match["path"], paths):
                        return None
                    return line_at(document, number)
    return None


def _may_be_module(lead: str, name: str, paths: set[str]) -> bool:
    """True where what is imported may be a module elsewhere; an alias leads to a root of code."""
    for path in paths:
        above, found, _ = f"/{path}".rpartition(f"/{name}.")
        if found and (lead.startswith(".") or above.rpartition("/")[2] in {"", *_ROOTS}):
            return True
    return False


def _usual(base: CodeBase, folder: str, names: tuple[str, ...]) -> str | None:
    """The file that makes the folders around a new one packages; None where one does without.

    For Python it is enough that the folder above is a package.
    """
    above, _, own = folder.rpartition("/")
    if names == _PYTHON and not own.isidentifier():
        return None
    start = f"{above}/" if above else ""
    ends = tuple(end for end, files in _FILES.items() if files == names)
    beside: dict[str, set[str]] = defaultdict(set)
    for path in base.paths:
        if path.startswith(start) and path.endswith(ends):
            inner, _, name = path[len(start) :].partition("/")
            if name and "/" not in name:
                beside[inner].add(name)
    found = [next((name for name in names if name in each), None) for each in beside.values()]
    if None in found:
        return None
    package = names == _PYTHON and above != "" and f"{above}/{names[0]}" in base.paths
    usual = Counter(name for name in found if name is not None).most_common(1)
    return usual[0][0] if len(found) >= _LEAST else names[0] if package else None


def _told(replay: Replay, folder: str, names: tuple[str, ...]) -> bool:
    """True where any line of the plan speaks of the file, or calls the folder a package."""
    own = re.escape(folder.rpartition("/")[2])
    file = "|".join(re.escape(name) for name in names)
    called = re.compile(
        rf"{own}/?`?\s*(?:\(?package|→|/?(?:{file}))"
        rf"|package\s+`?(?:[\w./-]{{0,100}}[/.])?{own}\b|\bbarrel"
    )
    for document in replay.plan.documents:
        for line in document.lines:
            if len(line) < _MAX_LINE and (_near(line, folder, file) or called.search(line)):
                return True
    if any(deed.path == f"{folder}.rs" for deed in replay.deeds):
        return True
    return any(deed.path == f"{folder}/{name}" for deed in replay.deeds for name in names)


def _near(line: str, folder: str, file: str) -> bool:
    """True where the file that a line names may be that of the folder: it is named, or none is."""
    if re.search(rf"(?<![\w.-])(?:{file})\b", line) is None:
        return False
    whole = re.search(rf"([\w./-]{{0,200}})/(?:{file})", line)
    if whole is None:
        return True
    named = whole[1].removeprefix("./")
    return folder == named or folder.endswith(f"/{named}") or not named


def _finding(
    replay: Replay, folder: str, file: str, made: list[Deed], *, imported: Location | None
) -> Finding:
    document, first = replay.plan.document, made[0]
    place = line_at(document(first.at.path), first.at.line_start) if imported is None else imported
    lines = dict.fromkeys((deed.at.path, deed.at.line_start) for deed in made)
    lines.pop((place.path, place.line_start), None)
    return RULE.finding(
        replay.plan,
        place,
        related=[line_at(document(path), line) for path, line in lines][:20],
        title=f"{replay.label(first.node)} makes the package `{folder}/` without `{file}`",
        detail=f"A snippet imports from the folder itself; no task creates `{folder}/{file}`."
        if imported is not None
        else f"The folders around it are packages with a `{file}`; no task creates "
        f"`{folder}/{file}`.",
        recommendation=f"Create `{folder}/{file}` in {replay.label(first.node)} too.",
    )
