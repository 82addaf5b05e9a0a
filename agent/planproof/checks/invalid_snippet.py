"""A snippet of JSON, TOML or YAML does not parse.

## What it does

Reads closed code fences that are tagged `json`, `toml` or `yaml`. Ellipses, comments,
placeholders, excerpts and several documents in one fence are accepted. Reported are mistakes
beyond doubt: brackets that do not match, a comma missing between two members, a quote that is
never closed, a tab that indents YAML.

## Why is this bad?

The snippet is copied as it stands, and the program that reads it stops.

## Example

    { "retries": 3
      "timeout": 30 }

## Use instead

    { "retries": 3,
      "timeout": 30 }
"""

import re
from collections.abc import Callable, Iterator

from planproof.checks._snippet import Mistake, json_mistake, toml_mistake, yaml_mistake
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Fence
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="invalid-snippet",
    category="content",
    severity="major",
    summary="A snippet of JSON, TOML or YAML does not parse",
    goal="Every snippet parses",
)
_READERS: dict[str, tuple[str, Callable[[str], Mistake | None]]] = {
    "json": ("JSON", json_mistake),
    "toml": ("TOML", toml_mistake),
    "yaml": ("YAML", yaml_mistake),
    "yml": ("YAML", yaml_mistake),
}
_ON_PURPOSE = re.compile(
    r"invalid|malformed|broken|wrong|bad\b|incorrect|corrupt|truncated|syntax error|"
    r"fails? to parse|"
    r"fails? to parse|does not parse|before:|inválid|ungültig|falsch|不正|错误|無効|잘못",
    re.IGNORECASE,
)
_LINES_BEFORE = 3


def check(context: Context) -> Iterator[Finding]:
    """One finding per snippet."""
    plan = context.plan
    for document in plan.work_documents():
        for fence in document.blocks.fences:
            reader = _READERS.get(fence.language) if fence.closed else None
            if reader is None:
                continue
            mistake = reader[1](_content(document, fence))
            if mistake and not _on_purpose(document, fence):
                yield _finding(plan, document, fence.line_start + mistake[0], reader[0], mistake[1])


def _content(document: Document, fence: Fence) -> str:
    """The lines between the marks, without the indentation of the fence itself."""
    first = document.lines[fence.line_start - 1]
    indent = len(first) - len(first.lstrip(" "))
    lines = document.lines[fence.line_start : fence.line_end - 1]
    return "\n".join(
        line[indent:] if line[:indent].isspace() or not indent else line for line in lines
    )


def _on_purpose(document: Document, fence: Fence) -> bool:
    """The plan shows the snippet as a bad example, or as input of a test."""
    start = max(0, fence.line_start - 1 - _LINES_BEFORE)
    before = "\n".join(line[:500] for line in document.lines[start : fence.line_start])
    return _ON_PURPOSE.search(before) is not None


def _finding(plan: Plan, document: Document, line: int, language: str, what: str) -> Finding:
    return RULE.finding(
        plan,
        line_at(document, line),
        title=f"A snippet of {language} does not parse: {what}",
        detail="Copied as it stands, it stops the program that reads it.",
        recommendation="Correct the snippet, and parse it once before it goes into the plan.",
    )
