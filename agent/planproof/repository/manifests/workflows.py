"""Workflows and jobs of GitHub Actions."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command
from planproof.repository.manifests.yaml_keys import keys_below, top_value

_FILE = re.compile(r"(?:.{0,200}/)?\.github/workflows/[^/]{1,100}\.ya?ml")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return _FILE.fullmatch(path) is not None


def read(path: str, text: str) -> Iterator[Declared]:
    """The workflow, by the name that it gives itself or else its file, and its jobs."""
    name, line = top_value(text, "name") or (base(path), 1)
    yield command("workflow", name, path, line)
    for job, number in keys_below(text, "jobs"):
        yield command("job", job, path, number)
