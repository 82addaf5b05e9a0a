"""Whose a request is: what it costs is shared by the phases that it asks about."""

from collections.abc import Mapping
from dataclasses import dataclass

from planproof.core.request import PassName, Request

Group = tuple[PassName, str | None]
"""A pass, and the id of the phase that it asks about; None for what is about no phase."""


@dataclass(frozen=True)
class Part:
    """A part of a request, from one line to another of all that it asks about."""

    start: int
    end: int
    total: int

    @property
    def weight(self) -> float:
        return (self.end - self.start) / self.total

    def of(self, amount: int) -> int:
        """Its part of a whole number; the parts of one request add up to all of it."""
        return amount * self.end // self.total - amount * self.start // self.total


def shares(request: Request) -> Mapping[Group, Part]:
    """To which groups a request belongs, by the lines that it asks about."""
    if not request.about:
        return {(request.pass_, None): Part(0, 1, 1)}
    total, at = sum(each.lines for each in request.about), 0
    found: dict[Group, Part] = {}
    for each in request.about:
        found[request.pass_, each.phase] = Part(at, at + each.lines, total)
        at += each.lines
    return found
