"""The one base class of everything that passes between stages."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value. Unknown fields are errors, so a typo cannot pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """A copy with other values; what was cached of the old ones is not taken over."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Location(Frozen):
    """A run of lines in one document."""

    path: str
    """Relative to the root of the plan, with forward slashes."""
    line_start: int
    """Counted from 1."""
    line_end: int
    """Inclusive."""

    def covers(self, other: "Location") -> bool:
        """True when *other* lies within this location."""
        return (
            self.path == other.path
            and self.line_start <= other.line_start
            and other.line_end <= self.line_end
        )
