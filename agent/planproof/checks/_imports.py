"""Packages of the code base that snippets of a plan import."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planproof.checks._tree import Part, Replay
from planproof.core.base import Location
from planproof.core.codebase import CodeBase

_STRING = re.compile(r"\"(?P<path>[\w.-]{1,80}(?:/[\w.-]{1,80}){1,15})\"")
_MADE = re.compile(
    r"(?:^|/)(?:gen|generated|proto|pb|\w*pb|mocks?|api/v\d+|testdata|vendor)(?:/|$)"
)
"""Packages that tools write."""
_MAX_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Import:
    """A part of the plan imports a package of the code base that is not there."""

    folder: str
    node: Part
    at: Location


def missing_imports(replay: Replay) -> Iterator[Import]:
    """Packages of the code base's own Go modules without a folder that is there or made."""
    base = replay.codebase
    modules = _modules(base) if base is not None else {}
    if base is None or not modules:
        return
    seen: set[str] = set()
    for document in replay.plan.work_documents():
        for number, line in enumerate(document.lines, 1):
            if len(line) > _MAX_LINE or not any(module in line for module in modules):
                continue
            for match in _STRING.finditer(line):
                found = _folder(modules, match["path"])
                if found is None or found[0] in seen or _is_there(replay, base, *found):
                    continue
                phase, task = replay.plan.owner(document.path, number)
                node = task or phase
                if node is not None and not replay.finished(node):
                    seen.add(found[0])
                    at = Location(path=document.path, line_start=number, line_end=number)
                    yield Import(found[0], node, at)


def _modules(base: CodeBase) -> dict[str, str]:
    """The folder of each Go module, by its name."""
    own = (each for each in base.packages if each.ecosystem == "go" and each.own)
    return {each.name: each.path.rpartition("/")[0] for each in own}


def _folder(modules: dict[str, str], path: str) -> tuple[str, str] | None:
    """The folder of an imported package, from the root and from its module."""
    names = [name for name in modules if path.startswith(f"{name}/")]
    if not names:
        return None
    module = max(names, key=len)
    inner = path[len(module) + 1 :]
    return f"{modules[module]}/{inner}".lstrip("/"), inner


def _is_there(replay: Replay, base: CodeBase, folder: str, inner: str) -> bool:
    """True where the package is there, or the plan names anything in its folder."""
    if folder in base.folders or folder in base.ignored or _MADE.search(folder):
        return True
    if any(path.endswith(f"/{inner}") for path in base.folders):
        return True  # a module within another folder
    if any(event.kind != "write" for event in replay.makers(folder)):
        return True
    own = f"/{inner}/"
    return any(own in f"/{each}" for each in replay.named) or any(
        own in f"/{deed.path}" or f"/{deed.path}/".endswith(own) for deed in replay.deeds
    )
