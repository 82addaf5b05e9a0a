"""Searching the whole plan for words, because a claim of absence needs a search.

Lines are ranked by the uncommon words that they share with the query.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import log

from planproof.core.base import Location
from planproof.core.plan import Plan

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\d+(?:[.,]\d+)*|[^\x00-\x7f\W]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_+")
_STOP = frozenset(
    {
        "the",
        "and",
        "for",
        "with",
        "that",
        "this",
        "are",
        "not",
        "has",
        "have",
        "from",
        "will",
        "must",
        "can",
        "all",
        "any",
        "its",
        "into",
        "than",
        "then",
        "when",
        "which",
        "who",
        "what",
        "where",
        "how",
        "why",
        "one",
        "two",
        "use",
        "used",
        "uses",
        "using",
        "should",
        "would",
        "could",
        "does",
        "done",
        "each",
        "per",
        "via",
        "only",
        "also",
        "more",
        "most",
        "such",
        "but",
        "may",
        "new",
        "plan",
        "task",
        "phase",
        "step",
        "section",
        "line",
        "lines",
        "says",
        "say",
        "said",
        "stated",
        "states",
        "nothing",
        "never",
        "nowhere",
        "defined",
        "define",
        "missing",
        "mention",
        "mentions",
        "them",
        "they",
        "their",
        "there",
        "here",
        "been",
        "being",
        "was",
        "were",
    }
)
_EVERYWHERE = 2_000
"""Lines with a word from which on it is not looked at: only plans of megabytes have such words, and
their size times the number of claims would be the time that a search takes."""
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Hit:
    """A line that answers a query."""

    at: Location
    score: float


class Search:
    """The lines of one plan by their words."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._places: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._total = 0
        for document in plan.documents:
            for number, line in enumerate(document.lines, 1):
                self._total += bool(line.strip())
                for word in words(line):
                    self._places[word].append((document.path, number))

    def find(self, query: str, *, apart: Location | None = None, most: int) -> list[Hit]:
        """The best lines for *query*, best first, at most *most*; none of those in *apart*."""
        scores: dict[tuple[str, int], float] = defaultdict(float)
        for word in sorted(words(query)):
            places = self._places.get(word, [])
            if len(places) > _EVERYWHERE:
                continue
            weight = log(1 + self._total / (1 + len(places)))
            for place in places:
                scores[place] += weight
        found = ((place, score) for place, score in scores.items() if not _within(apart, place))
        best = nsmallest(most, found, key=lambda item: (-item[1], item[0]))
        return [
            Hit(Location(path=path, line_start=line, line_end=line), score)
            for (path, line), score in best
        ]

    def exact(self, name: str) -> Iterator[Hit]:
        """Lines that hold all words of a name."""
        wanted = words(name)
        if not wanted:
            return
        rarest = min(sorted(wanted), key=lambda word: len(self._places.get(word, [])))
        for path, line in self._places.get(rarest, [])[:_EVERYWHERE]:
            if wanted <= words(self._plan.document(path).lines[line - 1]):
                yield Hit(Location(path=path, line_start=line, line_end=line), 1.0)


@lru_cache(maxsize=65_536)
def words(text: str) -> frozenset[str]:
    """The words of a text that tell it from others: lower case, cut at humps and underscores.

    Plural `s` is dropped; text without spaces between words counts in pairs of characters.
    """
    found: set[str] = set()
    for match in _WORD.finditer(text):
        word = match[0]
        if _CJK.search(word):
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
            continue
        for part in (word, *_HUMP.split(word)):
            low = part.casefold().strip("_")
            if low.isdecimal() or (len(low) > 2 and low not in _STOP):
                found.add(low[:-1] if len(low) > 3 and low.endswith("s") else low)
    return frozenset(found)


def _within(apart: Location | None, place: tuple[str, int]) -> bool:
    return (
        apart is not None
        and apart.path == place[0]
        and apart.line_start <= place[1] <= apart.line_end
    )
