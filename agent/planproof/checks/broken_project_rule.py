"""The plan uses what the project's own rules forbid.

## What it does

With `--rules FILE`, reads the rules that forbid a name without exception ("Never use `npm`", "Use
`pnpm`, not `npm`") and reports the first line of the plan whose commands or code use that name,
with the other places beside it. Rules that a program cannot judge are left to a model, and the
report says which were not judged. Lines that themselves forbid, remove or replace the name are
left out, and so are documents of context.

## Why is this bad?

Whoever builds follows the plan, and the work is sent back when it meets the rule: in the review,
or in a pipeline that refuses it.

## Example

    AGENTS.md:  - Use `pnpm`, never `npm`.
    plan:       Run `npm install` and commit the lock file.

## Use instead

    Run `pnpm install` and commit the lock file.
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.core.project_rule import ProjectRule

RULE = Rule(
    id="broken-project-rule",
    category="content",
    severity="major",
    summary="The plan uses what the project's own rules forbid (with `--rules`)",
    goal="The plan keeps the project's own rules",
)
_MOST_PLACES = 10
_LONGEST = 2_000
_CODE = re.compile(r"`([^`]{1,300})`")
_AGAINST = re.compile(
    r"\b(?:never|not|don't|no|without|instead of|rather than|replac\w+|remov\w+|migrat\w+|drop\w*"
    r"|away from|forbid\w*|avoid\w*|ban\w*)\b",
    re.IGNORECASE,
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each rule and name."""
    for rule in context.rules:
        for name in rule.forbidden:
            places = list(_uses(context.plan, name))
            if places:
                yield _finding(context.plan, rule, name, places)


def _uses(plan: Plan, name: str) -> Iterator[Location]:
    whole = re.compile(rf"(?<![\w@./-]){re.escape(name)}(?![\w/-]|\.\w)")
    for document in plan.work_documents():
        fenced = _fenced(document)
        for number, line in enumerate(document.lines, 1):
            if name not in line or len(line) > _LONGEST or _AGAINST.search(line):
                continue
            code = [line] if number in fenced else _CODE.findall(line)
            if any(whole.search(each) for each in code):
                yield line_at(document, number)


def _fenced(document: Document) -> frozenset[int]:
    return frozenset(
        number
        for fence in document.blocks.fences
        for number in range(fence.line_start + 1, fence.line_end)
    )


def _finding(plan: Plan, rule: ProjectRule, name: str, places: list[Location]) -> Finding:
    more = f" and {len(places) - 1} more places" if len(places) > 1 else ""
    return RULE.finding(
        plan,
        places[0],
        title=f"Uses `{name}`, which {rule.path}:{rule.line} forbids",
        detail=f"The project's rule {rule.name} says: “{rule.said}” The plan uses `{name}` here"
        f"{more}.",
        recommendation=f"Write what {rule.path}:{rule.line} asks for instead of `{name}`, or "
        "record here why the rule does not apply.",
        related=places[1 : _MOST_PLACES + 1],
    )
