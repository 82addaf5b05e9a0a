"""Feedback for whoever wrote the plan, a coding agent above all: what to change, and where."""

from collections.abc import Iterator, Sequence

from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.render.json import Json, encode
from planproof.render.labels import address, evidence, numbered, standing, status, tally
from planproof.render.safe import code, cut, fence, inline
from planproof.render.styles.shared import document, item, not_reviewed, proof
from planproof.words import count

STYLE: str = "feedback"


def render(reviews: Sequence[Review]) -> str:
    """Return one numbered list of defects for each review."""
    return document(_page(review) for review in reviews)


def render_json(reviews: Sequence[Review]) -> str:
    """Return the same facts as JSON.

    The object holds `plans`, one for each review: `plan`, `root`, `verdict`, `counts` by severity,
    `defects` in the order of the document, `waived` (how many) and `not_reviewed`.
    """
    return encode({"style": STYLE, "plans": [_body(review) for review in reviews]})


def _page(review: Review) -> Iterator[str]:
    found, known = standing(review), numbered(review)
    yield f"# Feedback on {inline(review.plan.name)}"
    yield f"**{status(review)}.** {_summary(review, found)}"
    if found:
        yield "\n\n".join(_item(n, each, known[each.id]) for n, each in enumerate(found, 1))
    left = list(not_reviewed(review))
    if left:
        yield "## Not reviewed"
        yield "\n".join(f"- {inline(what)}: {inline(why)}" for what, why in left)


def _summary(review: Review, found: Sequence[Finding]) -> str:
    root = code(review.plan.root)
    said = f"{count(len(found), 'defect')} in {root}: {tally(found)}." if found else ""
    said = f"{said} Change them in this order." if len(found) > 1 else said
    waived = _waived(review)
    rest = f" Waived, to be left as they are: {waived}." if waived else ""
    return f"{said or f'Nothing to change in {root}.'}{rest}"


def _waived(review: Review) -> int:
    return sum(each.status == "waived" for each in review.findings)


def _item(number: int, finding: Finding, label: str) -> str:
    where = code(address(finding.location))
    told = f"{label}, {finding.severity}, {code(finding.rule)}, id {code(finding.id)}"
    return item(
        f"{number}. ",
        f"{where}: **{inline(finding.title.rstrip('.'))}** ({told})",
        _blocks(finding),
    )


def _blocks(finding: Finding) -> Iterator[str]:
    yield f"Change: {inline(finding.recommendation)}"
    yield from proof(finding)
    if finding.example.strip():
        yield "Should be:"
        yield fence(cut(finding.example, 40))


def _body(review: Review) -> Json:
    found, known = standing(review), numbered(review)
    left = [{"what": what, "why": why} for what, why in not_reviewed(review)]
    return {
        "plan": review.plan.name,
        "root": review.plan.root,
        "verdict": review.verdict,
        "counts": {s: sum(f.severity == s for f in found) for s in ("critical", "major", "minor")},
        "defects": [_defect(n, each, known[each.id]) for n, each in enumerate(found, 1)],
        "waived": _waived(review),
        "not_reviewed": left,
    }


def _defect(number: int, finding: Finding, label: str) -> Json:
    return {
        "number": number,
        "label": label,
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "problem": finding.title,
        "why": finding.detail,
        "change": finding.recommendation,
        "example": finding.example,
        "places": [place.model_dump() for place in evidence(finding)],
    }
