"""A task lacks a part that nearly all tasks of its plan have, or that its readers need.

## What it does

Compares the parts of each written-out task (files, steps, verification, tests, commit message,
...) with those of the other written-out tasks, and reports a part that at least four in five of
them have. When next to no task of the plan names a file, that is one finding for the plan. What
stands in a task without a heading counts as present: a step that says in which file it works, a
numbered list of steps. A task that only looks at what is there, such as a final validation or a
release, needs no files.

## Why is this bad?

The one task without a verification is the one that is called done when it is not. A reader cannot
tell whether the part was forgotten or is not needed.

## Example

    ### Task 3: Export
    Files: ...
    Steps: ...

where the other tasks end with `Verification:`.

## Use instead

The missing part, or a word on why this task needs none: `Verification: none, covered by Task 4`.
"""

import re
from collections import Counter
from collections.abc import Iterator

from planproof.checks._completeness import (
    ROLES,
    Completeness,
    alternatives,
    by_phase,
    in_words,
    is_done,
)
from planproof.checks._files import is_work_place
from planproof.checks._prose import name_of
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.finding import Finding, Severity
from planproof.core.plan import Phase, Plan, Task
from planproof.core.rubric import Rubric
from planproof.words import labels, listed

RULE = Rule(
    id="missing-section",
    category="structure",
    severity="major",
    summary="A task lacks a part that the tasks around it have",
    goal="Every task has the parts that the tasks around it have",
    confidence="medium",
)
_CHANGES_NOTHING = re.compile(
    r"\b(?:validat\w+|verif\w+|smoke|acceptance|manual test\w*|sign-?off|releas\w+|deploy\w*"
    r"|roll-?out|announc\w+|review|spike|research|investigat\w+|decid\w+|final checks?)\b",
    re.IGNORECASE,
)
"""In a title: the task looks at what is there, so it may name no file."""
_NEARLY_ALL = 0.8
_ALL_BUT_FEW = 0.9
_FEWEST_SIBLINGS = 4
_FEWEST_TASKS = 3
_MOST_PLACES = 12


def check(context: Context) -> Iterator[Finding]:
    """Findings by phase, then those about the whole plan."""
    known = Completeness(context.plan)
    yield from _unlike_siblings(known, context.rubric)
    if "files" in context.rubric.required_roles:
        yield from _without_files(known)


def _unlike_siblings(known: Completeness, rubric: Rubric) -> Iterator[Finding]:
    # Tasks without a pattern of parts may still all name their files, and then that is one.
    roles, share = (ROLES, _NEARLY_ALL) if known.usual else (("files",), _ALL_BUT_FEW)
    unfinished = {task.id for task in known.unfinished}
    complete = [task for task in known.tasks if task.id not in unfinished]
    have = Counter(role for task in complete for role in known.parts[task.id])
    for tasks in by_phase(complete).values():
        here = Counter(role for task in tasks for role in known.parts[task.id])
        counts = (len(complete), len(tasks))
        expected = [r for r in roles if _expected((have[r], here[r]), counts, share)]
        groups: dict[frozenset[str], list[Task]] = {}
        for task in tasks:
            lacking = frozenset(
                role
                for role in expected
                if role not in known.parts[task.id] and not _told(known.plan, task, role)
            )
            if lacking and not is_done(task):
                groups.setdefault(lacking, []).append(task)
        for lacking, group in groups.items():
            severity = _severity(known, group, lacking.intersection(rubric.required_roles))
            yield _finding(known, group, lacking, severity)


def _expected(have: tuple[int, int], count: tuple[int, int], share: float) -> bool:
    """True when nearly all others have a role; pairs hold what is so in the plan and here.

    Where a whole phase lacks it, the other phases are the others; else all tasks but one.
    """
    whole_phase = have[1] == 0 and count[1] < count[0]
    others = count[0] - (count[1] if whole_phase else 1)
    return have[0] >= max(_FEWEST_SIBLINGS, share * others)


def _told(plan: Plan, task: Task, role: str) -> bool:
    """True when the task tells without a heading what a section of *role* would."""
    if role == "files":
        return bool(_CHANGES_NOTHING.search(task.title)) or any(
            is_work_place(plan, task, mention) for mention in task.files
        )
    if role == "prerequisites":
        return any(True for _ in task.depends_on())
    if role == "steps":
        return any(
            item.number is not None and task.line_start <= item.line_start <= task.line_end
            for item in plan.document(task.path).blocks.items
        )
    return False


def _finding(
    known: Completeness, tasks: list[Task], lacking: frozenset[str], severity: Severity
) -> Finding:
    plan = known.plan
    places = [line_at(plan.document(task.path), task.heading_line) for task in tasks]
    phase = plan.nodes.get(tasks[0].phase or "")
    where = f" of {phase.label}" if isinstance(phase, Phase) and phase.explicit else ""
    has = "have" if len(tasks) > 1 else "has"
    who = (
        f"{labels([task.label for task in tasks])}{where}"
        if len(tasks) > 1
        else name_of(plan, tasks[0])
    )
    model = known.model(tasks[0], lacking)
    titles = known.headings_for(model, lacking) or in_words(lacking)
    wanted = listed([f"“{title}”" for title in titles], 6)
    return RULE.finding(
        plan,
        places[0],
        title=f"{who} {has} no {alternatives(in_words(lacking))}",
        detail=_why(lacking),
        recommendation=f"Add {wanted} as in {name_of(plan, model)}, or say why it is not needed.",
        related=places[1:],
        severity=severity,
        task=tasks[0],
    )


def _severity(known: Completeness, tasks: list[Task], lacking: frozenset[str]) -> Severity:
    """A task without steps, files or any proof stops its reader; with another proof it does not.

    *lacking* holds only what the rubric asks for.
    """
    proof = {"verification", "tests"}
    proven = all(proof & known.parts[task.id] for task in tasks)
    if lacking & {"steps", "files"} or (lacking & proof and not proven):
        return "major"
    return "minor"


def _why(lacking: frozenset[str]) -> str:
    if "steps" in lacking or "files" in lacking:
        return (
            "Nearly all other tasks say it. Without it the implementer has to guess what to change."
        )
    if "verification" in lacking:
        return "Nearly all other tasks say it. Without it nobody can tell when this task is done."
    return "Nearly all other tasks have it; a reader cannot tell whether it was forgotten here."


def _without_files(known: Completeness) -> Iterator[Finding]:
    """The rubric asks for files, and next to no task of the plan names one."""
    plan = known.plan
    tasks = [task for task in known.tasks if not is_done(task)]
    if len(tasks) < _FEWEST_TASKS or not any(known.parts[task.id] for task in tasks):
        return
    lacking = [task for task in tasks if not _names_file(plan, task)]
    if len(lacking) < _NEARLY_ALL * len(tasks):
        return
    if len(lacking) == len(tasks):
        title = f"None of the {len(tasks)} tasks names a file"
    else:
        title = f"{len(lacking)} of the {len(tasks)} tasks name no file"
    places = [line_at(plan.document(task.path), task.heading_line) for task in lacking]
    yield RULE.finding(
        plan,
        places[0],
        title=title,
        detail="The implementer has to guess where each change belongs.",
        recommendation="Name the files in each task, or once for each phase.",
        related=places[1:_MOST_PLACES],
        severity="minor",
        task=lacking[0],
    )


def _names_file(plan: Plan, task: Task) -> bool:
    """True for the slightest sign of it, in the task or in its phase."""
    phase = plan.nodes.get(task.phase or "")
    nodes: list[Phase | Task] = [task] if phase is None else [task, phase]
    return any(node.files or "files" in node.roles for node in nodes)
