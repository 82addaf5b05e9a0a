"""The path that a plan probably means by one that is not there."""

import difflib
import re

from planproof.checks._deeds import says_new
from planproof.checks._tree import Replay, same_file
from planproof.core.plan import Plan

_MOST = 3_000
"""Paths that are compared by their spelling."""
CLOSE = 0.75
_DRAWN = re.compile(r"[├└│]|[|`+]--")
_BRINGS = re.compile(
    r"\b(?:rsync|git (?:clone|subtree|submodule|read-tree)|cp -\w{0,3}[rRa]|degit|unzip"
    r"|cookiecutter|copier|(?:npm|pnpm|yarn|bun) (?:create|init)|django-admin|uv init|poetry new"
    r"|create-[\w-]{1,30}|(?:cargo|dotnet|ng|rails|aspire|flutter|dart|mix) (?:new|create|init)"
    r"|scaffold(?:s|ed|ing)?)\b"
)
_FOLDER = re.compile(r"(?<![\w./-])(?:\./)?((?:[\w@.-]{1,80}/){0,8}[\w@.-]{1,80})/?(?![\w/.-])")
_MAX_LINE = 2_000
_WRITTEN = re.compile(
    r"^\s*(?:#|//|--|/\*|<!--|;)|>\s*\S"
    r"|\b(?:touch|tee|cp|mv|cat|curl|wget|init|new|create|generate)\b"
)


def nearest_file(replay: Replay, path: str) -> str | None:
    """The one path that resembles *path* most: same name elsewhere, or nearly the same spelling.

    None when nothing comes near, or when several come equally near.
    """
    base = replay.codebase
    if base is None or "*" in path:
        return None
    wanted = path.strip("/")
    pool = base.same_name(wanted)
    if not pool:
        folder, _, name = wanted.rpartition("/")
        stem = name.partition(".")[0].lower()
        every = base.paths if "." in name else base.folders
        pool = tuple(p for p in every if p.rpartition("/")[0] == folder or _stem(p) == stem)
        pool = tuple(sorted(pool))[:_MOST]
    if len(base.same_name(wanted)) == 1:
        return pool[0]
    ranked = sorted(((likeness(wanted, each), each) for each in pool), reverse=True)
    if not ranked or ranked[0][0] < (0 if base.same_name(wanted) else CLOSE):
        return None
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1]


def twin(replay: Replay, path: str) -> str | None:
    """The one file that is surely meant by a path that is not there.

    It has the same name and another sort of ending (`.ts` for `.tsx`), nearly the same name in the
    same folder, or the same telling name where one folder of the path is another, and is not there.
    """
    base = replay.codebase
    folder, _, name = path.rpartition("/")
    stem, _, end = name.rpartition(".")
    if base is None or not stem:
        return None
    found = {p for p in base.same_name(name) if _one_folder_apart(replay, folder, p)}
    if name.lower() in _COMMON or stem.lower() in _COMMON_STEMS:
        found = {p for p in found if likeness(folder, p.rpartition("/")[0]) >= _ALIKE}
    for other in base.below(folder) if folder in base.folders else ():
        inner = other[len(folder) + 1 :]
        own, _, ending = inner.rpartition(".")
        is_other_sort = ending != end and own == stem and ending in _family(end)
        if "/" not in inner and (is_other_sort or (ending == end and _misspelt(stem, own))):
            found.add(other)
    others = found - {each.path for each in replay.deeds if each.kind == "create"}
    return others.pop() if len(others) == 1 else None


_ALIKE = 0.7
_COMMON = frozenset(
    """
    readme.md index.ts index.tsx index.js mod.rs lib.rs main.rs main.go main.py main.ts __init__.py
    doc.go package.json tsconfig.json go.mod cargo.toml pyproject.toml dockerfile makefile page.tsx
    layout.tsx route.ts conftest.py setup.py build.gradle pom.xml skill.md spec.md tasks.md plan.md
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_COMMON_STEMS = frozenset(
    """
    index main types utils util helpers constants models schema config errors test tests common
    client service controller routes router handler handlers store api app base core views urls
    """.split()  # noqa: SIM905  # likewise
)
"""Names that many folders have; the folder has to be nearly the same then."""
_FAMILIES = (
    frozenset({"ts", "tsx", "js", "jsx", "mjs", "cjs", "mts"}), frozenset({"yml", "yaml"}),
    frozenset({"md", "mdx", "rst", "txt"}), frozenset({"css", "scss", "sass", "less"}),
    frozenset({"json", "jsonc", "json5"}), frozenset({"kt", "kts", "java"}),
    frozenset({"toml", "ini", "cfg"}),
)  # fmt: skip


def _family(end: str) -> frozenset[str]:
    return next((each for each in _FAMILIES if end in each), frozenset())


def _misspelt(one: str, other: str) -> bool:
    """True for `date` and `dates`, and where a letter is missing, wrong or in the wrong place."""
    least, most = sorted((one.lower(), other.lower()), key=len)
    if least == most or len(most) - len(least) > 1 or len(least) < _LEAST_NAME:
        return False
    if re.sub(r"[^0-9]", "", one) != re.sub(r"[^0-9]", "", other):
        return False  # `step1` and `step2`
    start = next(
        (i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least)
    )
    if len(least) < len(most):
        return least[start:] == most[start + 1 :]
    swapped = least[start + 1 : start + 2] + least[start : start + 1]
    return least[start + 1 :] == most[start + 1 :] or swapped + least[start + 2 :] == most[start:]


_LEAST_NAME = 4


def _one_folder_apart(replay: Replay, folder: str, other: str) -> bool:
    """True where the folder of a path is not there, and one of its parts is another in *other*."""
    base = replay.codebase
    mine, theirs = folder.split("/"), other.split("/")[:-1]
    if base is None or folder in base.folders or len(mine) != len(theirs):
        return False
    apart = [index for index, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if len(apart) != 1 or not apart[0]:
        return False
    start = "/".join(mine[: apart[0] + 1])
    # A folder that is new to the code base may be made for more than this file.
    return start not in base.folders and not any(
        named.startswith(f"{start}/") and named.strip("/") != f"{folder}/{other.rpartition('/')[2]}"
        for named in replay.named
    )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0].lower()


def likeness(one: str, other: str) -> float:
    """How alike two paths are, by their names where they lie in one folder."""
    mine, theirs = one.rpartition("/"), other.rpartition("/")
    if mine[0] == theirs[0]:
        one, other = (
            mine[2].rpartition(".")[0] or mine[2],
            theirs[2].rpartition(".")[0] or theirs[2],
        )
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def named_in_text(replay: Replay, path: str) -> bool:
    """True where the plan seems to make *path* outside what its tasks say of files.

    So do an overview's table of new files, a drawn folder tree, a command and a listing whose
    first line names the file.
    """
    plan = replay.plan
    if _brought(replay, path):
        return True
    name = path.rstrip("/").rpartition("/")[2]
    claimed = {d.node.id for d in replay.deeds if same_file(d.path, path) and d.kind != "write"}
    for document in plan.documents:
        if document.kind in ("template", "data"):
            continue
        for number, line in enumerate(document.lines, 1):
            if (
                name in line
                and len(line) < _MAX_LINE
                and not _owned(plan, document.path, number, claimed)
            ):
                fenced = not document.prose[number - 1]
                if fenced and (_DRAWN.search(line) or (path in line and _WRITTEN.search(line))):
                    return True
                if path in line and not fenced and says_new(document, number, path):
                    return True
    return False


def _brought(replay: Replay, path: str) -> bool:
    """True for a file in a new folder that some command copies, clones or scaffolds."""
    there = replay.codebase.folders if replay.codebase is not None else frozenset()
    for document in replay.plan.work_documents():
        for line in document.lines:
            if len(line) > _MAX_LINE or not _BRINGS.search(line):
                continue
            for folder in _FOLDER.findall(line):
                if path.startswith(f"{folder}/") and folder not in there:
                    return True
    return False


def _owned(plan: Plan, path: str, line: int, claimed: set[str]) -> bool:
    """True for a line of a task that itself says that the file is there."""
    phase, task = plan.owner(path, line)
    node = task or phase
    return node is not None and node.id in claimed
