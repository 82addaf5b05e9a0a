"""A requirement that no task names.

## What it does

In plans whose tasks name the requirements they serve, lists the requirements that none names.
Ranges count for each of their members, and a task that names requirement 3 covers its criteria.
Where the tasks name almost no requirement at all nothing is said: then the plan does not trace.

## Why is this bad?

What no task names is built by nobody, and noticed at acceptance.

## Example

    - **FR-007**: Guests can cancel until noon.

and no task with `FR-007`.

## Use instead

    - [ ] T014 Cancel a booking in src/cancel.py (FR-007)
"""

from collections.abc import Iterator, Mapping

from planproof.checks._coverage import requirement_map
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Item
from planproof.words import listed

RULE = Rule(
    id="uncovered-requirement",
    category="traceability",
    severity="major",
    summary="A requirement that no task names",
    goal="Every requirement is named by a task",
)
_TRACED = 1 / 3
"""Share of requirements that tasks must name before a gap means anything."""


def check(context: Context) -> Iterator[Finding]:
    """At most two findings: whole requirements, and single criteria of covered ones."""
    plan = context.plan
    known = requirement_map(plan)
    if len(known.requirements) < 3:
        return
    covered = {item.id for item in known.requirements if _is_named(item, known.named)}
    missing = [item for item in known.requirements if item.id not in covered]
    if not missing or len(covered) < _TRACED * len(known.requirements):
        return
    criteria = [item for item in missing if "." in item.id and _sibling_named(item, covered)]
    whole = [
        item for item in missing if item not in criteria and _top(item) not in _tops(missing, item)
    ]
    if whole:
        yield _finding(context, whole, minor=False)
    if criteria:
        yield _finding(context, criteria, minor=True)


def _top(item: Item) -> str:
    return item.id.split(".")[0]


def _tops(missing: list[Item], item: Item) -> set[str]:
    """Parents that are reported themselves, so that their criteria need not be."""
    return {other.id for other in missing if other.id != item.id and "." in item.id}


def _is_named(item: Item, named: Mapping[str, object]) -> bool:
    if item.id in named or _top(item) in named:
        return True
    return "." not in item.id and any(target.startswith(f"{item.id}.") for target in named)


def _sibling_named(item: Item, covered: set[str]) -> bool:
    return any(other != item.id and other.split(".")[0] == _top(item) for other in covered)


def _finding(context: Context, missing: list[Item], *, minor: bool) -> Finding:
    names = [item.label for item in missing]
    what = "the acceptance criteria" if minor else "the requirements"
    what_one = "the acceptance criterion" if minor else "requirement"
    first = [item.model_copy(update={"line_end": item.line_start}) for item in missing]
    return RULE.finding(
        context.plan,
        first[0],
        related=first[1:],
        severity="minor" if minor else None,
        title=f"No task names {what if len(names) > 1 else what_one} {listed(names, 8)}",
        detail="The other requirements are named by the tasks that serve them; these by none, "
        "so nobody builds them.",
        recommendation=f"Name {listed(names, 3)} in the task that builds it, or add the task.",
    )
