"""A review among those before it: what is new, open, back again, fixed or waived.

What a review did not look at is not fixed: it stays open, and counts. So is what a model does not
repeat although not a word of the plan has changed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planproof.actions import blocks
from planproof.core.base import Location
from planproof.core.earlier import MOST_TITLE, Earlier, Known, brief
from planproof.core.finding import SEVERITIES, Finding, Status
from planproof.core.review import Action, PhaseReview, Review, Since, Verdict
from planproof.matching import likeness, matched
from planproof.verdict import verdict_on
from planproof.words import count

MOST_FIXED = 50
"""Fixed findings that are remembered, the newest."""
_MOST_ALIASES = 4
_REFUTED = 0.65
"""Likeness of the titles of a finding and of a claim that the plan does not prove."""
_STILL = "An earlier review found this, and nothing shows that it is fixed."
_ADVICE = "Resolve it, or have this part of the plan reviewed again."


def aged(review: Review, earlier: Earlier | None, commit: str) -> Review:
    """The *review* of a *commit* with what the *earlier* ones knew; None when there are none.

    Reviewing one commit twice changes nothing: what was new at it stays new.
    """
    if earlier is None:
        return review
    now = brief(commit)
    own = [each for each in review.findings if each.status != "fixed"]
    known = matched(own, earlier.findings)
    current = [
        _with(each, _status(known.get(each.id), now)) if each.stands else each for each in own
    ]
    gone = _gone(review, earlier, known.values())
    carried = [_carried(each, _status(each, now)) for each in gone.open]
    ranked = sorted([*current, *carried], key=lambda each: SEVERITIES.index(each.severity))
    fixed = [_finding(each, "fixed") for each in gone.fixed][-MOST_FIXED:]
    made = review.model_copy(update={"findings": (*ranked, *fixed)})
    if carried:
        made = _standing_on(made, carried)
    if now and earlier.began == now:
        return made  # there was no review before this commit
    fresh = [each.id for each in gone.fixed if each.status != "fixed" or (now and each.at == now)]
    return made.model_copy(update={"since": _since(ranked, fresh)})


def earlier_of(review: Review, commit: str, before: Earlier | None) -> Earlier:
    """What is to be remembered of an aged *review* and of what was known *before* it."""
    now = brief(commit)
    known = matched(review.findings, before.findings if before else ())
    text = _text(review)
    found = [_known(each, known.get(each.id), now, text) for each in review.findings]
    cost = review.usage.cost_usd
    spent = before.spent if before else 0.0
    made = Earlier(
        commit=before.commit if before else now,
        began=before.began if before else now,
        spent=None if cost is None or spent is None else round(spent + cost, 4),
        findings=tuple(sorted(found, key=lambda each: each.status == "fixed")),
    )
    same = before is not None and _bare(made) == _bare(before)
    return made if same else made.model_copy(update={"commit": now})


def since_baseline(reviews: Sequence[Review], baseline: Sequence[Review]) -> tuple[Review, ...]:
    """The reviews, each aged by the one of *baseline* that is of the same plan."""
    found = []
    for each in reviews:
        own = [one for one in baseline if one.plan.root == each.plan.root]
        own = own or [one for one in baseline if one.plan.name == each.plan.name]
        if not own and len(reviews) == len(baseline) == 1:
            own = list(baseline)
        found.append(aged(each, earlier_of(own[0], "", None), "") if own else each)
    return tuple(found)


def _since(findings: Iterable[Finding], fixed: Sequence[str]) -> Since:
    ids: dict[Status, list[str]] = {"new": [], "regressed": [], "open": []}
    for each in findings:
        if each.stands:
            ids[each.status].append(each.id)
    return Since(
        new=tuple(ids["new"]),
        regressed=tuple(ids["regressed"]),
        open=tuple(ids["open"]),
        fixed=tuple(fixed),
    )


def _status(known: Known | None, now: str) -> Status:
    """The status of a finding that stands at the commit *now*."""
    if known is None:
        return "new"
    here = bool(now) and known.at == now
    if known.status == "fixed":
        # Called fixed by another review of this very commit: then it never was.
        return "open" if here else "regressed"
    if known.status == "regressed" and here:
        return "regressed"
    return "new" if known.status == "new" and now and known.first == now else "open"


def _with(finding: Finding, status: Status) -> Finding:
    return finding.model_copy(update={"status": status})


@dataclass(frozen=True, slots=True)
class _Gone:
    """What was known and is not among the findings now."""

    open: list[Known]
    fixed: list[Known]


def _gone(review: Review, earlier: Earlier, matched_: Iterable[Known]) -> _Gone:
    seen = {each.id for each in matched_}
    gone = _Gone([], [each for each in earlier.findings if each.status == "fixed"])
    gone.fixed[:] = [each for each in gone.fixed if each.id not in seen]
    text = _text(review)
    for each in earlier.findings:
        if each.id in seen or each.status in ("fixed", "waived") or _refuted(each, review):
            continue
        looked = looked_at(each, review) and not (each.model and each.text == text)
        (gone.fixed if looked else gone.open).append(each)
    return gone


def looked_at(known: Known, review: Review) -> bool:
    """True when the *review* would have found it, were it still there."""
    passes = review.coverage.passes
    if known.path in {each.path for each in review.coverage.unread}:
        return False
    if not known.model:
        return all(each.state == "reviewed" for each in passes if each.pass_ == "checks")
    asked = [each for each in passes if each.pass_ not in ("checks", "synthesis")]
    parts = [each for each in asked if each.pass_ == "phase-review"]
    own = [
        each
        for each in parts
        if (each.phase == known.phase if known.phase else each.path == known.path)
    ]
    # Where no entry is about its part of the plan, every part may hold it.
    concerned = [*(own or parts), *(each for each in asked if each.phase is each.path is None)]
    if any(each.pass_ == "model-review" for each in concerned):
        return False
    return bool(asked) and all(each.state in ("reviewed", "skipped") for each in concerned)


def _refuted(known: Known, review: Review) -> bool:
    """True when this review took back what a model had said: then nobody fixed anything."""
    return known.model and any(
        each.rule == known.rule and likeness(each.title, known.title) >= _REFUTED
        for each in review.rejected
    )


def _carried(known: Known, status: Status) -> Finding:
    """A finding that stands although this review does not name it."""
    found = _finding(known, status)
    detail = found.detail.removesuffix(_STILL).strip()
    return found.model_copy(
        update={
            "detail": f"{detail} {_STILL}".strip(),
            "recommendation": found.recommendation or _ADVICE,
        }
    )


def _finding(known: Known, status: Status) -> Finding:
    """What is remembered of a finding, as a finding."""
    if known.whole is not None:
        return _with(known.whole, status)
    return Finding(
        id=known.id,
        rule=known.rule,
        category=known.category,
        severity=known.severity,
        confidence=known.confidence,
        source="model" if known.model else "check",
        title=known.title,
        detail="",
        recommendation="",
        phase=known.phase,
        task=known.task,
        location=Location(path=known.path, line_start=known.line_start, line_end=known.line_end),
        quote="",
        status=status,
    )


def _known(finding: Finding, before: Known | None, now: str, text: str) -> Known:
    aliases: tuple[str, ...] = before.aliases if before else ()
    if before is not None and before.id != finding.id:
        aliases = tuple(each for each in (*aliases, before.id) if each != finding.id)
    at = ""
    if finding.status in ("fixed", "regressed"):
        at = before.at if before is not None and before.status == finding.status else now
    return Known(
        id=finding.id,
        aliases=aliases[-_MOST_ALIASES:],
        rule=finding.rule,
        category=finding.category,
        severity=finding.severity,
        confidence=finding.confidence,
        model=finding.source == "model",
        title=finding.title[:MOST_TITLE],
        phase=finding.phase,
        task=finding.task,
        path=finding.location.path,
        line_start=finding.location.line_start,
        line_end=finding.location.line_end,
        status=finding.status,
        first=before.first if before else now,
        at=at,
        text=_seen_in(finding, before, text),
        whole=finding,
    )


def _seen_in(finding: Finding, before: Known | None, text: str) -> str:
    if finding.source != "model" or not finding.stands:
        return ""
    return before.text if before is not None and finding.detail.endswith(_STILL) else text


def _bare(earlier: Earlier) -> Earlier:
    """Without what differs between two that say the same."""
    bare = tuple(each.model_copy(update={"whole": None}) for each in earlier.findings)
    return earlier.model_copy(update={"commit": "", "findings": bare})


def _text(review: Review) -> str:
    """Digest of the documents of a plan."""
    read = "\x1f".join(f"{each.path}\x1e{each.sha256}" for each in review.plan.documents)
    return hashlib.sha256(read.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _standing_on(review: Review, carried: Sequence[Finding]) -> Review:
    """The review with what follows from findings that it does not name itself."""
    standing = [each for each in review.findings if each.stands]
    verdict = verdict_on(standing, review.coverage.passes)
    stay = "stays" if len(carried) == 1 else "stay"
    told = f"{count(len(carried), 'finding')} of an earlier review {stay} open."
    worst = min((each.severity for each in carried), key=SEVERITIES.index)
    step = Action(
        text="Resolve what earlier reviews found, or have those parts of the plan reviewed again.",
        severity=worst,
        findings=tuple(each.id for each in carried),
    )
    goals = tuple(f"Resolved: {each.title.rstrip('.')}." for each in carried if blocks(each))
    return review.model_copy(
        update={
            "verdict": verdict,
            "summary": f"{review.summary} {told}".strip(),
            "phases": tuple(_phase(each, carried) for each in review.phases),
            "actions": (*review.actions, step),
            "approval_criteria": (*review.approval_criteria, *goals),
        }
    )


def _phase(phase: PhaseReview, carried: Sequence[Finding]) -> PhaseReview:
    own = [each for each in carried if each.phase == phase.id]
    if not own:
        return phase
    verdict: Verdict = phase.verdict
    if any(each.severity == "critical" for each in own) or (
        verdict != "incomplete" and any(blocks(each) for each in own)
    ):
        verdict = "changes-requested"
    elif verdict == "approved":
        verdict = "approved-with-suggestions"
    ids = (*phase.findings, *(each.id for each in own))
    return phase.model_copy(update={"verdict": verdict, "findings": ids})
