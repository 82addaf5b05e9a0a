"""An environment variable that the plan says is there occurs nowhere in the code base.

## What it does

Takes the environment variables that the plan says exist ("the existing `DATABASE_URL`",
"`QUEUE_URL` is already set in `.env.example`") and looks for each as a word in the whole code base.
Reports one that occurs nowhere and that no part of the plan sets or documents.

## Why is this bad?

Nothing reads the variable, so setting it changes nothing; or it has another name, and the new code
reads one that is never set.

## Example

    Read the address from the existing `DATABASE_URI`.     # the code reads DATABASE_URL

## Use instead

    Read the address from the existing `DATABASE_URL`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule
from planproof.core.codebase import CodeBase
from planproof.core.finding import Finding
from planproof.core.plan import Plan
from planproof.named.variables import NamedVariable, sets, variables_said
from planproof.named.wording import makes
from planproof.nearest import nearest

RULE = Rule(
    id="unknown-variable",
    category="references",
    severity="major",
    summary="An environment variable that the plan says is there occurs nowhere",
    goal="Every environment variable that the plan takes for granted is known to the code base",
)

_NAME = re.compile(r"(?<!\w)[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8}(?!\w)")


def check(context: Context) -> Iterator[Finding]:
    """One finding per variable, at the first place that says that it is there."""
    base, plan = context.codebase, context.plan
    if base is None:
        return
    said: dict[str, list[NamedVariable]] = defaultdict(list)
    for each in variables_said(plan):
        said[each.name].append(each)
    for name, places in said.items():
        if name in base.variables or name in base.words or _occurs(name, base):
            continue
        if not makes(plan, name) and not sets(plan, name):
            yield _finding(plan, base, places)


def _occurs(name: str, base: CodeBase) -> bool:
    return any(name in line for lines in base.texts.values() for line in lines)


def _finding(plan: Plan, base: CodeBase, places: list[NamedVariable]) -> Finding:
    first = places[0]
    known = {
        name
        for lines in base.texts.values()
        for line in lines
        for name in _NAME.findall(line[:1_000])
    }
    near = nearest(first.name, known)
    others = dict.fromkeys(each.at for each in places[1:] if each.at != first.at)
    return RULE.finding(
        plan,
        first.at,
        related=list(others)[:20],
        title=f"`{first.name}` is said to be there and occurs nowhere in the code base",
        detail=f"No file of the code base has the word `{first.name}`"
        + (f"; the nearest is `{near[0]}`." if near else ".")
        + " No task sets or documents it.",
        recommendation=(
            f"Use `{near[0]}` if that is meant, or add a task that introduces `{first.name}`."
            if near
            else f"Name the variable that the code reads, or add a task that introduces "
            f"`{first.name}`."
        ),
    )
