"""What words and lines alone tell of names."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from planproof.core.codebase import Definition

MOST_FILES = 20
"""Files that `Tree.containing` gives for one word; where it gives as many there may be more."""
_NO_CODE = frozenset(
    """
    md mdx rst txt adoc json jsonl yaml yml toml ini cfg lock csv tsv svg html xml css scss log
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_DOCUMENTS = frozenset({"md", "mdx", "mdc", "rst", "txt", "adoc", "log"})
"""The plan itself may lie in the repository: that it has a word proves nothing."""

_MODIFIERS = (
    r"(?:(?:export|default|public|private|protected|internal|abstract|final|static|sealed|open"
    r"|override|data|partial|declare|async|unsafe|pub(?:\([a-z]+\))?|inline|suspend|virtual)\s+){0,6}"
)
_DEFINES = re.compile(
    rf"\s*{_MODIFIERS}(?P<kind>class|interface|struct|record|trait|enum|object|protocol|def|func"
    r"(?:\s*\([^()\n]{0,80}\))?|function\*?|fn|fun|type|module|mixin)\s+(?:self\.|[A-Z]\w*\.)?"
    r"(?P<name>[A-Za-z_$][\w$]*)"
)
_ASSIGNS = re.compile(
    rf"{_MODIFIERS}(?:(?:const|let|var|val|static)\s+)?(?P<name>[A-Za-z_$][\w$]*)\s*"
    r"(?::[^=\n]{1,200})?=(?![=>])"
)
"""At the left margin: a constant or the like."""
_METHOD = re.compile(
    rf"\s+{_MODIFIERS}(?:get\s+|set\s+|[\w$<>\[\],.?]{{1,80}}\s+)?(?P<name>[A-Za-z_$][\w$]*)\s*"
    r"(?:<[^<>()\n]{0,80}>)?\([^()\n]{0,300}\)[^\n;{}=]{0,200}\{\s*(?:\S.*)?$"
)
_FUNCTIONS = frozenset({"def", "func", "function", "function*", "fn", "fun"})
_NO_METHOD = frozenset({"if", "for", "while", "switch", "catch", "function", "return", "with"})
_MAX_LINE = 600


def occurs(files: Sequence[str] | None) -> bool:
    """Whether a word is in the code.

    Args:
        files: Those that have the word; None when none has it, empty when nobody can say.

    Returns:
        True when one of the files is no document, and when nobody can say.
    """
    if files is None:
        return False
    if not files or len(files) >= MOST_FILES:
        return True
    return any(_suffix(path) not in _DOCUMENTS for path in files)


def is_code(path: str) -> bool:
    """False for files in which nothing is defined: documents, data, settings."""
    suffix = _suffix(path)
    return bool(suffix) and suffix not in _NO_CODE


def together(parts: Sequence[str], containing: Mapping[str, tuple[str, ...]]) -> bool:
    """True when all *parts* of a name occur in one file, or when nobody can say."""
    found = [files for part in parts if (files := containing.get(part)) is not None]
    if len(found) < len(parts):
        return False
    if any(not files or len(files) >= MOST_FILES for files in found):
        return True
    return occurs(sorted(set(found[0]).intersection(*found[1:])) or None)


def definitions(texts: Mapping[str, bytes], names: Collection[str]) -> tuple[Definition, ...]:
    """Where lines look as if they defined one of *names*, for machines without a better finder.

    Returns:
        The definitions by path and line.
    """
    found = [
        each
        for path, data in texts.items()
        for each in _defined(data.decode("utf-8", "replace"), path)
        if each.name in names
    ]
    return tuple(sorted(found, key=lambda each: (each.path, each.line_start, each.name)))


def _defined(text: str, path: str) -> Iterator[Definition]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _MAX_LINE:
            continue
        match = _DEFINES.match(line) or _ASSIGNS.match(line) or _METHOD.match(line)
        if match is None or match["name"] in _NO_METHOD:
            continue
        kind = match["kind"].partition("(")[0] if match.re is _DEFINES else "definition"
        plain = "function" if kind.strip() in _FUNCTIONS else kind
        yield Definition(
            path=path, line_start=number, line_end=number, name=match["name"], kind=plain
        )


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix[1:].lower()
