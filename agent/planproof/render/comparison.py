"""Two reviews side by side, in Markdown and JSON."""

from collections.abc import Iterator, Sequence

from planproof.core.comparison import Comparison, Side
from planproof.core.estimate import Range
from planproof.core.finding import SEVERITIES, Finding
from planproof.render.figures import spell_usd
from planproof.render.json import encode
from planproof.render.labels import VERDICTS, address
from planproof.render.safe import cell, code_cell, inline
from planproof.words import count


def render_markdown(comparison: Comparison) -> str:
    """Return the comparison for people."""
    return "\n\n".join(_parts(comparison)) + "\n"


def render_json(comparison: Comparison) -> str:
    """Return the comparison for programs; findings as in a review."""
    return encode(comparison.model_dump(by_alias=True))


def _parts(comparison: Comparison) -> Iterator[str]:
    a, b = comparison.a, comparison.b
    yield f"# Two reviews: {inline(comparison.plan)}"
    if not comparison.same_text:
        yield "The reviews did not read the same text: the plan has changed between them."
    yield "\n".join(
        [
            "| | Verdict | Findings | By both | Alone | Reviewed by | Cost |",
            "| --- | --- | ---: | ---: | ---: | --- | ---: |",
            _side("A", a, len(comparison.both), len(comparison.only_a)),
            _side("B", b, len(comparison.both), len(comparison.only_b)),
        ]
    )
    yield _share(comparison)
    yield from _both(comparison)
    yield from _only("Only A", comparison.only_a)
    yield from _only("Only B", comparison.only_b)


def _side(letter: str, side: Side, both: int, alone: int) -> str:
    usage = side.usage
    cost = "unknown" if usage.cost_usd is None else spell_usd(Range.of(usage.cost_usd))
    model = code_cell(usage.model) if usage.model else "the checks alone"
    return (
        f"| **{letter}**: {code_cell(side.name)} | {VERDICTS[side.verdict]} | {side.findings} | "
        f"{both} | {alone} | {model} | {cost} |"
    )


def _share(comparison: Comparison) -> str:
    both = len(comparison.both)
    every = both + len(comparison.only_a) + len(comparison.only_b)
    if not every:
        return "Neither review has a finding."
    return f"Of {count(every, 'defect')}, both reviews name {both} ({both / every:.0%})."


def _both(comparison: Comparison) -> Iterator[str]:
    if not comparison.both:
        return
    yield "## Both"
    rows = ["| Severity | Finding | Where | In B |", "| --- | --- | --- | --- |"]
    for pair in comparison.both:
        differs: list[str] = [] if pair.a.severity == pair.b.severity else [pair.b.severity]
        if pair.a.title != pair.b.title:
            differs.append(cell(pair.b.title, 160))
        told = ": ".join(differs) or "the same"
        rows.append(f"{_row(pair.a)} {told} |")
    yield "\n".join(rows)


def _only(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"## {title}"
    ranked = sorted(findings, key=lambda each: SEVERITIES.index(each.severity))
    rows = ["| Severity | Finding | Where |", "| --- | --- | --- |"]
    yield "\n".join([*rows, *map(_row, ranked)])


def _row(finding: Finding) -> str:
    where = code_cell(address(finding.location))
    told = f"{cell(finding.title, 160)} ({code_cell(finding.rule)})"
    return f"| {finding.severity} | {told} | {where} |"
