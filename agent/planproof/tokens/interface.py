"""What counts tokens."""

from typing import Literal, Protocol

VocabularyName = Literal["o200k_base", "cl100k_base"]
"""The vocabularies that can be counted exactly; others are near the first of them."""


class Counter(Protocol):
    """Counts the tokens of texts, exactly or about."""

    @property
    def name(self) -> str:
        """Who counts, and in which vocabulary, for people: `tiktoken, o200k_base`."""

    @property
    def exact(self) -> bool:
        """Whether the counts are those of the vocabulary."""

    @property
    def error_percent(self) -> float:
        """Error that 95 of 100 English documents stay within; 0 when exact."""

    @property
    def why(self) -> str | None:
        """Why the counts are not exact, and what to do, in one sentence; None when they are."""

    def count(self, text: str) -> int:
        """The tokens of *text*, which may hold anything; 0 for an empty one."""

    def bound(self, text: str) -> int:
        """The tokens that *text* has at most, in practice; the same as `count` when exact."""
