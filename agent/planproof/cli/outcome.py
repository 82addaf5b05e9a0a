"""What a review says on stderr and through the exit code."""

from collections.abc import Sequence

from planproof.core.between import Together
from planproof.core.finding import SEVERITIES, Severity
from planproof.core.review import Review
from planproof.errors import ExitCode
from planproof.render.labels import standing, status, tally
from planproof.settings import FailOn, Settings
from planproof.words import count


def exit_code(review: Review, fail_on: FailOn) -> ExitCode:
    """What the process says of one review."""
    if unfinished(review):
        return ExitCode.INCOMPLETE
    return ExitCode.FINDINGS if blocking(review, fail_on) else ExitCode.OK


def exit_code_of_all(
    reviews: Sequence[Review], settings: Sequence[Settings], together: Together | None
) -> ExitCode:
    """The worst of several reviews, of what is between them, and of paths without a plan.

    A path that is not there at all is perhaps misspelt, so it is never passed over; a folder that
    holds no plan, as `plans/*` may name, only counts when nothing else is one.
    """
    codes = [exit_code(each, own.fail_on) for each, own in zip(reviews, settings, strict=True)]
    if together is not None:
        failing = {severity for own in settings for severity in _failing(own.fail_on)}
        if any(each.stands and each.severity in failing for each in together.between):
            codes.append(ExitCode.FINDINGS)
        if not reviews or any(each.missing for each in together.without_plan):
            codes.append(ExitCode.NO_PLAN)
    return max(codes)


def blocking(review: Review, fail_on: FailOn) -> bool:
    """True when a finding stands that is at least as severe as *fail_on*."""
    return any(finding.severity in _failing(fail_on) for finding in standing(review))


def _failing(fail_on: FailOn) -> tuple[Severity, ...]:
    """The severities that make a run fail."""
    return () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]


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


def told_of_all(together: Together) -> list[str]:
    """A sentence for each path without a plan, and one for what is between the plans."""
    told = [each.reason for each in together.without_plan]
    stand = [each for each in together.between if each.stands]
    waived = len(together.between) - len(stand)
    if together.between:
        rest = f", {waived:,} waived" if waived else ""
        told.append(f"between the plans: {tally(stand)}{rest}")
    return told


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
