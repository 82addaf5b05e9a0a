"""Patterns such as `src/**/*.py`, and folders that a plan calls existing."""

import re
from collections.abc import Iterator

from planproof.checks._tree import Part, Replay
from planproof.core.base import Location
from planproof.core.plan import Plan

_EXISTING = re.compile(
    r"(?<![\w-])(?:(?:the|our|an|its)\s+)?(?:already\s+)?existing\s{1,3}(?:folder|directory|package|module"
    r"|(?P<bare>))\s{0,3}`(?P<before>[\w@.-][\w@./-]{0,200})`(?P<after>\s+(?:folder|directory|package))?",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|non|never|if|any|without)\W{0,3}(?:\w+\s+){0,2}$", re.IGNORECASE)
_MAX_LINE = 2_000


def said_to_exist(plan: Plan) -> Iterator[tuple[Part, str, Location]]:
    """Folders that a phase or task calls existing: "in the existing `plugins/` folder"."""
    for document in plan.work_documents():
        for number, line in enumerate(document.prose, 1):
            if "xisting" not in line or len(line) > _MAX_LINE:
                continue
            phase, task = plan.owner(document.path, number)
            node = task or phase
            if node is None:
                continue
            for match in _EXISTING.finditer(line):
                folder = match["before"]
                sure = folder.endswith("/") or match["after"] or match["bare"] is None
                if not sure or _NOT.search(line[max(match.start() - 30, 0) : match.start()]):
                    continue
                if re.search(r"\.\w{1,5}$", folder) or folder.startswith((".", "/", "@")):
                    continue
                at = Location(path=document.path, line_start=number, line_end=number)
                yield node, folder.rstrip("/"), at


def matches_any(replay: Replay, pattern: str) -> bool:
    """True where a pattern matches a file of the code base, or one that the plan makes."""
    if replay.codebase is None:
        return True
    wanted = _compiled(pattern)
    if wanted is None:
        return True
    made = [deed.path for deed in replay.deeds if deed.kind in ("create", "write")]
    made += [move.new for move in replay.moves]
    fixed = [part for part in pattern.split("/") if "*" not in part]
    if any(part in ("dist", "build", "node_modules", "out", "target") for part in fixed):
        return True
    return any(wanted.search(path) for path in (*replay.codebase.paths, *made) if "*" not in path)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern as an expression over whole paths, at any depth of the repository."""
    if pattern.count("*") > 6 or re.search(r"[{}<>\[\]?]|\.\.", pattern) or len(pattern) > 200:
        return None
    parts = [part for part in pattern.strip("/").split("/") if part != "."]
    if not re.search(r"[A-Za-z]", pattern):
        return None
    spelt = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            spelt += ".+" if last else "(?:.+/)?"
        else:
            spelt += re.escape(part).replace(r"\*", "[^/]*") + ("" if last else "/")
    return re.compile(rf"(?:^|/){spelt}(?:$|/)")
