"""Whether the repository that merely holds a plan is the one that the plan is about.

A repository of plans alone, or one that keeps a plan of another project as an example, has next
to nothing of what the plan takes for granted; to report all of that as missing would be noise.

What counts are the files that must be there for the plan to make sense: those that it modifies,
deletes, reads or says exist, and does not create itself. At least two of them, and at least a
third, must be there. One alone may be chance; a plan that has gone stale, or has most of its
paths wrong, still finds more than a third, and a foreign repository has a tenth at most, since
files that every other project has (`README.md`, `src/main.py`, `tests/conftest.py`) are not
counted. A plan with fewer than two such files is judged by all that it names and does not create;
where those are fewer than two as well, too little could be held against a repository to matter.
"""

import re
from collections.abc import Iterator

from planproof.core.codebase import CodeBase
from planproof.core.plan import FileMention, Plan
from planproof.core.repository import repository_path

LEAST = 2
LEAST_SHARE = 3
"""One in so many."""

_PRESUMING = frozenset({"modify", "delete", "read"})
_NAMING = frozenset({"mention", "test"})
_COMMON_STEM = re.compile(
    r"(?:__init__|__main__|agents|app|changelog|ci|claude|cli|config|conftest|constants|"
    r"contributing|dockerfile|docker-compose|compose|index|init|install|jenkinsfile|layout|"
    r"licen[cs]e|main|makefile|manage|mod|models?|page|procfile|readme|release|requirements|"
    r"routes|server|settings|setup|tests?|types|urls|utils?|views|deploy|architecture)",
    re.IGNORECASE,
)
_COMMON_NAME = re.compile(
    r"package(?:-lock)?\.json|pnpm-lock\.yaml|yarn\.lock|tsconfig(?:\.\w+)?\.json|"
    r"pyproject\.toml|(?:poetry|uv)\.lock|(?:go|cargo)\.(?:mod|sum|toml|lock)|pom\.xml|"
    r"build\.gradle(?:\.kts)?|gemfile(?:\.lock)?|composer\.(?:json|lock)|\.[\w.-]*",
    re.IGNORECASE,
)


def related(plan: Plan, codebase: CodeBase) -> tuple[bool, str]:
    """Whether *codebase* is what *plan* is about, and a sentence that says why."""
    presumed, how = _presumed(plan, codebase, _PRESUMING), "that the plan takes for granted"
    if len(presumed) < LEAST:
        # Some of these may be new all the same: the plan does not say what it does to them.
        presumed = _presumed(plan, codebase, _PRESUMING | _NAMING)
        how = "that the plan names and does not say it creates"
    found = [file for file in presumed if codebase.ending(file)]
    enough = len(found) >= LEAST and len(found) * LEAST_SHARE >= len(presumed)
    return codebase.told or enough, _sentence(len(found), len(presumed), how)


def _sentence(found: int, presumed: int, how: str) -> str:
    if presumed == 0:
        return "the plan names no file by which its repository could be told"
    if presumed == 1:
        return f"the one file {how} is {'' if found else 'not '}there"
    return f"{found or 'none'} of the {presumed} files {how} {'is' if found == 1 else 'are'} there"


def _presumed(plan: Plan, codebase: CodeBase, actions: frozenset[str]) -> list[str]:
    """The telling files that the plan says exist or does one of *actions* to, each once."""
    created = {name for each in _mentions(plan) if (name := _created(each)) is not None}
    names: dict[str, None] = {}
    for each in _mentions(plan):
        name = repository_path(each.file)
        if name is None or not (each.exists or each.action in actions):
            continue
        if name in created or name in codebase.ignored or not _is_telling(name):
            continue
        if not any(_is_same(name, document.path) for document in plan.documents):
            names[name] = None
    return list(names)


def _mentions(plan: Plan) -> Iterator[FileMention]:
    return (each for node in plan.nodes.values() for each in node.files)


def _created(mention: FileMention) -> str | None:
    is_new = mention.action == "create" and not mention.exists
    return repository_path(mention.file) if is_new else None


def _is_telling(name: str) -> bool:
    """True for a path that few projects have: in a folder, and of no common name."""
    folder, _, last = name.rpartition("/")
    stem = last.partition(".")[0]
    return bool(folder) and not _COMMON_STEM.fullmatch(stem) and not _COMMON_NAME.fullmatch(last)


def _is_same(name: str, document: str) -> bool:
    """True when a path of the plan may be one of its own documents."""
    return f"/{name}".endswith(f"/{document}") or f"/{document}".endswith(f"/{name}")
