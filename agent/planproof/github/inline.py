"""Which findings are told beside the changed lines of a pull request, and where."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from planproof.core.earlier import Earlier
from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.github.diff import Hunk, hunks
from planproof.render.github_inline import body, name, replacement, tagged
from planproof.render.labels import standing
from planproof.render.places import TOP, Checkout, in_repository

__all__ = ["InlineComment", "choose", "tagged"]

MOST = 10
_LONGEST = 20
"""Lines of the longest range that is marked; of a longer one only the first is."""


@dataclass(frozen=True, slots=True)
class InlineComment:
    """A comment beside lines of the diff, as they are after the change."""

    path: str
    line: int
    """The last line."""
    start_line: int | None
    """The first, where there are several."""
    body: str
    finding_id: str


def choose(
    review: Review,
    patches: Mapping[str, str | None],
    already: AbstractSet[str],
    most: int = MOST,
    *,
    earlier: Earlier | None = None,
    checkout: Checkout = TOP,
) -> tuple[InlineComment, ...]:
    """The comments to write, for the worst findings on changed lines first.

    Args:
        review: the review; its findings are ranked.
        patches: the part of the diff of each changed file, by its path in the repository.
        already: what `tagged` says of the comments that are there: those are not repeated.
        most: how many comments at most.
        earlier: what is remembered of the findings: a finding may have had another id before.
        checkout: what the root of the plan is relative to.
    """
    known = earlier.named() if earlier else {}
    found: list[InlineComment] = []
    seen = set(already)
    for each in standing(review):
        if len(found) >= most:
            break
        aliases = known[each.id].aliases if each.id in known else ()
        if seen.intersection(map(name, (each.id, *aliases))):
            continue
        path = in_repository(review.plan, each.location.path, checkout)
        if path is None or path not in patches:
            continue
        made = next(_on(each, path, hunks(patches[path])), None)
        if made is not None:
            found.append(made)
            seen.add(name(each.id))
    return tuple(found)


def _on(finding: Finding, path: str, found: tuple[Hunk, ...]) -> Iterator[InlineComment]:
    """The comment on each hunk that changes lines of the finding."""
    at = finding.location
    for hunk in found:
        first, last = max(at.line_start, hunk.start), min(at.line_end, hunk.end)
        changed = sorted(line for line in hunk.added if first <= line <= last)
        if not changed:
            continue
        whole = (first, last) == (at.line_start, at.line_end)
        new = replacement(finding, hunk.text(first, last)) if whole else None
        if last - first >= _LONGEST:
            first, last, new = changed[0], changed[0], None
        yield InlineComment(
            path=path,
            line=last,
            start_line=first if first < last else None,
            body=body(finding, new),
            finding_id=finding.id,
        )
