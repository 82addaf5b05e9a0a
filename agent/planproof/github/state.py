"""The hidden line of a comment in which reviews remember those before them, read again.

Whoever may edit the comment may edit the line. What is not exactly as it was written is ignored,
and the next review begins anew.
"""

import base64
import json
import re
import zlib
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from planproof.core.earlier import VERSION, Earlier, Known, brief
from planproof.render.github_state import (
    CATEGORIES,
    CONFIDENCES,
    END,
    GRADES,
    START,
    STATUSES,
    digest,
    encode,
)

__all__ = ["decode", "encode"]

_LARGEST = 2_000_000
"""Bytes of the packed values once they are unpacked."""
_LINE = re.compile(
    rf"(?:^|\n){re.escape(START)}(\d{{1,4}}):([0-9a-f]{{1,64}}):([A-Za-z0-9+/=]+){re.escape(END)}\s*\Z"
)


class _Places(BaseModel):
    """The values of one finding as they are packed; here only their types are looked at."""

    id: str
    aliases: list[str]
    title: str
    texts: tuple[int, int, int, int]
    digests: tuple[int, int, int]
    lines: tuple[int, int]
    grades: tuple[int, int, int, int, int]


class _Packed(BaseModel):
    commit: str
    began: str
    spent: float | None
    texts: list[str]
    rows: list[list[object]]


def decode(body: str) -> Earlier | None:
    """What the last line of a comment's *body* remembers; None where it is missing or edited."""
    found = _LINE.search(body[-_LARGEST:])
    if found is None or found[1] != str(VERSION) or digest(found[3]) != found[2]:
        return None
    try:
        return _earlier(json.loads(_unpacked(found[3])))
    except (ValueError, IndexError, RecursionError, zlib.error, ValidationError):
        return None


def _unpacked(packed: str) -> str:
    data = base64.b64decode(packed, validate=True)
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(data, _LARGEST)
    if not unpacking.eof:
        raise ValueError("there is more than is ever written, or less")
    return text.decode("utf-8", "surrogatepass")


def _earlier(values: object) -> Earlier:
    if not isinstance(values, list):
        raise ValueError("not a list")  # noqa: TRY004 - caught with the others
    fields = dict(zip(_Packed.model_fields, values, strict=True))
    packed = _Packed.model_validate(fields, strict=True)
    spent = packed.spent
    return Earlier(
        commit=brief(packed.commit),
        began=brief(packed.began),
        # Not a number and the infinite ones are no amounts.
        spent=spent if spent is not None and 0 <= spent < 1e9 else None,
        findings=tuple(_known(row, packed.texts) for row in packed.rows),
    )


def _known(row: list[object], texts: list[str]) -> Known:
    # Not strict: JSON has lists where there are tuples.
    found = _Places.model_validate(dict(zip(_Places.model_fields, row, strict=True)))
    rule, path, phase, task = (None if at == -1 else _nth(texts, at) for at in found.texts)
    first, at, text = (_nth(texts, each) for each in found.digests)
    category, severity, confidence, status, model = found.grades
    return Known(
        id=found.id,
        aliases=tuple(found.aliases),
        rule=rule or "",
        category=_nth(CATEGORIES, category),
        severity=_nth(GRADES, severity),
        confidence=_nth(CONFIDENCES, confidence),
        model=bool(model),
        title=found.title,
        phase=phase,
        task=task,
        path=path or "",
        line_start=found.lines[0],
        line_end=found.lines[1],
        status=_nth(STATUSES, status),
        first=brief(first),
        at=brief(at),
        text=text,
    )


Item = TypeVar("Item")


def _nth(items: "list[Item] | tuple[Item, ...]", number: int) -> Item:
    """An item by its number; a negative one names none."""
    if number < 0:
        raise IndexError(number)
    return items[number]
