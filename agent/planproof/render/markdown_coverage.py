"""What was read and judged, and what was not, in Markdown."""

from collections.abc import Iterator, Sequence

from planproof.core.review import PassCoverage, Review
from planproof.render.ground import ground_lines
from planproof.render.labels import NOT_JUDGED, asked, by_file
from planproof.render.safe import code, inline
from planproof.words import count, labels, listed

_MOST = 20


def who(review: Review) -> str:
    """The tool, and whether a model was asked."""
    tool = inline(f"{review.tool.name} {review.tool.version}")
    if not asked(review):
        return f"{tool}, checks only; no model was asked"
    usage = review.usage
    if usage.model is None:
        return f"{tool}, checks only; a model was asked and has not answered"
    how = _ORIGINS.get(usage.origin or "", "")
    return f"{tool}, checks and {code(usage.model)}{how}"


_ORIGINS = {
    "handoff": " (answers handed in)",
    "local": " (on this machine)",
    "synthetic": " (made-up answers, for testing)",
}


def coverage(review: Review) -> Iterator[str]:
    """The section on coverage and cost."""
    yield "## Coverage"
    lines = (line if line.startswith("  - ") else f"- {line}" for line in _lines(review))
    yield "\n".join(lines)


def _lines(review: Review) -> Iterator[str]:
    seen = review.coverage
    yield f"Lines read: {seen.lines_read:,} of {seen.lines_total:,}."
    if seen.unparsed:
        places = [f"{code(path)} lines {lines}" for path, lines in by_file(seen.unparsed)]
        yield f"Read, but not understood as work: {_cut(places)}."
    unread = [f"{code(each.path)} ({inline(each.reason, 200)})" for each in seen.unread]
    if unread:
        yield f"Not read, or not in full: {_cut(unread)}."
    yield from ground_lines(review)
    yield from _passes(review)
    yield from _cost(review)
    yield from _dropped(review)


def _dropped(review: Review) -> Iterator[str]:
    """What a model claimed and the plan does not prove."""
    if review.rejected:
        number = len(review.rejected)
        yield f"Claims of the model that the plan does not prove, or refutes, left out: {number}."
    for rejected in review.rejected[:_MOST]:
        yield f"  - {inline(rejected.title, 200)} ({inline(rejected.reason, 240)})"
    if len(review.rejected) > _MOST:
        yield f"  - and {len(review.rejected) - _MOST} more, all listed in the JSON report"


def _passes(review: Review) -> Iterator[str]:
    known = {phase.id: phase.label for phase in review.plan.phases}
    every = review.coverage.passes
    for name, state, reason in dict.fromkeys((p.pass_, p.state, p.reason) for p in every):
        same = [p for p in every if (p.pass_, p.state, p.reason) == (name, state, reason)]
        why = f": {inline(reason)}" if reason else ""
        yield f"Pass {code(name)} {_STATES[state]}{_scope(same, known)}{why}."
    if not asked(review):
        yield NOT_JUDGED


_STATES = {
    "reviewed": "ran over",
    "skipped": "was left out for",
    "failed": "failed for",
    "pending": "is still to run for",
}


def _scope(passes: Sequence[PassCoverage], known: dict[str, str]) -> str:
    """` the plan and every phase (7)`, ` Phases 1 and 2 and `plan.md``."""
    phases = [known[each.phase] for each in passes if each.phase in known]
    whole = any(each.phase is None and each.path is None for each in passes)
    parts = ["the plan as a whole"] if whole else []
    if len(phases) == len(known) and phases:
        parts = [f"the plan and every phase ({len(phases)})" if whole else "every phase"]
    elif phases:
        parts.append(inline(labels(phases)))
    parts += [code(each.path) for each in passes if each.path]
    return f" {listed(parts, 8)}"


def _cost(review: Review) -> Iterator[str]:
    usage = review.usage
    if usage.reused:
        yield f"Answers that were there already and cost nothing: {usage.reused:,}."
    if usage.uncertain_cost_usd:
        perhaps = f"{usage.uncertain_cost_usd:.2f} USD"
        yield f"Attempts without an answer may have cost up to {perhaps} besides."
    if usage.requests == 0:
        return
    cost = "unknown" if usage.cost_usd is None else f"{usage.cost_usd:.2f} USD"
    yield (
        f"Cost: {cost} for {count(usage.requests, 'request')}, {usage.input_tokens:,} tokens in "
        f"({usage.cached_input_tokens:,} cached), {usage.output_tokens:,} out."
    )


def _cut(items: Sequence[str]) -> str:
    rest = f"; and {len(items) - _MOST} more" if len(items) > _MOST else ""
    return f"{'; '.join(items[:_MOST])}{rest}"
