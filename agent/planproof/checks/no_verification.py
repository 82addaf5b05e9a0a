"""A phase without any way to tell that it is done.

## What it does

Reports phases in which neither the phase nor any of its tasks says how the result is verified: no
section of verification or tests, no exit criteria, no task or step that tests, no command to run.
What must be met before the phase begins says nothing about its result.
A plan in which no phase says so is one finding.

## Why is this bad?

The next phase starts on something that nobody looked at.

## Example

    ## Phase 2: Importer

    - [ ] T004 Parse the file
    - [ ] T005 Write the rows

## Use instead

    - [ ] T006 Import `samples/berths.csv` and compare the row count (`pytest tests/test_import.py`)
"""

import re
from collections.abc import Iterator

from planproof.checks._words import texts_at
from planproof.checks.interface import Context, Rule
from planproof.core.base import Location
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Phase, Plan, Task
from planproof.words import labels

RULE = Rule(
    id="no-verification",
    category="verification",
    severity="major",
    summary="A phase that says nowhere how its result is verified",
    goal="Every phase says how its result is verified",
)
_VERIFIES = re.compile(
    r"\b(?:tests?|testing|tested|verif\w+|validat\w+|acceptance|assert\w*|checks?|checked|expect\w*|"
    r"coverage|lint|smoke|e2e|qa|review(?:ed)?|measure[ds]?|benchmark\w*|demo|outcome|success|criteria|gate|exit|"
    r"testes?|testar|verificar|prueba[s]?|probar|verificaci[oó]n|prüf\w+|verifizier\w+|vérifi\w+|essais?)\b"
    r"|テスト|検証|確認|試験|测试|验证|验收|確認|检查|테스트|검증|확인"
    r"|\$ |\b(?:pytest|tox|ctest|jest)\b"
    r"|(?:npm|pnpm|yarn|cargo|go|make|uv|docker|curl|kubectl)\s+\w+",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"[\s>*_+-]{0,12}(?:entrance|entry|prerequisites?|depends\s+on|dependencies|requires)\b[^:]{0,30}:",
    re.IGNORECASE,
)
"""What must be met before the phase begins tells nothing about its own result."""
_ROLES = frozenset({"verification", "tests"})
_SHORTEST = 3
"""Lines of a phase below which it is an entry of a list, not a description."""


def check(context: Context) -> Iterator[Finding]:
    """At most two findings: phases of described tasks, and phases that are lists."""
    plan = context.plan
    judged = [phase for phase in plan.phases if _is_described(plan, phase)]
    silent = [phase for phase in judged if not _verifies(plan, phase)]
    if not silent:
        return
    if len(silent) == len(judged) > 1:
        yield _finding(plan, silent, "No phase says how its result is verified", "major")
        return
    written = [phase for phase in silent if any(task.kind == "heading" for task in phase.tasks)]
    listed_only = [phase for phase in silent if phase not in written]
    severities: tuple[tuple[list[Phase], Severity], ...] = (
        (written, "major"),
        (listed_only, "minor" if len(judged) > 1 else "major"),
    )
    for phases, severity in severities:
        if phases:
            names = labels([phase.label for phase in phases])
            verb = "says" if len(phases) == 1 else "say"
            title = f"{names} {verb} nowhere how the result is verified"
            yield _finding(plan, phases, title, severity)


def _work(plan: Plan, phase: Phase) -> list[Task]:
    """The tasks of a phase: those in it, or those that it lists."""
    listed_ = (plan.nodes.get(reference.resolved or "") for reference in phase.schedules())
    return list(phase.walk()) or [node for node in listed_ if isinstance(node, Task)]


def _is_described(plan: Plan, phase: Phase) -> bool:
    done = [task.done for task in _work(plan, phase)]
    return phase.line_end - phase.line_start >= _SHORTEST and not all(done)


def _verifies(plan: Plan, phase: Phase) -> bool:
    nodes = (phase, *_work(plan, phase))
    if any(_ROLES & node.roles for node in nodes):
        return True
    places = [(plan.document(node.path), node.line_start, node.line_end) for node in nodes]
    return any(
        _VERIFIES.search(line) and not _BEFORE.match(line)
        for document, start, end in places
        for line in texts_at(document, start, end)
    )


def _finding(plan: Plan, phases: list[Phase], title: str, severity: Severity) -> Finding:
    places = [
        Location(path=p.path, line_start=p.heading_line, line_end=p.heading_line) for p in phases
    ]
    names = labels([phase.label for phase in phases])
    return RULE.finding(
        plan,
        places[0],
        related=places[1:],
        severity=severity,
        title=title,
        detail="No criterion, test or command tells when it is done; the next part starts on "
        "something that nobody looked at.",
        recommendation=f"Give {names} criteria that can be checked, with the commands.",
    )
