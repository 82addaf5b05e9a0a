"""The one base class of everything that passes between stages."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value. Unknown fields are errors, so a typo cannot pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
