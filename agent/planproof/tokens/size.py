"""How long a text is, for cutting a plan into parts: about its o200k tokens, within a tenth or so.

It is never fitted again. What a request asks depends on how the plan was cut, so another measure
would throw away every answer that was paid for. What people are told comes from
`planproof.tokens.estimate`, which may get better.
"""

import re
import string

# Every byte becomes the class it belongs to, so that pairs of classes can be counted with
# `bytes.count`, which is as fast as memory.
_LOWER, _UPPER, _DIGIT, _SPACE, _NEWLINE, _OTHER = b"a", b"A", b"0", b" ", b"\n", b"."

_ASCII_WEIGHTS: tuple[tuple[float, tuple[bytes, ...]], ...] = (
    (0.991, (b" a", b"\na", b".a", b"0a")),  # words that start in lower case
    (1.102, (b" A", b"\nA", b".A", b"0A")),  # words that start in upper case
    (1.338, (b"aA",)),  # humps in camelCase
    (0.176, (b"aaaaaaa",)),  # long words, which are split
    (0.880, (b"0",)),  # digits
    (0.778, (b" .", b"\n.", b"a.", b"A.", b"0.")),  # runs of punctuation
    (0.275, (b"..",)),  # and their length
    (0.656, (b"\n",)),  # line ends
)

_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]+"
)
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]+")
_DRAWING = re.compile("[\u2500-\u259f]+")
_SYMBOL = re.compile(
    "[\u0080-\u00bf\u2000-\u206f\u20a0-\u24ff\u25a0-\u2bff\ue000-\uf8ff\U0001f000-\U0001faff]"
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")


def _class_table() -> bytes:
    table = bytearray(_OTHER * 256)
    for characters, kind in (
        (string.ascii_lowercase, _LOWER),
        (string.ascii_uppercase, _UPPER),
        (string.digits, _DIGIT),
        (" \t", _SPACE),
        ("\r\n", _NEWLINE),
    ):
        for character in characters:
            table[ord(character)] = kind[0]
    return bytes(table)


_CLASSES = _class_table()


def text_size(text: str) -> int:
    """The size of *text*, 0 when it is empty."""
    if not text:
        return 0
    # A line end in front lets the first word count like every other.
    ascii_bytes = text.encode("ascii", "ignore").replace(b"\r\n", b"\n")
    shapes = (_NEWLINE + ascii_bytes).translate(_CLASSES)
    total = sum(
        weight * sum(shapes.count(shape) for shape in group) for weight, group in _ASCII_WEIGHTS
    )
    total -= 0.656  # the line end in front
    if len(ascii_bytes) != len(text):
        total += _beyond_ascii(text)
    return max(1, round(total))


def _beyond_ascii(text: str) -> float:
    rest = " ".join(_NON_ASCII.findall(text))
    wide = sum(map(len, _WIDE.findall(rest)))
    accented = sum(map(len, _ACCENTED.findall(rest)))
    drawing = _DRAWING.findall(rest)
    symbols = len(_SYMBOL.findall(rest))
    drawn = sum(map(len, drawing))
    emoji = len(_EMOJI.findall(rest))
    other = len(rest) - rest.count(" ") - wide - accented - drawn - symbols
    # Frames and rules are drawn with runs of one character, which merge.
    symbols_and_frames = symbols + 0.6 * emoji + 2 * len(drawing) + 0.1 * drawn
    return 0.75 * wide + 0.6 * accented + 0.33 * other + symbols_and_frames
