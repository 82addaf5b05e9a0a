"""A code block or a comment is opened and never closed.

## What it does

Reports fences without a closing line, those that run on into the next code block, and HTML
comments without `-->`, and says what they swallow.

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
from planproof.core.document import Document, Fence
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="unclosed-fence",
    category="structure",
    severity="major",
    summary="A code block or comment is never closed",
    goal="Every code block and comment is closed",
)
_HEADING = re.compile(r"#{2,6} +\S")
_UNIT = re.compile(
    r"#{1,6} +(?:Phase|Task|Step|Milestone|Sprint|Story|Fase|Tarea|Tarefa|Aufgabe|フェーズ|タスク"
    r"|阶段|任务|단계|작업)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"(?:\s|[-*+]\s|\d{1,3}[.)]\s){0,12}(?P<mark>`{3,}|~{3,})\s*(?P<info>[^`\s]?)")
_HOLDS_FENCES = frozenset({"markdown", "md", "mdx", "text", "txt", "plaintext", "diff", "patch"})
_TASK = re.compile(r"\s{0,3}[-*+] \[[ xX]\] +\S")
_HASH_COMMENTS = frozenset(
    {"bash", "sh", "shell", "zsh", "python", "py", "yaml", "yml", "ruby", "toml", "ini"}
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per block that is not closed."""
    plan = context.plan
    for document in plan.work_documents():
        for fence in document.blocks.fences:
            end = _next_opening(document, fence) if fence.closed else fence.line_end
            if end is not None:
                yield _finding(plan, document, fence.line_start, end, fence.language)
        for comment in document.blocks.comments:
            if not comment.closed and comment.text:
                yield _finding(plan, document, comment.line_start, comment.line_end, None)


def _next_opening(document: Document, fence: Fence) -> int | None:
    """The line above a block that opens inside a closed fence: the closer between is missing.

    Markdown in a fence may hold fences, and so may a file that a shell command writes.
    """
    if fence.language in _HOLDS_FENCES:
        return None
    opening = _FENCE.match(document.lines[fence.line_start - 1][:200])
    if opening is None:
        return None
    for number in range(fence.line_start + 1, fence.line_end):
        line = document.lines[number - 1]
        if "<<" in line:
            return None
        if opening["mark"] in line and (inner := _FENCE.match(line[:200])) and inner["info"]:
            return number - 1
    return None


def _finding(plan: Plan, document: Document, start: int, end: int, language: str | None) -> Finding:
    """*language* is None for a comment."""
    swallowed = _swallowed(document, start, end, comments=language in _HASH_COMMENTS)
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
    """Lines inside that look like headings or tasks.

    With *comments*, `## ` begins a comment of the language, so only named units count.
    """
    heading = _UNIT if comments else _HEADING
    return [
        number
        for number in range(start + 1, end + 1)
        if heading.match(line := document.lines[number - 1][:200])
        or _UNIT.match(line)
        or _TASK.match(line)
    ]
