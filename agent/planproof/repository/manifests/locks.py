"""Packages of lock files, each with its very version."""

import re
from collections.abc import Callable, Iterator

from planproof.repository.manifests.entry import (
    Declared,
    at,
    base,
    json_table,
    package,
    table,
)

_TOML_NAME = re.compile(r'name\s*=\s*"(?P<value>[^"]{1,200})"\s*')
_TOML_VERSION = re.compile(r'version\s*=\s*"(?P<value>[^"]{1,100})"\s*')
_TOML_LOCKS = {"uv.lock": "pypi", "poetry.lock": "pypi", "pdm.lock": "pypi", "Cargo.lock": "cargo"}
_YARN_HEAD = re.compile(r'"?(?P<name>@?[^@\s"]{1,200})@[^\n]{0,2000}:\s*')
_YARN_VERSION = re.compile(r'\s+version:?\s+"?(?P<value>[^"\s]{1,100})"?\s*')
_PNPM = re.compile(
    r"  ['\"]?/?(?P<name>@?[^@\s'\"()]{1,200})@(?P<value>\d[^\s'\"():]{0,100})[^\n]{0,1000}:\s*"
)
_GO_SUM = re.compile(r"(?P<name>\S{1,300}) v(?P<value>[^\s/]{1,100}) h1:\S{1,100}")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) in _FORMS


def read(path: str, text: str) -> Iterator[Declared]:
    """The packages that a lock file holds."""
    seen: set[tuple[str, str]] = set()
    ecosystem, pairs = _FORMS[base(path)]
    for name, version, line in pairs(text):
        if (name, version) not in seen:
            seen.add((name, version))
            yield package(ecosystem, name, version, path=path, line=line, locked=True)


Pairs = Iterator[tuple[str, str, int]]


def _toml(text: str) -> Pairs:
    """By lines: the files are machine-written, often large, and line numbers are wanted."""
    name, inside, start = "", False, 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            name, inside = "", line.strip() == "[[package]]"
        elif inside and not name and (found := _TOML_NAME.fullmatch(line)):
            name, start = found["value"], number
        elif inside and name and (found := _TOML_VERSION.fullmatch(line)):
            yield name, found["value"], start
            inside = False


def _npm(text: str) -> Pairs:
    data = json_table(text)
    lines = {line.strip(): number for number, line in reversed([*enumerate(text.splitlines(), 1)])}
    for key, value in at(data, "packages").items():
        name = key.rpartition("node_modules/")[2] if "node_modules/" in key else ""
        version = table(value).get("version")
        if name and isinstance(version, str):
            yield name, version, lines.get(f'"{key}": {{', 1)
    if "packages" in data:
        return
    for name, value in at(data, "dependencies").items():
        version = table(value).get("version")
        if isinstance(version, str):
            yield name, version, lines.get(f'"{name}": {{', 1)


def _yarn(text: str) -> Pairs:
    name, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] not in (" ", "#", ""):
            found = _YARN_HEAD.fullmatch(line)
            name, start = (found["name"], number) if found else ("", 0)
        elif name and (found := _YARN_VERSION.fullmatch(line)):
            yield name, found["value"], start
            name = ""


def _pnpm(text: str) -> Pairs:
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("  ") and line[2:3] != " " and (found := _PNPM.fullmatch(line)):
            yield found["name"], found["value"], number


def _go_sum(text: str) -> Pairs:
    for number, line in enumerate(text.splitlines(), 1):
        if found := _GO_SUM.fullmatch(line):
            yield found["name"], found["value"], number


_FORMS: dict[str, tuple[str, Callable[[str], Pairs]]] = {
    **{name: (ecosystem, _toml) for name, ecosystem in _TOML_LOCKS.items()},
    "package-lock.json": ("npm", _npm),
    "npm-shrinkwrap.json": ("npm", _npm),
    "yarn.lock": ("npm", _yarn),
    "pnpm-lock.yaml": ("npm", _pnpm),
    "go.sum": ("go", _go_sum),
}
