"""The path that a plan probably means by one that is not there."""

import difflib
import re

from planproof.checks._deeds import says_new
from planproof.checks._tree import Replay, same_file
from planproof.core.plan import Plan

_MOST = 3_000
"""Paths that are compared by their spelling."""
_CLOSE = 0.75
_DRAWN = re.compile(r"[├└│]|[|`+]--")
_WRITTEN = re.compile(
    r"^\s*(?:#|//|--|/\*|<!--|;)|>\s*\S|\b(?:touch|tee|cp|mv|cat|curl|wget|init|new|create|generate)\b"
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
    ranked = sorted(((_likeness(wanted, each), each) for each in pool), reverse=True)
    if not ranked or ranked[0][0] < (0 if base.same_name(wanted) else _CLOSE):
        return None
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0].lower()


def _likeness(one: str, other: str) -> float:
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
    name = path.rstrip("/").rpartition("/")[2]
    claimed = {d.node.id for d in replay.deeds if same_file(d.path, path) and d.kind != "write"}
    for document in plan.documents:
        if document.kind in ("template", "data"):
            continue
        for number, line in enumerate(document.lines, 1):
            if (
                name in line
                and len(line) < 2_000
                and not _owned(plan, document.path, number, claimed)
            ):
                fenced = not document.prose[number - 1]
                if fenced and (_DRAWN.search(line) or (path in line and _WRITTEN.search(line))):
                    return True
                if path in line and not fenced and says_new(document, number, path):
                    return True
    return False


def _owned(plan: Plan, path: str, line: int, claimed: set[str]) -> bool:
    """True for a line of a task that itself says that the file is there."""
    phase, task = plan.owner(path, line)
    node = task or phase
    return node is not None and node.id in claimed
