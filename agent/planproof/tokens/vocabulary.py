"""Vocabularies that tokens are counted by, and where they are found on this machine.

The files are tiktoken's own, in the folder and by the names that tiktoken uses. It is never asked
for a file itself: when one is missing or broken it would fetch it, and would wait without limit.
"""

import binascii
import hashlib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from planproof.tokens.interface import VocabularyName

MOST_BYTES = 8_000_000
"""More than any of the files has."""
_PIECE = 50_000
"""Characters that are counted at once: at most 200 KB, where both libraries are fast and safe."""


@dataclass(frozen=True)
class Vocabulary:
    """One published vocabulary."""

    name: VocabularyName
    sha256: str
    """Of the file; another file is not used."""
    pattern: str
    """How a text is taken apart before anything is merged."""

    @property
    def url(self) -> str:
        """Where it is published."""
        return f"https://openaipublic.blob.core.windows.net/encodings/{self.name}.tiktoken"

    @property
    def file_name(self) -> str:
        """What tiktoken calls the file: the SHA-1 of the address."""
        return hashlib.sha1(self.url.encode(), usedforsecurity=False).hexdigest()

    def is_content(self, content: bytes) -> bool:
        """Whether *content* is the published file, byte for byte."""
        return hashlib.sha256(content).hexdigest() == self.sha256


_ENDING = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_O200K = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_ENDING}",
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_ENDING}",
    r"\p{N}{1,3}",
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
    r"\s*[\r\n]+",
    r"\s+(?!\S)",
    r"\s+",
)
_CL100K = (
    r"'(?i:[sdmt]|ll|ve|re)",
    r"[^\r\n\p{L}\p{N}]?+\p{L}++",
    r"\p{N}{1,3}+",
    r" ?[^\s\p{L}\p{N}]++[\r\n]*+",
    r"\s++$",
    r"\s*[\r\n]",
    r"\s+(?!\S)",
    r"\s",
)
VOCABULARIES: Mapping[VocabularyName, Vocabulary] = {
    "o200k_base": Vocabulary(
        name="o200k_base",
        sha256="446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        pattern="|".join(_O200K),
    ),
    "cl100k_base": Vocabulary(
        name="cl100k_base",
        sha256="223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        pattern="|".join(_CL100K),
    ),
}


@dataclass(frozen=True)
class ExactCounter:
    """Counts by a vocabulary.

    A long text is counted in parts. It is cut at the start of a line, which changes nothing,
    unless 50,000 characters hold none that begins with a letter, a digit or a mark; then each cut
    may change the count by a few tokens.
    """

    name: str
    tokens: Callable[[str], int]
    """Counts a text of no more than 200 KB."""
    exact: bool = True
    error_percent: float = 0.0
    why: str | None = None

    def count(self, text: str) -> int:
        total = start = 0
        while start < len(text):
            end = _cut(text, start)
            total += self.tokens(text[start:end])
            start = end
        return total

    def bound(self, text: str) -> int:
        return self.count(text)


def _cut(text: str, start: int) -> int:
    """Where the part ends that begins at *start*: at a line, where no token reaches across."""
    limit = start + _PIECE
    if limit >= len(text):
        return len(text)
    end = text.rfind("\n", start, limit)
    # White space is taken with the line end before it, and so is a slash after a mark.
    while end > start and (text[end + 1].isspace() or text[end + 1] == "/"):
        end = text.rfind("\n", start, end)
    return end + 1 if end > start else limit


def on_disk(vocabulary: Vocabulary, folder: Path | None) -> bytes | None:
    """The vocabulary's file in *folder*, when it is there and unharmed."""
    if folder is None:
        return None
    path = folder / vocabulary.file_name
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except (OSError, ValueError):  # ValueError: the name of the folder holds a NUL
        return None
    return content if vocabulary.is_content(content) else None


def by_tiktoken(vocabulary: Vocabulary, content: bytes) -> ExactCounter | None:
    """A counter by the vocabulary's file; None where tiktoken cannot be loaded."""
    try:
        import tiktoken  # noqa: PLC0415 - only who counts exactly needs it
    except ImportError:
        return None
    # Without special tokens, so that `<|endoftext|>` in a plan is the text that it is.
    encoding = tiktoken.Encoding(
        vocabulary.name,
        pat_str=vocabulary.pattern,
        mergeable_ranks=_ranks(content),
        special_tokens={},
    )
    return ExactCounter(
        name=f"tiktoken, {vocabulary.name}",
        tokens=lambda text: len(encoding.encode_ordinary(text)),
    )


def by_bpe_openai(vocabulary: Vocabulary) -> ExactCounter | None:
    """A counter that brings its vocabulary along; None where the extra is not installed."""
    try:
        # It reads its data by a deprecated function, which is no news to our users.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            import bpe_openai  # noqa: PLC0415 - half a second

            encoding = bpe_openai.get_encoding(vocabulary.name)
    except (ImportError, LookupError, OSError, RuntimeError, ValueError):
        return None  # not installed, or its data is broken
    return ExactCounter(
        name=f"bpe-openai, {vocabulary.name}",
        tokens=lambda text: len(encoding.encode_ordinary(text)),
    )


def _ranks(content: bytes) -> dict[bytes, int]:
    """The tokens and their numbers: a token in base 64 and its number on each line."""
    lines = (line.split() for line in content.splitlines() if line)
    return {binascii.a2b_base64(token): int(rank) for token, rank in lines}
