"""Versions of well-known technologies that a plan asks for, exactly or at least."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from planproof.checks._prose import said
from planproof.core.document import Document

_NAMES = {
    "python": "Python", "node": "Node.js", "node.js": "Node.js", "nodejs": "Node.js",
    "postgresql": "PostgreSQL", "postgres": "PostgreSQL", "mysql": "MySQL", "redis": "Redis",
    "typescript": "TypeScript", "java": "Java", "ruby": "Ruby", "php": "PHP", ".net": ".NET",
    "go": "Go", "golang": "Go", "rust": "Rust", "kotlin": "Kotlin", "django": "Django",
    "rails": "Rails", "laravel": "Laravel", "spring boot": "Spring Boot", "next.js": "Next.js",
    "react": "React", "angular": "Angular", "vue": "Vue", "mongodb": "MongoDB",
    "elasticsearch": "Elasticsearch", "ubuntu": "Ubuntu", "debian": "Debian",
}  # fmt: skip
_BY_MINOR = frozenset({"Python", "Go", "Ruby", "PHP", "Rust", "TypeScript", "Ubuntu", "Kotlin"})
"""What differs in the second part of its version as others do in the first."""
_AMBIGUOUS = frozenset({"node", "go", "rust", "react", "rails", "vue", "angular", "java", "ruby"})
_NAMED = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_EXACT = re.compile(
    rf"(?<![\w./-])(?P<name>{_NAMED})[*_]{{0,2}}(?:\s*[:|]\s*|\s+)[*_]{{0,2}}(?:v|version\s+)?"
    r"(?P<version>\d{1,3}(?:\.\d{1,3}){0,2}+)(?![\w.]*\d)"
    r"(?P<least>\+|,? (?:or|and) (?:later|newer|above|higher|up)\b)?"
    r"(?!\s*(?:\+|\bor\b|to\b|-|–|~|/|\.x|x\b|,\s*(?:and\s+|or\s+)?v?\d|→|%|\*(?!\*)|minutes|seconds))"
    r"(?!\w)",
    re.IGNORECASE,
)
_IN_CODE = re.compile(
    r"(?:\bFROM\s+|image:\s*[\"']?)(?P<image>python|node|postgres|redis|mysql|ruby|php|golang|rust)"
    r":(?P<tag>\d{1,3}(?:\.\d{1,3}){0,2})(?=[-\s\"'@]|$)"
    r"|\b(?P<setup>python|node|go|ruby|php|java)-version:\s*[\"']?(?P<value>\d{1,3}(?:\.\d{1,3}){0,2})"
    r"[\"']?\s*$|\bruntime:\s*[\"']?(?P<runtime>python|nodejs|ruby|java)"
    r"(?P<number>\d{1,2}(?:\.\d{1,2})?)",
    re.IGNORECASE,
)
_APART = re.compile(
    r"→|->|>|<|≥|≤|\^|\bfrom\b(?! {2})|\b(?:upgrad\w*|migrat\w*\s+(?:from|to|off)"
    r"|previous\w*|formerly|old|legacy|deprecat\w*"
    r"|support(?:s|ed)?|compatib\w*|matrix|e\.g|examples?|instead of|minimum|at least|not|drop\w*"
    r"|recommended|if|bump\w*|alternative|option|vs|versus|was|instance|nodes?\s+\d+\s+of)\b",
    re.IGNORECASE,
)
_MARKS = ("FROM ", "image:", "-version:", "runtime:")
_LONGEST = 400


class Version(NamedTuple):
    """A version that a line states exactly."""

    technology: str
    value: tuple[int, ...]
    """The parts that must agree: the first, or the first two when two are stated."""
    text: str
    """As a reader says it: `Python 3.11`."""
    line: int
    is_code: bool
    is_least: bool = False
    """The line asks for this version or a later one."""


def versions(document: Document) -> Iterator[Version]:
    """The versions that a document asks for, in prose and in code of images and runtimes."""
    for number in _lines("\n".join(document.prose).lower(), _NAMES, near_digit=True):
        line = document.prose[number - 1][:_LONGEST]
        for match in _EXACT.finditer(line):
            if _is_name(match["name"], match["version"]) and not _APART.search(said(line)):
                found = _version(match["name"], match["version"], number, is_code=False)
                least = bool(match["least"])
                yield found._replace(text=f"{found.text}+", is_least=True) if least else found
    for number in _lines("\n".join(document.lines), _MARKS, near_digit=False):
        code = _IN_CODE.search(document.lines[number - 1][:_LONGEST])
        if code and not document.prose[number - 1]:
            name = code["image"] or code["setup"] or code["runtime"]
            text = code["tag"] or code["value"] or code["number"]
            yield _version(name, text, number, is_code=True)


def _is_name(name: str, version: str) -> bool:
    """False for words that are names only sometimes: `node 2`, `go 3`, `react 5`."""
    if name.lower() not in _AMBIGUOUS:
        return True
    major, _, minor = version.partition(".")
    return name[0].isupper() and (bool(minor) or (name != "Go" and int(major) >= 8))


def _lines(text: str, words: Iterable[str], *, near_digit: bool) -> list[int]:
    """Numbers of the lines of *text* that hold one of *words*, if asked with a digit close by."""
    found: set[int] = set()
    for word in words:
        line, last, at = 1, 0, text.find(word)
        while at >= 0:
            after = at + len(word)
            if not near_digit or not _DIGITS.isdisjoint(text[after : after + 16]):
                line, last = line + text.count("\n", last, at), at
                found.add(line)
            at = text.find(word, after)
    return sorted(found)


_DIGITS = frozenset("0123456789")


def _version(name: str, text: str, line: int, *, is_code: bool) -> Version:
    technology = _NAMES[name.lower()]
    parts = tuple(int(part) for part in text.split("."))
    depth = 2 if technology in _BY_MINOR else 1
    return Version(technology, parts[:depth], f"{technology} {text}", line, is_code)
