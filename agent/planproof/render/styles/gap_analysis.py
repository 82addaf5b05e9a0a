"""What the plan aims at, against the code base: what is there, what is missing, what to do.

Only what was looked up is told of the code base, and no effort that the plan does not state.
"""

from collections.abc import Collection, Iterator, Sequence

from planproof.core.finding import Finding
from planproof.core.review import Review, StatedClaim, StatedFile
from planproof.render.labels import address, heading, names, numbered, standing
from planproof.render.markdown_coverage import coverage
from planproof.render.markdown_findings import fixed_section, waived_section
from planproof.render.safe import cell, code, inline
from planproof.render.styles.gaps import Area, areas, held
from planproof.render.styles.shared import cite, document, each_once, header, told
from planproof.words import count, listed

STYLE: str = "gap-analysis"

_NOT_LOOKED = (
    "Nobody looked at a code base, so nothing is said here of what is there and what is missing. "
    "`planproof review --repo DIR` looks at one."
)
_WORDS = {
    "there": "all of it there",
    "partial": "partly there",
    "missing": "not there",
    "unknown": "not known",
}
_TITLES = {
    "there": "Well implemented",
    "partial": "Partial",
    "missing": "Missing",
    "unknown": "Not known",
}
_MEANING = {
    "there": "Every file that is named is there, and every claim that could be checked holds.",
    "partial": "Some of the named files are there, or some claims hold, and others not.",
    "missing": "Nothing that is named and could be looked up is there.",
    "unknown": "No file is named that could be looked up, and no claim could be checked.",
}
_MOST_TASKS = 30


def render(reviews: Sequence[Review]) -> str:
    """Return the gap analysis of each review, one after the other."""
    return document(_page(review) for review in reviews)


def _page(review: Review) -> Iterator[str]:
    every = areas(review)
    yield from header(review, "Gap analysis")
    yield "## Summary"
    yield from _summary(review, every)
    yield "## Gaps"
    yield from _gaps(review, every)
    yield from _states(review, every)
    yield "## Priority and effort"
    yield "\n".join(_table(review, every))
    yield "## Roadmap"
    yield from _roadmap(review)
    yield "## Measures of success"
    yield "\n".join(f"- [ ] {each}" for each in _measures(review, every))
    yield from waived_section(review)
    yield from fixed_section(review)
    yield from coverage(review)


def _summary(review: Review, every: Sequence[Area]) -> Iterator[str]:
    grounding = held(review)
    if grounding is None:
        yield _unheld(review)
    else:
        at = f" at {code(grounding.revision)}" if grounding.revision else ""
        yield f"Held against {code(grounding.root)}{at}. {inline(grounding.reason.rstrip('.'))}."
        files = {each.file: each for area in every for each in area.files}
        there = sum(each.path is not None for each in files.values())
        wrong = sum(each.state == "wrong" for each in grounding.claims)
        yield (
            f"Named files: {len(files)}, of which {there} there and {len(files) - there} not. "
            f"Claims on the state of the code: {len(grounding.claims)}, of which {wrong} wrong."
        )
    yield inline(review.summary)


def _unheld(review: Review) -> str:
    grounding = review.grounding
    if grounding is None:
        return _NOT_LOOKED
    reason = inline(grounding.reason.rstrip("."))
    return (
        f"The plan was not held against {code(grounding.root)}: {reason}. "
        "So nothing is said here of what is there and what is missing."
    )


def _gaps(review: Review, every: Sequence[Area]) -> Iterator[str]:
    """The areas that lack something or have findings."""
    shown = [each for each in every if each.findings or each.state in ("partial", "missing")]
    if not shown:
        yield "None was found."
    for number, area in enumerate(shown, 1):
        yield f"### {number}. {inline(area.title)} (priority: {area.priority})"
        yield from _current(review, area)
        yield from _lacking(review, area)
        yield from _required(review, area)
        if area.findings:
            yield "**Impact:**"
            yield from each_once(area.findings, lambda each: each.detail, numbered(review))


def _current(review: Review, area: Area) -> Iterator[str]:
    if held(review) is None:
        yield "**Current state:** not looked at."
        return
    lines = [f"- There: {_file(each)}" for each in area.files if each.path is not None]
    lines += [_claim(each) for each in area.claims]
    if not lines:
        none = "nothing that is named is there" if area.files else "not known, no file is named"
        yield f"**Current state:** {none}."
    else:
        yield "**Current state:**"
        yield "\n".join(lines)


def _file(file: StatedFile) -> str:
    where = code(address(file.location))
    where += "" if file.action in ("mention", "test", "read") else f" says {file.action}"
    found = file.path is not None and file.path != file.file
    at = f", found as {code(file.path or '')}" if found else ""
    return f"{code(file.file)} ({where}{at})"


def _claim(claim: StatedClaim) -> str:
    said = {"verified": "Holds", "wrong": "Wrong", "unverified": "Could not be checked"}
    where = code(address(claim.location))
    return f"- {said[claim.state]}: “{inline(claim.text)}” ({where}): {inline(claim.evidence)}"


def _lacking(review: Review, area: Area) -> Iterator[str]:
    missing = [each for each in area.files if each.path is None]
    if missing:
        yield "**What is missing:**"
        ground = held(review)
        stated = ground.files if ground else ()
        made = {each.file for each in stated if each.action == "create"}
        yield "\n".join(_missing(each, made) for each in missing)
    known, places = numbered(review), names(review.plan)
    if area.findings:
        yield "**What the plan lacks:**"
        yield "\n\n".join(told(each, known[each.id], places) for each in area.findings)


def _missing(file: StatedFile, made: Collection[str]) -> str:
    """What an area names and is not there; *made* is what any part of the plan creates."""
    if file.action == "create":
        return f"- To be created: {_file(file)}"
    later = ", which the plan creates" if file.file in made else ""
    return f"- Not there{later}: {_file(file)}"


def _required(review: Review, area: Area) -> Iterator[str]:
    yield "**Required tasks:**"
    known = numbered(review)
    lines = [_repair(each, known[each.id]) for each in area.findings]
    tasks = [each for each in area.tasks if each.done is not True]
    lines += [
        f"{inline(heading(each))} ({code(f'{each.path}:{each.line_start}')})"
        for each in tasks[:_MOST_TASKS]
    ]
    if len(tasks) > _MOST_TASKS:
        lines.append(f"and {len(tasks) - _MOST_TASKS} more tasks of the plan")
    yield "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)) or "The plan names none."


def _repair(finding: Finding, label: str) -> str:
    return f"Repair the plan: {inline(finding.recommendation)} ({label})"


def _states(review: Review, every: Sequence[Area]) -> Iterator[str]:
    if held(review) is None:
        return
    yield "## What is there and what is not"
    yield "By files and claims alone: what stands in the files was not judged."
    for state, title in _TITLES.items():
        own = [each for each in every if each.state == state]
        if own:
            yield f"### {title}"
            yield _MEANING[state]
            yield "\n".join(f"- {inline(each.title)}{_share(each)}" for each in own)


def _share(area: Area) -> str:
    there = sum(each.path is not None for each in area.files)
    return f" ({there} of {count(len(area.files), 'file')})" if area.files else ""


def _table(review: Review, every: Sequence[Area]) -> Iterator[str]:
    yield "| Area | Current state | Target | Priority | Effort (tokens, as stated) |"
    yield "| --- | --- | --- | --- | --- |"
    looked = held(review) is not None
    for area in every:
        state = _WORDS[area.state] + _share(area) if looked else "not looked at"
        target = count(len(area.tasks), "task") if area.tasks else "no task"
        found = cite(review, [each.id for each in area.findings])
        why = f"{area.priority} ({found})" if found else area.priority
        yield f"| {cell(area.title)} | {state} | {target} | {why} | {area.effort} |"


def _roadmap(review: Review) -> Iterator[str]:
    if not review.plan.phases:
        yield "The plan has no phases, so it gives no order to follow."
        return
    first = [each for each in standing(review) if each.severity == "critical"]
    lines = [f"Repair {cite(review, [each.id for each in first])} in the plan"] if first else []
    for phase in review.plan.phases:
        needs = listed((inline(each.text) for each in phase.depends_on), 6)
        after = f", after {needs}" if needs else ""
        lines.append(f"{inline(heading(phase))}{after} ({code(phase.path)})")
    yield "In the order of the plan:"
    yield "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _measures(review: Review, every: Sequence[Area]) -> Iterator[str]:
    files = {each.file: each for area in every for each in area.files if each.path is None}
    made = [each for each in files.values() if each.action == "create"]
    if made:
        yield f"The files to be created are there: {_these(made)}."
    taken = [each for each in files.values() if each.action not in ("create", "delete")]
    if taken:
        yield f"A task creates what the plan takes for granted: {_these(taken)}."
    wrong = sum(each.state == "wrong" for area in every for each in area.claims)
    if wrong:
        yield f"Every claim on the state of the code holds (wrong now: {wrong})."
    yield from (inline(each) for each in review.approval_criteria)
    if not review.approval_criteria:
        yield "A new review finds nothing critical, and nothing major of high confidence."


def _these(files: Sequence[StatedFile]) -> str:
    return listed([code(each.file) for each in files], 12)
