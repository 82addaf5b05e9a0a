"""Tasks are only outlined, while the other tasks of the plan are written out.

## What it does

Learns from the plan itself which parts its tasks usually have (files, steps, verification, tests,
...), whatever their headings are called and in whatever language, and reports the tasks that lack
most of them and are short. Where the tasks have no titled parts, numbered steps and commands to
run count as such; a task that at least names its files is major then, since its few words may be
all that there is to say. List items and table rows have no parts and are not judged, nor is
finished work.

## Why is this bad?

A goal is not a task. Whoever builds from the outline invents files, steps and tests, and what
they invent does not fit what the finished tasks promise.

## Example

    ## Task 4: Job Wizard

    ### Goal
    A wizard for creating jobs.

where Tasks 1 to 3 have files, steps, verification and tests.

## Use instead

The same parts as in the other tasks. If that is not known yet, cut the task from this plan.
"""

from collections.abc import Iterator

from planproof.checks._completeness import (
    ROLES,
    WORK_ROLES,
    Completeness,
    alternatives,
    by_phase,
    in_words,
    is_done,
)
from planproof.checks._prose import name_of
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.finding import Confidence, Finding, Severity
from planproof.core.plan import Phase, Task
from planproof.words import labels, listed

RULE = Rule(
    id="unfinished-task",
    category="structure",
    severity="critical",
    summary="Tasks are only outlined while the others are written out",
    goal="Every task is written out like the others",
)


def check(context: Context) -> Iterator[Finding]:
    """One finding per phase, at the first unfinished task."""
    titled = Completeness(context.plan)
    known = titled if titled.usual else Completeness(context.plan, titled=False)
    open_tasks = [task for task in known.unfinished if not is_done(task)]
    for tasks in by_phase(open_tasks).values():
        yield _finding(known, tasks, "high" if known is titled else "medium")


def _finding(known: Completeness, tasks: list[Task], confidence: Confidence) -> Finding:
    plan = known.plan
    lacked = [known.usual - known.parts[task.id] for task in tasks]
    by_all = known.usual.intersection(*lacked)
    by_most = [role for role in ROLES if 2 * sum(role in roles for roles in lacked) >= len(lacked)]
    work = alternatives(in_words(by_all.intersection(WORK_ROLES))) or "way to tell that it works"
    places = [line_at(plan.document(task.path), task.heading_line) for task in tasks]
    model = known.model(tasks[0], by_all)
    titles = known.headings_for(model, by_most) or in_words(by_most)
    wanted = listed([f"“{title}”" for title in titles], 10)
    return RULE.finding(
        plan,
        places[0],
        title=f"{_who(known, tasks)} only outlined: no {work}",
        detail=f"The other tasks of this plan have {listed(in_words(by_all), 10)} as well. "
        "Whoever builds from an outline has to invent them.",
        recommendation=f"Add {wanted} to {labels([task.label for task in tasks])}, "
        f"as in {name_of(plan, model)} ({model.title or model.path}).",
        related=places[1:],
        severity=_severity(known, tasks, confidence),
        confidence=confidence,
        task=tasks[0],
    )


def _severity(known: Completeness, tasks: list[Task], confidence: Confidence) -> Severity:
    files = all("files" in known.parts[task.id] for task in tasks)
    return "major" if files and confidence != "high" else RULE.severity


def _who(known: Completeness, tasks: list[Task]) -> str:
    phase = known.plan.nodes.get(tasks[0].phase or "")
    where = f" of {phase.label}" if isinstance(phase, Phase) and phase.explicit else ""
    siblings = [task for task in known.tasks if task.phase == tasks[0].phase]
    if len(tasks) == 1:
        return f"{tasks[0].label}{where} is"
    if len(tasks) == len(siblings):
        return f"{'Both' if len(tasks) == 2 else f'All {len(tasks)}'} tasks{where} are"
    return f"{len(tasks)} of the {len(siblings)} tasks{where} are"
