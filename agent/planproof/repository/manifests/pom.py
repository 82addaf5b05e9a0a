"""Artifacts of a Maven pom.xml.

Read by lines of text, not as XML: an XML parser resolves entities, and the three coordinates of a
dependency are all that is wanted.
"""

import re
from collections.abc import Iterator

from planproof.repository.manifests.entry import Declared, base, package

_TAG = re.compile(
    r"<(?P<tag>groupId|artifactId|version)>\s{0,20}(?P<value>[^<>&\s]{1,200})\s{0,20}</"
)
_PROPERTY = re.compile(r"<(?P<tag>[\w.-]{1,100})>(?P<value>[^<>&\s]{1,100})</(?P=tag)>")
_OPEN = ("<dependency>", "<plugin>", "<parent>")
_CLOSE = ("</dependency>", "</plugin>", "</parent>")


def is_mine(path: str) -> bool:
    """Whether the file at *path* is one that `read` understands."""
    return base(path) == "pom.xml"


def read(path: str, text: str) -> Iterator[Declared]:
    """The artifacts of dependencies, plugins and the parent as `group:artifact`."""
    lines = [line[:2_000] for line in text.splitlines()]
    values = {found["tag"]: found["value"] for line in lines for found in _PROPERTY.finditer(line)}
    parts: dict[str, str] = {}
    start = 0
    for number, line in enumerate(lines, 1):
        if any(mark in line for mark in _OPEN):
            parts, start = {}, number
        if start:
            for found in _TAG.finditer(line):
                parts.setdefault(found["tag"], found["value"])
        if any(mark in line for mark in _CLOSE) and start:
            if "artifactId" in parts:
                group, version = parts.get("groupId", ""), parts.get("version", "")
                name = f"{group}:{parts['artifactId']}" if group else parts["artifactId"]
                if version.startswith("${"):
                    version = values.get(version[2:].rstrip("}"), "")
                yield package("maven", name, version, path=path, line=start)
            start = 0
