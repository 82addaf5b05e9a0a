"""Text in tokens of o200k, exactly."""

import re
import warnings
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

_PIECE = 50_000
"""Characters that are encoded at once, at most: 200 kB at worst. The encoder refuses far more."""
_BREAK = re.compile(r"\n(?=[A-Za-z])")
"""Where text can be cut without any token being another one."""


class Encoder(Protocol):
    """What is used of an encoding."""

    def encode_ordinary(self, text: str) -> list[int]: ...

    def decode(self, tokens: Sequence[int]) -> str: ...


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The encoding that counts; without it nothing can be billed.

    The first call silences a warning of the package, and that is not safe among threads.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import bpe_openai  # noqa: PLC0415 - slow to import

        found: Encoder = bpe_openai.get_encoding("o200k_base")
    return found


@lru_cache(maxsize=2048)
def encoded(text: str) -> "array[int]":
    """The text in tokens of o200k; not to be changed."""
    clean = text.encode("utf-8", "replace").decode()
    tokens = array("I")
    for piece in _pieces(clean):
        tokens.extend(encoder().encode_ordinary(piece))
    return tokens


def _pieces(text: str) -> Iterator[str]:
    while len(text) > _PIECE:
        breaks = [match.end() for match in _BREAK.finditer(text, _PIECE // 2, _PIECE)]
        at = breaks[-1] if breaks else _PIECE
        yield text[:at]
        text = text[at:]
    yield text
