"""The tasks of a plan of repair, made of the findings of a review."""

from collections.abc import Sequence
from dataclasses import dataclass

from planproof.checks.registry import goal_of
from planproof.core.finding import SEVERITIES, Category, Finding, Severity
from planproof.core.review import Review
from planproof.render.labels import evidence, numbered, standing
from planproof.render.safe import code_cell
from planproof.words import listed

_ORDER: tuple[Category, ...] = (
    "structure", "order", "references", "traceability", "verification", "content", "numbers",
)  # fmt: skip
"""Within a severity: what moves and adds parts comes before what counts and names them."""
_SHAPING: tuple[Category, ...] = ("structure", "order")
_FOLLOWING: tuple[Category, ...] = ("references", "traceability", "numbers")
_PRIORITIES: dict[Severity, str] = {"critical": "P0", "major": "P1", "minor": "P2"}
_TITLES: dict[Severity, str] = {
    "critical": "Must be fixed",
    "major": "Should be fixed",
    "minor": "Suggestions",
}
_MOST_FILES = 4


@dataclass(frozen=True, slots=True)
class Repair:
    """One task: the findings of one rule and severity, or the review at the end."""

    number: int
    severity: Severity
    findings: tuple[Finding, ...]
    labels: tuple[str, ...]
    """The number of each finding in the review."""
    needs: tuple[str, ...]
    """Ids of the tasks before it."""
    plan: int | None = None
    """Number of the plan, where several are repaired."""

    @property
    def id(self) -> str:
        """`T-007`."""
        return f"T-{self.number:03}"

    def cells(self) -> tuple[str, ...]:
        """The row of the task in the table of tasks."""
        needs = ", ".join(self.needs) or "None"
        priority = _PRIORITIES[self.severity]
        if not self.findings:
            what = f"Review {self._plan()} again and read what is open"
            return (self.id, what, "Reviewer", "the documents", "a new review", needs, priority,
                    "the review")  # fmt: skip
        files = _files(self.findings)
        source = listed(map(code_cell, self.labels))
        return (self.id, self._what(), "Plan author", files, f"{files} repaired", needs, priority,
                source)  # fmt: skip

    def _what(self) -> str:
        labels = listed(map(code_cell, self.labels), 6)
        labels += f" of {self._plan()}" if self.plan else ""
        first = self.findings[0]
        goal = goal_of(first.rule)
        if goal is not None:
            return f"Repair {labels}: {goal[0].lower()}{goal[1:]}"
        return f"Repair {labels}: {code_cell(first.title.rstrip('.'))}"

    def _plan(self) -> str:
        return f"plan {self.plan}" if self.plan else "the plan"


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the repair: the tasks of one severity, and what must hold before and after."""

    letter: str
    title: str
    entrance: str
    gate: Severity
    steps: tuple[Repair, ...]


def repairs(review: Review, before: int = 0, *, plan: int | None = None) -> tuple[Repair, ...]:
    """The tasks that repair every open finding, in order; the last one reviews the plan again.

    *before* is how many tasks are numbered already; *plan* tells this plan from others. A task
    needs only tasks before it.
    """
    known = numbered(review)
    made: list[Repair] = []
    for (severity, _), found in _groups(standing(review)):
        made.append(
            Repair(
                number=before + len(made) + 1,
                severity=severity,
                findings=tuple(found),
                labels=tuple(known[each.id] for each in found),
                needs=tuple(_needed(found, made)),
                plan=plan,
            )
        )
    last = made[-1].severity if made else "minor"
    needs = tuple(each.id for each in made)
    made.append(Repair(before + len(made) + 1, last, (), (), needs, plan))
    return tuple(made)


def stages(steps: Sequence[Repair], before: int = 0) -> tuple[Stage, ...]:
    """The phases of *steps*, which are ordered by severity; *before* of them are named already."""
    made: list[Stage] = []
    for severity in SEVERITIES:
        own = tuple(each for each in steps if each.severity == severity)
        if not own:
            continue
        entrance = (
            f"the exit of Phase {made[-1].letter} is met."
            if made
            else "the documents of the plan are committed."
        )
        title = _TITLES[severity] if own[0].findings else "Review"
        made.append(Stage(letter(before + len(made)), title, entrance, severity, own))
    return tuple(made)


def letter(index: int) -> str:
    """`A` to `Z`, then `AA`."""
    rest, last = divmod(index, 26)
    return f"{letter(rest - 1) if rest else ''}{chr(ord('A') + last)}"


def _groups(
    findings: Sequence[Finding],
) -> list[tuple[tuple[Severity, str], list[Finding]]]:
    """Findings of one rule and severity, in the order of repair."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.severity, each.rule), []).append(each)
    return sorted(
        groups.items(),
        key=lambda item: (SEVERITIES.index(item[0][0]), _ORDER.index(item[1][0].category)),
    )


def _needed(found: Sequence[Finding], before: Sequence[Repair]) -> list[str]:
    """Tasks before it that reshape a document whose names and sums it corrects."""
    if found[0].category not in _FOLLOWING:
        return []
    own = _documents(found)
    return [
        each.id
        for each in before
        if each.findings[0].category in _SHAPING and own & _documents(each.findings)
    ]


def _documents(findings: Sequence[Finding]) -> set[str]:
    return {place.path for each in findings for place in evidence(each)}


def _files(findings: Sequence[Finding]) -> str:
    paths = dict.fromkeys(each.location.path for each in findings)
    return listed(map(code_cell, paths), _MOST_FILES)
