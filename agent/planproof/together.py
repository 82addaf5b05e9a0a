"""Several plans of one run: what each says beside the others, and what its settings make of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planproof.between.profile import profile
from planproof.between.registry import between, ranked, rule_ids
from planproof.core.base import Location
from planproof.core.between import Profile, WithoutPlan
from planproof.core.finding import Evidence, Finding
from planproof.core.plan import Plan
from planproof.core.review import Review
from planproof.errors import NoPlanError
from planproof.settings import Settings
from planproof.verdict import verdict_on
from planproof.waivers import FileWaivers, Grant, comments, decided, is_beside


@dataclass(frozen=True, slots=True)
class Member:
    """A plan of a run, as far as others and their findings need it; small, for processes."""

    profile: Profile
    settings: Settings
    accepted: tuple[tuple[str, Location, Grant], ...]
    """Rule, place and waiver of each comment that accepts a defect; paths as a user names them."""


def member(plan: Plan, path: Path, settings: Settings) -> Member:
    """The plan that was read from *path*."""
    only = settings.checks.enable_only
    off = {rule for rule in rule_ids() if only and rule not in only}
    told = profile(plan, path.absolute().as_posix(), disabled=off | {*settings.checks.disable})
    names = _names(told)
    known = frozenset(rule_ids())
    return Member(
        profile=told,
        settings=settings,
        accepted=tuple(
            (rule, at.model_copy(update={"path": names[at.path]}), grant)
            for rule, at, grant in (comments(plan) if settings.inline_waivers else ())
            if rule in known
        ),
    )


def without_plan(path: Path, error: NoPlanError) -> WithoutPlan:
    """A path of the run that holds no plan."""
    return WithoutPlan(path=str(path), reason=str(error), missing=not path.exists())


def between_members(members: Sequence[Member], today: date) -> tuple[Finding, ...]:
    """What is wrong between plans, worst first, as their settings and waivers see it.

    The severity is that of the plan in which the finding lies, else that of another one that it
    concerns. A waiver of any plan that it concerns accepts it.
    """
    found = between([each.profile for each in members])
    return tuple(ranked(_settled(finding, members, today) for finding in found))


def with_between(reviews: Sequence[Review], found: Sequence[Finding]) -> tuple[Review, ...]:
    """The reviews, each with what was *found* between its plan and others as its own.

    For documents that have no place for what lies between plans. The verdict follows; phases and
    actions are those of the plan alone.
    """
    return tuple(_with_own(review, found) for review in reviews)


def _names(told: Profile) -> dict[str, str]:
    """Documents by their path in the plan, as a user names them."""
    start = len(told.folder.rstrip("/")) + 1
    return {path[start:]: shown for path, shown in told.shown.items()}


def _settled(finding: Finding, members: Sequence[Member], today: date) -> Finding:
    concerned = [(each, own) for each in members if (own := _local(finding, each)) is not None]
    # That in which it lies comes first.
    concerned.sort(key=lambda pair: finding.location.path not in pair[0].profile.shown.values())
    told = [each.settings.severity.get(finding.rule) for each, _ in concerned]
    severity = next(filter(None, told), finding.severity)
    grants = [grant for each, own in concerned for grant in _grants(each, own, finding)]
    return decided(finding.model_copy(update={"severity": severity}), grants, today)


def _grants(each: Member, own: Finding, finding: Finding) -> Iterator[Grant]:
    """The waivers of one plan for a finding; *own* is the finding as seen from that plan."""
    yield from FileWaivers(each.settings, each.profile.root).grants(own)
    for rule, at, grant in each.accepted:
        places = (finding.location, *finding.related)
        if rule == finding.rule and any(p.path == at.path and is_beside(p, at) for p in places):
            yield grant


def _local(finding: Finding, each: Member) -> Finding | None:
    """The finding with those of its places that are in one plan, by that plan's paths."""
    own = {shown: path for path, shown in _names(each.profile).items()}
    at = finding.location
    first = Evidence(**at.model_dump(), quote=finding.quote)
    places = [
        place.model_copy(update={"path": own[place.path]})
        for place in (first, *finding.related)
        if place.path in own
    ]
    if not places:
        return None
    main, *rest = places
    return finding.model_copy(
        update={
            "location": Location.model_validate(main.model_dump(exclude={"quote"})),
            "quote": main.quote,
            "related": tuple(rest),
        }
    )


def _with_own(review: Review, found: Sequence[Finding]) -> Review:
    known = {document.path for document in review.plan.documents}
    mine = [own for each in found if (own := _seen_from(review, known, each)) is not None]
    if not mine:
        return review
    every = tuple(ranked((*review.findings, *mine)))
    verdict = verdict_on([each for each in every if each.stands], review.coverage.passes)
    return review.model_copy(update={"findings": every, "verdict": verdict})


def _seen_from(review: Review, known: set[str], finding: Finding) -> Finding | None:
    """A finding that lies in a plan, its own places by the plan's paths; None for others'."""
    root = review.plan.root.replace("\\", "/").rstrip("/")
    above = root.rpartition("/")[0]

    def own(path: str) -> str:
        for start in (f"{root}/", f"{above}/" if above else ""):
            if path.startswith(start) and path[len(start) :] in known:
                return path[len(start) :]
        return path

    at = finding.location
    if own(at.path) == at.path and at.path not in known:
        return None
    return finding.model_copy(
        update={
            "location": at.model_copy(update={"path": own(at.path)}),
            "related": tuple(
                each.model_copy(update={"path": own(each.path)}) for each in finding.related
            ),
        }
    )
