"""The review for people at a terminal: compact, as wide as the window, colours where they work."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from planproof.core.between import Together
from planproof.core.estimate import Range
from planproof.core.finding import SEVERITIES, Finding
from planproof.core.review import Review
from planproof.render.figures import bar, spell_usd
from planproof.render.ground import ground_sentences
from planproof.render.labels import (
    NOT_JUDGED,
    SEVERITY_WORDS,
    address,
    asked,
    changes,
    evidence,
    heading,
    numbered,
    standing,
    status,
    tally,
)
from planproof.render.markdown_findings import in_full
from planproof.render.markdown_tokens import note, part_name, used
from planproof.render.safe import one_line, unheeded
from planproof.render.summary_table import (
    HEAD,
    MOST_BETWEEN,
    accepted,
    labelled,
    rows,
    several,
    sums,
)
from planproof.words import count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

FORMAT: str = "terminal"

_STYLES: dict[str, str] = {
    "critical": "bold red",
    "major": "bold yellow",
    "minor": "bold cyan",
    "approved": "bold green",
    "approved-with-suggestions": "bold green",
    "changes-requested": "bold red",
    "incomplete": "bold yellow",
}

_SHORT: dict[str, str] = {
    "approved": "approved",
    "approved-with-suggestions": "suggestions",
    "changes-requested": "changes",
    "incomplete": "incomplete",
}
_WIDE = 100
"""From this width on, the table of phases has room for tokens."""
_FIGURES, _FEW_FIGURES = 68, 44
"""Columns that the figures beside the name of a phase take."""


def render(reviews: Sequence[Review], *, together: Together | None = None) -> str:
    """Return the reviews as they suit the terminal that stdout is, if it is one."""
    return captured(lambda console: render_terminal(reviews, console, together=together))


def captured(draw: "Callable[[Console], None]") -> str:
    """What *draw* prints to a console that is like the terminal that stdout is, if it is one."""
    from rich.console import Console  # noqa: PLC0415 - start-up time

    console = Console(highlight=False)
    with console.capture() as capture:
        draw(console)
    page = "".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")).rstrip() + "\n"
    return unheeded(page)


def render_terminal(
    reviews: Sequence[Review], console: "Console", *, together: Together | None = None
) -> None:
    """Print the reviews to *console*, several below a table of all."""
    first = several(reviews, together)
    if first:
        _all(reviews, together, console)
    for number, review in enumerate(reviews):
        if number or first:
            console.print()
            console.rule(characters="-")
        _banner(review, console)
        _phases(review, console)
        _findings(review, console)
        _usage(review, console)
        _footer(review, console)


def shown(text: str, console: "Console", style: str = "", width: int = 400) -> "Text":
    """Text from a plan as *console* can show it: on one line, harmless, in its encoding."""
    from rich.text import Text  # noqa: PLC0415 - start-up time

    encoding = console.encoding
    line = one_line(text, width).encode(encoding, "replace").decode(encoding)
    return Text(line, style=style, overflow="fold")


def _banner(review: Review, console: "Console") -> None:
    title = shown(status(review), console, _STYLES[review.verdict])
    title.append("  ").append_text(shown(review.plan.name, console, "bold"))
    console.print(title)
    console.print(tally(standing(review)).capitalize())
    if review.since is not None:
        console.print(f"Since the last review: {changes(review.since)}")
    console.print()
    console.print(shown(review.summary, console, width=2_000))


def _all(reviews: Sequence[Review], together: Together | None, console: "Console") -> None:
    """A line for each plan, and what is wrong between them."""
    from rich import box  # noqa: PLC0415 - start-up time
    from rich.table import Table  # noqa: PLC0415 - start-up time

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, name in enumerate(HEAD):
        figures = number > 1
        short = name if console.width >= _WIDE or not figures else name[:5]
        table.add_column(short, justify="right" if figures else "left", no_wrap=figures)
    styles = {status(review): _STYLES[review.verdict] for review in reviews}
    found = rows(reviews, together)
    for row in found:
        verdict = shown(row.verdict, console, styles.get(row.verdict, "").removeprefix("bold "))
        table.add_row(shown(row.plan, console), verdict, *(f"{each:,}" for each in row.figures))
    if len(reviews) > 1:
        table.add_row("All", "", *(f"{each:,}" for each in sums(found)), style="bold")
    console.print(table)
    for each in together.without_plan if together else ():
        console.print(shown(f"Not reviewed: {each.reason}", console))
    _between(together.between if together else (), console)


def _between(findings: Sequence[Finding], console: "Console") -> None:
    found = list(labelled(findings))
    if found:
        console.print()
        console.print(f"Between the plans ({len(found)})", style="bold")
    for label, finding in found[:MOST_BETWEEN]:
        _finding(finding, label, console)
    if len(found) > MOST_BETWEEN:
        console.print(f"and {len(found) - MOST_BETWEEN} more")
    for each in accepted(findings):
        console.print(shown(f"Waived between the plans: {each}", console))


def _phases(review: Review, console: "Console") -> None:
    from rich import box  # noqa: PLC0415 - start-up time
    from rich.table import Table  # noqa: PLC0415 - start-up time

    if not review.phases:
        return
    wide = console.width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Phase", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    figures = ("Tasks", "Complete", "Tokens", "Stated", "Findings")
    for name in figures if wide else (*figures[:2], figures[-1]):
        table.add_column(name, justify="right", no_wrap=True)
    views = {phase.id: phase for phase in review.plan.phases}
    room = max(12, console.width - (_FIGURES if wide else _FEW_FIGURES))
    for each in review.phases:
        view = views[each.id]
        stated = "" if view.stated_tokens is None else f"{view.stated_tokens:,}"
        tokens = (f"{view.tokens:,}", f"{stated}{' *' if note(view) else ''}")
        table.add_row(
            shown(heading(view), console, width=room),
            shown(_SHORT[each.verdict], console, _STYLES[each.verdict].removeprefix("bold ")),
            str(len(view.tasks) or len(view.scheduled)),
            "" if each.completeness is None else f"{each.completeness:.0%}",
            *(tokens if wide else ()),
            str(len(each.findings)),
        )
    console.print()
    console.print(table)
    if wide and any(note(phase) for phase in views.values()):
        console.print("* the estimates of its tasks do not add up to it", style="dim")


def _usage(review: Review, console: "Console") -> None:
    """What each part of the review was to cost and cost, where somebody was paid."""
    from rich import box  # noqa: PLC0415 - start-up time
    from rich.table import Table  # noqa: PLC0415 - start-up time

    if not used(review) or console.width < _WIDE:
        return
    parts = review.usage.parts
    names = {phase.id: heading(phase) for phase in review.plan.phases}
    most = max((part.cost_usd or 0.0 for part in parts), default=0.0)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Review of", no_wrap=True)
    for name in ("Requests", "Input", "Output", "Expected", "Cost"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for part in parts:
        cost = "unknown" if part.cost_usd is None else spell_usd(Range.of(part.cost_usd))
        table.add_row(
            shown(part_name(part, names), console, width=40),
            f"{part.requests:,}",
            f"{part.input_tokens:,}",
            f"{part.output_tokens:,}",
            spell_usd(part.estimated.cost_usd) if part.estimated else "",
            cost,
            shown(bar(part.cost_usd or 0.0, most, 12), console),
        )
    console.print()
    console.print(table)


def _findings(review: Review, console: "Console") -> None:
    labels, full = numbered(review), in_full(standing(review))
    for severity in SEVERITIES:
        found = [each for each in standing(review) if each.severity == severity]
        if not found:
            continue
        console.print()
        title = f"{severity.capitalize()}: {SEVERITY_WORDS[severity]} ({len(found)})"
        console.print(title, style=_STYLES[severity])
        for finding in found:
            if finding.id in full:
                _finding(finding, labels[finding.id], console)
        _folded([each for each in found if each.id not in full], console)


def _finding(finding: Finding, label: str, console: "Console") -> None:
    from rich.table import Table  # noqa: PLC0415 - start-up time
    from rich.text import Text  # noqa: PLC0415 - start-up time

    places = evidence(finding)
    where = shown(address(places[0]), console)
    if len(places) > 1:
        where.append(f" and {count(len(places) - 1, 'more place')}", style="dim")
    where.append("  ").append_text(shown(finding.rule, console, "dim"))
    quote = next((line for line in finding.quote[:4_000].splitlines() if line.strip()), "")
    room = max(20, console.width - 9)
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=4, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(
        Text(label, style=_STYLES[finding.severity]), shown(finding.title, console, "bold")
    )
    grid.add_row("", where)
    if quote:
        grid.add_row("", shown(f"> {quote}", console, "dim", room))
    grid.add_row("", shown(finding.recommendation, console, width=1_000))
    console.print(grid)


def _folded(findings: Sequence[Finding], console: "Console") -> None:
    from rich.text import Text  # noqa: PLC0415 - start-up time

    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    for rule, found in rules.items():
        console.print(Text(" " * 5).append_text(shown(f"{len(found)} more: {rule}", console)))


def _footer(review: Review, console: "Console") -> None:
    seen = review.coverage
    console.print()
    waived = sum(each.status == "waived" for each in review.findings)
    if waived:
        console.print(f"{count(waived, 'waived finding')} left out.")
    for each in seen.unread[:10]:
        console.print(shown(f"Not read: {each.path} ({each.reason})", console))
    if len(seen.unread) > 10:
        console.print(f"and {len(seen.unread) - 10} more files")
    console.print(f"Lines read: {seen.lines_read:,} of {seen.lines_total:,}.")
    for line in (*ground_sentences(review, str, str), *_passes(review)):
        console.print(shown(line, console))
    if not asked(review):
        console.print(NOT_JUDGED)


def _passes(review: Review) -> list[str]:
    """A line for each pass that is not through, and what the review cost."""
    lines = []
    for each in review.coverage.passes:
        if each.state in ("failed", "pending"):
            where = f" of {each.phase or each.path}" if each.phase or each.path else ""
            lines.append(f"{each.state.capitalize()}: {each.pass_}{where} ({each.reason})")
    usage = review.usage
    if usage.requests:
        cost = "cost unknown" if usage.cost_usd is None else f"{usage.cost_usd:.2f} USD"
        tokens = usage.input_tokens + usage.output_tokens
        lines.append(f"Asked: {count(usage.requests, 'request')}, {tokens:,} tokens, {cost}.")
    return lines
