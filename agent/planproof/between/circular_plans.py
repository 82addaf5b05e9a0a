"""Plans wait for each other.

## What it does

Follows what each plan as a whole says that it needs first: "Depends on" and "Prerequisites" in
its overview or front matter, with a link to, or the name of, another plan of the run. Reports
plans that come to need themselves. What a single phase or task needs is left alone: two plans
may well take turns.

## Why is this bad?

None of them can begin.

## Example

    # docs/plans/accounts/README.md
    Depends on: [billing](../billing/README.md)

    # docs/plans/billing/README.md
    Depends on: [accounts](../accounts/README.md)

## Use instead

    # docs/plans/billing/README.md
    Needed by: [accounts](../accounts/README.md)
"""

from collections.abc import Iterator

from planproof.between.interface import finding
from planproof.between.reader import Reader
from planproof.between.shelf import Shelf
from planproof.checks.interface import Rule
from planproof.core.between import Claim, Pointer
from planproof.core.finding import Finding
from planproof.words import listed

RULE = Rule(
    id="circular-plans",
    category="order",
    severity="critical",
    summary="Plans depend on each other in a circle",
    goal="No plan waits for itself",
)


def claims(reader: Reader) -> Iterator[Claim]:
    """Nothing: pointers tell what a plan needs."""
    del reader
    yield from ()


def between(shelf: Shelf) -> Iterator[Finding]:
    """One finding for each circle; plans of a circle are not looked at for another one."""
    done: set[int] = set()
    for start in range(len(shelf.plans)):
        if start not in done and RULE.id not in shelf.plans[start].disabled:
            circle = _circle(shelf, start, done)
            if circle:
                yield _finding(shelf, circle)


def _circle(shelf: Shelf, start: int, done: set[int]) -> list[tuple[int, Pointer]]:
    """The first circle that is reached from *start*: each plan with what it needs next.

    A walk in depth that visits every plan once in all; *done* holds those that are finished.
    """
    way: list[int] = [start]
    open_: dict[int, Iterator[int]] = {start: iter(shelf.needs.get(start, {}))}
    found: list[int] = []
    while way:
        following = next(open_[way[-1]], None)
        if following is None:
            done.add(way.pop())
        elif following in open_ and following not in done:
            found = way[way.index(following) :]
            done.update(open_)
            break
        elif following not in done:
            way.append(following)
            open_[following] = iter(shelf.needs.get(following, {}))
    after = [*found[1:], *found[:1]]
    return [(one, shelf.needs[one][other]) for one, other in zip(found, after, strict=True)]


def _finding(shelf: Shelf, circle: list[tuple[int, Pointer]]) -> Finding:
    roots = [f"`{shelf.plans[number].root}`" for number, _ in circle]
    last = circle[-1][1]
    return finding(
        RULE,
        last.at,
        [pointer.at for _, pointer in circle[:-1]],
        title=f"{listed(roots, 6)} depend on each other",
        detail="Each of them is to begin when another is done, so none can begin.",
        recommendation="Decide which comes first, or name the phase of a plan that is needed "
        "instead of the whole.",
    )
