"""Which pieces are one token: a Bloom filter, so that tens of thousands fit in 60 KB.

A piece that was put in is always found. Of the others one in a hundred is found as well, which is
less than the estimate is off for other reasons.
"""

from collections.abc import Iterable
from zlib import crc32

_PROBES = 6


def pack(known: Iterable[str], *, size: int) -> bytes:
    """*size* bytes in which each of the pieces *known* is found."""
    packed = bytearray(size)
    for piece in known:
        at, step = _hashes(piece, size * 8)
        for _ in range(_PROBES):
            packed[at >> 3] |= 1 << (at & 7)
            at = (at + step) % (size * 8)
    return bytes(packed)


def is_known(packed: bytes, piece: str) -> bool:
    """Whether *piece* is among those that were packed."""
    size = len(packed) * 8
    at, step = _hashes(piece, size)
    for _ in range(_PROBES):
        if not packed[at >> 3] >> (at & 7) & 1:
            return False
        at = (at + step) % size
    return True


def _hashes(piece: str, size: int) -> tuple[int, int]:
    """Where the bits of *piece* start, and how far each is from the one before."""
    code = crc32(piece.encode("utf-8", "surrogatepass"))
    # Multiplied by the golden ratio, so that the step does not follow from the start.
    return code % size, (code * 0x9E3779B1 >> 7) % size | 1
