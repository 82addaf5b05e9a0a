"""Two plans give one decision id to different decisions.

## What it does

Reports `ADR-012` (a record of a decision, whose numbers run through the project) that two plans
declare with different titles. Numbers that begin anew in each plan (`Task 2`, `T-007`, `FR-3`,
or `ADR-1` where both plans count from 1 and do not name each other) are no clash.

## Why is this bad?

"As ADR-012 says" now means two things, and whichever record is filed second overwrites the first
or gets a number that nothing refers to.

## Example

    # docs/plans/accounts
    ### ADR-012: Sessions are kept in Redis

    # docs/plans/billing
    ### ADR-012: Invoices are numbered by the database

## Use instead

    # docs/plans/billing
    ### ADR-013: Invoices are numbered by the database
"""

import re
from collections.abc import Iterator

from planproof.between.interface import finding
from planproof.between.reader import Reader
from planproof.between.shelf import Said, Shelf
from planproof.checks.interface import Rule
from planproof.core.between import Claim
from planproof.core.finding import Finding
from planproof.words import listed

RULE = Rule(
    id="id-claimed-by-two-plans",
    category="structure",
    severity="major",
    summary="Two plans give one id to different decisions",
    goal="Every id of the project means one thing",
    confidence="medium",
)
_RECORD = re.compile(r"(?:ADR|RFC|KEP|PEP|DEP)-?(?P<number>\d{1,5})")
_SHORTEST = 8


def claims(reader: Reader) -> Iterator[Claim]:
    """The decisions that the plan declares under a number of the project."""
    work = {document.path for document in reader.plan.work_documents()}
    items = [
        (item, match)
        for item in reader.plan.items
        if item.path in work and (match := _RECORD.fullmatch(item.id))
    ]
    own = "own" if any(int(match["number"]) <= 1 for _, match in items) else ""
    for item, _ in items:
        title = _plain(item.title)
        if len(title) >= _SHORTEST:
            at = reader.line(item.path, item.line_start)
            yield Claim(RULE.id, (item.id,), f"{own}:{title}", item.label, at)


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for all ids that two plans claim."""
    pairs: dict[tuple[int, int], list[tuple[Said, Said]]] = {}
    for _, found in shelf.groups(RULE.id):
        first = found[0]
        for other in found[1:]:
            if other.plan != first.plan and _differ(shelf, first, other):
                pairs.setdefault((first.plan, other.plan), []).append((first, other))
                break
    for group in pairs.values():
        yield _finding(shelf, group)


def _differ(shelf: Shelf, one: Said, other: Said) -> bool:
    """Different titles, and not two series that each begin at 1 in plans apart."""
    own, _, title = one.claim.value.partition(":")
    theirs, _, second = other.claim.value.partition(":")
    if title == second:
        return False
    return not (own and theirs) or shelf.kin[one.plan] == shelf.kin[other.plan]


def _finding(shelf: Shelf, group: list[tuple[Said, Said]]) -> Finding:
    one, other = group[0]
    first, second = (shelf.plans[said.plan].root for said in (one, other))
    ids = listed([said.claim.text for said, _ in group], 6)
    both = one.claim.value.startswith("own:") and other.claim.value.startswith("own:")
    declares = "means one thing" if len(group) == 1 else "mean one thing"
    return finding(
        RULE,
        other.claim.at,
        [each.claim.at for pair in group for each in pair],
        severity="minor" if both else None,
        title=f"{ids} {declares} in `{first}` and another in `{second}`",
        detail="Whatever refers to such a number can mean either decision.",
        recommendation="Give the decisions of one plan numbers that are free, and correct what "
        "refers to them.",
    )


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.lower()).strip()
