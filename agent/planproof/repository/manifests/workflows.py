"""Workflows and jobs of GitHub Actions."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command
from planproof.repository.manifests.yaml_keys import keys_below, plain, top_value

_FILE = re.compile(r"(?:.{0,200}/)?\.github/workflows/[^/]{1,100}\.ya?ml")

_NAME = re.compile(r" +name:\s+(?P<value>\S.{0,200})")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return _FILE.fullmatch(path) is not None


def read(path: str, text: str) -> Iterator[Declared]:
    """The workflow, by the name that it gives itself or else its file, and its jobs.

    A job that has a name to be shown is there twice: people call it either way.
    """
    name, line = top_value(text, "name") or (base(path), 1)
    yield command("workflow", name, path, line)
    lines = text.splitlines()
    for job, number in keys_below(text, "jobs"):
        yield command("job", job, path, number)
        shown = _shown(lines, number)
        if shown and shown != job:
            yield command("job", shown, path, number)


def _shown(lines: list[str], job: int) -> str | None:
    """The `name:` of the job that begins at a line; None when it has none."""
    own = len(lines[job - 1]) - len(lines[job - 1].lstrip(" "))
    depth = 0
    for line in lines[job : job + 200]:
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent <= own:
            return None
        depth = depth or (indent if line.strip() else 0)
        if indent == depth and (found := _NAME.fullmatch(line[:300].rstrip())):
            return plain(found["value"])
    return None
