"""Packages of requirements files."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, package

_FILE = re.compile(r"(?:[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)")
_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]{0,200}\])?\s*"
    r"\(?(?P<asked>(?:[<>=!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*)\)?\s*(?:[;@#\\].*)?"
)
_MAX_LINE = 1_000


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    name = base(path)
    return _FILE.fullmatch(name) is not None or (
        "requirements/" in f"/{path}" and name.endswith((".txt", ".in"))
    )


def requirement(text: str) -> tuple[str, str] | None:
    """Name and specifier of a requirement (`httpx[http2]>=0.27; python_version > "3"`)."""
    # Runs of blanks are made one: the pattern would try every way to share them out.
    found = _REQUIREMENT.fullmatch(" ".join(text[: _MAX_LINE + 1].split()))
    return (found["name"], found["asked"].strip()) if found and len(text) <= _MAX_LINE else None


def read(path: str, text: str) -> Iterator[Declared]:
    """The packages that the lines of a requirements file name; options and links are left out."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare and bare[0] not in "#-" and (found := requirement(bare)) is not None:
            yield package("pypi", found[0], found[1], path=path, line=number)
