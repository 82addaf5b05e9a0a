"""The review as a tech lead would write it, in Markdown."""

from collections.abc import Iterator, Sequence

from planproof.core.between import Together
from planproof.core.finding import SEVERITIES
from planproof.core.review import Action, Review
from planproof.render import summary_table
from planproof.render.labels import changes, numbered, standing, status, tally
from planproof.render.markdown_coverage import coverage, who
from planproof.render.markdown_findings import findings_section, fixed_section, waived_section
from planproof.render.markdown_phases import phase_section
from planproof.render.markdown_tokens import token_section
from planproof.render.safe import code, inline
from planproof.render.summary_table import several
from planproof.words import count, listed

FORMAT: str = "markdown"

_MOST_NAMED = 20

_NEXT = {
    "approved": "Nothing that was looked at stands in the way of the work.",
    "approved-with-suggestions": "Work can start; the suggestions would make it smoother.",
    "changes-requested": (
        "Work should not start before the approval criteria are met. Begin with the first of the "
        "recommended actions, then have the plan reviewed again."
    ),
    "incomplete": (
        "Nothing can be said of what was not reviewed; the coverage above says what is missing."
    ),
}


def render(reviews: Sequence[Review], *, together: Together | None = None) -> str:
    """Return the reviews as Markdown, one after the other, several below a table of all.

    *together* tells what is wrong between them, and which paths hold no plan.
    """
    parts = [_parts(review) for review in reviews]
    if several(reviews, together):
        parts.insert(0, summary_table.markdown(reviews, together))
    return "\n\n---\n\n".join(map("\n\n".join, parts)) + "\n"


def _parts(review: Review) -> Iterator[str]:
    yield from _header(review)
    yield from ("## Executive summary", f"**Status: {status(review)}.** {inline(review.summary)}")
    yield from _since(review)
    for severity in SEVERITIES:
        yield from findings_section(review, severity)
    yield from _good(review)
    yield from phase_section(review)
    yield from token_section(review)
    yield from _actions(review)
    yield from _criteria(review)
    yield from waived_section(review)
    yield from fixed_section(review)
    yield from coverage(review)
    yield from _conclusion(review)


def _header(review: Review) -> Iterator[str]:
    plan = review.plan
    phases = sum(phase.explicit for phase in plan.phases)
    tasks = count(sum(len(phase.tasks) for phase in plan.phases) + len(plan.tasks), "task")
    lines = sum(document.lines for document in plan.documents)
    tokens = sum(document.tokens for document in plan.documents)
    error = f"{plan.token_count.error_percent:g}"
    facts = {
        "Plan": f"{code(plan.root)} ({', '.join(map(inline, plan.formats)) or 'no known format'})",
        "Phases": f"{phases} with {tasks}" if phases else f"none, {tasks}",
        "Documents": f"{len(plan.documents)} with {count(lines, 'line')}",
        "Tokens": f"about {round(tokens, -2) or tokens:,} (estimated, ±{error}%)",
        "Findings": tally(standing(review)),
        "Reviewed by": who(review),
    }
    yield f"# Plan review: {inline(plan.name)}"
    yield "\n".join(f"- **{name}:** {text}" for name, text in facts.items())


def _since(review: Review) -> Iterator[str]:
    """What changed since an earlier review; nothing when none is known."""
    since = review.since
    if since is None:
        return
    yield "## Since the last review"
    yield f"{changes(since).capitalize()}."
    known = numbered(review)
    words = {"Back again after it was fixed": since.regressed, "New": since.new}
    named = {word: [known[each] for each in ids if each in known] for word, ids in words.items()}
    lines = [f"- {word}: {listed(ids, _MOST_NAMED)}" for word, ids in named.items() if ids]
    if lines:
        yield "\n".join(lines)


def _good(review: Review) -> Iterator[str]:
    whole = [strength for strength in review.strengths if strength.phase is None]
    if whole:
        yield "## What works well"
        yield "\n".join(f"- {inline(strength.text)}" for strength in whole)


def _actions(review: Review) -> Iterator[str]:
    if review.actions:
        yield "## Recommended actions, in order"
        known = numbered(review)
        steps = enumerate(review.actions, 1)
        yield "\n".join(f"{number}. {_action(action, known)}" for number, action in steps)


def _action(action: Action, known: dict[str, str]) -> str:
    cited = listed([known[each] for each in action.findings if each in known], 6)
    return f"{inline(action.text)} ({cited})" if cited else inline(action.text)


def _criteria(review: Review) -> Iterator[str]:
    if review.plan.template:
        return
    yield "## Approval criteria"
    if review.approval_criteria:
        yield "The plan can be approved when:"
        yield "\n".join(f"- [ ] {inline(each)}" for each in review.approval_criteria)
    elif review.verdict == "incomplete":
        yield "They can be named when the review is complete."
    else:
        yield "Nothing stands in the way of approval."


def _conclusion(review: Review) -> Iterator[str]:
    yield "## Conclusion"
    if review.plan.template:
        yield f"**{status(review)}.** Fill it in, then have the plan reviewed."
        return
    yield f"**{status(review)}.** {_NEXT[review.verdict]}"
