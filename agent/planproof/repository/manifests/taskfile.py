"""Tasks of a Taskfile."""

from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command
from planproof.repository.manifests.yaml_keys import keys_below

_FILES = frozenset(
    f"{name}{dist}.{end}"
    for name in ("taskfile",)
    for dist in ("", ".dist")
    for end in ("yml", "yaml")
)


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path).lower() in _FILES


def read(path: str, text: str) -> Iterator[Declared]:
    """The names below `tasks:`; included files may bring more than can be seen here."""
    for name, line in keys_below(text, "tasks"):
        yield command("task", name, path, line)
    for _, line in keys_below(text, "includes"):
        yield command("task", "*", path, line)
        return
