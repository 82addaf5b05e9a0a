"""A finding: a defect, where it is, the words that prove it, and what to do."""

import hashlib
from typing import Literal

from planproof.core.base import Frozen, Location

Severity = Literal["critical", "major", "minor"]
Confidence = Literal["high", "medium", "low"]
Category = Literal[
    "structure", "references", "order", "traceability", "numbers", "verification", "content"
]
Status = Literal["new", "open", "regressed", "fixed", "waived"]
"""Of a finding among those of earlier reviews; `regressed` was fixed once and is back."""

SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor")
"""Worst first."""


class Evidence(Location):
    """A place and its verbatim text."""

    quote: str


class Waiver(Frozen):
    """Why a finding is accepted, and until when."""

    reason: str
    expires: str | None = None
    """ISO date; None for no end."""
    source: str
    """Where it was written: `planproof.toml` or `path:line`."""


class Finding(Frozen):
    """One defect. Several places that one fix resolves are one finding."""

    id: str
    """From rule, place in the outline and quote, never from line numbers."""
    rule: str
    category: Category
    severity: Severity
    confidence: Confidence
    source: Literal["check", "model"]
    title: str
    """One short sentence: what is wrong."""
    detail: str
    """Why it matters here: what would stop or mislead the implementer."""
    recommendation: str
    """What to do about it."""
    example: str = ""
    """The text as it should stand, where that helps."""
    phase: str | None = None
    """Id of the phase."""
    task: str | None = None
    """Id of the task."""
    location: Location
    quote: str
    """Verbatim text at `location`."""
    related: tuple[Evidence, ...] = ()
    """The other places of the same defect, or those it contradicts."""
    status: Status = "new"
    waiver: Waiver | None = None

    @property
    def stands(self) -> bool:
        """True when it counts: it is neither waived nor fixed."""
        return self.status not in ("waived", "fixed")


def finding_id(rule: str, path: str, place: str, quote: str) -> str:
    """Id of a finding: 12 hexadecimal digits.

    *place* is the id of the task or phase, else the heading above, so that edits elsewhere in
    the document leave the id alone.
    """
    text = "\x1f".join((rule, path, place, quote))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
