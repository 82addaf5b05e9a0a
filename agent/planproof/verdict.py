"""The policy: findings and coverage to verdict, summary, phases, actions and criteria.

Only open findings count: those that are waived or fixed stay in the review and decide nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from planproof.actions import Places, actions, blocks, criteria
from planproof.core.base import Frozen
from planproof.core.finding import Finding
from planproof.core.plan import Phase, Plan
from planproof.core.review import (
    Action,
    Coverage,
    PassCoverage,
    PhaseReview,
    PlanView,
    Strength,
    Verdict,
)
from planproof.strengths import strengths as proved_strengths
from planproof.strengths import tasks_of, usual_roles
from planproof.summary import summarise


class Conclusion(Frozen):
    """The parts of a review that follow from its findings and its coverage."""

    verdict: Verdict
    summary: str
    strengths: tuple[Strength, ...]
    phases: tuple[PhaseReview, ...]
    actions: tuple[Action, ...]
    approval_criteria: tuple[str, ...]


def conclude(
    plan: Plan,
    view: PlanView,
    findings: Sequence[Finding],
    coverage: Coverage,
    *,
    strengths: Sequence[Strength] = (),
    summary: str = "",
) -> Conclusion:
    """Return what *findings*, ranked worst first, and *coverage* mean for the plan.

    *view* says which phases the review shows, and in which order. *strengths* and *summary* are
    what a model adds to what is computed here; they decide nothing.
    """
    stand = [finding for finding in findings if finding.stands]
    good = (*proved_strengths(plan, findings), *strengths)
    places = Places(plan)
    shares = _completeness(plan)
    verdict = verdict_on(stand, coverage.passes)
    return Conclusion(
        verdict=verdict,
        summary=summarise(plan, stand, good, coverage, places=places, shares=shares, told=summary),
        strengths=good,
        phases=_phases(view, places, stand, coverage, good=good, shares=shares),
        actions=actions(stand, places),
        approval_criteria=criteria(stand, places),
    )


def verdict_on(findings: Iterable[Finding], passes: Iterable[PassCoverage]) -> Verdict:
    """The verdict on a plan or on one phase."""
    found = list(findings)
    if any(finding.severity == "critical" for finding in found):
        return "changes-requested"
    if any(each.state in ("failed", "pending") for each in passes):
        return "incomplete"
    if any(blocks(finding) for finding in found):
        return "changes-requested"
    return "approved-with-suggestions" if found else "approved"


def _phases(
    view: PlanView,
    places: Places,
    findings: Sequence[Finding],
    coverage: Coverage,
    *,
    good: Sequence[Strength],
    shares: Mapping[str, float],
) -> tuple[PhaseReview, ...]:
    own: dict[str, list[Finding]] = {phase.id: [] for phase in view.phases}
    every: dict[str, list[Finding]] = {phase.id: [] for phase in view.phases}
    for finding in findings:
        for phase in places.phases(finding):
            own[phase.id].append(finding)
        for phase in places.involved(finding):
            every[phase.id].append(finding)
    return tuple(
        PhaseReview(
            id=phase.id,
            verdict=_phase_verdict(phase.id, own[phase.id], every[phase.id], coverage),
            completeness=shares.get(phase.id),
            strengths=tuple(each.text for each in good if each.phase == phase.id),
            findings=tuple(finding.id for finding in every[phase.id]),
        )
        for phase in view.phases
    )


def _phase_verdict(
    phase: str, own: Sequence[Finding], every: Sequence[Finding], coverage: Coverage
) -> Verdict:
    """The verdict on a phase; what it only collides with is to be repaired elsewhere."""
    verdict = verdict_on(own, (each for each in coverage.passes if each.phase == phase))
    return "approved-with-suggestions" if verdict == "approved" and every else verdict


def _completeness(plan: Plan) -> dict[str, float]:
    """For each phase with tasks, the share of the usual section roles that they have."""
    roles = usual_roles(plan)
    # One role says nothing of how complete a task is.
    return {
        phase.id: _share(plan, phase, roles)
        for phase in plan.phases
        if len(roles) > 1 and tasks_of(plan, phase)
    }


def _share(plan: Plan, phase: Phase, roles: Sequence[str]) -> float:
    tasks = tasks_of(plan, phase)
    have = sum(len(task.roles.intersection(roles)) for task in tasks)
    return round(have / (len(tasks) * len(roles)), 3)
