"""Services of a Compose file."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command
from planproof.repository.manifests.yaml_keys import keys_below

_FILE = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]{1,60})?\.ya?ml")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return _FILE.fullmatch(base(path)) is not None


def read(path: str, text: str) -> Iterator[Declared]:
    """The names below `services:`."""
    for name, line in keys_below(text, "services"):
        yield command("service", name, path, line)
    if re.search(r"^include\s*:", text, re.MULTILINE):
        yield command("service", "*", path, 1)
