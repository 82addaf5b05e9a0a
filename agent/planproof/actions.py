"""What to do about the findings, in order, and when the plan can be approved."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planproof.checks.registry import goal_of
from planproof.core.base import Location
from planproof.core.finding import SEVERITIES, Category, Finding, Severity
from planproof.core.plan import Phase, Plan
from planproof.core.review import Action
from planproof.strengths import tasks_of
from planproof.words import count, labels, listed, sentence

MAX_ACTIONS = 12
_MOST_COMMAS = 4
_WHOLE_PLAN, _OUTSIDE = "the plan", "outside the phases"
_SAME_DEFECT: frozenset[Category] = frozenset({"structure", "content", "verification"})
"""Here the related places have the same defect; elsewhere they are what it collides with."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule and severity, worst first: one kind of work."""

    rule: str
    severity: Severity
    findings: tuple[Finding, ...]


class Places:
    """Which phases the findings of a plan concern, and how to name where they are."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._order = {phase.id: index for index, phase in enumerate(plan.phases)}
        self._homes: dict[str, list[str]] = {}
        for phase in plan.phases:
            for task in tasks_of(plan, phase):
                for each in task.walk():
                    self._homes.setdefault(each.id, []).append(phase.id)

    def phases(self, finding: Finding) -> tuple[Phase, ...]:
        """The phases that have the defect, in order of the plan."""
        places: list[Location] = [finding.location]
        if finding.phase is None or finding.category in _SAME_DEFECT:
            places += finding.related
        return self._holding(finding, places)

    def involved(self, finding: Finding) -> tuple[Phase, ...]:
        """The phases that have the defect or that it collides with, in order of the plan."""
        return self._holding(finding, (finding.location, *finding.related))

    def _holding(self, finding: Finding, places: Iterable[Location]) -> tuple[Phase, ...]:
        ids = {finding.phase, *self._homes.get(finding.task or "", ())}
        for place in places:
            phase, _ = self._plan.owner(place.path, place.line_start)
            ids.add(phase.id if phase else None)
        held = [self._order[id_] for id_ in ids if id_ in self._order]
        return tuple(self._plan.phases[index] for index in sorted(held))

    def name(self, findings: Iterable[Finding]) -> str:
        """Where findings are: `Phases 7 to 9`, `6 phases`, or the documents."""
        found = list(findings)
        concerned = {phase.id for finding in found for phase in self.phases(finding)}
        order = sorted(self._order[id_] for id_ in concerned)
        phases = [self._plan.phases[index].label for index in order]
        if phases:
            name = labels(phases)
            name = name if name.count(",") < _MOST_COMMAS else f"{len(phases)} phases"
            outside = [each for each in found if not self.phases(each)]
            beside = dict.fromkeys(each.location.path for each in outside)
            many = len(self._plan.documents) > 1
            return f"{name}, {listed(beside, 2)}" if beside and many else name
        if len(self._plan.documents) == 1:
            return _OUTSIDE if self._plan.phases else _WHOLE_PLAN
        return listed(dict.fromkeys(finding.location.path for finding in found), 3)

    def before(self, findings: Sequence[Finding], advice: str) -> str:
        """What to put before *advice* so that the reader knows where: `Phase 7, Task 2: `."""
        first = findings[0]
        task = self._plan.nodes.get(first.task or "")
        phase = self._plan.nodes.get(first.phase or "")
        named = [node.label for node in (phase, task) if node]
        # "as in Task 2 of Phase 6" names the model to follow, not the place to repair.
        told = advice.partition(" as in ")[0]
        if len(findings) == 1 and named and all(_says(told, label) for label in named):
            return ""
        if any(re.match(rf"(?:In )?{re.escape(label)}(?!\w)", advice) for label in named):
            return ""  # it begins by saying where
        spread = first.related and first.category in _SAME_DEFECT and self.phases(first)
        exact = len(findings) == 1 and named and not spread
        where = ", ".join(dict.fromkeys(named)) if exact else self.name(findings)
        if where == _OUTSIDE:
            where = where.capitalize()
        return "" if where == _WHOLE_PLAN else f"{where}: "


def groups(findings: Iterable[Finding], most: int) -> tuple[Group, ...]:
    """Ranked findings that one step repairs: by severity, rule and advice.

    Where that gives more than *most* groups, the advice is left out.
    """
    found = list(findings)
    fine = _grouped(found, lambda each: each.recommendation)
    return fine if len(fine) <= most else _grouped(found, lambda _: "")


def _grouped(findings: Iterable[Finding], advice: Callable[[Finding], str]) -> tuple[Group, ...]:
    ranked: dict[tuple[int, str, str], list[Finding]] = {}
    for each in findings:
        key = (SEVERITIES.index(each.severity), each.rule, advice(each))
        ranked.setdefault(key, []).append(each)
    ordered = sorted(ranked.items(), key=lambda item: item[0][0])
    return tuple(Group(key[1], SEVERITIES[key[0]], tuple(found)) for key, found in ordered)


def actions(findings: Sequence[Finding], places: Places) -> tuple[Action, ...]:
    """One step of repair for each group of open, ranked *findings*; at most `MAX_ACTIONS`."""
    every = groups(findings, MAX_ACTIONS)
    whole = len(every) <= MAX_ACTIONS
    shown, rest = (every, ()) if whole else (every[: MAX_ACTIONS - 1], every[MAX_ACTIONS - 1 :])
    steps = [
        Action(text=_step(group, places), severity=group.severity, findings=_ids(group.findings))
        for group in shown
    ]
    if rest:
        left = [finding for group in rest for finding in group.findings]
        rules = listed(dict.fromkeys(f"`{group.rule}`" for group in rest), 6)
        text = f"Go through the {count(len(left), 'finding')} that remain: {rules}."
        steps.append(Action(text=text, severity=rest[0].severity, findings=_ids(left)))
    return tuple(steps)


def criteria(findings: Sequence[Finding], places: Places) -> tuple[str, ...]:
    """Sentences that can be checked, one for each rule that stands in the way of approval."""
    blocking: dict[str, list[Finding]] = {}
    for finding in findings:
        if blocks(finding):
            blocking.setdefault(finding.rule, []).append(finding)
    if not blocking:
        return ()
    last = "A new review finds nothing critical, and nothing major of high confidence."
    return (*(_criterion(found, places) for found in blocking.values()), last)


def blocks(finding: Finding) -> bool:
    """True when a plan with this open finding cannot be approved."""
    return finding.severity == "critical" or (
        finding.severity == "major" and finding.confidence == "high"
    )


def _step(group: Group, places: Places) -> str:
    found = group.findings
    advice = sentence(found[0].recommendation)
    if len({finding.recommendation for finding in found}) == 1:
        return f"{places.before(found, advice)}{advice}"
    others = count(len(found) - 1, "other")
    start = f"{places.before(found[:1], advice)}{advice}"
    return f"{start} Then the {others} like it ({places.name(found)})."


def _criterion(found: Sequence[Finding], places: Places) -> str:
    first = found[0]
    goal = goal_of(first.rule)
    where = places.name(found)
    if goal is not None:
        return f"{goal}." if where == _WHOLE_PLAN else f"{goal} (not yet so: {where})."
    title = first.title.rstrip(".")
    if len(found) == 1:
        return f"Resolved: {title} (`{first.location.path}:{first.location.line_start}`)."
    return f"Resolved: {title}, and {len(found) - 1} more of `{first.rule}` ({where})."


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings)


def _says(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None
