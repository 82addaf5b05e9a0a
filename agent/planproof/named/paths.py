"""Everything in a plan that looks like a path of the code base, whatever is said of it."""

import re

from planproof.core.plan import Plan
from planproof.core.repository import repository_path

MAX_PATHS = 20_000
"""Paths that are looked at; a plan that names more is no plan."""
_MAX_LINE = 2_000
_PATH = re.compile(
    r"(?<![\w./:@~$<>{}*-])(?:\./)?(?P<path>(?:[\w@.+*-]{1,100}/){1,15}(?:[\w@.+*-]{1,100})?)(?![\w/])"
)
_FILE = re.compile(r"`(?P<file>[\w@.+*-]{1,100}\.[A-Za-z]\w{0,9})`")


def paths_named(plan: Plan) -> frozenset[str]:
    """Files, folders and patterns that any line of *plan* names, in code and listings as well.

    With their `*` and the `/` at the end of folders, without `./` at the start.
    """
    found: set[str] = set()
    for document in plan.documents:
        for line in document.lines:
            if len(line) > _MAX_LINE or ("/" not in line and "`" not in line):
                continue
            found.update(match["path"] for match in _PATH.finditer(line))
            found.update(match["file"] for match in _FILE.finditer(line))
            if len(found) > MAX_PATHS:
                return frozenset(sorted(found)[:MAX_PATHS])
    return frozenset(path.rstrip(".") for path in found)


def examples(path: str) -> tuple[str, ...]:
    """Paths whose fate tells that of *path*: itself, and what a pattern might match.

    Empty for what leads out of the code base.
    """
    plain = repository_path(path.rstrip("/").replace("**", "x").replace("*", "x"))
    if plain is None:
        return ()
    return (plain, f"{plain}/") if path.endswith("/") else (plain,)
