"""What the code runs on, where a file of its own says so: `.nvmrc`, `.python-version`."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, package

_FILES = {
    ".nvmrc": "node",
    ".node-version": "node",
    ".python-version": "python",
    ".ruby-version": "ruby",
    ".go-version": "go",
}
_VERSION = re.compile(r"v?(\d{1,4}(?:\.\d{1,4}){0,3})")
_TOOL = re.compile(r"(?P<name>[a-z][\w-]{0,40})\s+v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})\s*")
_NAMES = {"nodejs": "node", "golang": "go"}


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) in _FILES or base(path) == ".tool-versions"


def read(path: str, text: str) -> Iterator[Declared]:
    """The versions that the file pins."""
    for number, line in enumerate(text.splitlines()[:200], 1):
        bare = line[:200].strip()
        if base(path) == ".tool-versions":
            if found := _TOOL.fullmatch(bare):
                name = _NAMES.get(found["name"], found["name"])
                yield package("engine", name, found["version"], path=path, line=number)
        elif found := _VERSION.fullmatch(bare):
            yield package("engine", _FILES[base(path)], found[1], path=path, line=number)
            return
