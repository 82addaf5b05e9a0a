"""A plan refers to a part of another plan that is not there.

## What it does

Follows links that lead from one plan of the run into the folder of another: the document must be
there. Looks up "Phase 4 of [billing](../billing/README.md)" and "Phase 4 of the billing plan":
the other plan must have that phase, if it numbers its phases so at all. What was left out of the
reading of the other plan is not judged.

## Why is this bad?

Either that part was dropped and what is built on it is lost, or the reference is stale and means
something else. Inside the plan itself nobody can tell.

## Example

    Begins after Phase 7 of the [billing plan](../billing/README.md).

where that plan has five phases.

## Use instead

    Begins after Phase 5 of the [billing plan](../billing/README.md).
"""

import re
from collections.abc import Iterator
from posixpath import dirname, relpath

from planproof.between.interface import finding
from planproof.between.reader import Reader
from planproof.between.shelf import Named, Shelf
from planproof.checks.interface import Rule
from planproof.core.between import Claim, Profile
from planproof.core.finding import Finding
from planproof.words import listed

RULE = Rule(
    id="dangling-plan-reference",
    category="references",
    severity="major",
    summary="A plan refers to a part of another plan that is not there",
    goal="Every part of another plan that is named exists",
)
_DOCUMENT = re.compile(r"\.(?:md|markdown|mdx)$", re.IGNORECASE)
_LEAST = 2
"""Numbered phases from which a plan is known to count them."""


def claims(reader: Reader) -> Iterator[Claim]:
    """Nothing: pointers tell what is referred to."""
    del reader
    yield from ()


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for each part that is missing, from the plan that names it."""
    documents: dict[tuple[int, str], list[Named]] = {}
    phases: dict[tuple[int, int, str], list[Named]] = {}
    folders = [{dirname(path) for path in plan.documents} for plan in shelf.plans]
    for named in shelf.named:
        if RULE.id in shelf.plans[named.source].disabled:
            continue
        other, pointer = shelf.plans[named.target], named.pointer
        path = pointer.targets[0]
        if pointer.link and _is_missing(other, path, folders[named.target]):
            documents.setdefault((named.source, path), []).append(named)
        elif pointer.unit and _has_no(other, pointer.unit):
            key = (named.source, named.target, pointer.unit)
            phases.setdefault(key, []).append(named)
    for (_, path), found in documents.items():
        yield _no_document(shelf, path, found)
    for (_, _, unit), found in phases.items():
        yield _no_phase(shelf, unit, found)


def _is_missing(plan: Profile, path: str, folders: set[str]) -> bool:
    """True for a Markdown document that lies where the plan has documents, and that is not read."""
    if path in plan.documents or dirname(path) not in folders or not _DOCUMENT.search(path):
        return False
    return not any(path == each or path.startswith(f"{each}/") for each in plan.skipped)


def _has_no(plan: Profile, unit: str) -> bool:
    word = unit.partition(" ")[0]
    numbered = [label for label in plan.phases if re.fullmatch(rf"{word} \d+", label)]
    return len(numbered) >= _LEAST and unit not in {_plain(label) for label in numbered}


def _plain(label: str) -> str:
    """`phase 4` for `phase 04`."""
    word, _, number = label.partition(" ")
    return f"{word} {int(number)}"


def _no_document(shelf: Shelf, path: str, found: list[Named]) -> Finding:
    source, other = shelf.plans[found[0].source], shelf.plans[found[0].target]
    name = relpath(path, other.folder)
    return finding(
        RULE,
        found[0].pointer.at,
        [named.pointer.at for named in found[1:]],
        title=f"`{source.root}` links to `{name}` of `{other.root}`, which does not exist",
        detail="What that document was to say is part of neither plan.",
        recommendation=f"Write `{name}`, or point the link to the document that is meant.",
    )


def _no_phase(shelf: Shelf, unit: str, found: list[Named]) -> Finding:
    source, other = shelf.plans[found[0].source], shelf.plans[found[0].target]
    known = sorted(
        (label for label in other.phases if label.startswith(unit.partition(" ")[0])),
        key=lambda label: (len(label), label),
    )
    return finding(
        RULE,
        found[0].pointer.at,
        [named.pointer.at for named in found[1:]],
        title=f"`{source.root}` refers to {unit.capitalize()} of `{other.root}`, which has none",
        detail=f"That plan has {listed([each.capitalize() for each in known], 12)}.",
        recommendation="Name the part that is meant, or add the missing one.",
    )
