"""The one comment on a pull request that a plan has: what a reviewer in a hurry reads.

First the verdict and what changed, then what must be fixed in full, what should be fixed as a list,
and the rest folded. The same review makes the same comment to the byte, so that nothing is written
when nothing has changed. It is never longer than GitHub takes: details of suggestions go first,
then those of what should be fixed, then quotes; what is left out is counted.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from planproof.core.earlier import Earlier
from planproof.core.finding import Evidence, Finding, Severity
from planproof.core.review import Review
from planproof.render.github_state import MOST as MOST_STATE
from planproof.render.github_state import encode
from planproof.render.labels import (
    address,
    asked,
    changes,
    evidence,
    names,
    numbered,
    standing,
    status,
    tally,
)
from planproof.render.markdown_coverage import who
from planproof.render.places import TOP, Checkout, plan_in_repository
from planproof.render.safe import code, cut, fence
from planproof.render.safe import inline as made_inline
from planproof.words import count, listed

LIMIT = 65_536
"""Characters that GitHub takes. Its message counts characters, and so did those who tried; nobody
says of which kind, so that here a character beyond the basic plane counts as two."""
_RESERVE = 500
_ALL = 1_000_000
_LINK = re.compile(
    r"\n\n\[Full report\]\(<[^<>\n]*>\)(?=\n\n<!-- planproof:state:[^\n]*\s*\Z|\s*\Z)"
)
_ADDRESS = re.compile(r"https?://[\w.\-]+(?::\d{1,5})?(?:/[\w.\-/~%+=?&#]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of a review a comment holds."""

    minors: int = _ALL
    minor_details: bool = True
    majors: int = _ALL
    major_details: bool = True
    quotes: bool = True
    criticals: int = _ALL
    settled: int = 50
    """Fixed and waived findings, of each."""


def _less() -> Iterator[Shown]:
    """Everything, then less and less of it."""
    shown = Shown()
    yield shown
    for step in (
        {"minor_details": False},
        {"minors": 20, "settled": 20},
        {"major_details": False},
        {"minors": 0, "majors": 40},
        {"quotes": False},
        {"majors": 20, "settled": 5},
        {"criticals": 30},
        {"majors": 5, "criticals": 10, "settled": 0},
        {"majors": 0, "criticals": 3},
        {"criticals": 0},
    ):
        shown = replace(shown, **step)
        yield shown


def comment(
    review: Review,
    *,
    earlier: Earlier | None = None,
    report_url: str | None = None,
    limit: int = LIMIT,
    checkout: Checkout = TOP,
) -> str:
    """The comment of an aged review.

    Args:
        review: the review among those before it (`planproof.lifecycle.aged`).
        earlier: what is to be remembered of it (`planproof.lifecycle.earlier_of`).
        report_url: where the whole report is.
        limit: the most characters that the comment may have.
        checkout: what the root of the plan is relative to.
    """
    most = max(0, limit - _RESERVE)
    path = plan_in_repository(review.plan, checkout)
    start = marker(path)
    end = []
    if report_url and _ADDRESS.fullmatch(report_url):
        end.append(f"[Full report](<{report_url}>)")
    if earlier is not None:
        end.append(encode(earlier, min(MOST_STATE, most // 2)))
    text = ""
    for shown in _less():
        text = "\n\n".join((start, *_parts(review, path, earlier, shown), *end)) + "\n"
        if length(text) <= most:
            return text
    return "\n\n".join((start, _headline(review))) + "\n"


def marker(plan_root: str) -> str:
    """The beginning of every comment on the plan at *plan_root*, a path in the repository.

    A comment is one of that plan when it begins with this: elsewhere the words may be quoted.
    """
    path = str(PurePosixPath(plan_root.strip("/") or "."))
    named = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"<!-- planproof:plan:{named} -->"


def same(one: str, other: str) -> bool:
    """True when two comments say the same; each may link to the report of its own run."""
    mine, yours = (_LINK.sub("", each.replace("\r\n", "\n").rstrip()) for each in (one, other))
    return mine == yours


def length(text: str) -> int:
    """Characters of *text* in units of UTF-16, the most that anybody counts as characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(review: Review, path: str, earlier: Earlier | None, shown: Shown) -> Iterator[str]:
    yield _headline(review)
    found = f": {tally(standing(review))}" if review.since else ""
    yield f"{code(path or '.')}{found}."
    yield from _criticals(review, shown)
    yield from _majors(review, shown)
    yield from _minors(review, shown)
    yield from _fixed(review, earlier, shown)
    yield from _waived(review, shown)
    yield " ".join(_coverage(review, earlier))


def _headline(review: Review) -> str:
    """The verdict and what changed."""
    told = tally(standing(review)) if review.since is None else changes(review.since)
    return f"### {status(review)}: {told}"


@lru_cache(maxsize=8_192)
def inline(text: str, width: int = 2_000) -> str:
    """As `safe.inline`; shortening a comment asks for the same again and again."""
    return made_inline(text, width)


def _of(review: Review, severity: Severity) -> list[Finding]:
    return [each for each in standing(review) if each.severity == severity]


def _criticals(review: Review, shown: Shown) -> Iterator[str]:
    found = _of(review, "critical")
    if not found:
        return
    yield "#### Must fix"
    known, places = numbered(review), names(review.plan)
    for each in found[: shown.criticals]:
        where = places.get(each.task or "") or places.get(each.phase or "") or ""
        yield f"##### {known[each.id]}. {_title(each)}{_tag(review, each)}"
        yield from _critical(each, where, quotes=shown.quotes)
    yield from _more(found, shown.criticals)


def _critical(finding: Finding, where: str, *, quotes: bool) -> Iterator[str]:
    found = evidence(finding)
    others = [code(address(each)) for each in found[1:]]
    also = f" and {listed(others, 4)}" if others else ""
    origin = ", ".join(part for part in (inline(where), code(finding.rule)) if part)
    yield f"{code(address(found[0]))}{also} ({origin})"
    if quotes:
        yield from _quote(found[0])
        yield from filter(None, (inline(finding.detail),))
    yield f"**What to do:** {inline(finding.recommendation)}"
    if quotes and finding.example.strip():
        yield "Should be:"
        yield fence(cut(finding.example))


def _quote(place: Evidence) -> Iterator[str]:
    if place.quote.strip():
        yield fence(cut(place.quote))


def _majors(review: Review, shown: Shown) -> Iterator[str]:
    found = _of(review, "major")
    if found:
        yield "#### Should fix"
        yield _list(review, found, shown.majors, details=shown.major_details)


def _minors(review: Review, shown: Shown) -> Iterator[str]:
    found = _of(review, "minor")
    if found:
        inside = _list(review, found, shown.minors, details=shown.minor_details)
        yield _folded(count(len(found), "suggestion"), inside)


def _list(review: Review, findings: Sequence[Finding], most: int, *, details: bool) -> str:
    known = numbered(review)
    lines = []
    for each in findings[:most]:
        advice = inline(each.recommendation) if details else ""
        told = f": {advice}" if advice else ""
        where = code(address(each.location))
        lines.append(f"- **{known[each.id]}** {_title(each)} ({where}){_tag(review, each)}{told}")
    lines += [f"- {each}" for each in _more(findings, most)]
    return "\n".join(lines)


def _fixed(review: Review, earlier: Earlier | None, shown: Shown) -> Iterator[str]:
    """What was found before and is gone, the newest first."""
    found = [each for each in review.findings if each.status == "fixed"][::-1]
    if not found:
        return
    known = earlier.named() if earlier else {}
    lines = []
    for each in found[: shown.settled]:
        at = known[each.id].at[:7] if each.id in known else ""
        lines.append(f"- ~~{_title(each)}~~{f' {code(at)}' if at else ''}")
    lines += [f"- {each}" for each in _more(found, shown.settled)]
    yield _folded(f"{len(found)} fixed", "\n".join(lines))


def _waived(review: Review, shown: Shown) -> Iterator[str]:
    """What somebody accepted, with the reason."""
    found = [each for each in review.findings if each.status == "waived"]
    if not found:
        return
    lines = []
    for each in found[: shown.settled]:
        waiver = each.waiver
        told = f": {inline(waiver.reason, 400)}" if waiver else ""
        if waiver and waiver.expires:
            told += f", until {inline(waiver.expires, 40)}"
        lines.append(f"- {_title(each)} ({code(address(each.location))}){told}")
    lines += [f"- {each}" for each in _more(found, shown.settled)]
    yield _folded(f"{len(found)} waived", "\n".join(lines))


def _coverage(review: Review, earlier: Earlier | None) -> Iterator[str]:
    seen = review.coverage
    yield f"Read {seen.lines_read:,} of {count(seen.lines_total, 'line')}, {who(review)}."
    left = [
        f"{code(each.pass_)}{_scope(review, each.phase, each.path)} {each.state}"
        + (f" ({inline(each.reason, 200)})" if each.reason else "")
        for each in seen.passes
        if each.state in ("failed", "pending")
    ]
    if left:
        yield f"**Not reviewed:** {listed(left, 5)}."
    spent = review.usage.cost_usd if earlier is None else earlier.spent
    if spent is None:
        yield "Cost: unknown."
    elif asked(review) or spent:
        yield f"Cost of all reviews here: {spent:.2f} USD."


def _scope(review: Review, phase: str | None, path: str | None) -> str:
    labels = {each.id: each.label for each in review.plan.phases}
    if phase in labels:
        return f" of {inline(labels[phase], 100)}"
    return f" of {code(path)}" if path else ""


def _title(finding: Finding) -> str:
    # Two marks of strikethrough with nothing between them would open a fence.
    return inline(finding.title.strip().rstrip("."), 300) or "(no title)"


def _tag(review: Review, finding: Finding) -> str:
    told = review.since is not None and finding.status in ("new", "regressed")
    return f" ({finding.status})" if told else ""


def _more(findings: Sequence[Finding], most: int) -> Iterator[str]:
    if len(findings) > most:
        left = len(findings) - most
        yield f"and {left:,} more in the report" if most else f"{left:,} in the report"


def _folded(title: str, inside: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{inside}\n\n</details>"
