"""What the manifests and lock files of a code base declare: commands by name, and packages.

Only names and versions are taken; nothing in a manifest is executed, resolved or fetched. A file
that cannot be read as what its name says declares nothing.
"""

from collections.abc import Callable, Iterator

from planproof.core.codebase import Command, Package
from planproof.repository.manifests import (
    cargo,
    compose,
    engines,
    go_mod,
    justfile,
    locks,
    makefile,
    package_json,
    pom,
    pyproject,
    requirements,
    taskfile,
    test_runners,
    workflows,
)
from planproof.repository.manifests.entry import Declared
from planproof.repository.tree import Tree

MAX_MANIFESTS = 400
"""Manifests that are read; those nearest to the root come first."""

Reader = Callable[[str, str], Iterator[Declared]]

_READERS: tuple[tuple[Callable[[str], bool], Reader], ...] = (
    (pyproject.is_mine, pyproject.read),
    (requirements.is_mine, requirements.read),
    (package_json.is_mine, package_json.read),
    (locks.is_mine, locks.read),
    (go_mod.is_mine, go_mod.read),
    (cargo.is_mine, cargo.read),
    (pom.is_mine, pom.read),
    (makefile.is_mine, makefile.read),
    (justfile.is_mine, justfile.read),
    (taskfile.is_mine, taskfile.read),
    (test_runners.is_mine, test_runners.read),
    (engines.is_mine, engines.read),
    (compose.is_mine, compose.read),
    (workflows.is_mine, workflows.read),
)


def read_manifests(tree: Tree) -> tuple[tuple[Command, ...], tuple[Package, ...]]:
    """The commands and packages that the manifests of *tree* declare, in order of their paths."""
    found = [(path, reader) for path in tree.paths() if (reader := _reader(path)) is not None]
    found.sort(key=lambda each: (each[0].count("/"), each[0]))
    commands: list[Command] = []
    packages: list[Package] = []
    for path, reader in found[:MAX_MANIFESTS]:
        data = tree.read(path)
        if data is None:
            continue
        text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
        for each in reader(path, text):
            if isinstance(each, Command):
                commands.append(each)
            else:
                packages.append(each)
    return tuple(commands), tuple(packages)


def _reader(path: str) -> Reader | None:
    if "/node_modules/" in f"/{path}":
        return None
    return next((read for is_mine, read in _READERS if is_mine(path)), None)
