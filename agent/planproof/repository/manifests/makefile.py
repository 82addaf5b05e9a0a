"""Targets of a Makefile."""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, command

_RULE = re.compile(r"(?P<targets>[^\s:=#$][^:=#$]{0,500}?)\s*::?(?!=)(?:\s|$)")
_MAX_LINE = 1_000
_MORE = re.compile(r"\s*-?s?include\s+(?P<files>\S.{0,500})|.{0,200}\$\(eval\b")
"""Where targets may come from that cannot be seen here."""
_PHONY = re.compile(r"\.PHONY\s*:(?P<targets>[^#]{0,1000})")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path).lower() in ("makefile", "gnumakefile") or path.endswith(".mk")


def read(path: str, text: str) -> Iterator[Declared]:
    """The targets of explicit rules; a pattern rule (`test-%:`) is a target with its `%`."""
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _MAX_LINE:
            continue
        more = _MORE.match(line)
        if more and not re.fullmatch(r"(?:[\w./-]+\.mk\s*)+", more["files"] or ""):
            yield command("make", "*", path, number)
        found = _PHONY.match(line) or (None if line[:1] in ("\t", ".") else _RULE.match(line))
        for name in found["targets"].split() if found else ():
            if name not in seen and name != "\\":
                seen.add(name)
                yield command("make", name, path, number)
