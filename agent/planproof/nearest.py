"""The known name that a misspelt one was probably meant to be."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, count: int = 1) -> list[str]:
    """Up to *count* of the *known* names that resemble *word*, best first; empty when none does."""
    by_lower = {name.lower(): name for name in sorted(known)}
    return [by_lower[hit] for hit in difflib.get_close_matches(word.lower(), by_lower, count, 0.6)]


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'fail-on'?`, or an empty string when nothing comes near."""
    hits = nearest(word, known)
    return f"; did you mean {hits[0]!r}?" if hits else ""
