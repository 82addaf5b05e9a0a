"""A code block or a comment is opened and never closed.

## What it does

Reports fences without a closing line and HTML comments without `-->`, and says what they swallow
up to the end of the file.

## Why is this bad?

Everything below is shown as code, or not at all. Headings and tasks in it are no headings and
tasks any more, for readers as for tools; this review does not see them either.

## Example

    ```bash
    make test

    ## Task 4: Release

## Use instead

    ```bash
    make test
    ```

    ## Task 4: Release
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="unclosed-fence",
    category="structure",
    severity="major",
    summary="A code block or comment is never closed",
)
_HEADING = re.compile(
    r"#{2,6} +\S|# +(?:Phase|Task|Step|Milestone|Sprint|フェーズ|タスク|阶段|任务)\b"
)
_TASK = re.compile(r"\s{0,3}[-*+] \[[ xX]\] +\S")
_SHELL = frozenset(
    {"bash", "sh", "shell", "zsh", "python", "py", "yaml", "yml", "ruby", "toml", "ini"}
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per block that is not closed."""
    plan = context.plan
    for document in plan.work_documents():
        for fence in document.blocks.fences:
            if not fence.closed:
                yield _finding(plan, document, fence.line_start, fence.line_end, fence.language)
        for comment in document.blocks.comments:
            if not comment.closed and comment.text:
                yield _finding(plan, document, comment.line_start, comment.line_end, None)


def _finding(plan: Plan, document: Document, start: int, end: int, language: str | None) -> Finding:
    """*language* is None for a comment."""
    swallowed = _swallowed(document, start, end, comments=language in _SHELL)
    what = "comment" if language is None else "code block"
    count = end - start
    if swallowed:
        parts = (
            "1 heading or task" if len(swallowed) == 1 else f"{len(swallowed)} headings and tasks"
        )
        title = f"A {what} is never closed and swallows {parts} below it"
    elif count > 1:
        title = f"A {what} is never closed: the {count} lines below it belong to it"
    else:
        title = f"A {what} is never closed"
    hides = "hides" if language is None else "shows as code"
    return RULE.finding(
        plan,
        line_at(document, start),
        title=title,
        detail=f"A reader's viewer {hides} everything from line {start} to line {end}, "
        "and this review could not read it as part of the plan.",
        recommendation=f"Close it with {'`-->`' if language is None else 'a fence'} where it ends.",
        related=[line_at(document, number) for number in swallowed[:6]],
        severity="major" if swallowed else "minor",
    )


def _swallowed(document: Document, start: int, end: int, *, comments: bool) -> list[int]:
    """Lines inside that look like headings or tasks; in shell code `## ` is a comment at times."""
    found = []
    for number in range(start + 1, end + 1):
        line = document.lines[number - 1][:200]
        blank_above = not document.lines[number - 2].strip()
        if _TASK.match(line) or (_HEADING.match(line) and (blank_above or not comments)):
            found.append(number)
    return found
