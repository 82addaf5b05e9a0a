"""A task names a requirement that is not declared.

## What it does

Looks up the requirements that tasks name in their requirement fields. Reports numbers that the
plan's requirements do not have, when the plan declares requirements written the same way.

## Why is this bad?

The task serves something that nobody asked for, or the requirement was renumbered and the task
now claims the wrong one.

## Example

    - _Requirements: 3.7_

where requirement 3 has five criteria.

## Use instead

    - _Requirements: 3.5_
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Reference

RULE = Rule(
    id="unknown-requirement",
    category="traceability",
    severity="major",
    summary="A task names a requirement that is not declared",
    goal="Every requirement that a task names is declared",
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per unknown requirement, with every task that names it.

    Ids with letters (`FR-040`) are left to `dangling-reference`; here are bare numbers.
    """
    plan = context.plan
    declared = {item.id for item in plan.items if item.kind == "requirement"}
    numbers = {id_ for id_ in declared if re.fullmatch(r"\d+(?:\.\d+)*", id_)}
    if len(numbers) < 3:
        return
    unknown: dict[str, list[Reference]] = defaultdict(list)
    for node in plan.nodes.values():
        for reference in node.references:
            if reference.kind != "requirement" or reference.relation != "covers":
                continue
            number = re.fullmatch(r"\d+(?:\.\d+)*", reference.target)
            if number and reference.target not in numbers:
                unknown[reference.target].append(reference)
    for target, references in unknown.items():
        top = target.split(".")[0]
        own = sorted(int(n.split(".")[1]) for n in numbers if n.startswith(f"{top}."))
        known = (
            f"Requirement {top} has {len(own)} criteria"
            if own
            else f"There is no requirement {top}"
        )
        yield RULE.finding(
            plan,
            references[0],
            related=references[1:],
            title=f"Requirement {target} is named by a task and not declared",
            detail=f"{known}. The task claims to serve something that nobody asked for.",
            recommendation="Name the requirement that is meant, or declare the missing one.",
        )
