"""Fences inside fences of the same length, which CommonMark cannot express.

Authors paste Markdown templates into a ```` ```markdown ```` fence and leave the inner
fences as they were. CommonMark closes the outer fence at the first inner closer; from there
on code is read as prose and prose as code. This module looks at all fence lines of a
document at once and finds the cheapest sensible reading of them: which lines open, which
close. A reading costs where a fence line looks wrong in its part (an opener above a blank
line, a closer below one, an info string inside a fence). CommonMark's reading wins ties.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

MAX_FENCE_LINES = 20_000
"""Above this the document is data, and CommonMark's reading is kept."""

TEMPLATE_LANGUAGES = frozenset({"markdown", "md", "mdx"})
PLAIN_LANGUAGES = frozenset({"", "text", "txt", "plaintext"})

_FENCE_LINE = re.compile(r"((?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})(.*)", re.DOTALL)

_BEAM = 12
_NEST_TEMPLATE = 0.5
_NEST_PLAIN = 2.0
_INFO_INSIDE = 3.0
_UNCLOSED = 5.0
_UNCLOSED_NEST = 8.0


@dataclass(frozen=True, slots=True)
class _FenceLine:
    index: int
    indent: int
    char: str
    length: int
    info: str
    opens_only: bool
    """It has an info string or stands behind a list marker."""
    open_cost: float
    close_cost: float


class _State(NamedTuple):
    """Where a reading stands after a fence line. `template` is an outer fence that nests."""

    mode: Literal["out", "fence", "template", "inner"]
    char: str = ""
    length: int = 0
    indent: int = 0
    inner_indent: int = 0


class _Pair(NamedTuple):
    opener: int
    closer: int
    before: "_Pair | None"


class _Path(NamedTuple):
    """How a state was reached."""

    cost: float
    opener: int = -1
    nested: bool = False
    pairs: _Pair | None = None


_OUT = _State("out")


def nested_fences(lines: Sequence[str]) -> dict[int, int]:
    """Opening line to closing line (from 0) of every fence that holds fences of its length.

    Takes the lines of a document. Fences that CommonMark reads as their author meant are
    left out.
    """
    fences = _fence_lines(lines)
    if len(fences) > MAX_FENCE_LINES or not _suspicious(fences):
        return {}
    readings: dict[_State, _Path] = {_OUT: _Path(0.0)}
    for fence in fences:
        readings = _step(readings, fence)
    best = min(readings.items(), key=lambda item: item[1].cost + _end_cost(item[0]))
    pair = best[1].pairs
    found: dict[int, int] = {}
    while pair is not None:
        found[pair.opener] = pair.closer
        pair = pair.before
    return found


def _fence_lines(lines: Sequence[str]) -> list[_FenceLine]:
    found: list[_FenceLine] = []
    for index, line in enumerate(lines):
        if "```" not in line and "~~~" not in line:
            continue
        match = _FENCE_LINE.match(line)
        if match is None:
            continue
        prefix, marks, info = match.group(1), match.group(2), match.group(3).strip()
        if marks[0] == "`" and "`" in info:
            continue
        before = lines[index - 1].strip() if index else ""
        after = lines[index + 1].strip() if index + 1 < len(lines) else ""
        listed = bool(prefix.strip())
        found.append(
            _FenceLine(
                index=index,
                indent=len(prefix.expandtabs(4)),
                char=marks[0],
                length=len(marks),
                info=info,
                opens_only=bool(info) or listed,
                open_cost=0.0 if info or listed else _open_cost(before, after),
                close_cost=_close_cost(before, after),
            )
        )
    return found


def _open_cost(before: str, after: str) -> float:
    """How odd a bare fence line looks as an opener between these two lines."""
    cost = 0.0 if after else 1.5
    if before and not before.endswith((":", "\uff1a")) and not before.startswith("#"):
        cost += 1.0
    return cost


def _close_cost(before: str, after: str) -> float:
    cost = 0.0 if before else 1.5
    if after and not after.startswith(("```", "~~~")):
        cost += 1.0
    return cost


def _language(info: str) -> str:
    words = info.split(None, 1)
    return words[0].lower().strip("{}.,") if words else ""


def _suspicious(fences: Sequence[_FenceLine]) -> bool:
    """True when CommonMark's reading could be wrong, so that others are worth trying."""
    opener: _FenceLine | None = None
    for fence in fences:
        if opener is None:
            if _language(fence.info) in TEMPLATE_LANGUAGES:
                return True
            opener = fence
        elif fence.char == opener.char and fence.length >= opener.length:
            if not fence.opens_only:
                opener = None
            elif _language(opener.info) in PLAIN_LANGUAGES:
                return True
    return False


def _step(readings: dict[_State, _Path], fence: _FenceLine) -> dict[_State, _Path]:
    following: dict[_State, _Path] = {}
    for state, path in readings.items():
        for state_after, path_after in _moves(state, path, fence):
            known = following.get(state_after)
            if known is None or path_after.cost < known.cost:
                following[state_after] = path_after
    if len(following) > _BEAM:
        following = dict(sorted(following.items(), key=lambda item: item[1].cost)[:_BEAM])
    return following


def _moves(state: _State, path: _Path, fence: _FenceLine) -> Iterator[tuple[_State, _Path]]:
    """What the fence line can be in this reading, and what that costs."""
    if state.mode == "out":
        yield from _openings(path, fence)
        return
    if fence.char != state.char or fence.length < state.length:
        yield state, path
        return
    if state.mode == "fence":
        yield from _in_fence(state, path, fence)
    elif state.mode == "template":
        yield from _in_template(state, path, fence)
    else:
        yield from _in_inner(state, path, fence)


def _openings(path: _Path, fence: _FenceLine) -> Iterator[tuple[_State, _Path]]:
    cost = path.cost + fence.open_cost
    yield (
        _State("fence", fence.char, fence.length, fence.indent),
        path._replace(cost=cost, opener=fence.index, nested=False),
    )
    language = _language(fence.info)
    if language in TEMPLATE_LANGUAGES:
        extra = _NEST_TEMPLATE
    elif language in PLAIN_LANGUAGES:
        extra = _NEST_PLAIN
    else:
        return
    yield (
        _State("template", fence.char, fence.length, fence.indent),
        path._replace(cost=cost + extra, opener=fence.index, nested=False),
    )


def _in_fence(state: _State, path: _Path, fence: _FenceLine) -> Iterator[tuple[_State, _Path]]:
    if fence.opens_only:
        yield state, path._replace(cost=path.cost + _INFO_INSIDE)
    elif fence.indent > state.indent + 3:
        yield state, path
    else:
        yield _OUT, path._replace(cost=path.cost + fence.close_cost)


def _in_template(state: _State, path: _Path, fence: _FenceLine) -> Iterator[tuple[_State, _Path]]:
    if fence.length == state.length:
        yield (
            state._replace(mode="inner", inner_indent=fence.indent),
            path._replace(cost=path.cost + fence.open_cost, nested=True),
        )
    if fence.opens_only:
        yield state, path._replace(cost=path.cost + _INFO_INSIDE)
    elif fence.indent <= state.indent + 3:
        pairs = path.pairs
        if path.nested:
            pairs = _Pair(path.opener, fence.index, pairs)
        uneven = float(abs(fence.indent - state.indent) > 1)
        yield _OUT, _Path(path.cost + fence.close_cost + uneven, pairs=pairs)


def _in_inner(state: _State, path: _Path, fence: _FenceLine) -> Iterator[tuple[_State, _Path]]:
    if fence.opens_only:
        yield state, path._replace(cost=path.cost + _INFO_INSIDE)
        return
    uneven = float(abs(fence.indent - state.inner_indent) > 1)
    yield (
        state._replace(mode="template", inner_indent=0),
        path._replace(cost=path.cost + fence.close_cost + uneven),
    )


def _end_cost(state: _State) -> float:
    if state.mode == "out":
        return 0.0
    return _UNCLOSED if state.mode == "fence" else _UNCLOSED_NEST
