"""Modules that a go.mod requires."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, package

_REQUIRED = re.compile(
    r"\s*(?:require\s+)?(?P<name>[\w.-]{1,100}\.[\w.-]{1,100}/\S{1,200})\s+v(?P<version>\S{1,100})"
    r"(?:\s+//[^\n]{0,200})?\s*"
)

_GO = re.compile(r"go\s+(?P<version>\d{1,3}(?:\.\d{1,3}){1,2})")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) == "go.mod"


def read(path: str, text: str) -> Iterator[Declared]:
    """The modules of the `require` lines and blocks."""
    block = ""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.endswith("("):
            block = bare.split()[0].rstrip("(")
        elif bare == ")":
            block = ""
        elif block == "require" or (not block and bare.startswith("require ")):
            found = _REQUIRED.fullmatch(line[:1_000])
            if found:
                yield package("go", found["name"], found["version"], path=path, line=number)
        elif not block and (asked := _GO.fullmatch(bare)):
            yield package("engine", "go", asked["version"], path=path, line=number)
        elif not block and bare.startswith("module ") and len(bare.split()) == 2:
            yield package("go", bare.split()[1], "", path=path, line=number, own=True)
