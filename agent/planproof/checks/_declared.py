"""What the code base declares to be run: everywhere, or in the folder that the plan names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from planproof.core.codebase import CodeBase, Command, CommandKind

_MANIFESTS: dict[CommandKind, tuple[str, ...]] = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "npm": ("package.json",),
    "service": (),
}
"""The file in a folder that alone is asked when a command is run there."""
_GENERAL: frozenset[CommandKind] = frozenset({"job", "workflow", "script"})
"""Kinds whose names are looked for everywhere, whatever file the plan names."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The commands among which a name must be."""

    commands: tuple[Command, ...]
    file: str | None = None
    """The one file that declares them; None for all files of the kind."""
    elsewhere: str | None = None
    """Another file, which declares the name that the one file lacks."""


def scope_of(base: CodeBase, kind: CommandKind, *, folder: str | None, file: str | None) -> Scope:
    """What a command of a kind may be, run for a folder or workspace, or said to be in a file."""
    every = tuple(
        each
        for each in base.commands
        if each.kind == kind or (kind, each.kind) == ("script", "poe")
    )
    if folder and kind in _MANIFESTS and kind != "service" and not is_known_place(base, folder):
        return Scope(())  # another repository, or a folder that the plan makes
    if folder and kind == "service":
        path = base.find(folder)
        return Scope(tuple(each for each in every if each.path == path), path)
    path = _manifest(base, kind, folder) if folder else _named(base, kind, file)
    if path is None or kind in _GENERAL:
        return Scope(every)
    inside = tuple(each for each in every if each.path == path)
    # A file that declares nothing may have been beyond reading.
    return Scope(inside, path) if inside else Scope(every)


def is_known_place(base: CodeBase, folder: str) -> bool:
    """True for a folder of the code base, or the name of one of its packages."""
    if folder in base.folders or any(each.endswith(f"/{folder}") for each in base.folders):
        return True
    return any(package.own and package.name == folder.lower() for package in base.packages)


def _manifest(base: CodeBase, kind: CommandKind, folder: str) -> str | None:
    """The manifest in a folder, or that of the workspace package that bears the name."""
    found = [
        f"{each}/{name}"
        for each in base.folders
        if each == folder or each.endswith(f"/{folder}")
        for name in _MANIFESTS.get(kind, ())
        if f"{each}/{name}" in base.paths
    ]
    found += [
        package.path
        for package in base.packages
        if package.own and package.ecosystem == kind and package.name == folder.lower()
    ]
    return found[0] if len(set(found)) == 1 else None


def _named(base: CodeBase, kind: CommandKind, file: str | None) -> str | None:
    """The path of the file that the plan says declares a command; None for any of its name."""
    if not file or ("/" not in file and sum(1 for path in base.same_name(file)) > 1):
        return None
    path = base.find(file)
    return path if any(c.path == path and c.kind == kind for c in base.commands) else None


def is_there(name: str, there: Sequence[Command]) -> bool:
    """True where one of the commands has the name, or may have it."""
    for command in there:
        if command.name in (name, "*"):
            return True
        if command.kind == "make" and fnmatchcase(name, command.name.replace("%", "*")):
            return True
        if command.kind in ("tox", "nox") and _is_variant(name, command.name):
            return True
        if command.kind == "job" and command.name.lower() == name.lower():
            return True
        if command.kind == "workflow":
            file = command.path.rpartition("/")[2]
            if name.lower() in (
                command.name.lower(),
                file.lower(),
                file.rpartition(".")[0].lower(),
            ):
                return True
    return False


def _is_variant(name: str, declared: str) -> bool:
    """True for `tests-3.12` of `tests`, and for factors such as `py312-django5`."""
    if re.match(r"(?:py|pypy)\d?", name) or name.startswith(f"{declared}-"):
        return True
    return name.startswith(f"{declared}(") or set(name.split("-")) <= set(declared.split("-"))


def holds_word(base: CodeBase, path: str, name: str) -> bool | None:
    """Whether a file has a name in whatever spelling; None for one that was not read."""
    lines = base.texts.get(path)
    if lines is None:
        return None
    word = _plain(name.rsplit(maxsplit=1)[-1])
    return any(word in _plain(line) for line in lines)


def _plain(text: str) -> str:
    return re.sub(r"[-_ ]", "", text.lower())
