"""A risk without an answer.

## What it does

In risk tables, reports rows whose mitigation is empty while other rows have one. In risk-to-task
maps (`R-004 → T-006`), reports risks that lead to no task or to a task that the plan lacks.

## Why is this bad?

A risk that is written down and not answered looks handled.

## Example

    | Risk | Mitigation |
    | Vendor API changes | Pin the version |
    | Data loss on import | - |

## Use instead

    | Data loss on import | Dry run and snapshot before each import |
"""

import re
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan

RULE = Rule(
    id="unmitigated-risk",
    category="traceability",
    severity="major",
    summary="A risk has no mitigation, or leads to no task",
    goal="Every risk has a mitigation and leads to a task",
)
_MITIGATION = re.compile(
    r"mitigat|response|countermeasure|対策|缓解|应对|대응|mitiga[cç]|gegenma|maßnahme|atténuation",
    re.IGNORECASE,
)
_MAP = 2
"""Mapping lines that make a risk-to-task map."""
_NOTHING = re.compile(r"^(?:|[-–—?]+|tbd|tba|n/?a|none|todo)$", re.IGNORECASE)
_MAPPING = re.compile(
    r"^\W{0,6}(?P<risk>(?:[A-Z]+-)*R(?:ISK)?-?\d+)\*{0,2}\s*(?:→|->|=>|⇒)\s*(?P<rest>.*)$"
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per table with gaps, and one per risk that leads nowhere."""
    mapped: set[str] = set()
    for document in context.plan.work_documents():
        yield from _tables(context.plan, document)
        yield from _mappings(context.plan, document, mapped)
    if len(mapped) >= _MAP:
        yield from _unmapped(context.plan, mapped)


def _tables(plan: Plan, document: Document) -> Iterator[Finding]:
    for table in document.blocks.tables:
        column = next((i for i, head in enumerate(table.header) if _MITIGATION.search(head)), None)
        if column is None or len(table.rows) < 2:
            continue
        cells = [(row, row.cells[column] if column < len(row.cells) else "") for row in table.rows]
        empty = [row for row, cell in cells if _NOTHING.match(cell.strip(" *"))]
        if not empty or len(empty) == len(cells):
            continue
        names = [f"“{row.cells[0].strip(' *')[:60]}”" for row in empty if row.cells]
        yield RULE.finding(
            plan,
            line_at(document, empty[0].line),
            related=[line_at(document, row.line) for row in empty[1:]],
            severity="minor",
            title=f"{len(empty)} of {len(cells)} risks have no mitigation: {', '.join(names[:3])}",
            detail="The other risks of the table say what is done about them.",
            recommendation="Say what is done about it, or that it is accepted and by whom.",
        )


def _unmapped(plan: Plan, mapped: set[str]) -> Iterator[Finding]:
    """Risks that the plan declares and its map leaves out."""
    missing = [item for item in plan.items if item.kind == "risk" and _key(item.id) not in mapped]
    if missing:
        places = [item.model_copy(update={"line_end": item.line_start}) for item in missing]
        names = ", ".join(item.label for item in missing)
        yield RULE.finding(
            plan,
            places[0],
            related=places[1:],
            title=f"{names}: no task answers this risk",
            detail="The risk-to-task map names the other risks and leaves this one out.",
            recommendation="Map it to the task that answers it, or say that it is accepted.",
        )


def _key(risk: str) -> str:
    return re.sub(r"-?0*(\d+)$", r"-\1", risk)


def _mappings(plan: Plan, document: Document, mapped: set[str]) -> Iterator[Finding]:
    known = {task.number for task in plan.walk()}
    for number, line in enumerate(document.prose, 1):
        if "R" not in line or not ("→" in line or ">" in line or "⇒" in line):
            continue
        match = _MAPPING.match(line[:500])
        if match is None or not known:
            continue
        mapped.add(_key(match["risk"]))
        ids = re.findall(r"\bT-?\d+[a-z]?\b", match["rest"])
        missing = [id_ for id_ in ids if f"T-{int(re.sub(r'[^0-9]', '', id_))}" not in known]
        if ids and not missing:
            continue
        if not ids and not _NOTHING.match(match["rest"].strip()):
            continue
        said = f"maps to {', '.join(missing)}, which the plan lacks" if ids else "maps to no task"
        yield RULE.finding(
            plan,
            line_at(document, number),
            title=f"Risk {match['risk']} {said}",
            detail="The map says that the risk is answered, and no task answers it.",
            recommendation="Name the task that answers it, or add one.",
        )
