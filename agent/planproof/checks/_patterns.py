"""Which paths a pattern such as `src/**/*.py` matches."""

import re
from collections.abc import Iterable

from planproof.checks._tree import CLAIMS, Replay
from planproof.named.paths import examples

_BUILT = frozenset({"dist", "build", "node_modules", "out", "target", "coverage", "generated"})
_MOST_STARS = 6


def matches_any(replay: Replay, pattern: str) -> bool:
    """True where a pattern matches a file of the code base, or one that the plan may make.

    So it may where the repository ignores what the pattern matches, and where it is one that
    cannot be judged.
    """
    base = replay.codebase
    wanted = _compiled(pattern)
    if base is None or wanted is None or not base.ignored.isdisjoint(examples(pattern)):
        return True
    if not _BUILT.isdisjoint(pattern.split("/")):
        return True
    return _any(wanted, base.paths) or _any(wanted, _made(replay))


def _made(replay: Replay) -> set[str]:
    """Paths that the plan makes, or names in any other way and that are not there."""
    made = {deed.path for deed in replay.deeds if deed.kind in ("create", "write", "become")}
    made.update(move.new for move in replay.moves)
    claimed = {deed.path for deed in replay.deeds if deed.kind in CLAIMS} - made
    return {path for path in made | (replay.named - claimed) if "*" not in path}


def _any(wanted: re.Pattern[str], paths: Iterable[str]) -> bool:
    return any(wanted.search(path) for path in paths)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern as an expression over whole paths, at any depth of the repository."""
    if pattern.count("*") > _MOST_STARS or len(pattern) > 200:
        return None
    if re.search(r"[{}<>\[\]?]|\.\.", pattern) or not re.search(r"[A-Za-z]", pattern):
        return None
    parts = [part for part in pattern.strip("/").split("/") if part != "."]
    spelt = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            spelt += ".+" if last else "(?:.+/)?"
        else:
            spelt += re.escape(part).replace(r"\*", "[^/]*") + ("" if last else "/")
    return re.compile(rf"(?:^|/){spelt}(?:$|/)")
