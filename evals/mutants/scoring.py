"""Whether a review found what was planted, and what else it says."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evals.mutants.interface import Mutant
from planproof.core.finding import Finding

NEAR = 3
"""Lines between a finding and the place of a seed that still count as the right place."""
SAME = 4
"""Lines that a finding may move when a plan is written in another way."""

Origin = Callable[[str, int], int]


@dataclass(frozen=True)
class Claim:
    """A place that a finding points at: its own or a related one."""

    rule: str
    path: str
    first: int
    last: int
    quote: str
    phase: str | None
    task: str | None

    def __str__(self) -> str:
        return f"{self.rule} {self.path}:{self.first} {self.quote[:80]!r}"


@dataclass(frozen=True)
class Score:
    hits: tuple[Claim, ...]
    """Of the right rule at a right place."""
    off_target: tuple[Claim, ...]
    """First places of the other new findings."""
    lost: tuple[Claim, ...]
    """First places of findings that are gone, though their lines were not edited."""

    @property
    def found(self) -> bool:
        return bool(self.hits)


def claims(finding: Finding, origin: Origin | None = None) -> tuple[Claim, ...]:
    """The places of a finding; *origin* maps lines back to those before a rewriting."""
    places = (
        (finding.location, finding.quote),
        *((related, related.quote) for related in finding.related),
    )
    return tuple(
        Claim(
            rule=finding.rule,
            path=place.path,
            first=origin(place.path, place.line_start) if origin else place.line_start,
            last=origin(place.path, place.line_end) if origin else place.line_end,
            quote=quote,
            phase=finding.phase,
            task=finding.task,
        )
        for place, quote in places
    )


def score(mutant: Mutant, before: Sequence[Finding], after: Sequence[Finding]) -> Score:
    """What the findings of *mutant* say of its seed, beyond those of the plan it was made of."""
    hits: list[Claim] = []
    off_target: list[Claim] = []
    for head_is_new, fresh in _new(before, after):
        right = [claim for claim in fresh if is_right(mutant, claim)]
        hits += right
        if head_is_new and not right:
            off_target.append(fresh[0])
    lost = [
        gone[0]
        for head_is_new, gone in _new(after, before)
        if head_is_new and not any(_was_edited(mutant, claim) for claim in gone)
    ]
    return Score(tuple(hits), tuple(off_target), tuple(lost))


def is_right(mutant: Mutant, claim: Claim) -> bool:
    """True when a claim names the seed: its rule, and its place or its task."""
    return claim.rule in mutant.rules and (
        (claim.task or claim.phase) in mutant.nodes
        or any(
            claim.path == place.path
            and claim.first - NEAR <= place.last
            and place.first <= claim.last + NEAR
            for place in mutant.places
        )
    )


def _new(
    before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[tuple[bool, tuple[Claim, ...]]]:
    """Findings with claims that *before* has not; whether their first place is new; the claims.

    Neither an id that was there nor words that a rule quoted before are new, so that lines that
    moved do not matter.
    """
    left = Counter(_key(claim) for finding in before for claim in claims(finding))
    ids = {finding.id for finding in before}
    for finding in sorted(after, key=lambda each: each.id not in ids):
        known = finding.id in ids
        fresh = []
        for place, claim in enumerate(claims(finding)):
            if left[_key(claim)] > 0:
                left[_key(claim)] -= 1
            elif not (known and place == 0):
                fresh.append((place, claim))
        if fresh:
            yield not known and fresh[0][0] == 0, tuple(claim for _, claim in fresh)


def _key(claim: Claim) -> tuple[str, str]:
    return claim.rule, claim.quote.strip()


def _was_edited(mutant: Mutant, claim: Claim) -> bool:
    return any(
        edit.path == claim.path and claim.first <= edit.last + 1 and edit.first <= claim.last + 1
        for edit in mutant.edits
    )


def unmatched(
    before: Sequence[Finding], after: Sequence[Finding], origin: Origin | None, back: Origin | None
) -> list[Claim]:
    """Findings of *after* of which *before* has none of the same rule near the same lines.

    *origin* maps the lines of *after*, and *back* those of *before*, to a common numbering.
    """
    left = [claim for finding in before for claim in claims(finding, back)]
    alone = []
    for finding in after:
        places = claims(finding, origin)
        match = next((o for o in left for claim in places if _is_same(o, claim)), None)
        if match is None:
            alone.append(places[0])
    return alone


def _is_same(one: Claim, two: Claim) -> bool:
    return (
        one.rule == two.rule
        and one.path == two.path
        and one.first - SAME <= two.last
        and two.first <= one.last + SAME
    )


def survives(
    mutant: Mutant,
    hits: int,
    plain: Sequence[Finding],
    rewritten: Sequence[Finding],
    origin: Origin,
) -> bool:
    """True when the seed is still found in the mutant written in another way.

    *plain* are the findings of the mutant, of which *hits* claims tell of the seed; others of the
    same rules may have stood at the same place before.
    """
    there = sum(is_right(mutant, each) for finding in plain for each in claims(finding))
    still = sum(is_right(mutant, each) for finding in rewritten for each in claims(finding, origin))
    return still > there - hits
