"""What the readers of manifests share: names as their ecosystems spell them, and line numbers."""

import json
import re
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping

from planproof.core.codebase import Command, CommandKind, Package
from planproof.named.packages import normal_name

Declared = Command | Package
Table = Mapping[str, object]
_NAME = re.compile(r"[\w@./+-]+(?::[\w@./+-]+)*")


def command(kind: CommandKind, name: str, path: str, line: int) -> Command:
    """A command that is declared at a line of a manifest."""
    return Command(kind=kind, name=name, path=path, line_start=line, line_end=line)


def package(
    ecosystem: str,
    name: str,
    requirement: str,
    *,
    path: str,
    line: int,
    locked: bool = False,
    own: bool = False,
    dev: bool = False,
) -> Package:
    """A package that is named at a line of a manifest or lock file."""
    return Package(
        ecosystem=ecosystem,
        name=normal_name(ecosystem, name),
        requirement=requirement.strip(),
        locked=locked,
        own=own,
        dev=dev,
        path=path,
        line_start=line,
        line_end=line,
    )


class Places:
    """Line numbers of names in a text: tables read by a library do not tell them."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(text.splitlines(), 1):
            for found in _NAME.findall(line):
                self._lines[found].append(number)

    def of(self, word: str, after: int = 0) -> int:
        """First line below *after* that holds *word* whole; line 1 when none does."""
        numbers = self._lines.get(word, [])
        at = bisect_right(numbers, after)
        return numbers[at] if at < len(numbers) else 1


def toml_table(text: str) -> Table:
    """The tables of a TOML text; empty when it is none."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def json_table(text: str) -> Table:
    """The object of a JSON text; empty when it is none."""
    try:
        return table(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def table(value: object) -> Table:
    """*value* as a table with names for keys; empty for anything else."""
    if not isinstance(value, dict):
        return {}
    return {key: each for key, each in value.items() if isinstance(key, str)}


def at(value: object, *keys: str) -> Table:
    """The table below *keys*; empty where there is none."""
    for key in keys:
        value = table(value).get(key)
    return table(value)


def strings(value: object) -> list[str]:
    """The strings of a list; empty for anything else."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def text_of(value: object) -> str:
    """*value* where it is a string; empty for anything else."""
    return value if isinstance(value, str) else ""


def base(path: str) -> str:
    """Last part of a path."""
    return path.rpartition("/")[2]
