"""The documentation of checks, read from their docstrings."""

import inspect
import json
from collections.abc import Iterable
from dataclasses import dataclass

from planproof.checks.interface import Check, Rule
from planproof.core.review import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a check says of itself."""

    rule: Rule
    text: str
    """Markdown: the sections of the docstring, without its first line."""


def documentation(check: Check) -> Documentation:
    """The documentation of a check; its text is empty where Python dropped docstrings (-OO)."""
    _, _, text = inspect.cleandoc(check.__doc__ or "").partition("\n")
    return Documentation(rule=check.RULE, text=text.strip())


def explain(check: Check) -> str:
    """Everything about one rule, as Markdown that reads well as plain text."""
    known = documentation(check)
    rule = known.rule
    worst = f"Severity: {rule.severity} at worst."
    kind = f"Category: {rule.category}. Confidence: {rule.confidence}."
    lines = [f"# {rule.id}", "", rule.summary, "", f"{worst} {kind}"]
    if known.text:
        lines += ["", known.text]
    return "\n".join(lines)


def table(rules: Iterable[Rule]) -> str:
    """Rules as aligned columns: id, severity, category, summary."""
    rows: list[tuple[str, str, str, str]] = [("rule", "severity", "category", "what it finds")]
    rows += ((rule.id, rule.severity, rule.category, rule.summary) for rule in rules)
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )


def as_json(checks: Iterable[Check]) -> str:
    """Rules with their documentation, for programs."""
    rules = [
        {
            "id": rule.id,
            "category": rule.category,
            "severity": rule.severity,
            "confidence": rule.confidence,
            "summary": rule.summary,
            "documentation": known.text,
        }
        for known in map(documentation, checks)
        for rule in (known.rule,)
    ]
    return json.dumps({"schema_version": SCHEMA_VERSION, "rules": rules}, indent=2)
