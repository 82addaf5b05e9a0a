"""Numbers and names as a sentence says them: `7 tasks`, `Phases 1 to 4 and 6`."""

import re
from collections.abc import Iterable, Sequence

_NUMBERED = re.compile(r"([^\W\d_]{2,40})\s+(?:(\d{1,9})|([A-Z]))")


def count(number: int, noun: str) -> str:
    """`1 task`, `1,204 tasks`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of a regular English noun."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def listed(items: Iterable[str], limit: int | None = None) -> str:
    """`a, b and c`; past *limit* items, `a, b and 4 more`."""
    shown = list(items)
    if limit is not None and len(shown) > limit:
        shown = [*shown[: limit - 1], f"{len(shown) - limit + 1} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def labels(names: Sequence[str], limit: int = 8) -> str:
    """Labels of phases or tasks, put together: `Phases 1 to 4 and 6`, `Tasks 2, 3`, `T-7`."""
    unique = list(dict.fromkeys(names))
    matches = [match for name in unique if (match := _NUMBERED.fullmatch(name))]
    kinds = {(match[1], match[3] is None) for match in matches}
    word = matches[0][1] if matches else ""
    # Only an English or Latin word takes an s: `フェーズ 1` does not.
    if len(unique) < 2 or len(matches) < len(unique) or len(kinds) > 1 or not word.isascii():
        return listed(unique, limit)
    numbers = sorted(int(match[2]) if match[2] else ord(match[3]) for match in matches)
    show = chr if matches[0][3] else str
    parts: list[str] = []
    for first, last in _runs(numbers):
        far = last - first > 1
        parts += [f"{show(first)} to {show(last)}"] if far else map(show, {first: 0, last: 0})
    return f"{plural(word)} {listed(parts, limit)}"


def sentence(text: str) -> str:
    """*text* with a full stop, unless it ends a sentence already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:…\u3002\uff01\uff1f" else f"{text}."


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
