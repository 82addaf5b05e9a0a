"""Waivers: defects that somebody accepts, with the reason and the last day.

A waiver stands in `planproof.toml`, or in the plan as a comment on the line of the finding or
the line above:

    <!-- planproof: allow vague-step the vendor decides this in March until 2027-03-31 -->

A waived finding stays in the review with the reason beside it. A comment without a reason, or
with a date that is none, waives nothing.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.core.base import Location
from planproof.core.finding import Evidence, Finding, Waiver
from planproof.core.plan import Plan
from planproof.core.review import Review
from planproof.settings import CONFIG_NAME, Settings, WaiverRule

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NOT_INLINE = frozenset({"comment-to-reviewer", "hidden-text", "secret-in-plan"})
"""Rules that only `planproof.toml` can waive: a plan must not talk its own checks away."""

_LONGEST = 2_000
"""Characters of the longest comment that is looked at; a waiver is a line or two."""
_ALLOW = re.compile(r"\s*planproof:\s*allow\s+([a-z][a-z0-9-]*)(.*)", re.DOTALL)
_UNTIL = re.compile(r"(?<!\S)until\s+([0-9]\S*)$")


@dataclass(frozen=True, slots=True)
class Grant:
    """A waiver that matches a finding."""

    reason: str
    expires: date | None
    source: str
    """Where it was written: `planproof.toml` or `path:line`."""

    def expired(self, today: date) -> bool:
        """True when *today* is after the last day."""
        return self.expires is not None and today > self.expires


def apply_waivers(
    findings: Iterable[Finding], plan: Plan, settings: Settings, today: date
) -> tuple[Finding, ...]:
    """The findings, those that a waiver matches with the status `waived`.

    A waiver whose last day is before *today* does not apply, and the finding says so.
    """
    in_file = FileWaivers(settings, plan.root)
    in_plan = _Comments(plan if settings.inline_waivers else None)
    return tuple(
        decided(finding, [*in_file.grants(finding), *in_plan.grants(finding)], today)
        for finding in findings
    )


def unused_waivers(
    settings: Settings, reviews: Sequence[Review], between: Sequence[Finding] = ()
) -> tuple[WaiverRule, ...]:
    """Waivers of the file that match no finding of *reviews* and should have.

    A file above the plans serves others too; there a waiver counts only when its `path` names
    a document that was reviewed. One that accepts a finding *between* plans is used as well.
    """
    files = [(FileWaivers(settings, review.plan.root), review) for review in reviews]
    return tuple(
        rule
        for rule in settings.waivers
        if any(file.is_for(rule, review) for file, review in files)
        and not any(file.matches(rule, each) for file, review in files for each in review.findings)
        and not any(_may_mean(rule, each) for each in between)
    )


def comments(plan: Plan) -> Iterator[tuple[str, Location, Grant]]:
    """Every comment of the plan that accepts a defect: the rule, where it stands, the waiver."""
    for document in plan.documents:
        for comment in document.blocks.comments:
            at = Location(
                path=document.path, line_start=comment.line_start, line_end=comment.line_end
            )
            if comment.closed and (read := read_comment(comment.text, at)):
                yield read[0], at, read[1]


def is_beside(place: Location, comment: Location) -> bool:
    """True when a comment stands on the lines of a place, or on the line above them."""
    return place.line_start - 1 <= comment.line_end and comment.line_start <= place.line_end


def _may_mean(rule: WaiverRule, finding: Finding) -> bool:
    """True when a waiver means a finding, whatever the paths."""
    return (
        rule.rule == finding.rule
        and rule.finding in (None, finding.id)
        and any(rule.contains is None or rule.contains in each.quote for each in _places(finding))
    )


def decided(finding: Finding, grants: Sequence[Grant], today: date) -> Finding:
    """The finding with what its waivers make of it on the day *today*."""
    valid = next((grant for grant in grants if not grant.expired(today)), None)
    if valid is not None:
        expires = valid.expires.isoformat() if valid.expires else None
        waiver = Waiver(reason=valid.reason, expires=expires, source=valid.source)
        return finding.model_copy(update={"status": "waived", "waiver": waiver})
    if grants:
        told = f"The waiver until {grants[0].expires} ({grants[0].source}) has expired."
        return finding.model_copy(update={"detail": f"{finding.detail} {told}".strip()})
    return finding


def _places(finding: Finding) -> Iterator[Evidence]:
    """Where the finding is: its own lines first, then those related to it."""
    at = finding.location
    yield Evidence(
        path=at.path, line_start=at.line_start, line_end=at.line_end, quote=finding.quote
    )
    yield from finding.related


class FileWaivers:
    """The waivers of `planproof.toml`, as they apply to the plan at *root*."""

    def __init__(self, settings: Settings, root: str) -> None:
        self._rules = settings.waivers
        self._source = settings.config.name if settings.config else CONFIG_NAME
        folder = Path(os.path.abspath(root))
        self._folder = folder.parent if os.path.isfile(folder) else folder
        self._base = Path(os.path.abspath(settings.config)).parent if settings.config else None
        self._globs: dict[str, GitIgnoreSpec] = {}

    def grants(self, finding: Finding) -> Iterator[Grant]:
        """Every waiver that matches the finding, whether expired or not."""
        for rule in self._rules:
            if self.matches(rule, finding):
                yield Grant(rule.reason, rule.expires, self._source)

    def matches(self, rule: WaiverRule, finding: Finding) -> bool:
        """True when the waiver means the finding: one of its places fits path and text."""
        return _may_mean(rule, finding) and any(
            (rule.path is None or self._in_path(rule.path, place.path))
            and (rule.contains is None or rule.contains in place.quote)
            for place in _places(finding)
        )

    def is_for(self, rule: WaiverRule, review: Review) -> bool:
        """True when the waiver was surely written for the plan of *review*."""
        if self._base is None or self._base == self._folder:
            return True
        glob = rule.path
        return glob is not None and any(self._in_path(glob, d.path) for d in review.plan.documents)

    def _in_path(self, glob: str, path: str) -> bool:
        """True when the glob fits the path as seen from the plan or from the file's folder."""
        if glob not in self._globs:
            # Only waivers with a path need it, and it takes a while to import.
            from pathspec import GitIgnoreSpec  # noqa: PLC0415

            self._globs[glob] = GitIgnoreSpec.from_lines([glob])
        names = [path]
        if self._base is not None and self._folder.is_relative_to(self._base):
            names.append((self._folder.relative_to(self._base) / path).as_posix())
        return any(self._globs[glob].match_file(name) for name in names)


class _Comments:
    """The waivers that stand in the plan itself."""

    def __init__(self, plan: Plan | None) -> None:
        self._found: defaultdict[tuple[str, str], list[tuple[Location, Grant]]] = defaultdict(list)
        for rule, at, grant in comments(plan) if plan else ():
            self._found[rule, at.path].append((at, grant))

    def grants(self, finding: Finding) -> Iterator[Grant]:
        """Every comment that waives the finding, whether expired or not."""
        if finding.rule in NOT_INLINE:
            return
        for place in _places(finding):
            for at, grant in self._found.get((finding.rule, place.path), ()):
                if is_beside(place, at):
                    yield grant


def read_comment(text: str, at: Location) -> tuple[str, Grant] | None:
    """Rule and waiver that the text of a comment grants; None when it grants nothing."""
    found = _ALLOW.match(text[:_LONGEST])
    if found is None or len(text) > _LONGEST:
        return None
    rule, rest = found[1], " ".join(found[2].split())
    until = _UNTIL.search(rest)
    try:
        expires = date.fromisoformat(until[1]) if until else None
    except ValueError:
        return None
    reason = (rest[: until.start()] if until else rest).strip(" :;,.–—-")
    if not any(char.isalnum() for char in reason):
        return None
    return rule, Grant(reason, expires, f"{at.path}:{at.line_start}")
