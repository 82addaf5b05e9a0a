"""How many o200k tokens a text has, estimated without a vocabulary.

A text is taken apart as the tokenizer does it (`planproof.tokens.pieces`). Nine pieces of ten are
one token, and those that public texts hold are known (`words.bin`). What an unknown piece costs
follows from its shape: its script, its case and its length. The figures stand in `estimate.toml`
beside the command that made them and the errors that were measured.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from planproof.core.base import Frozen
from planproof.tokens.known import is_known
from planproof.tokens.pieces import BEYOND_ASCII, pieces, shape

LONGEST_WORD = 32
"""Characters of the longest piece that is looked up; longer ones are rare and told by shape."""


class Weight(Frozen):
    """What an unknown piece of one kind costs."""

    base: float
    each: float
    """For each of its letters."""
    spread: float
    """Standard error, as a share of the cost."""


class Figures(Frozen):
    """The fitted figures."""

    error_percent: float
    """95 of 100 documents that were held back lie within it."""
    width: float
    """Standard errors of the unknown pieces by which the bound lies higher."""
    drift: float
    """Share of the rest by which it lies higher."""
    drift_beyond: float
    """The same for words beyond ASCII, where languages of one script differ."""
    weights: Mapping[str, Weight]
    """By the kind of the shape."""


@dataclass(frozen=True)
class Size:
    """The tokens of a text: the expected number, and what there may be at most."""

    count: int
    bound: int


class _Price(NamedTuple):
    """What a piece costs, as summands of the whole."""

    tokens: float
    variance: float
    beyond: float
    """The tokens again when there are letters beyond ASCII."""


_ONE_TOKEN = _Price(1.0, 0.0, 0.0)


class Estimator:
    """Sizes texts by *figures* and by the pieces that are *known* to be one token."""

    def __init__(self, figures: Figures, known: bytes) -> None:
        self.figures = figures
        self._known = known
        self._short_price = lru_cache(maxsize=1 << 16)(self._price)

    def size(self, text: str) -> Size:
        """The tokens of *text*: never more than its bytes."""
        total = variance = beyond = 0.0
        for piece, times in Counter(pieces(text)).items():
            price = self._short_price if len(piece) <= LONGEST_WORD else self._price
            one, squared, foreign = price(piece)
            total += times * one
            # A piece that comes back is wrong by the same each time.
            variance += times * times * squared
            beyond += times * foreign
        figures = self.figures
        margin = figures.width * math.sqrt(variance) + figures.drift * (total - beyond)
        bound = math.ceil(total + margin + figures.drift_beyond * beyond)
        count = max(1, round(total)) if text else 0
        most = len(text.encode("utf-8", "surrogatepass"))
        return Size(min(most, count), min(most, max(count, bound)))

    def _price(self, piece: str) -> _Price:
        if "0" <= piece[0] <= "9":
            return _ONE_TOKEN  # every number up to 999 is one
        if len(piece) <= LONGEST_WORD and is_known(self._known, piece):
            return _ONE_TOKEN
        kind, length = shape(piece)
        weight = self.figures.weights[kind]
        tokens = max(1.0, weight.base + weight.each * length)
        return _Price(tokens, (weight.spread * tokens) ** 2, tokens * (kind in BEYOND_ASCII))
