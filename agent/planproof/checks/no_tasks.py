"""No phase and no task was recognised.

## What it does

Reports a plan in which no reader found a phase or a task. It is minor, because the text may be
something else than a plan, or name its work in a way that is not known yet. Silent where the plan
is measured against a template: that says how its work is named.

## Why is this bad?

Work without names cannot be ordered, estimated, assigned or referred to. And most checks compare
phases and tasks, so on such a text they have little to say: silence here is no approval.

## Example

    We will first build the store and then the importer.

## Use instead

    ## Phase 1: Store
    ### Task 1: Schema
"""

from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.finding import Finding

RULE = Rule(
    id="no-tasks",
    category="structure",
    severity="minor",
    summary="No phase and no task was recognised",
    goal="The work is named as phases and tasks",
    confidence="medium",
)


def check(context: Context) -> Iterator[Finding]:
    """At most one finding."""
    plan = context.plan
    documents = [document for document in plan.work_documents() if document.lines]
    named = any(phase.explicit for phase in plan.phases) or any(True for _ in plan.walk())
    if named or plan.template or context.template is not None or not documents:
        return
    yield RULE.finding(
        plan,
        line_at(documents[0], 1),
        title="No phase and no task was recognised",
        detail="Most checks compare phases and tasks, so little could be judged here.",
        recommendation="Name the work (`## Phase 1: ...`, `### Task 1: ...`, `- [ ] T001 ...`), or "
        "give planproof the documents that do.",
    )
