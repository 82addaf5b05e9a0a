"""A plan modifies a file that only a plan after it creates.

## What it does

Reports a full path that one plan modifies and only another plan creates, where that other plan
says that it depends on the first one. Silent where the first plan creates the file or says that
it exists.

## Why is this bad?

When the first plan is done there is nothing to modify yet. What is made up for it is overwritten
by the plan that follows.

## Example

    # docs/plans/accounts, Task 4
    - Modify: `api/billing/invoice.py`

    # docs/plans/billing, which says "Depends on: accounts"
    - Create: `api/billing/invoice.py`

## Use instead

    # docs/plans/billing, Task 6
    - Modify: `api/billing/invoice.py` (what `accounts` needs of it)
"""

from collections.abc import Iterator

from planproof.between.interface import finding
from planproof.between.reader import Reader
from planproof.between.shelf import Said, Shelf
from planproof.checks._files import is_full_path, normal_path
from planproof.checks.interface import Rule
from planproof.core.between import Claim
from planproof.core.finding import Finding

RULE = Rule(
    id="file-awaited-from-later-plan",
    category="order",
    severity="major",
    summary="A plan modifies a file that only a plan after it creates",
    goal="Every plan finds the files that it modifies",
)


def claims(reader: Reader) -> Iterator[Claim]:
    """The files that the plan creates, modifies, or says are there."""
    for change in reader.changes:
        path = normal_path(change.mention.file)
        if is_full_path(path):
            verb = "exists" if change.mention.exists else change.verb
            at = reader.line(change.mention.path, change.mention.line_start)
            yield Claim(RULE.id, (path,), verb, change.task.label, at)


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for each file."""
    for (path,), found in shelf.groups(RULE.id):
        makers = {s.plan: s for s in reversed(found) if s.claim.value == "create"}
        there = {s.plan for s in found if s.claim.value == "exists"}
        if len(makers) != 1:
            continue
        ((maker, creation),) = makers.items()
        for said in found:
            if said.plan in there or said.plan == maker:
                continue
            if shelf.needs_other(maker, said.plan):
                yield _finding(shelf, path, said, creation)
                break


def _finding(shelf: Shelf, path: str, use: Said, creation: Said) -> Finding:
    one, other = (shelf.plans[said.plan].root for said in (use, creation))
    order = shelf.needs[creation.plan][use.plan]
    return finding(
        RULE,
        use.claim.at,
        [creation.claim.at, order.at],
        title=f"`{one}` modifies `{path}`, which only `{other}` creates, a plan that waits for it",
        detail=(
            f"`{other}` says that it depends on `{one}`. When `{one}` is done, there is nothing to "
            "modify yet."
        ),
        recommendation=f"Create the file in `{one}`, or move the change to `{other}`.",
    )
