"""An audit of the plan: its gaps by theme, each with its evidence, impact and remedy."""

from collections.abc import Iterator, Sequence
from typing import Literal

from planproof.checks.registry import is_of_code
from planproof.core.finding import SEVERITIES, Category, Finding
from planproof.core.review import Compliance, PhaseView, Review, TaskView
from planproof.render.labels import address, names, numbered, standing, tally
from planproof.render.markdown_coverage import coverage
from planproof.render.markdown_findings import fixed_section, waived_section
from planproof.render.safe import cell, code, code_cell, inline
from planproof.render.styles.shared import cite, document, each_once, header, told
from planproof.words import count, labels

STYLE: str = "audit"

Theme = Category | Literal["code"]
_JUDGED = frozenset({"wrong-integration-point", "already-there"})
"""Criteria by which a model holds the plan against its code base; checks say so themselves."""
_THEMES: dict[Theme, tuple[str, str]] = {
    "code": (
        "What the plan takes for granted of the code base",
        "The plan speaks of files, names, numbers or versions that are otherwise in the code.",
    ),
    "structure": (
        "Work that is not worked out",
        "Parts of the plan are missing or out of shape: whoever builds from it has to invent them.",
    ),
    "content": (
        "Text that stops or misleads the reader",
        "The plan says something that cannot be followed as it stands.",
    ),
    "numbers": (
        "Numbers that disagree",
        "The plan gives one quantity several values, or sums that are not sums.",
    ),
    "references": (
        "Missing cross-references",
        "The plan points to things that are not there, or that are named otherwise.",
    ),
    "traceability": (
        "Requirements, risks and tasks that are not tied together",
        "It cannot be told which task serves which requirement or risk.",
    ),
    "order": (
        "Task sequence improvements",
        "The work cannot be done in the order in which it is written.",
    ),
    "verification": (
        "Missing checkpoints",
        "Nobody can tell from the plan when some of the work is done.",
    ),
}
_CROSS: tuple[Theme, ...] = ("references", "traceability", "order", "verification")
"""Themes that have sections of their own, after the others."""
_MADE: dict[str, str] = {
    "broken-link": "The document that a link of the plan leads to",
    "missing-package-file": "The file that the new package needs",
    "missing-file": "The file that the plan takes for granted, or a task that makes it",
    "unfinished-task": "A document with the tasks worked out that are only outlined",
    "no-tasks": "A list of tasks",
}
"""What a finding of a rule asks to be written."""
_CHECKED = frozenset({"verification", "tests"})


def render(reviews: Sequence[Review]) -> str:
    """Return an audit of each review, one after the other."""
    return document(_page(review) for review in reviews)


def _page(review: Review) -> Iterator[str]:
    yield from header(review, "Plan audit")
    yield "## Summary"
    yield inline(review.summary)
    found = standing(review)
    yield from _first(found, numbered(review))
    inner = [each for each in found if _theme_of(each) not in _CROSS]
    if inner:
        yield "## Gaps by theme"
        for number, (theme, group) in enumerate(_themes(inner), 1):
            yield f"### {number}. {_THEMES[theme][0]}"
            yield from _theme(review, theme, group)
    for theme in _CROSS:
        yield from _section(review, theme)
    yield from _extra_files(review, found)
    yield from _compliance(review)
    yield from waived_section(review)
    yield from fixed_section(review)
    yield from coverage(review)


def _first(found: Sequence[Finding], known: dict[str, str]) -> Iterator[str]:
    """What must be fixed, by name, wherever below it is told in full."""
    worst = [each for each in found if each.severity == "critical"]
    if worst:
        yield "Must be fixed before work starts:"
        yield "\n".join(f"- **{known[e.id]}:** {inline(e.title.rstrip('.'), 300)}" for e in worst)


def _theme_of(finding: Finding) -> Theme:
    of_code = is_of_code(finding.rule) or finding.rule in _JUDGED
    return "code" if of_code else finding.category


def _themes(findings: Sequence[Finding]) -> list[tuple[Theme, list[Finding]]]:
    """Ranked findings by theme: that of the worst comes first."""
    groups: dict[Theme, list[Finding]] = {}
    for severity in SEVERITIES:
        for each in findings:
            if each.severity == severity:
                groups.setdefault(_theme_of(each), []).append(each)
    return list(groups.items())


def _section(review: Review, theme: Theme) -> Iterator[str]:
    found = [each for each in standing(review) if _theme_of(each) == theme]
    unchecked = list(_unchecked(review)) if theme == "verification" else []
    if not found and not unchecked:
        return
    yield f"## {_THEMES[theme][0]}"
    if found:
        ((_, group),) = _themes(found)
        yield from _theme(review, theme, group)
    if unchecked:
        yield "Tasks without a section on verification or tests of their own:"
        yield "\n".join(unchecked)


def _theme(review: Review, theme: Theme, found: Sequence[Finding]) -> Iterator[str]:
    known, places = numbered(review), names(review.plan)
    yield f"**Problem:** {_THEMES[theme][1]} Findings: {tally(found)}."
    yield "**Specific gaps:**"
    yield "\n\n".join(told(each, known[each.id], places) for each in found)
    yield "**Impact:**"
    yield from each_once(found, lambda each: each.detail, known)
    yield "**Recommendation:**"
    yield from each_once(found, lambda each: each.recommendation, known)


def _unchecked(review: Review) -> Iterator[str]:
    """Tasks that say nothing of how they are verified, by phase; done ones aside."""
    for phase in review.plan.phases:
        missing = [each for each in phase.tasks if _is_unchecked(each)]
        if missing:
            yield _bare(phase, missing)
    outside = [each for each in review.plan.tasks if _is_unchecked(each)]
    if outside:
        named = inline(labels([each.label for each in outside], 12))
        yield f"- Outside the phases: {named} ({code(_at(outside[0]))})"


def _bare(phase: PhaseView, missing: Sequence[TaskView]) -> str:
    every = len(missing) == len(phase.tasks)
    what = f"all {count(len(missing), 'task')}" if every and len(missing) > 1 else ""
    what = what or labels([each.label for each in missing], 12)
    rest = "" if _CHECKED.isdisjoint(phase.roles) else "; the phase itself has one"
    return f"- {inline(f'{phase.label}: {what}')} ({code(_at(missing[0]))}{rest})"


def _at(task: TaskView) -> str:
    return f"{task.path}:{task.line_start}"


def _is_unchecked(task: TaskView) -> bool:
    parts = (task, *task.subtasks)
    return task.done is not True and all(_CHECKED.isdisjoint(each.roles) for each in parts)


def _extra_files(review: Review, found: Sequence[Finding]) -> Iterator[str]:
    """What should be written besides, where a finding asks for it."""
    asked = {rule: [each for each in found if each.rule == rule] for rule in _MADE}
    lines = [
        f"- {_MADE[rule]}: {_where(each)} ({cite(review, [each.id])})"
        for rule, group in asked.items()
        for each in group
        # An anchor that is missing in a document that is there asks for no file.
        if rule != "broken-link" or "does not exist" in each.title
    ]
    if lines:
        yield "## Recommended extra files"
        yield "\n".join(lines)


def _where(finding: Finding) -> str:
    return f"{inline(finding.title.rstrip('.'), 200)}, {code(address(finding.location))}"


def _compliance(review: Review) -> Iterator[str]:
    yield "## Compliance with the project's own rules"
    if not review.compliance:
        yield "No rules of the project were given, so compliance with them was not judged."
        return
    broken = sum(each.state == "broken" for each in review.compliance)
    kept = sum(each.state == "kept" for each in review.compliance)
    unjudged = len(review.compliance) - broken - kept
    total = count(len(review.compliance), "rule")
    yield f"{total}: {broken} broken, {kept} kept, {unjudged} not judged."
    rows = ["| Rule | Where | State | Why | Findings |", "| --- | --- | --- | --- | --- |"]
    rows += [_rule(review, each) for each in sorted(review.compliance, key=_rank)]
    yield "\n".join(rows)


def _rank(rule: Compliance) -> int:
    return ("broken", "not-judged", "kept").index(rule.state)


def _rule(review: Review, rule: Compliance) -> str:
    state = "not judged" if rule.state == "not-judged" else rule.state
    found = cite(review, rule.findings) or "none"
    where = code_cell(f"{rule.path}:{rule.line}")
    return f"| {cell(rule.rule, 400)} | {where} | {state} | {cell(rule.reason, 300)} | {found} |"
