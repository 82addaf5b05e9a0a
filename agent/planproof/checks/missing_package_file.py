"""A new Python package gets modules and no `__init__.py`.

## What it does

Reports a new folder in which the plan creates Python modules and no `__init__.py`, where the
folder above is a package, or all of the folders beside it are. Silent where one of those does
without.

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
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._deeds import Deed
from planproof.checks._tree import Replay
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding

RULE = Rule(
    id="missing-package-file",
    category="structure",
    severity="minor",
    summary="A new Python package gets no `__init__.py`",
    goal="Every new Python package has its `__init__.py`",
    confidence="medium",
)
_FILE = "__init__.py"


def check(context: Context) -> Iterator[Finding]:
    """One finding per new folder, at the first module that is created in it."""
    base = context.codebase
    if base is None:
        return
    replay = Replay(context.plan, base)
    modules: dict[str, list[Deed]] = defaultdict(list)
    for deed in replay.deeds:
        folder, _, name = deed.path.rpartition("/")
        if deed.kind == "create" and folder and re.fullmatch(r"[A-Za-z_]\w*\.py", name):
            modules[folder].append(deed)
    for folder, made in modules.items():
        if folder in base.folders or not _among_packages(base, folder):
            continue
        if not _told(replay, folder) and not replay.finished(made[0].node):
            yield _finding(replay, folder, made)


def _among_packages(base: CodeBase, folder: str) -> bool:
    """True where the folder above is a package, or all (and at least two) beside it are."""
    if not all(part.isidentifier() for part in folder.split("/")[-1:]):
        return False
    above = folder.rpartition("/")[0]
    start = f"{above}/" if above else ""
    beside: dict[str, set[str]] = defaultdict(set)
    for path in base.paths:
        if path.startswith(start) and path.endswith(".py"):
            inner, _, name = path[len(start) :].partition("/")
            if name and "/" not in name:
                beside[inner].add(name)
    packages = [_FILE in names for names in beside.values()]
    if not all(packages):
        return False
    return (above != "" and f"{above}/{_FILE}" in base.paths) or len(packages) > 1


def _told(replay: Replay, folder: str) -> bool:
    """True where any line of the plan speaks of the file, or calls the folder a package."""
    own = re.compile(
        rf"{re.escape(folder.rpartition('/')[2])}/?`?\s*(?:\(?package|→|/?__init__)"
        rf"|package\s+`?(?:[\w./-]{{0,100}}[/.])?{re.escape(folder.rpartition('/')[2])}\b"
    )
    for document in replay.plan.documents:
        for line in document.lines:
            if len(line) < 2_000 and (_FILE in line and _near(line, folder)):
                return True
            if len(line) < 2_000 and own.search(line):
                return True
    return any(deed.path == f"{folder}/{_FILE}" for deed in replay.deeds)


def _near(line: str, folder: str) -> bool:
    """True where `__init__.py` may be that of the folder: it is named, or none is."""
    whole = re.search(rf"([\w./-]{{0,200}})/{re.escape(_FILE)}", line)
    if whole is None:
        return True
    named = whole[1].removeprefix("./")
    return folder == named or folder.endswith(f"/{named}") or not named


def _finding(replay: Replay, folder: str, made: list[Deed]) -> Finding:
    first, *others = made
    document = replay.plan.document
    lines = dict.fromkeys((deed.at.path, deed.at.line_start) for deed in others)
    lines.pop((first.at.path, first.at.line_start), None)
    return RULE.finding(
        replay.plan,
        line_at(document(first.at.path), first.at.line_start),
        related=[line_at(document(path), line) for path, line in lines][:20],
        title=f"{replay.label(first.node)} makes the package `{folder}/` without `{_FILE}`",
        detail=f"The folders around it are packages with a `{_FILE}`; no task creates "
        f"`{folder}/{_FILE}`.",
        recommendation=f"Create `{folder}/{_FILE}` in {replay.label(first.node)} too.",
    )
