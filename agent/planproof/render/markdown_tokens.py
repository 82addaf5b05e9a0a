"""The tables of tokens: what the plan states and has, what the review took, in Markdown."""

from collections.abc import Iterator

from planproof.core.estimate import Range
from planproof.core.review import PhaseView, Review, UsagePart
from planproof.render.figures import bar, spell, spell_usd
from planproof.render.labels import heading
from planproof.render.safe import cell
from planproof.words import count

_BAR = 12
"""Characters of the longest bar."""
PARTS = {
    "cross-phase": "Across phases",
    "verification": "Verification",
    "synthesis": "Summing up",
}


def token_section(review: Review) -> Iterator[str]:
    """What the author states, what the text has, and what its review was to take and took."""
    phases = review.plan.phases
    if not phases and not used(review):
        return
    yield "## Tokens"
    if phases:
        yield from _text(review)
    if used(review):
        yield from _review(review)


def used(review: Review) -> bool:
    """True when there is something to say of what the review took."""
    return any(part.requests or part.estimated for part in review.usage.parts)


def _text(review: Review) -> Iterator[str]:
    phases = review.plan.phases
    stated = [phase.stated_tokens for phase in phases if phase.stated_tokens is not None]
    error = f"{review.plan.token_count.error_percent:g}"
    most = max(phase.tokens for phase in phases)
    if not stated:
        yield f"The plan states no token estimates. Tokens of its text (estimated, ±{error}%):"
        rows = ["| Phase | Plan text | |", "| --- | ---: | --- |"]
        rows += [
            f"| {cell(heading(phase), 80)} | {phase.tokens:,} | {bar(phase.tokens, most, _BAR)} |"
            for phase in phases
        ]
        yield "\n".join(rows)
        return
    yield (
        "Stated is what the author expects the work to take; plan text is what the plan itself "
        f"costs to read (estimated, ±{error}%). The bars compare what is stated."
    )
    rows = [
        "| Phase | Stated | | Sum of its tasks | Plan text | Note |",
        "| --- | ---: | --- | ---: | ---: | --- |",
    ]
    rows += [_row(phase, max(stated)) for phase in phases]
    text = sum(phase.tokens for phase in phases)
    total = sum(filter(None, (_task_sum(phase) for phase in phases)))
    rows.append(f"| **Total** | {sum(stated):,} | | {_number(total or None)} | {text:,} | |")
    yield "\n".join(rows)


def _row(phase: PhaseView, most: int) -> str:
    stated, total = _number(phase.stated_tokens), _number(_task_sum(phase))
    drawn = bar(phase.stated_tokens or 0, most, _BAR)
    name = cell(heading(phase), 80)
    return f"| {name} | {stated} | {drawn} | {total} | {phase.tokens:,} | {note(phase)} |"


def _review(review: Review) -> Iterator[str]:
    usage = review.usage
    yield (
        "What the review was expected to take, and what it took. Two figures are for readers who "
        "find nothing and for readers who fill every list."
    )
    head = (
        "| Part | Requests | Input expected | Input | Output expected | Output | Cost expected "
        "| Cost | |"
    )
    rows = [head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"]
    names = {phase.id: heading(phase) for phase in review.plan.phases}
    costs = [part.cost_usd or 0.0 for part in usage.parts]
    most = max(costs, default=0.0)
    rows += [_part(part, part_name(part, names), most) for part in usage.parts]
    cost = "unknown" if usage.cost_usd is None else spell_usd(Range.of(usage.cost_usd))
    rows.append(
        f"| **Total** | {usage.requests:,} | | {usage.input_tokens:,} | | {usage.output_tokens:,} "
        f"| | **{cost}** | |"
    )
    yield "\n".join(rows)


def part_name(part: UsagePart, names: dict[str, str]) -> str:
    """What a part of the review was about."""
    if part.pass_ != "phase-review":
        return PARTS[part.pass_]
    return names.get(part.phase or "", "Outside the phases")


def _part(part: UsagePart, name: str, most: float) -> str:
    expected = part.estimated
    requests = f"{part.requests:,}"
    if part.reused:
        requests += f" (+{part.reused:,} answered before)"
    cost = "unknown" if part.cost_usd is None else spell_usd(Range.of(part.cost_usd))
    cells = [
        cell(name, 80),
        requests,
        spell(expected.input_tokens) if expected else "",
        f"{part.input_tokens:,}",
        spell(expected.output_tokens) if expected else "",
        f"{part.output_tokens:,}",
        spell_usd(expected.cost_usd) if expected else "",
        cost,
        bar(part.cost_usd or 0.0, most, _BAR),
    ]
    return f"| {' | '.join(cells)} |"


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
