"""What was read and judged, and what was not: silence is not approval."""

from collections.abc import Sequence

from planproof.core.plan import Plan
from planproof.core.review import Coverage, PassCoverage, UnreadFile
from planproof.words import count

NO_MODEL = "no model was asked (--provider none)"
NO_KEY = "no model was asked: neither ANTHROPIC_API_KEY nor OPENAI_API_KEY is set"

_LOST = ("cannot be read", "too large")
"""How `sources` begins the reason of a document that belongs to the plan and was not read."""


def coverage(plan: Plan, passes: Sequence[PassCoverage]) -> Coverage:
    """The coverage of a review: by the checks, and by *passes* that ask a model."""
    lines = sum(len(document.lines) for document in plan.documents)
    skipped = [UnreadFile(path=each.path, reason=each.reason) for each in plan.skipped]
    troubled = [
        UnreadFile(path=document.path, reason=problem.message)
        for document in plan.documents
        for problem in document.problems
    ]
    return Coverage(
        lines_total=lines,
        lines_read=lines,
        unparsed=plan.unparsed,
        unread=(*skipped, *troubled),
        passes=(_whole(plan), *_phases(plan), *passes),
    )


def _whole(plan: Plan) -> PassCoverage:
    """The checks of the plan as a whole; they fail where a document is missing."""
    lost = sum(each.reason.startswith(_LOST) for each in plan.skipped)
    if lost:
        reason = f"{count(lost, 'document')} could not be read"
        return PassCoverage(phase=None, pass_="checks", state="failed", reason=reason)
    return PassCoverage(phase=None, pass_="checks", state="reviewed", reason=None)


def _phases(plan: Plan) -> list[PassCoverage]:
    return [
        PassCoverage(phase=phase.id, pass_="checks", state="reviewed", reason=None)
        for phase in plan.phases
    ]


def unasked(reason: str = NO_MODEL) -> PassCoverage:
    """No model was asked."""
    return PassCoverage(phase=None, pass_="model-review", state="skipped", reason=reason)
