"""Two plans create the same file.

## What it does

Reports a full path that tasks of two plans both say they create. Silent where the words beside
the path say what happens to the other's file (extend, replace, if missing), and where both plans
begin a project of their own. A file that every project has (`src/main.py`, `tests/conftest.py`) is
a suggestion only, unless the plans name each other or work on another file together.

## Why is this bad?

Whoever comes second overwrites what the first plan built, or finds the file there and must guess
which of the two contents is meant. Each plan looks sound by itself, so no single review tells.

## Example

    # docs/plans/refunds, Task 3
    - Create: `api/payments/ledger.py`

    # docs/plans/invoices, Task 5
    - Create: `api/payments/ledger.py`

## Use instead

    # docs/plans/invoices, Task 5
    - Modify: `api/payments/ledger.py` (the plan `refunds` creates it)
"""

from collections import defaultdict
from collections.abc import Iterator

from planproof.between.interface import finding
from planproof.between.reader import Reader
from planproof.between.shelf import Said, Shelf
from planproof.checks._files import is_full_path, normal_path
from planproof.checks.created_twice import tells_of_other
from planproof.checks.interface import Rule
from planproof.core.between import Claim
from planproof.core.finding import Finding
from planproof.words import listed

RULE = Rule(
    id="file-created-by-two-plans",
    category="order",
    severity="major",
    summary="Two plans create the same file",
    goal="Every file is created by one plan",
    confidence="medium",
)


def claims(reader: Reader) -> Iterator[Claim]:
    """The files that the plan creates."""
    for change in reader.changes:
        path = normal_path(change.mention.file)
        if (
            change.verb == "create"
            and is_full_path(path)
            and not tells_of_other(reader.plan, change)
        ):
            at = reader.line(change.mention.path, change.mention.line_start)
            yield Claim(RULE.id, (path,), "create", change.task.label, at)


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for each two plans that create the same files."""
    pairs: dict[tuple[int, int], list[tuple[Said, Said]]] = defaultdict(list)
    for _, found in shelf.groups(RULE.id):
        first = found[0]
        seconds = {said.plan: said for said in reversed(found) if said.plan != first.plan}
        for second in seconds.values():
            pairs[first.plan, second.plan].append((first, second))
    for (one, other), group in pairs.items():
        kin = shelf.kin[one] == shelf.kin[other]
        if kin:
            yield _finding(shelf, group, kin=True)
        elif not (shelf.plans[one].founds and shelf.plans[other].founds):
            told = [pair for pair in group if not _is_of_all(pair[0].claim.key[0])]
            if told:
                yield _finding(shelf, told, kin=False)


def _is_of_all(path: str) -> bool:
    """True for what every repository has at this very place: workflows, a page of documentation."""
    return path.startswith((".github/", "docs/", "scripts/", "ops/"))


def _finding(shelf: Shelf, group: list[tuple[Said, Said]], *, kin: bool) -> Finding:
    first, other = group[0]
    one, two = (shelf.plans[said.plan].root for said in (first, other))
    files = listed([f"`{said.claim.key[0]}`" for said, _ in group], 4)
    related = [said.claim.at for said, _ in group] + [said.claim.at for _, said in group[1:]]
    it, is_ = ("it", "it is") if len(group) == 1 else ("them", "they are")
    return finding(
        RULE,
        other.claim.at,
        related,
        severity=None if kin else "minor",
        confidence=None if kin else "low",
        title=f"`{one}` and `{two}` both create {files}",
        detail=(
            "The plan that is done second overwrites what the first one built, or its implementer "
            "has to guess which content is meant."
        ),
        recommendation=(
            f"Let one plan create {it} and the other modify {it}, and say in which order; or, if "
            f"{is_} meant to differ, give the second a name of its own."
        ),
    )
