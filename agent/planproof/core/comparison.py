"""Two reviews of one plan, side by side."""

from planproof.core.base import Frozen
from planproof.core.finding import Finding
from planproof.core.review import Usage, Verdict


class Pair(Frozen):
    """One defect as both reviews tell it."""

    a: Finding
    b: Finding


class Side(Frozen):
    """What one review came to."""

    name: str
    verdict: Verdict
    findings: int
    usage: Usage


class Comparison(Frozen):
    """Who found what; waived and fixed findings are left out."""

    plan: str
    same_text: bool
    """True when both reviews read the very same documents."""
    a: Side
    b: Side
    both: tuple[Pair, ...]
    only_a: tuple[Finding, ...]
    only_b: tuple[Finding, ...]
