"""Gathering where words occur: few files for each, and those of code before those of prose."""

import re
from collections.abc import Collection, Iterable, Mapping

MOST = 20
"""Files for one word."""

_MAX_WORD = 200
_MAX_PIECES = 12
_PROSE = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".txt")
_PIECE = re.compile(r"\w+")


class FoundWords:
    """Words that are looked for, and the files in which they were found so far."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(word for word in words if _is_usable(word))
        """Those that can be looked for: not empty, of one line and of sensible length."""
        self._code: dict[str, dict[str, None]] = {word: {} for word in self.words}
        self._prose: dict[str, dict[str, None]] = {word: {} for word in self.words}
        self._inner: dict[str, tuple[str, ...]] = {}
        self._unsure: set[str] = set()

    def add(self, word: str, path: str) -> None:
        """Note that *word*, and so every word that is whole within it, stands in a file."""
        if word not in self._inner:
            self._inner[word] = tuple(self.words.intersection(_pieces(word)))
        by_word = self._prose if path.lower().endswith(_PROSE) else self._code
        for each in self._inner[word]:
            if len(by_word[each]) < MOST:
                by_word[each][path] = None

    def is_full(self, word: str) -> bool:
        """True when more files would change nothing."""
        return len(self._code[word]) >= MOST

    def has(self, word: str) -> bool:
        """True when it was found in a file."""
        return bool(self._code[word] or self._prose[word])

    def doubt(self, words: Iterable[str]) -> None:
        """Note that not every file was searched for *words*."""
        self._unsure.update(words)

    def result(self) -> Mapping[str, tuple[str, ...]]:
        """As `Tree.containing` gives it. Words of which nothing is known have no files."""
        found: dict[str, tuple[str, ...]] = {}
        for word in sorted(self.words):
            files = [*self._code[word], *self._prose[word]][:MOST]
            if files or word in self._unsure:
                found[word] = tuple(sorted(files))
        return found


def _is_usable(word: str) -> bool:
    return 0 < len(word) <= _MAX_WORD and not any(mark in word for mark in "\0\r\n")


def _pieces(word: str) -> set[str]:
    """The word and what is whole within it: `Store` and `save` in `Store.save`."""
    spans = [match.span() for match in _PIECE.finditer(word)][:_MAX_PIECES]
    ends = [(start, end) for start, _ in spans for _, end in spans if start < end]
    return {word, *(word[start:end] for start, end in ends)}
