"""A text in pieces, as a tokenizer of the o200k family takes it apart before it merges bytes.

For ASCII the pieces are the tokenizer's own. Beyond ASCII letters and symbols are told apart by
ranges, since `re` knows no such classes, and a change of case is not looked for.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_SYMBOLS = (
    *((0x80, 0xA9), (0xAB, 0xB4), (0xB6, 0xB9), (0xBB, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7)),
    *((0x2000, 0x2BFF), (0x2E00, 0x2E7F), (0x3000, 0x3004), (0x3008, 0x3020), (0x3030, 0x3030)),
    *((0xE000, 0xF8FF), (0xFE00, 0xFE0F), (0xFE30, 0xFE6F), (0xFF00, 0xFF0F), (0xFF1A, 0xFF20)),
    *((0xFF3B, 0xFF40), (0xFF5B, 0xFF65), (0xFFE0, 0xFFFF), (0x1F000, 0x1FAFF)),
    *((0xE0000, 0x10FFFF),),
)
"""First and last of what is neither letter nor digit beyond ASCII; the rest counts as letters."""

SCRIPTS: tuple[tuple[str, int], ...] = (
    ("accented", 0x036F),
    ("greek", 0x03FF),
    ("cyrillic", 0x052F),
    ("hebrew", 0x05FF),
    ("arabic", 0x077F),
    ("other", 0x089F),
    ("arabic", 0x08FF),
    ("indic", 0x0DFF),
    ("thai", 0x0EFF),
    ("other", 0x10FF),
    ("hangul", 0x11FF),
    ("other", 0x1DFF),
    ("accented", 0x1EFF),
    ("other", 0x3040),
    ("kana", 0x30FF),
    ("other", 0x33FF),
    ("han", 0x9FFF),
    ("other", 0xABFF),
    ("hangul", 0xD7FF),
    ("other", 0x1FFFF),
    ("han", 0x3FFFF),
    ("other", 0x10FFFF),
)
"""Scripts by the last character of their ranges, in order."""

KINDS: tuple[str, ...] = (
    *("lower", "title", "upper", "mixed", "-lower", "-title", "-upper", "-mixed"),
    *("rule", "marks", "symbols", "space"),
    *dict.fromkeys(name for name, _ in SCRIPTS),
)
BEYOND_ASCII = frozenset(name for name, _ in SCRIPTS)

_ENDING = "(?:'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL]))?"
_DIGITS_AND_SPACE = r"[0-9]{1,3}|\s*[\r\n]+|\s+(?!\S)|\s+"


class Shape(NamedTuple):
    """What tells how many tokens an unknown piece has."""

    kind: str
    """`lower`, `title`, `upper`, `mixed` (after a space or none), the same after another
    character (`-lower`), a script, `rule` (one mark again and again), `marks`, `symbols` or
    `space`."""
    length: int
    """Letters, or characters of what has no letters."""


def pieces(text: str) -> list[str]:
    """*text* taken apart; together the pieces are the text."""
    return _pattern(text.isascii()).findall(text)


def shape(piece: str) -> Shape:
    """The shape of one of the `pieces`."""
    if piece.isspace():
        return Shape("space", len(piece))
    if not (piece[0].isalnum() or piece[1:2].isalnum()):
        return Shape(_marks(piece), len(piece))
    body = piece if piece[0].isalnum() else piece[1:]
    if not body.isascii():
        return Shape(_script(body), len(body))
    front = "" if body is piece or piece[0] == " " else "-"
    return Shape(front + _case(body.partition("'")[0]), len(body))


def _marks(piece: str) -> str:
    if not piece.isascii():
        return "symbols"
    return "rule" if len(piece) > 3 and len(set(piece.strip())) == 1 else "marks"


def _case(word: str) -> str:
    if word.islower():
        return "lower"
    if word.isupper():
        return "upper"
    return "title" if word[1:].islower() else "mixed"


def _script(body: str) -> str:
    """The script of the first character beyond ASCII."""
    code = ord(next(character for character in body if not character.isascii()))
    return next(name for name, last in SCRIPTS if code <= last)


def _ranges(spans: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)


def _letters() -> str:
    """What lies between the symbols."""
    ends = (0x7F, *(last for _, last in _SYMBOLS))
    starts = (*(first for first, _ in _SYMBOLS), 0x110000)
    gaps = zip(ends, starts, strict=True)
    return _ranges(tuple((end + 1, start - 1) for end, start in gaps if start - end > 1))


@lru_cache(maxsize=2)
def _pattern(ascii_only: bool) -> re.Pattern[str]:
    letters = "" if ascii_only else _letters()
    words = rf"(?:[a-z]+|[A-Z]+[a-z]*){_ENDING}"
    if not ascii_only:
        accented = "\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u036f\u1e00-\u1eff"
        # Possessive, so that a word without an accent is given up at once.
        foreign = rf"[A-Za-z]*+[{accented}][A-Za-z{accented}]*{_ENDING}"
        words = rf"(?:{foreign}|{words}|[{letters}]+)"
    words = rf"[^\r\nA-Za-z0-9{letters}]?{words}"
    marks = rf" ?[^\sA-Za-z0-9{letters}]+[\r\n/]*"
    return re.compile(f"{words}|{marks}|{_DIGITS_AND_SPACE}")
