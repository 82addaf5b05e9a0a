"""The findings as a plan of repair that stands up to the checks itself.

Words of the reviewed plan, and what was said of it, stand in fences and code spans only: as prose
they would be references, placeholders and file names of this plan.
"""

import re
from collections.abc import Iterator, Sequence
from shlex import quote

from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.render.labels import address, evidence, span, standing, status, tally
from planproof.render.safe import cell, code, code_cell, cut, fence, one_line
from planproof.render.styles.repairs import Repair, Stage, repairs, stages
from planproof.render.styles.shared import document, not_reviewed, quoted
from planproof.words import count, listed

STYLE: str = "action-plan"

_PROSE = re.compile(r"[A-Za-z ,.;’]{1,400}")
_TASK_HEAD = (
    "| Task ID | Description | Owner | Inputs | Outputs | Prerequisites | Priority | Source |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def render(reviews: Sequence[Review]) -> str:
    """Return one plan of repair for each review; tasks and phases are numbered throughout."""
    pages: list[list[str]] = []
    tasks = phases = 0
    for number, review in enumerate(reviews, 1):
        steps = repairs(review, tasks, plan=number if len(reviews) > 1 else None)
        order = stages(steps, phases)
        pages.append(list(_page(review, steps, order)))
        tasks, phases = tasks + len(steps), phases + len(order)
    return document(pages)


def _page(review: Review, steps: Sequence[Repair], order: Sequence[Stage]) -> Iterator[str]:
    yield f"# Action plan: {code(review.plan.name)}"
    yield "\n".join(_facts(review))
    yield "## 1. Objectives and scope"
    yield "\n".join(_objectives(review))
    yield "## 2. Assumptions and constraints"
    yield "\n".join(_assumptions(review))
    yield "## 3. Work breakdown"
    yield "\n".join([_TASK_HEAD, *map(_row, steps)])
    yield "## 4. Execution phases"
    for stage in order:
        yield from _stage(review, stage)
    yield "## 5. Rollback playbooks"
    yield "\n".join(_rollback(review, order))
    yield "## 6. Risk-to-task map"
    yield from _risks(steps)
    yield "## 7. Observability and validation"
    yield "\n".join(_observed(review))
    yield "## 8. Traceability"
    yield from _traces(steps)
    yield from _evidence(steps)
    yield from _aside(review)
    yield "## Coverage of the review"
    yield fence("\n".join(_covered(review)))


def _facts(review: Review) -> Iterator[str]:
    yield f"- **Reviewed plan:** {code(review.plan.root)}"
    yield f"- **Status:** {status(review)}"
    yield f"- **Open findings:** {tally(standing(review))}"


def _objectives(review: Review) -> Iterator[str]:
    found = standing(review)
    if found:
        yield f"- Repair {_all(len(found))} of the review: {tally(found)}."
        yield f"- {code(command(review, 'minor'))} ends with exit code 0."
    else:
        yield "- Keep the plan as sound as the review found it: it has no open finding."
        yield f"- {code(command(review, 'minor'))} still ends with exit code 0."

    yield ""
    yield "Out of scope: what the reviewed plan builds. Only its documents are repaired here."


def _all(number: int) -> str:
    return "the one finding" if number == 1 else f"all {count(number, 'finding')}"


def _assumptions(review: Review) -> Iterator[str]:
    yield "- Lines are those of the documents that were reviewed. The id of a finding stays the"
    yield "  same when the lines above it change."
    yield "- Within a phase, structure and order are repaired first: they change the references and"
    yield "  sums that are repaired after them in the same document."
    waived = sum(each.status == "waived" for each in review.findings)
    if waived:
        verb = "is" if waived == 1 else "are"
        yield f"- {count(waived, 'waived finding')} {verb} accepted and not repaired."


def command(review: Review, gate: str) -> str:
    """The command that reviews the plan again."""
    return f"planproof review {quote(one_line(review.plan.root))} --fail-on {gate}"


def _row(step: Repair) -> str:
    return f"| {' | '.join(step.cells())} |"


def _stage(review: Review, stage: Stage) -> Iterator[str]:
    yield f"### Phase {stage.letter}: {stage.title}"
    lines = [
        f"- **Entrance:** {stage.entrance}",
        f"- **Tasks:** {', '.join(each.id for each in stage.steps)}",
        f"- **Exit:** {code(command(review, stage.gate))} ends with exit code 0.",
    ]
    yield "\n".join(lines)


def _rollback(review: Review, order: Sequence[Stage]) -> Iterator[str]:
    first, root = order[0].letter, code(quote(one_line(review.plan.root)))
    yield f"- **Checkpoint:** commit the documents in {root} before Phase {first} and after each"
    yield "  phase."
    yield "- **Trigger:** a new review has a finding that the review before the phase did not have,"
    yield "  and it cannot be repaired within the phase."
    yield f"- **Steps:** restore {root} from the last checkpoint, run"
    yield f"  {code(command(review, 'minor'))}, compare its findings with those below, and do the"
    yield "  tasks of the phase again one by one."


def _risks(steps: Sequence[Repair]) -> Iterator[str]:
    """What happens where a finding stays, and what happens where a repair goes wrong."""
    grave = [each for each in steps if each.findings and each.severity != "minor"]
    last = steps[-1]
    # One more than there are tasks is never taken by another plan on the same page.
    rows = [(f"R-{each.number:03}", each, _safely(each.findings[0])) for each in grave]
    slip = "A repair makes a new defect" if grave else "The plan changes after its review"
    rows.append((f"R-{last.number:03}", last, slip))
    table = ["| Risk | Description | Tasks |", "| --- | --- | --- |"]
    table += [f"| {risk} | {what} | {each.id} |" for risk, each, what in rows]
    yield "\n".join(table)
    yield "\n".join(f"- {risk} → {each.id}" for risk, each, _ in rows)


def _safely(finding: Finding) -> str:
    """Why a finding matters: as prose where nothing in it could be a name of this plan."""
    detail = finding.detail
    return (
        cell(detail, 400)
        if finding.source == "check" and _PROSE.fullmatch(detail)
        else code_cell(detail)
    )


def _observed(review: Review) -> Iterator[str]:
    now = tally(standing(review))
    yield f"- **Metrics:** open findings by severity; now {now}, at the end none."
    yield "- **Alerts:** a review shows a finding as `regressed`: it was fixed once and is back."
    again = code(command(review, "minor"))
    yield f"- **Gates:** {again} after every phase; its output names what is open."


def _traces(steps: Sequence[Repair]) -> Iterator[str]:
    known = [each for each in steps if each.findings]
    if not known:
        yield "The review has no open finding, so nothing is traced."
        return
    yield "Every finding leads to its task:"
    rows = ["| Source | Tasks |", "| --- | --- |"]
    for step in known:
        for label, each in zip(step.labels, step.findings, strict=True):
            where = f"id {code_cell(each.id)}, {code_cell(address(each.location))}"
            rows.append(f"| {code_cell(label)} ({code_cell(each.rule)}, {where}) | {step.id} |")
    yield "\n".join(rows)
    yield "And every task to its findings; the last one serves them all:"
    yield "\n".join(f"- Repaired by {each.id}: {listed(map(code, each.labels))}" for each in known)


def _evidence(steps: Sequence[Repair]) -> Iterator[str]:
    known = [each for each in steps if each.findings]
    if known:
        yield "## Evidence"
    for step in known:
        for label, each in zip(step.labels, step.findings, strict=True):
            yield f"**{code(label)}**, id {code(each.id)}, {each.severity}, {code(each.rule)}:"
            told = [one_line(each.title, 2_000), one_line(each.recommendation, 2_000)]
            yield fence("\n".join(filter(None, told)))
            yield fence("\n".join(_places(each)))
            if each.example.strip():
                yield "Should be:"
                yield fence(cut(each.example, 40))


def _places(finding: Finding) -> Iterator[str]:
    for place in evidence(finding):
        yield one_line(f"{place.path}:{span(place)}")
        yield from (f"    {line}" for line in quoted(place.quote).split("\n"))


def _aside(review: Review) -> Iterator[str]:
    """Findings that are waived or fixed: told, and not repaired."""
    for state, title in (("waived", "Waived findings"), ("fixed", "Fixed findings")):
        found = [each for each in review.findings if each.status == state]
        if found:
            yield f"## {title}"
            yield fence("\n".join(_told(each) for each in found))


def _told(finding: Finding) -> str:
    waiver = finding.waiver
    until = f" until {waiver.expires}" if waiver and waiver.expires else ""
    why = f" (accepted{until}: {waiver.reason}; said in {waiver.source})" if waiver else ""
    return one_line(f"{address(finding.location)}: {finding.title} [{finding.rule}]{why}", 1_000)


def _covered(review: Review) -> Iterator[str]:
    seen = review.coverage
    yield f"Lines read: {seen.lines_read:,} of {seen.lines_total:,}."
    for what, why in not_reviewed(review):
        yield one_line(f"Not reviewed: {what}: {why}", 1_000)
