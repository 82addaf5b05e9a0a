"""What the styles have in common: headers, evidence, and what was not reviewed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import indent

from planproof.core.finding import Evidence, Finding
from planproof.core.review import PassCoverage, Review
from planproof.render.labels import (
    NOT_JUDGED,
    address,
    asked,
    by_file,
    evidence,
    numbered,
    span,
    standing,
    status,
    tally,
)
from planproof.render.markdown_coverage import who
from planproof.render.markdown_findings import origin
from planproof.render.safe import code, cut, fence, inline, visible
from planproof.words import labels, listed

_QUOTE_LINES = 60
_QUOTE_WIDTH = 2_000
_MOST_LABELS = 30

_LEFT: dict[str, str] = {
    "skipped": "left out",
    "failed": "failed",
    "pending": "still to run",
}


def document(pages: Iterable[Iterable[str]]) -> str:
    """One page of Markdown for each review, with a rule between them."""
    return "\n\n---\n\n".join("\n\n".join(page) for page in pages) + "\n"


def header(review: Review, kind: str) -> Iterator[str]:
    """The title of a document and the facts that every style tells first."""
    facts = {
        "Plan": code(review.plan.root),
        "Status": status(review),
        "Findings": tally(standing(review)),
        "Reviewed by": who(review),
    }
    yield f"# {kind}: {inline(review.plan.name)}"
    yield "\n".join(f"- **{name}:** {text}" for name, text in facts.items())


def quoted(text: str) -> str:
    """A quote as it stands in a document, line for line, without what is hidden."""
    return cut(text.strip("\n"), _QUOTE_LINES, _QUOTE_WIDTH)


def proof(finding: Finding) -> Iterator[str]:
    """Every place of a finding with its words, as blocks."""
    found = evidence(finding)
    if len(found) == 1:
        yield from _block(found[0])
        return
    if len(found) == 2:
        yield from _block(found[0])
        yield f"and {code(address(found[1]))}:"
        yield from _block(found[1])
        return
    yield fence("\n".join(_numbered(found)))


def _block(place: Evidence) -> Iterator[str]:
    if place.quote.strip():
        yield fence(quoted(place.quote))


def _numbered(places: Sequence[Evidence]) -> Iterator[str]:
    """The words of several places, each with its lines, below the name of its document."""
    path = None
    for place in places:
        if place.path != path:
            path = place.path
            yield visible(path)
        first, *rest = quoted(place.quote).split("\n")
        yield f"{span(place):>6}: {first}"
        yield from (f"        {line}" for line in rest)


def item(mark: str, first: str, blocks: Iterable[str]) -> str:
    """An item of a list: its first line, then blocks that belong to it."""
    own = indent("\n\n".join(blocks), " " * len(mark), lambda _: True)
    whole = "\n".join(line.rstrip() if not line.strip() else line for line in own.split("\n"))
    return f"{mark}{first}\n\n{whole}" if whole.strip() else f"{mark}{first}"


def told(finding: Finding, label: str, places: dict[str, str]) -> str:
    """A finding as an item of a list: what and where, then the words that prove it."""
    where = places.get(finding.task or "") or places.get(finding.phase or "") or ""
    first = (
        f"**{label}** ({finding.severity}), {code(address(finding.location))}: "
        f"{inline(finding.title.rstrip('.'))} ({origin(finding, where)})"
    )
    return item("- ", first, _shown(finding))


def _shown(finding: Finding) -> Iterator[str]:
    yield from proof(finding)
    if finding.example.strip():
        yield "Should be:"
        yield fence(cut(finding.example, 40))


def each_once(
    findings: Sequence[Finding], pick: Callable[[Finding], str], known: dict[str, str]
) -> Iterator[str]:
    """What several findings say, every sentence once, with the numbers of those that say it."""
    said: dict[str, list[str]] = {}
    for finding in findings:
        if pick(finding).strip():
            said.setdefault(pick(finding), []).append(known[finding.id])
    if len(said) == 1:
        yield inline(next(iter(said)))
        return
    if said:
        yield "\n".join(f"- {inline(text)} ({cited(by)})" for text, by in said.items())


def cited(numbers: Sequence[str]) -> str:
    """`C1, C2 and M1`; the numbers of findings."""
    return listed(numbers, _MOST_LABELS)


def cite(review: Review, ids: Iterable[str]) -> str:
    """The numbers of the open findings among *ids*."""
    known = numbered(review)
    return cited([known[each] for each in ids if each in known])


def not_reviewed(review: Review) -> Iterator[tuple[str, str]]:
    """What nobody looked at, and why, in plain words: nothing of it may be taken for sound."""
    seen = review.coverage
    for each in seen.unread:
        yield each.path, each.reason
    for path, lines in by_file(seen.unparsed):
        yield f"{path} lines {lines}", "read, but not understood as work"
    known = {phase.id: phase.label for phase in review.plan.phases}
    judged = asked(review)
    missing = [p for p in seen.passes if p.state != "reviewed" and (judged or p.pass_ == "checks")]
    for name, state, reason in dict.fromkeys((p.pass_, p.state, p.reason) for p in missing):
        same = [p for p in missing if (p.pass_, p.state, p.reason) == (name, state, reason)]
        why = f", {reason}" if reason else ""
        yield f"{name} of {_scope(same, known)}", f"{_LEFT[state]}{why}"
    if not judged:
        yield "the design", NOT_JUDGED


def _scope(passes: Sequence[PassCoverage], known: dict[str, str]) -> str:
    whole = any(each.phase is None and each.path is None for each in passes)
    parts = ["the plan as a whole"] if whole else []
    phases = [known[each.phase] for each in passes if each.phase in known]
    parts += [labels(phases)] if phases else []
    parts += [each.path for each in passes if each.path]
    return listed(parts, 8)
