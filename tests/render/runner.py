"""What GitHub's runner takes for a command in a line of a step's output.

After `ActionCommand.cs` of actions/runner: the form `::name key=value::data` at the start of a
line, and the older `##[name key=value]data` anywhere in it.
"""

import re
from typing import NamedTuple

NAMES = frozenset(
    ("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group",
     "internal-set-repo-path", "notice", "remove-matcher", "save-state", "set-env", "set-output",
     "stop-commands", "warning")
)  # fmt: skip


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def commands(output: str) -> list[Command]:
    """Every command that a runner would obey in an output."""
    found = (parsed(line) for line in re.split(r"\r\n|\r|\n", output))
    return [each for each in found if each is not None]


def parsed(line: str) -> Command | None:
    """The command in one line; the old form counts where the new one does not fit."""
    return _new(line.lstrip()) or _old(line)


def _new(line: str) -> Command | None:
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    if name.lower() not in NAMES:
        return None
    pairs = (each.partition("=") for each in rest.strip().split(",") if each)
    properties = {key: _unescaped(value, ":,") for key, _, value in pairs if value}
    return Command(name.lower(), properties, _unescaped(line[end + 2 :], ""))


def _old(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 3 : end].partition(" ")
    return Command(name.lower(), {"": rest}, line[end + 1 :]) if name.lower() in NAMES else None


def _unescaped(text: str, more: str) -> str:
    for sign in f"\r\n{more}%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text
