"""Something is said to come in a later phase, and no task is named that brings it.

## What it does

Finds sentences that rely on what a later phase creates ("will be created in Phase 4") and name
the phase only, where that phase has several tasks. Where one of those tasks shares the
sentence's words it is suggested.

## Why is this bad?

The implementer cannot look up what will be there, nor see whether anybody builds it. A thing
that belongs to a whole phase tends to belong to no task.

## Example

    - ECS_CLUSTER_NAME (will be created in Phase 4)

## Use instead

    - ECS_CLUSTER_NAME (will be created in Phase 4, Task 1)
"""

from collections import defaultdict
from collections.abc import Iterator

from planproof.checks._words import distinctive_words, stems, text_at
from planproof.checks.interface import Context, Rule
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Reference
from planproof.words import listed

RULE = Rule(
    id="forward-reference",
    category="references",
    severity="minor",
    summary="Something is left to a later phase without naming the task that brings it",
    goal="Whatever is left to a later phase names its task",
)
_SEVERAL = 2


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase that says so, with every place."""
    plan = context.plan
    order = {phase.id: index for index, phase in enumerate(plan.phases)}
    later: dict[str, list[tuple[Reference, Phase]]] = defaultdict(list)
    for phase in plan.phases:
        for node in (phase, *phase.walk()):
            for reference in node.references:
                target = plan.nodes.get(reference.resolved or "")
                if reference.kind != "phase" or reference.relation != "defers":
                    continue
                if (
                    isinstance(target, Phase)
                    and order[target.id] > order[phase.id]
                    and len(target.tasks) >= _SEVERAL
                ):
                    later[phase.id].append((reference, target))
    for id_, places in later.items():
        yield _finding(plan, id_, places)


def _finding(plan: Plan, id_: str, places: list[tuple[Reference, Phase]]) -> Finding:
    hints = []
    for reference, target in places:
        task = likely_task(plan, reference, target)
        if task and task not in hints:
            hints.append(task)
    targets = list(dict.fromkeys(target.label for _, target in places))
    likely = f" Likely: {listed(hints, 3)}." if hints else ""
    phase = plan.nodes[id_]
    return RULE.finding(
        plan,
        places[0][0],
        related=[reference for reference, _ in places[1:]],
        title=f"{phase.label} leaves work to {listed(targets, 4)} without naming a task",
        detail="The reader cannot see which task brings it, nor whether any task does.",
        recommendation=f"Name the task beside the phase.{likely}",
    )


def likely_task(plan: Plan, reference: Reference, target: Phase) -> str | None:
    """The one task of *target* whose title shares most words with the sentence, if any."""
    line = text_at(plan.document(reference.path), reference.line_start)
    words = stems(distinctive_words(line))
    scored = sorted(
        ((len(words & stems(distinctive_words(task.title))), task) for task in target.tasks),
        key=lambda pair: -pair[0],
    )
    if not scored or scored[0][0] == 0 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return f"{target.label}, {scored[0][1].label}"
