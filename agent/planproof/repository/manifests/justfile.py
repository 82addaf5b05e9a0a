"""Recipes of a justfile."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command

_RECIPE = re.compile(r"@?(?P<name>[A-Za-z_][\w-]{0,100})(?:\s[^:]{0,500})?:(?!=)")
_ALIAS = re.compile(r"alias\s+(?P<name>[A-Za-z_][\w-]{0,100})\s*:=")
_MODULE = re.compile(r"mod\??\s+(?P<name>[A-Za-z_][\w-]{0,100})\b")
_IMPORT = re.compile(r"import\??\s+['\"]")
_MAX_LINE = 1_000


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    name = base(path).lower()
    return name in ("justfile", ".justfile") or name.endswith(".just")


def read(path: str, text: str) -> Iterator[Declared]:
    """The recipes and aliases; a module or import may bring more than can be seen here."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _MAX_LINE or line[:1] in (" ", "\t", "#", "", "["):
            continue
        if _MODULE.match(line) or _IMPORT.match(line):
            yield command("just", "*", path, number)
        elif found := _ALIAS.match(line) or _RECIPE.match(line):
            yield command("just", found["name"], path, number)
