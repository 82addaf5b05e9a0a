"""What a review says on stderr and through the exit code."""

from collections.abc import Sequence

from planproof.core.finding import SEVERITIES
from planproof.core.review import Review
from planproof.errors import ExitCode
from planproof.render.labels import standing, status, tally
from planproof.settings import FailOn
from planproof.words import count


def exit_code(review: Review, fail_on: FailOn) -> ExitCode:
    """What the process says of one review."""
    if unfinished(review):
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if blocking(review, fail_on) else ExitCode.OK


def blocking(review: Review, fail_on: FailOn) -> bool:
    """True when a finding stands that is at least as severe as *fail_on*."""
    if fail_on == "never":
        return False
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in failing for finding in standing(review))


def unfinished(review: Review) -> bool:
    """True when a pass failed or waits, whatever the verdict on what was judged."""
    waits = any(each.state in ("failed", "pending") for each in review.coverage.passes)
    return waits or review.verdict == "incomplete"


def summary(reviews: Sequence[Review]) -> str:
    """One line: what was read, what was found, the verdict."""
    phases = sum(phase.explicit for review in reviews for phase in review.plan.phases)
    lines = sum(review.coverage.lines_read for review in reviews)
    documents = sum(len(review.plan.documents) for review in reviews)
    plans = len(reviews) if len(reviews) > 1 else 0
    parts = ((plans, "plan"), (phases, "phase"), (sum(map(_tasks, reviews)), "task"))
    read = [count(number, noun) for number, noun in parts if number]
    read.append(f"{count(lines, 'line')} in {count(documents, 'document')}")
    return f"{', '.join(read)}; {_findings(reviews)}; {_verdicts(reviews)}"


def _tasks(review: Review) -> int:
    """Tasks in phases and outside; subtasks are parts of them."""
    return sum(len(phase.tasks) for phase in review.plan.phases) + len(review.plan.tasks)


def _findings(reviews: Sequence[Review]) -> str:
    stand = [finding for review in reviews for finding in standing(review)]
    waived = sum(each.status == "waived" for review in reviews for each in review.findings)
    return f"{tally(stand)}, {waived:,} waived" if waived else tally(stand)


def _verdicts(reviews: Sequence[Review]) -> str:
    """The verdict, or how many plans have each."""
    if len(reviews) == 1:
        return status(reviews[0]).lower()
    verdicts = [status(review).lower().partition(",")[0] for review in reviews]
    return ", ".join(f"{verdicts.count(each):,} {each}" for each in dict.fromkeys(verdicts))
