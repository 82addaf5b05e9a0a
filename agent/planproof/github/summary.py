"""The summary of a job: the reviews, as far as GitHub shows them."""

from collections.abc import Sequence

from planproof.core.review import Review
from planproof.render import markdown
from planproof.render.labels import address, numbered, standing, status, tally
from planproof.render.safe import code, inline

LIMIT = 1_000_000
"""Bytes; GitHub drops a step's summary above 1 MiB whole."""
MOST_NAMED = 40
"""Findings that a short review names."""

NO_PLAN = "## planproof\n\nNo plan is changed: nothing to review.\n"


def job_summary(reviews: Sequence[Review], limit: int = LIMIT) -> str:
    """The reviews as Markdown of at most *limit* bytes.

    A review that does not fit is shown short, and one that does not fit even so is counted, so
    that no text is cut in the middle of its Markdown.
    """
    if not reviews:
        return NO_PLAN
    overview = _overview(reviews) if len(reviews) > 1 else ""
    room = limit - _size(overview) - 1_000
    parts, left = [overview], 0
    # The short forms of those that come later keep their room.
    short = [_short(review) for review in reviews]
    needed = sum(map(_size, short))
    for review, brief in zip(reviews, short, strict=True):
        needed -= _size(brief)
        whole = markdown.render([review])
        part = whole if _size(whole) + needed <= room else brief
        if _size(part) > room:
            left += 1
            continue
        parts.append(part)
        room -= _size(part)
    if left:
        parts.append(f"{left:,} more reviews are in the report of this run.\n")
    return "\n".join(filter(None, parts))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace")) + 1


def _overview(reviews: Sequence[Review]) -> str:
    """One line for each plan, the worst news first to see."""
    lines = [f"- {_line(review)}" for review in reviews[:500]]
    more = len(reviews) - len(lines)
    if more:
        lines.append(f"- and {more:,} more")
    return "\n".join(["## Plans", "", *lines, ""])


def _line(review: Review) -> str:
    return f"{code(review.plan.root)}: **{status(review)}**, {tally(standing(review))}"


def _short(review: Review) -> str:
    """Verdict, numbers, and the gravest findings by name."""
    names, found = numbered(review), standing(review)
    grave = [each for each in found if each.severity != "minor"][:MOST_NAMED]
    lines = [f"# Plan review: {inline(review.plan.name, 200)}", "", _line(review), ""]
    lines += [
        f"- **{names[each.id]}** {inline(each.title, 200)} ({code(address(each.location))})"
        for each in grave
    ]
    more = len(found) - len(grave)
    if more:
        lines += ["", f"{more:,} more findings are in the report of this run."]
    return "\n".join([*lines, ""])
