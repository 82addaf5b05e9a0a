"""The review phase by phase, and the table of tokens, in Markdown."""

from collections.abc import Iterator, Sequence

from planproof.core.finding import Finding
from planproof.core.review import PhaseReview, PhaseView, Review
from planproof.render.labels import VERDICTS, address, evidence, heading, home, numbered
from planproof.render.safe import cell, code, inline
from planproof.words import count, listed

_MOST_FINDINGS = 6


def phase_section(review: Review) -> Iterator[str]:
    """Every phase with its verdict; nothing when the plan has no phases."""
    if not review.phases:
        return
    yield "## Phase by phase"
    views = {phase.id: phase for phase in review.plan.phases}
    findings = {finding.id: finding for finding in review.findings}
    labels = numbered(review)
    for each in review.phases:
        view = views[each.id]
        yield f"### {inline(heading(view))}"
        yield _facts(each, view)
        lines = [f"- {inline(text)}" for text in each.strengths]
        known = [findings[found] for found in each.findings if found in labels]
        lines += _found(known, labels, view)
        if lines:
            yield "\n".join(lines)


def _facts(review: PhaseReview, view: PhaseView) -> str:
    tasks = len(view.tasks) or len(view.scheduled)
    facts = [f"{code(view.path)} lines {view.line_start}-{view.line_end}"]
    facts.append(count(tasks, "task") if tasks else "no tasks")
    if review.completeness is not None:
        facts.append(f"{review.completeness:.0%} complete")
    return f"**{VERDICTS[review.verdict]}.** {', '.join(facts)}."


def _found(findings: Sequence[Finding], labels: dict[str, str], view: PhaseView) -> Iterator[str]:
    for each in findings[:_MOST_FINDINGS]:
        inside = (place for place in evidence(each) if home(place, [view]))
        where = code(address(next(inside, each.location)))
        yield f"- {labels[each.id]}: {inline(each.title.rstrip('.'), 200)} ({where})"
    rest = [labels[each.id] for each in findings[_MOST_FINDINGS:]]
    if rest:
        yield f"- and {len(rest)} more: {listed(rest, 12)}"


def token_section(review: Review) -> Iterator[str]:
    """What the author states, what the tasks add up to, and what the text itself costs."""
    phases = review.plan.phases
    if not phases:
        return
    stated = [phase.stated_tokens for phase in phases if phase.stated_tokens is not None]
    error = f"{review.plan.token_count.error_percent:g}"
    yield "## Tokens"
    if not stated:
        yield f"The plan states no token estimates. Tokens of its text (estimated, ±{error}%):"
        rows = ["| Phase | Plan text |", "| --- | ---: |"]
        rows += [f"| {cell(heading(phase), 80)} | {phase.tokens:,} |" for phase in phases]
        yield "\n".join(rows)
        return
    yield (
        "Stated is what the author expects the work to take; plan text is what the plan itself "
        f"costs to read (estimated, ±{error}%)."
    )
    rows = [
        "| Phase | Stated | Sum of its tasks | Plan text | Note |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    rows += [_row(phase) for phase in phases]
    text = sum(phase.tokens for phase in phases)
    total = sum(filter(None, (_task_sum(phase) for phase in phases)))
    rows.append(f"| **Total** | {sum(stated):,} | {_number(total or None)} | {text:,} | |")
    yield "\n".join(rows)


def _row(phase: PhaseView) -> str:
    stated, total = _number(phase.stated_tokens), _number(_task_sum(phase))
    name = cell(heading(phase), 80)
    return f"| {name} | {stated} | {total} | {phase.tokens:,} | {note(phase)} |"


def note(phase: PhaseView) -> str:
    """What is odd about the estimates of a phase; empty when nothing is."""
    stated, total = phase.stated_tokens, _task_sum(phase)
    without = sum(task.stated_tokens is None for task in phase.tasks)
    if stated is None or total is None:
        return ""
    if without:
        return f"{count(without, 'task')} without an estimate"
    if stated == total:
        return ""
    return f"tasks add up to {abs(total - stated):,} {'more' if total > stated else 'less'}"


def _task_sum(phase: PhaseView) -> int | None:
    stated = [task.stated_tokens for task in phase.tasks if task.stated_tokens is not None]
    return sum(stated) if stated else None


def _number(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"
