"""What SARIF tells of the review itself: whether it is whole, and what is missing."""

from collections.abc import Iterator, Sequence

from planproof.core.review import PassCoverage, Review
from planproof.render.json import Json
from planproof.render.safe import plain
from planproof.words import count

_MOST = 100


def invocation(reviews: Sequence[Review], *, left_out: int) -> Json:
    """How the review went; *left_out* findings had no room."""
    notes = [note for review in reviews for note in _notes(review)]
    if len(notes) > _MOST:
        notes = [*notes[:_MOST], ("warning", f"and {len(notes) - _MOST} more notes")]
    if left_out:
        found = count(left_out, "finding")
        notes.append(("warning", f"{found} left out: the JSON report has them all"))
    told: Json = {"executionSuccessful": not any(map(_broken, reviews))}
    if notes:
        told["toolExecutionNotifications"] = [
            {"level": level, "message": {"text": text}} for level, text in notes
        ]
    return told


def _broken(review: Review) -> bool:
    passes = review.coverage.passes
    return review.verdict == "incomplete" or any(_missing(each) for each in passes)


def _missing(each: PassCoverage) -> bool:
    return each.state in ("failed", "pending")


def _notes(review: Review) -> Iterator[tuple[str, str]]:
    for each in review.coverage.passes:
        if _missing(each):
            where = plain(each.phase or each.path or "the plan as a whole", 200)
            why = f": {plain(each.reason, 400)}" if each.reason else ""
            level = "error" if each.state == "failed" else "warning"
            yield level, f"{plain(each.pass_, 80)} is {each.state} for {where}{why}"
    for unread in review.coverage.unread:
        yield "warning", f"not read: {plain(unread.path, 400)} ({plain(unread.reason, 400)})"
