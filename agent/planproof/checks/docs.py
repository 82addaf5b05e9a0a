"""The documentation of checks, read from their docstrings."""

import inspect
import json
from collections.abc import Iterable
from dataclasses import dataclass

from planproof.checks.interface import Check, Rule
from planproof.core.review import SCHEMA_VERSION
from planproof.core.rubric import Criterion


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


def explain_criterion(criterion: Criterion) -> str:
    """Everything about one criterion, in the same form."""
    worst = f"Severity: {criterion.severity} at worst."
    of = "each part of the plan" if criterion.scope == "phase" else "all parts together"
    kind = f"Category: {criterion.category}. Judged by a model, over {of}."
    lines = [f"# {criterion.id}", "", criterion.question, "", f"{worst} {kind}", "", criterion.text]
    return "\n".join(lines)


def table(rules: Iterable[Rule], criteria: Iterable[Criterion] = ()) -> str:
    """Rules and criteria as aligned columns: id, severity, category, summary."""
    rows: list[tuple[str, str, str, str]] = [("check", "severity", "category", "what it finds")]
    rows += ((rule.id, rule.severity, rule.category, rule.summary) for rule in rules)
    asked = [(each.id, each.severity, each.category, each.question) for each in criteria]
    head = ("criterion", "severity", "category", "what a model is asked")
    every = [*rows, *([head, *asked] if asked else [])]
    widths = [max(len(row[column]) for row in every) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in every
    ]
    if asked:
        lines.insert(len(rows), "")
    return "\n".join(lines)


def as_json(checks: Iterable[Check], criteria: Iterable[Criterion] = ()) -> str:
    """Rules and criteria with their documentation, for programs."""
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
    asked = [
        {
            "id": each.id,
            "version": each.version,
            "category": each.category,
            "severity": each.severity,
            "scope": each.scope,
            "audience": each.audience,
            "question": each.question,
            "documentation": each.text,
        }
        for each in criteria
    ]
    body = {"schema_version": SCHEMA_VERSION, "rules": rules, "criteria": asked}
    return json.dumps(body, indent=2)
