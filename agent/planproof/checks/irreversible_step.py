"""A step that destroys data, with no way back.

## What it does

Finds steps that the plan itself takes and that destroy or overwrite existing data: dropped tables
and columns, deleted buckets and volumes, destroyed stacks, migrations without a way back. Reports
those where neither the task nor its phase speaks of a backup, snapshot, rollback, restore or dry
run. Cleaning up after a test is no such step, nor is a feature that lets users delete something.

## Why is this bad?

The first mistake cannot be undone.

## Example

    3. `ALTER TABLE bookings DROP COLUMN guest_phone;`

## Use instead

    3. `pg_dump -t bookings > old.sql`, then drop the column; restore with `psql < old.sql`.
"""

import re
from collections.abc import Iterator

from planproof.checks._prose import name_of
from planproof.checks._words import text_at, texts_at
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Task

RULE = Rule(
    id="irreversible-step",
    category="verification",
    severity="major",
    summary="A step that destroys data, with no way back",
    goal="Every step that destroys data has a way back",
    confidence="medium",
)
_DESTROYS = re.compile(
    r"\bDROP\s+(?:TABLE|COLUMN|DATABASE|SCHEMA)\b(?!\s+IF\s+EXISTS\s+(?:tmp|temp|test))"
    r"|\bTRUNCATE\s+(?:TABLE\s+[\w\"`.]|[\w\"`.]+\s*;)|\bDELETE\s+FROM\s+[\w\"`.]+\s*;"
    r"|\bop\.drop_(?:table|column)\("
    r"|\b(?:terraform|pulumi|cdk)\s+destroy\b|\bdocker\s+volume\s+(?:rm|prune)\b"
    r"|\bkubectl\s+delete\s+(?:pvc?|persistentvolume\w*|ns|namespaces?)\b|\bFLUSH(?:ALL|DB)\b"
    r"|\bdropDatabase\(|\baws\s+(?:rds|dynamodb)\s+delete-|\bgcloud\s.{1,60}\bdelete\b"
    r"|\baws\s+s3\s+rm\s.*--recursive|\bheroku\s+pg:reset\b|\bdropdb\s+\w"
    r"|\baws\s+s3\s+rb\s.*--force"
    r"|\bgit\s+push\s+(?:-f\b|--force\b)|\birreversibl[ey]\b"
    r"|\bcannot be (?:undone|reversed|rolled back)\b"
    r"|\b(?:drop|delete|remove|purge|wipe)\s+(?:the\s+|all\s+)?"
    r"(?:old|legacy|existing|production)\s+(?:\w+\s+){0,2}"
    r"(?:tables?|columns?|data(?:base)?|rows|records|buckets?|volumes?)\b"
    r"|\b(?:drop|delete|remove|purge|wipe|erase|empty|truncate)\s(?!an?\b)[^.;|]{0,60}?"
    r"\b(?:tables?|columns?|databases?|data|rows|records|buckets?|volumes?|collections?)\b[^.;"
    r"|]{0,60}?"
    r"\b(?:in|on|from|of)\s+(?:the\s+)?(?:production|prod|live)\b"
    r"(?=\s*(?:$|[.,;:)]|systems?\b|data\w*\b|db\b|servers?\b|environment|cluster|account|machine))",
    re.IGNORECASE,
)
_WAY_BACK = re.compile(
    r"\b(?:back(?:s|ed|ing)?[ -]?ups?|rollbacks?|roll(?:ed|ing)? back|restor\w+|snapshots?"
    r"|dry[- ]run|revers(?:e|ed|ible|al)|recover\w*|pg_dump|mysqldump|export(?:ed)? first"
    r"|retain\w*|soft[- ]delete\w*|point[- ]in[- ]time|PITR|archiv\w+|undo|revert\w*"
    r"|shadow (?:table|copy)|copia de seguridad|sicherung|sauvegarde|cópia de segurança)\b"
    r"|バックアップ|ロールバック|备份|回滚|백업|롤백",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:no|without(?:\s+a)?|not|cannot be)\s+(?:\w+\s+)?$", re.IGNORECASE)
_CLEANUP = re.compile(
    r"\b(?:test|tests|testing|cleanup|clean up|teardown|tear down|verif\w+)\b"
    r"|downgrade\W{0,6}(?:drops?|removes?|deletes?)\b",
    re.IGNORECASE,
)
_HINTS = (
    "drop", "truncate", "destroy", "--force", "push -f", "irreversib", "cannot be", "purge",
    "wipe", "delete", "remove", "downgrade", "volume", "flush", "erase", "empty", "s3 r",
    "pg:reset",
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    """One finding per task, with each such line."""
    plan = context.plan
    for phase in plan.phases:
        tasks = list(phase.walk())
        for task in tasks:
            lines = [] if task.done or task.subtasks else _destructive(plan, task)
            if lines and not _has_way_back(plan, phase, task):
                yield _finding(plan, task, lines)


def _destructive(plan: Plan, task: Task) -> list[int]:
    document = plan.document(task.path)
    text = document.text(task.line_start, task.line_end).lower()
    if not any(hint in text for hint in _HINTS):
        return []
    quiet = _quiet_lines(document, task)
    found = []
    for number in range(task.line_start, task.line_end + 1):
        line = text_at(document, number)
        lowered = line.lower()
        if len(line) > 2_000 or number in quiet or not any(hint in lowered for hint in _HINTS):
            continue
        if _DESTROYS.search(line) and not _CLEANUP.search(line):
            found.append(number)
    return found


def _quiet_lines(document: Document, task: Task) -> set[int]:
    """Lines of sections that test, verify, commit or answer risks."""
    roles = ("tests", "verification", "commit", "rollback", "risks", "scope")
    quiet: set[int] = set()
    for section in task.sections:
        if section.role in roles:
            quiet.update(range(section.line_start, section.line_end + 1))
    for fence in document.blocks.fences:
        if task.line_start <= fence.line_start <= task.line_end:
            above = " ".join(document.lines[max(fence.line_start - 3, 0) : fence.line_start - 1])
            body = document.lines[fence.line_start : fence.line_end]
            if _CLEANUP.search(above) or any("def downgrade" in line for line in body):
                quiet.update(_after_downgrade(document, fence.line_start, fence.line_end))
    return quiet


def _after_downgrade(document: Document, start: int, end: int) -> range:
    for number in range(start, end + 1):
        if "def downgrade" in document.lines[number - 1]:
            return range(number, end + 1)
    return range(start, end + 1)


def _has_way_back(plan: Plan, phase: Phase, task: Task) -> bool:
    if "rollback" in task.roles or "rollback" in phase.roles:
        return True
    document = plan.document(task.path)
    return any(
        not _DENIES.search(line[: match.start()])
        for line in texts_at(document, task.line_start, task.line_end)
        for match in _WAY_BACK.finditer(line[:2_000])
    )


def _finding(plan: Plan, task: Task, lines: list[int]) -> Finding:
    document = plan.document(task.path)
    said = document.lines[lines[0] - 1].strip(" -*`\t")[:80]
    return RULE.finding(
        plan,
        line_at(document, lines[0]),
        related=[line_at(document, line) for line in lines[1:]],
        task=task,
        title=f"{name_of(plan, task)} destroys data with no way back: “{said}”",
        detail="Neither the task nor its phase has a backup, snapshot, dry run or rollback.",
        recommendation="Say how the data is kept before the step and how it is restored.",
    )
