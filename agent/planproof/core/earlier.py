"""What is remembered of the reviews before: little enough to be kept in a comment."""

from planproof.core.base import Frozen
from planproof.core.finding import Category, Confidence, Finding, Severity, Status

VERSION = 1
"""Of the values here; a state of another version is not read."""


MOST_TITLE = 120
"""Characters of a title that are remembered."""


class Known(Frozen):
    """A finding as earlier reviews knew it."""

    id: str
    aliases: tuple[str, ...] = ()
    """Ids that it had before, when its words were others; the newest last."""
    rule: str
    category: Category
    severity: Severity
    confidence: Confidence
    model: bool
    """True when a model found it."""
    title: str
    phase: str | None
    task: str | None
    path: str
    line_start: int
    line_end: int
    status: Status
    first: str = ""
    """Commit at which it was found first; empty when it is not known."""
    at: str = ""
    """Commit at which it was fixed, or came back; empty for everything else."""
    text: str = ""
    """Digest of the documents in which a model found it last; empty for everything else."""
    whole: Finding | None = None
    """All of it, where the earlier review is at hand; a comment does not keep it."""


class Earlier(Frozen):
    """The findings of the reviews before, and when they came and went."""

    version: int = VERSION
    commit: str = ""
    """The commit at which something changed last."""
    began: str = ""
    """The first commit that was reviewed."""
    spent: float | None = 0.0
    """US dollars that all reviews cost together; None when a price is unknown."""
    findings: tuple[Known, ...] = ()
    """Those that count, ranked, and waived ones; then fixed ones, the oldest first."""

    def named(self) -> dict[str, Known]:
        """The findings by id."""
        return {each.id: each for each in self.findings}


def brief(commit: str) -> str:
    """The beginning of a commit's id, which is all that is remembered; empty when it is none."""
    shown = commit.strip().lower()
    right = 7 <= len(shown) <= 64 and all(each in "0123456789abcdef" for each in shown)
    return shown[:12] if right else ""
