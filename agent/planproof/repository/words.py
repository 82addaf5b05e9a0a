"""What the word search alone tells of names."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

MOST_FILES = 20
"""Files that `Tree.containing` gives for one word; where it gives as many there may be more."""
_NO_CODE = frozenset(
    """
    md mdx rst txt adoc json jsonl yaml yml toml ini cfg lock csv tsv svg html xml css scss log
    """.split()  # noqa: SIM905  # a list of literals would hide what is missing
)
_DOCUMENTS = frozenset({"md", "mdx", "mdc", "rst", "txt", "adoc", "log"})
"""The plan itself may lie in the repository: that it has a word proves nothing."""


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


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix[1:].lower()
