"""Names in a YAML file, read by lines and strictly: the keys right below a key of the top level.

Anchors, aliases and tags are never followed. A file with flow style or tabs where keys should
stand gives nothing rather than a guess.
"""

import re
from collections.abc import Iterator

_KEY = re.compile(
    r"(?P<indent> *)(?:\"(?P<double>[^\"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})'"
    r"|(?P<bare>[A-Za-z0-9_.$<][\w.$<-]{0,199}))\s*:(?:\s+(?P<value>\S[^\n]{0,500})|\s*)"
)


def keys_below(text: str, parent: str) -> Iterator[tuple[str, int]]:
    """Each key right below the top-level key *parent*, with its line number."""
    inside, depth = False, 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _KEY.fullmatch(line.rstrip()) if len(line) <= 800 else None
        indent = len(line) - len(line.lstrip(" "))
        if indent == 0:
            inside = found is not None and _name(found) == parent and _is_block(found)
            depth = 0
        elif inside and found is not None and indent == (depth or indent):
            depth = indent
            if _name(found) != "<<":
                yield _name(found), number


def top_value(text: str, key: str) -> tuple[str, int] | None:
    """The plain value of a top-level key, with its line number."""
    for number, line in enumerate(text.splitlines(), 1):
        found = _KEY.fullmatch(line.rstrip()) if line[:1].isalnum() and len(line) <= 800 else None
        if found is not None and _name(found) == key and found["value"]:
            return plain(found["value"]), number
    return None


def plain(value: str) -> str:
    """A scalar without quotes and comment."""
    if value[:1] in "\"'":
        return value[1:].partition(value[0])[0]
    return value.split(" #", 1)[0].rstrip()


def _name(found: re.Match[str]) -> str:
    return found["double"] or found["single"] or found["bare"]


def _is_block(found: re.Match[str]) -> bool:
    """True when the key's value is the block below it, perhaps with an anchor or a comment."""
    return not found["value"] or found["value"][0] in "#&"
