"""Which plans are about one code base.

Plans that name each other are, and so are plans that work on the same files, unless those are
files that every project has, or both plans found a project of their own.
"""

import re
from collections.abc import Iterator, Sequence

from planproof.between.reader import Reader
from planproof.checks._files import is_full_path, normal_path
from planproof.core.between import Profile

_COMMON = re.compile(
    r"(?:^|/)(?:main|index|app|__init__|__main__|mod|lib|conftest|setup|settings|config|types|utils?"
    r"|helpers?|constants|logger|logging|errors|exceptions|models?|schemas?|database|db|session"
    r"|server|client|routes?|router|readme|changelog|ci|cd|test|tests|build|deploy|release|layout"
    r"|page|styles?|globals?|home|login|dockerfile|makefile|package|tsconfig|env|gitkeep|\.\w+)"
    r"(?:\.[\w.]+)?$"
    r"|^(?:docs?|ops|scripts?|infra|deploy|tools|bin|\.github(?:/workflows)?)/[^/]+$",
    re.IGNORECASE,
)
"""What many projects have at the same place."""
_FOUNDS = re.compile(
    r"\b(?:create|creates|new|add|write|initiali[sz]e)\b[^.\n]{0,60}(?<![\w/.-])(?:go\.mod|package\.json"
    r"|pyproject\.toml|Cargo\.toml|Gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|mix\.exs"
    r"|requirements\.txt|CMakeLists\.txt)(?![\w/.-])"
    r"|\b(?:git init|npm (?:init|create)|pnpm init|yarn init|go mod init|uv init"
    r"|poetry (?:init|new)"
    r"|cargo (?:init|new)|rails new|create-(?:next-app|react-app|vite)|django-admin startproject"
    r"|npx degit|mix new|dotnet new)\b",
    re.IGNORECASE,
)
_QUICK = ("go.mod", ".json", ".toml", "Gemfile", "pom.xml", "gradle", ".txt", "init", "new ",
          "create-", "startproject", "degit", "mix.exs")  # fmt: skip
_LONGEST = 2_000


def is_common(path: str) -> bool:
    """True for a path that projects without anything in common have."""
    return _COMMON.search(path) is not None


def changed_files(reader: Reader) -> Iterator[str]:
    """Full paths of files that the plan creates or modifies, those that every project has aside."""
    for change in reader.changes:
        path = normal_path(change.mention.file)
        if is_full_path(path) and not is_common(path):
            yield path


def founds(reader: Reader) -> bool:
    """True where the plan makes the manifest of a project, so that it begins one."""
    return any(
        _FOUNDS.search(line)
        for document in reader.plan.work_documents()
        for line in document.lines
        if len(line) <= _LONGEST and any(mark in line for mark in _QUICK)
    )


def families(plans: Sequence[Profile], named: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """By plan, the number of its family; *named* holds which plan names which."""
    parents = list(range(len(plans)))

    def top(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for source, target in (*named, *_sharing(plans)):
        parents[top(source)] = top(target)
    return tuple(map(top, range(len(parents))))


def _sharing(plans: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Plans that work on one file: the first that has it with each other one."""
    first: dict[str, int] = {}
    for number, plan in enumerate(plans):
        for path in sorted(plan.files):
            other = first.setdefault(path, number)
            if other != number and not (plan.founds and plans[other].founds):
                yield number, other
