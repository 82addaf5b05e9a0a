"""How thorough a review is, and what that allows each answer."""

from functools import lru_cache
from math import ceil
from typing import Literal, NamedTuple

from pydantic import ValidationError

from planproof.core.base import Frozen
from planproof.core.request import Effort
from planproof.core.rubric import Group
from planproof.errors import ConfigError
from planproof.prompts import prompts_folder
from planproof.toml import problem, read_toml

DepthName = Literal["quick", "standard", "deep"]

_DEFECT, _SMALL, _FACT, _PRAISE = 150, 50, 28, 45
"""Tokens that one entry of each kind takes in an answer, braces and names included."""
SHORT = 2_000
"""Tokens of a part below which one request asks for all criteria."""
_TINY = 600
"""Tokens of a part below which one defect may be written out; from here on two may."""
_FILLED = 0.87
"""How much of their limits answers fill on average: most parts have fewer defects than room."""
_ROW = 17
"""Tokens of a row of the grid beside its marks, of which three make about a token."""


class Depth(Frozen):
    """One table of `prompts/depths.toml`."""

    requests: tuple[tuple[Group, ...], ...]
    readers: int
    share: float
    effort: Effort


class Allowance(NamedTuple):
    """The most entries of each kind in one answer."""

    defects: int
    minor: int
    facts: int
    things: int
    """Things made, and as many things used."""
    strengths: int


@lru_cache(maxsize=3)
def load_depth(name: DepthName) -> Depth:
    """The depth with a name; ConfigError when the installation's table is malformed."""
    path = prompts_folder() / "depths.toml"
    try:
        return Depth.model_validate(read_toml(path)[name], strict=False)
    except ValidationError as error:
        raise ConfigError(f"{path}: {problem(error, Depth)}") from error


def requests_for(depth: Depth, tokens: int) -> tuple[tuple[Group, ...], ...]:
    """The groups of criteria that share a request about a part of *tokens* tokens.

    A short part is read once for all of them: its readers do not tire.
    """
    if tokens >= SHORT:
        return depth.requests
    return (tuple(group for groups in depth.requests for group in groups),)


def allowance(
    depth: Depth, tokens: int, *, units: int, criteria: int, beside: int = 0, first: bool
) -> Allowance:
    """What one request about a part of *tokens* tokens may answer.

    *units* rows of the grid are due whatever else is said, with a mark for each of *criteria*.
    Of these, *beside* hold the part against something else than the plan: the code base, the
    rules, the template. What is found there has room of its own, one defect for each, since
    the share of the depth is of the plan's text. Only the *first* request of a part asks for
    facts.
    """
    number = len(requests_for(depth, tokens)) * depth.readers
    grids = number * units * (_ROW + criteria / 3)
    facts = min(16, max(2, round(tokens / 450)))
    things = max(1, facts // 2)
    strengths = 1 if tokens < 4_000 else 2
    fixed = grids + (facts + 2 * things) * _FACT + number * strengths * _PRAISE
    left = max(0.0, tokens * depth.share / _FILLED - fixed)
    # One small defect for every two that are written out.
    least = 2 if tokens >= _TINY else 1
    defects = max(least, round(left / number / (_DEFECT + _SMALL / 2))) + beside
    return Allowance(
        defects=defects,
        minor=max(1, ceil(defects / 2)),
        facts=facts if first else 0,
        things=things if first else 0,
        strengths=strengths,
    )
