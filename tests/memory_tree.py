"""A code base that is at hand as texts, for tests."""

import re
from collections.abc import Collection, Mapping

from planproof.repository.tree import MAX_BYTES


class MemoryTree:
    """A code base of texts that are at hand; nothing in it is ignored."""

    def __init__(self, texts: Mapping[str, str], *, root: str = "repo") -> None:
        self.root = root
        self.revision: str | None = None
        self._texts = dict(texts)

    def paths(self) -> frozenset[str]:
        return frozenset(self._texts)

    def ignored(self, paths: Collection[str]) -> frozenset[str]:
        del paths
        return frozenset()

    def read(self, path: str) -> bytes | None:
        text = self._texts.get(path)
        return None if text is None else text.encode()[:MAX_BYTES]

    def containing(self, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for word in words:
            whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
            hits = [path for path in sorted(self._texts) if whole.search(self._texts[path])]
            if hits:
                found[word] = tuple(hits[:20])
        return found
