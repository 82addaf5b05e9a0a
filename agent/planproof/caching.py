"""Which requests begin alike, and what a provider's cache makes of them.

A cache costs a quarter more to write and saves nine tenths or more of each read. So what one
request alone holds is not worth keeping, and what several hold is.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from planproof.core.request import Request, TokenUsage
from planproof.providers.interface import Counted

_STEP = 128
"""Tokens by which a cache without marks grows: OpenAI's page on prompt caching."""


def worth_keeping(requests: Sequence[Request]) -> list[Request]:
    """*requests*, in which only what another of them holds as well is marked as shared."""
    counts = Counter(prefix for each in requests for prefix in prefixes(each).values())
    return [_trimmed(each, counts) for each in requests]


def prefixes(request: Request) -> dict[int, Hashable]:
    """The beginnings that other requests may share, by the index of the part they end with.

    The schema comes before all: both providers put it in front of the system text.
    """
    schema = json.dumps(request.output_schema)
    texts = tuple(part.text for part in request.parts)
    return {
        at: (request.model, schema, request.system, texts[: at + 1])
        for at, part in enumerate(request.parts)
        if part.shared
    }


def _trimmed(request: Request, counts: Counter[Hashable]) -> Request:
    alone = {at for at, prefix in prefixes(request).items() if counts[prefix] < 2}
    if not alone:
        return request
    parts = (
        part.model_copy(update={"shared": False}) if at in alone else part
        for at, part in enumerate(request.parts)
    )
    return request.model_copy(update={"parts": tuple(parts)})


@dataclass(frozen=True)
class CacheRules:
    """How a model's cache works."""

    minimum: int
    """Tokens of the model; a shorter beginning is not kept."""
    marks: bool
    """True when only what is marked is kept, and writing is billed; else all is, in steps."""


def billed(
    requests: Iterable[Counted], rules: CacheRules, count: Callable[[str], float], frame: int
) -> Iterator[TokenUsage]:
    """The input that each request is billed for, when each begins after those before it.

    Args:
        requests: In the order in which they are sent.
        rules: How the model's cache works.
        count: Tokens of the model that a text has.
        frame: Tokens that the provider adds to a request.
    """
    cache = _Marked(rules) if rules.marks else _Stepped(rules, count)
    known: dict[str, float] = {}
    for each in requests:
        for text in each.texts:
            if text not in known:
                known[text] = count(text)
        ends = [0.0]
        for text in each.texts:
            ends.append(ends[-1] + known[text])
        read, written = cache.use(each, ends)
        total = round(ends[-1]) + frame
        yield TokenUsage(
            input_tokens=total, cached_input_tokens=round(read), cache_write_tokens=round(written)
        )


class _Marked:
    """A cache that keeps what is marked."""

    def __init__(self, rules: CacheRules) -> None:
        self._minimum = rules.minimum
        self._kept: set[tuple[str, ...]] = set()

    def use(self, request: Counted, ends: Sequence[float]) -> tuple[float, float]:
        """Tokens that are read and written."""
        marks = [mark for mark in request.marks if ends[mark] >= self._minimum]
        if not marks:
            return 0.0, 0.0
        found = [ends[mark] for mark in marks if request.texts[:mark] in self._kept]
        read = max(found, default=0.0)
        self._kept.update(request.texts[:mark] for mark in marks)
        return read, ends[marks[-1]] - read


class _Stepped:
    """A cache that keeps every beginning in steps."""

    def __init__(self, rules: CacheRules, count: Callable[[str], float]) -> None:
        self._minimum = rules.minimum
        self._count = count
        self._next: dict[tuple[str, ...], list[str]] = defaultdict(list)
        """The texts that followed a beginning."""

    def use(self, request: Counted, ends: Sequence[float]) -> tuple[float, float]:
        """Tokens that are read; writing is not billed."""
        texts = request.texts
        at = 0
        while at < len(texts) and texts[at] in self._next.get(texts[:at], ()):
            at += 1
        common = ends[at]
        if at < len(texts):
            likest = max((_common(texts[at], each) for each in self._next[texts[:at]]), default=0)
            common += self._count(texts[at][:likest])
        for index, text in enumerate(texts):
            if text not in self._next[texts[:index]]:
                self._next[texts[:index]].append(text)
        read = common // _STEP * _STEP
        return (read if read >= self._minimum else 0.0), 0.0


def _common(one: str, other: str) -> int:
    """Characters with which both begin."""
    if other.startswith(one) or one.startswith(other):
        return min(len(one), len(other))
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
