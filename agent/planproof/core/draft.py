"""What a model claims, before anything of it is proved."""

from typing import Literal

from planproof.core.base import Frozen, Location
from planproof.core.finding import Confidence, Severity


class Quote(Frozen):
    """Words that a model says stand in the plan."""

    within: Location
    """The lines that it was shown."""
    line: int
    """Where it says they stand, counted from 1 in the document; a hint, never trusted."""
    text: str


class CodeQuote(Frozen):
    """Words that a model says stand in the code base."""

    path: str
    line: int
    """Counted from 1; a hint, never trusted."""
    text: str


class Draft(Frozen):
    """A claimed defect."""

    criterion: str
    severity: Severity
    severity_reason: str
    confidence: Confidence
    title: str
    why: str
    fix: str
    example: str = ""
    quotes: tuple[Quote, ...]
    """The first is the place of the defect."""
    code: CodeQuote | None = None
    """The place of the code base on which it rests, if any."""


class Claim(Frozen):
    """A claimed strength."""

    phase: str | None
    text: str
    quote: Quote


StatedKind = Literal[
    "produces", "consumes", "decision", "value", "name", "reference", "deferral", "schedule"
]


class Stated(Frozen):
    """What a part of the plan makes, uses or says, with the line that says so."""

    kind: StatedKind
    about: str
    says: str
    phase: str | None
    at: Location
