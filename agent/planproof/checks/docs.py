"""The documentation of checks, read from their docstrings."""

import inspect
import json
from collections.abc import Iterable
from dataclasses import dataclass

from planproof.checks.interface import Documented, Rule
from planproof.core.review import SCHEMA_VERSION
from planproof.core.rubric import Criterion


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a check says of itself."""

    rule: Rule
    text: str
    """Markdown: the sections of the docstring, without its first line."""


def documentation(check: Documented) -> Documentation:
    """The documentation of a check; its text is empty where Python dropped docstrings (-OO)."""
    _, _, text = inspect.cleandoc(check.__doc__ or "").partition("\n")
    return Documentation(rule=check.RULE, text=text.strip())


def explain(check: Documented) -> str:
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


def table(
    checks: Iterable[Rule], between: Iterable[Rule] = (), criteria: Iterable[Criterion] = ()
) -> str:
    """Rules and criteria as aligned columns: id, severity, category, summary.

    *between* are the rules between plans, which a review of several holds against each other.
    """
    found = "what it finds"
    tables = [
        [("check", "severity", "category", found), *map(_row, checks)],
        [("between plans", "severity", "category", found), *map(_row, between)],
        [
            ("criterion", "severity", "category", "what a model is asked"),
            *((each.id, each.severity, each.category, each.question) for each in criteria),
        ],
    ]
    shown = [rows for rows in tables if len(rows) > 1]
    widths = [max(len(row[column]) for rows in shown for row in rows) for column in range(3)]
    return "\n\n".join("\n".join(_aligned(row, widths) for row in rows) for rows in shown)


def _row(rule: Rule) -> tuple[str, str, str, str]:
    return rule.id, rule.severity, rule.category, rule.summary


def _aligned(row: tuple[str, str, str, str], widths: list[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
    return "  ".join([*cells, row[3]])


def as_json(
    checks: Iterable[Documented],
    between: Iterable[Documented] = (),
    criteria: Iterable[Criterion] = (),
) -> str:
    """Rules and criteria with their documentation, for programs."""
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
    body = {
        "schema_version": SCHEMA_VERSION,
        "rules": [_told(documentation(each)) for each in checks],
        "between": [_told(documentation(each)) for each in between],
        "criteria": asked,
    }
    return json.dumps(body, indent=2)


def _told(known: Documentation) -> dict[str, str]:
    rule = known.rule
    return {
        "id": rule.id,
        "category": rule.category,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "summary": rule.summary,
        "documentation": known.text,
    }
