"""Environments of tox.ini and sessions of noxfile.py, read by lines: nothing is executed."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command

_SECTION = re.compile(r"\[testenv:(?P<name>[^\]\s]{1,100})\]\s*")
_ENVIRONMENTS = re.compile(r"\s*(?:env_?list)\s*=(?P<names>.{0,1000})")
_NAME = re.compile(r"[A-Za-z][\w.-]{0,60}")
_SESSION = re.compile(r"\s*@(?:nox\.)?session\b(?P<options>.{0,500})")
_NAMED = re.compile(r"\bname\s*=\s*[\"'](?P<name>[\w.-]{1,60})[\"']")
_FUNCTION = re.compile(r"\s*(?:async\s+)?def\s+(?P<name>\w{1,60})\s*\(")
_MAX_LINE = 1_000


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) in ("tox.ini", "noxfile.py")


def read(path: str, text: str) -> Iterator[Declared]:
    """The environments or sessions; a list with braces may mean more than can be seen here."""
    lines = [line for line in text.splitlines() if len(line) <= _MAX_LINE]
    yield from _tox(path, lines) if base(path) == "tox.ini" else _nox(path, lines)


def _tox(path: str, lines: list[str]) -> Iterator[Declared]:
    in_list = False
    for number, line in enumerate(lines, 1):
        if found := _SECTION.fullmatch(line):
            yield command("tox", found["name"], path, number)
            if "{" in found["name"]:
                yield command("tox", "*", path, number)
        listed = _ENVIRONMENTS.match(line)
        in_list = listed is not None or (in_list and line[:1] in (" ", "\t"))
        if in_list:
            names = listed["names"] if listed else line
            if "{" in names:
                yield command("tox", "*", path, number)
            for name in _NAME.findall(names.partition("#")[0]):
                yield command("tox", name, path, number)


def _nox(path: str, lines: list[str]) -> Iterator[Declared]:
    is_session = False
    for number, line in enumerate(lines, 1):
        if found := _SESSION.match(line):
            is_session = True
            if named := _NAMED.search(found["options"]):
                yield command("nox", named["name"], path, number)
        elif is_session and (found := _FUNCTION.match(line)):
            yield command("nox", found["name"], path, number)
            is_session = False
        elif is_session and (named := _NAMED.search(line)):
            yield command("nox", named["name"], path, number)
