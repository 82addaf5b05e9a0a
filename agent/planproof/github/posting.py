"""What a run writes on a pull request: one comment for each plan, and comments beside its lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planproof.core.earlier import Earlier
from planproof.core.review import Review
from planproof.errors import GitHubError
from planproof.github.api import Comment
from planproof.github.client import GitHub
from planproof.github.inline import MOST, InlineComment, choose, tagged
from planproof.github.state import decode
from planproof.lifecycle import aged, earlier_of
from planproof.render import github as rendered
from planproof.render.places import Checkout, plan_in_repository
from planproof.words import count, listed

MOST_WRITES = 3
"""Writes of one run. GitHub slows down who writes more, and people who read them."""
_NOT_IN_DIFF = 422


@dataclass(frozen=True)
class Wanted:
    """What is to be posted, and where."""

    pull_request: int
    commit: str
    """The commit that was reviewed."""
    report_url: str | None
    sticky: bool
    """One comment for each plan, kept true."""
    inline: bool
    """Comments beside changed lines."""
    checkout: Checkout


@dataclass(frozen=True)
class _Told:
    """A plan's review with what is remembered of it, and its comment."""

    review: Review
    earlier: Earlier
    body: str
    there: Comment | None
    """The comment that is there already."""


def post(github: GitHub, reviews: Sequence[Review], wanted: Wanted) -> Iterator[str]:
    """Post *reviews* and tell what was done, a sentence each as soon as it is done.

    What is the same already is not written again.

    Raises:
        GitHubError: something could not be read or written; the message names the permission.
    """
    if not wanted.sticky and not wanted.inline:
        yield "nothing is to be posted"
        return
    pull = github.pull_request(wanted.pull_request)
    if pull.state != "open":
        yield f"pull request {pull.number} is {pull.state}; nothing is posted"
        return
    if pull.head.sha != wanted.commit:
        # A newer push has a run of its own, which would be overwritten by what is old.
        yield f"pull request {pull.number} is at a newer commit; its own run comments"
        return
    comments = github.issue_comments(wanted.pull_request)
    mine = [each for each in comments if github.is_mine(each)]
    # The last review of a plan counts: two of them would be two comments at first.
    last = {plan_in_repository(each.plan, wanted.checkout): each for each in reviews}
    told = [_told(path, review, mine, wanted) for path, review in last.items()]
    if wanted.sticky:
        reserved = 1 if wanted.inline else 0
        yield from _comments(github, told, wanted, MOST_WRITES - reserved)
    if wanted.inline:
        yield from _beside_lines(github, told, wanted)


def _told(path: str, review: Review, mine: Sequence[Comment], wanted: Wanted) -> _Told:
    start = rendered.marker(path)
    # At its beginning: a plan may quote a marker. The first is the one that everybody knows.
    there = next((each for each in mine if each.body.startswith(start)), None)
    before = decode(there.body) if there is not None else None
    made = aged(review, before, wanted.commit)
    now = earlier_of(made, wanted.commit, before)
    body = rendered.comment(
        made, earlier=now, report_url=wanted.report_url, checkout=wanted.checkout
    )
    return _Told(made, now, body, there)


def _comments(github: GitHub, told: Sequence[_Told], wanted: Wanted, most: int) -> Iterator[str]:
    """Create or edit the comment of each plan, *most* of them at most."""
    changed = sorted((each for each in told if not _same(each)), key=_written)
    unchanged = len(told) - len(changed)
    if unchanged:
        yield f"{count(unchanged, 'comment')} left as before: nothing has changed"
    for each in changed[:most]:
        if each.there is None:
            posted = github.create_comment(wanted.pull_request, each.body)
        else:
            posted = github.edit_comment(each.there.id, each.body)
        verb = "wrote" if each.there is None else "edited"
        yield f"{verb} the comment on {each.review.plan.name}: {posted.html_url}"
    left = [each.review.plan.root for each in changed[most:]]
    if left:
        yield (
            f"no comment on {listed(left, 5)}: a run writes {most} comments at most; "
            "the next push goes on, and the summary of the job has all reviews"
        )


def _written(told: _Told) -> str:
    """When the comment was written last, so that no plan waits for ever where there are many."""
    return "" if told.there is None else told.there.updated_at


def _same(told: _Told) -> bool:
    return told.there is not None and rendered.same(told.there.body, told.body)


def _beside_lines(github: GitHub, told: Sequence[_Told], wanted: Wanted) -> Iterator[str]:
    patches = {each.filename: each.patch for each in github.files(wanted.pull_request)}
    existing = github.review_comments(wanted.pull_request)
    already = frozenset(_tags(each.body for each in existing if github.is_mine(each)))
    chosen: list[InlineComment] = []
    for each in told:
        chosen += choose(
            each.review,
            patches,
            already,
            MOST - len(chosen),
            earlier=each.earlier,
            checkout=wanted.checkout,
        )
    if not chosen:
        yield "no finding on a changed line that was not told before"
        return
    try:
        github.create_review(wanted.pull_request, wanted.commit, chosen)
    except GitHubError as error:
        if error.status != _NOT_IN_DIFF:
            raise
        # The diff has changed since it was read; the comment has these findings too.
        yield f"no comments beside lines: {error}"
        return
    yield f"wrote {count(len(chosen), 'comment')} beside changed lines"


def _tags(bodies: Iterator[str]) -> Iterator[str]:
    for body in bodies:
        tag = tagged(body)
        if tag:
            yield tag
