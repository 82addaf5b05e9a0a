"""The bytes of a file as lines of text, whatever the bytes are."""

import codecs
from dataclasses import dataclass

from planproof.core.document import Problem

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_MAGIC = (
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"PK\x05\x06", "a zip archive or office document"),
    (b"\x1f\x8b\x08", "a compressed file"),
    (b"7z\xbc\xaf'\x1c", "a compressed file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_MAX_NUL_SHARE = 0.003
_FEW_NULS = 8
"""So many NUL bytes never make a file binary, however short it is."""


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded lines, and what was wrong with the bytes."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]


def binary_reason(data: bytes) -> str | None:
    """Why the bytes are no text, such as "an image"; None when they may be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if _encoding(data) in ("utf-16", "utf-32"):
        return None
    nuls = data.count(0)
    if nuls > _FEW_NULS and nuls > _MAX_NUL_SHARE * len(data):
        return "binary data"
    return None


def decode(data: bytes) -> Text:
    """Lines without their endings. UTF-8, or UTF-16 and UTF-32 with a byte order mark.

    Bytes that do not decode and NUL characters become U+FFFD, and a problem says so.
    """
    encoding = _encoding(data)
    problems: list[Problem] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        before = data[: error.start].decode(encoding, errors="replace")
        problems.append(_not_utf8(encoding, len(split_lines(before + "x"))))
    if "\0" in text:
        line = len(split_lines(text[: text.index("\0") + 1]))
        problems.append(_nul_bytes(text.count("\0"), line))
        text = text.replace("\0", "\ufffd")
    return Text(split_lines(text), tuple(problems))


def split_lines(text: str) -> tuple[str, ...]:
    r"""Lines ended by `\n`, `\r\n` or `\r`; an ending at the very end adds no line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(lines)


def _encoding(data: bytes) -> str:
    return next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")


def _not_utf8(encoding: str, line: int) -> Problem:
    name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
    return Problem(
        kind="not-utf8",
        message=f"The file is not valid {name}, first at line {line}; "
        "the characters that could not be read are shown as \ufffd. Save it as UTF-8.",
        line=line,
    )


def _nul_bytes(count: int, line: int) -> Problem:
    many = "a NUL character" if count == 1 else f"{count:,} NUL characters"
    return Problem(
        kind="nul-bytes",
        message=f"The file holds {many}, first at line {line}, shown as \ufffd. "
        "Remove what should not be there.",
        line=line,
    )
