"""A section on tests that does not say what to run.

## What it does

Reports testing sections of tasks that hold no command, no code, no file or test name, no numbers
and no steps: only the wish that something be tested.

## Why is this bad?

Each implementer tests something else, or nothing.

## Example

    ### Testing Instructions

    Test the importer thoroughly.

## Use instead

    ### Testing Instructions

    `pytest tests/test_import.py -v`; then import `samples/bad-rows.csv` and expect exit code 1.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from planproof.checks.interface import Context, Rule, line_at
from planproof.core.document import Document, Section
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan, Task
from planproof.words import labels

RULE = Rule(
    id="test-without-command",
    category="verification",
    severity="minor",
    summary="A section on tests that does not say what to run",
    goal="Every section on tests says what to run",
)
_CONCRETE = re.compile(
    r"[`$\d]|\b\w+[./_]\w+|^\s*(?:[-*+]|\d+[.)])\s+\S.{24,}|\b(?:see|follow|run(?!\s+(?:(?:all|the|"
    r"your|our|any|full|whole|entire|existing|new|complete|relevant|unit|integration|regression|"
    r"automated)\s+){0,4}(?:tests?|test ?suites?|suites?)\b"
    r"(?!\s+(?:in|of|for|from|against|named)\b))|open|call|click|navigate|curl|npm|pytest|"
    r"make(?!\s+(?:sure|certain|it|them|the|an?|any|this|that)\b)|cargo|go test|unit tests? for|"
    r"verify(?!\s+(?:that\s+)?(?:it|everything|all|things|the\s+\w+)\s+(?:still\s+)?"
    r"(?:works?|is|are)\s*(?:correct(?:ly)?|fine|ok|properly|as expected|well)?\s*[.!]?\s*$)|"
    r"assert|expect|mock|"
    r"manual|none|not applicable|n/a|no tests?)\b",
    re.IGNORECASE | re.MULTILINE,
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase, with each such section."""
    plan = context.plan
    found: dict[str | None, list[tuple[Task, Section]]] = defaultdict(list)
    for task in plan.walk():
        if task.done:
            continue
        document = plan.document(task.path)
        for section in task.sections:
            if (
                section.role == "tests"
                and section.style == "heading"
                and _says_nothing(document, section)
            ):
                found[task.phase].append((task, section))
    for phase, places in found.items():
        yield _finding(plan, phase, places)


def _says_nothing(document: Document, section: Section) -> bool:
    body = document.text(section.line_start + 1, section.line_end)
    return bool(body.strip()) and not _CONCRETE.search(body[:20_000])


def _finding(plan: Plan, phase: str | None, places: list[tuple[Task, Section]]) -> Finding:
    at = [line_at(plan.document(task.path), section.line_start) for task, section in places]
    home = plan.nodes.get(phase or "")
    where = f"{home.label}: " if isinstance(home, Phase) and home.explicit else ""
    names = labels([task.label for task, _ in places])
    verb = "has" if len(places) == 1 else "have"
    return RULE.finding(
        plan,
        at[0],
        related=at[1:],
        title=f"{where}{names} {verb} a section on tests without a command, file or step",
        detail="It says that something is to be tested and not what is run or looked at.",
        recommendation="Give the command, and what it must print.",
    )
