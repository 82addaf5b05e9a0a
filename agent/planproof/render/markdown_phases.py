"""The review phase by phase, in Markdown."""

from collections.abc import Iterator, Sequence

from planproof.core.finding import Finding
from planproof.core.review import PhaseReview, PhaseView, Review
from planproof.render.labels import VERDICTS, address, evidence, heading, home, numbered
from planproof.render.safe import code, inline
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
