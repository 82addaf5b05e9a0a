"""What checks and passes together come to, before the policy draws its conclusions."""

from dataclasses import dataclass

from planproof.core.finding import Finding
from planproof.core.review import PassCoverage, Rejected, Strength


@dataclass(frozen=True)
class Judged:
    """The findings of a review, and what goes with them."""

    findings: tuple[Finding, ...]
    """Ranked, what is waived marked."""
    passes: tuple[PassCoverage, ...]
    """What became of the passes that ask a model."""
    rejected: tuple[Rejected, ...] = ()
    strengths: tuple[Strength, ...] = ()
    summary: str = ""
    """Empty when no model summed up."""
