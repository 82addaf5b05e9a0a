"""A task of high priority depends on one of lower priority.

## What it does

Compares the stated priority of each task (P0 to P4, critical to low, must to could, in several
languages) with that of the tasks it depends on. A distance of two levels or more is reported for
each task that is ranked too low; smaller ones are reported together.

## Why is this bad?

Priorities decide what is cut or postponed. When the lower task slips, the important one that needs
it slips with it, and nobody sees that coming from the priorities.

## Example

    | T-012 | Search deliveries           | P2 | T-011 |
    | T-015 | Alert on overdue deliveries | P0 | T-012 |

## Use instead

    | T-012 | Search deliveries           | P0 | T-011 |
    | T-015 | Alert on overdue deliveries | P0 | T-012 |
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planproof.checks._dependencies import Dependency, dependencies
from planproof.checks.interface import Context, Rule, line_at
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.core.plan import Field, Plan, Reference, Task
from planproof.words import listed

RULE = Rule(
    id="priority-inversion",
    category="order",
    severity="major",
    summary="A task of high priority depends on one of lower priority",
    goal="No task depends on one of lower priority",
    confidence="medium",
)

_CODE = re.compile(r"^\W*(?:p|prio(?:rity)?\s*)?(?P<level>[0-5])(?!\w)", re.IGNORECASE)
_SCALES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        (
            "critical",
            "urgent",
            "blocker",
            "highest",
            "緊急",
            "最優先",
            "紧急",
            "긴급",
            "crítica",
            "crítico",
            "urgente",
            "kritisch",
            "critique",
        ),
        ("high", "高", "높음", "alta", "alto", "hoch", "haute", "élevée"),
        (
            "medium",
            "normal",
            "moderate",
            "中",
            "보통",
            "중간",
            "média",
            "médio",
            "media",
            "medio",
            "mittel",
            "moyenne",
        ),
        (
            "low",
            "lowest",
            "minor",
            "低",
            "낮음",
            "baixa",
            "baixo",
            "baja",
            "bajo",
            "niedrig",
            "basse",
            "faible",
        ),
    ),
    (
        ("must", "必須", "必须", "필수"),
        ("should", "推奨", "应该", "권장"),
        ("could", "nice", "任意", "可以", "선택"),
        ("won't", "wont"),
    ),
)
_MOST_PLACES = 20
_Level = tuple[str, int]
"""Scale and rank on it; 0 is the most important."""
_Levels = Mapping[str, tuple[_Level, Field]]
"""By task id, its level and the field that states it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A task and a less important one that it depends on."""

    needer: Task
    needed: Task
    reference: Reference
    gap: int
    """By how many levels what is needed ranks below what needs it."""


def check(context: Context) -> Iterator[Finding]:
    """One finding per task that is ranked far too low, then one for the small steps."""
    plan = context.plan
    levels = {task.id: found for task in plan.walk() if (found := _level(task))}
    if not levels:
        return
    far: dict[str, list[_Pair]] = defaultdict(list)
    near: list[_Pair] = []
    for pair in _pairs(dependencies(plan), levels):
        if pair.gap >= 2:
            far[pair.needed.id].append(pair)
        else:
            near.append(pair)
    for group in _joined(far.values()):
        yield _far(plan, group, levels)
    if near:
        yield _near(plan, near, levels)


def _joined(groups: Iterable[list[_Pair]]) -> Iterable[list[_Pair]]:
    """The groups, those that begin on one line as one: its task needs several of low priority."""
    joined: dict[tuple[str, int], list[_Pair]] = {}
    for group in groups:
        at = group[0].reference
        joined.setdefault((at.path, at.line_start), []).extend(group)
    return joined.values()


def _pairs(found: Iterable[Dependency], levels: _Levels) -> Iterator[_Pair]:
    for dependency in found:
        needer, needed = dependency.needer, dependency.needed
        if not isinstance(needer, Task) or not isinstance(needed, Task) or needed.done is True:
            continue
        if needer.id not in levels or needed.id not in levels or not dependency.need.certain:
            continue
        (scale, mine), _ = levels[needer.id]
        (other, theirs), _ = levels[needed.id]
        if scale == other and theirs > mine:
            yield _Pair(needer, needed, dependency.reference, theirs - mine)


def _field(task: Task) -> Field | None:
    return next((f for f in task.fields if f.role == "priority" and f.value.strip()), None)


def _level(task: Task) -> tuple[_Level, Field] | None:
    field = _field(task)
    if field is None:
        return None
    value = field.value.strip().strip("*_`()[] ").lower()[:60]
    if match := _CODE.match(value):
        return ("p", int(match["level"])), field
    words = re.split(r"[^\w']+", value)
    for number, scale in enumerate(_SCALES):
        for rank, names in enumerate(scale):
            if any(name in words or (ord(name[0]) > 0x2E80 and name in value) for name in names):
                return (f"words-{number}", rank), field
    return None


def _value(task: Task, levels: _Levels) -> str:
    return levels[task.id][1].value.strip().strip("*_`")[:20]


def _far(plan: Plan, group: Sequence[_Pair], levels: _Levels) -> Finding:
    needers = list({pair.needer.id: pair.needer for pair in group}.values())
    low = list({pair.needed.id: pair.needed for pair in group}.values())
    first = min(needers, key=lambda task: levels[task.id][0][1])
    value = _value(first, levels)
    names = listed([task.label for task in needers], 4)
    verb = "depends" if len(needers) == 1 else "depend"
    needed = listed([f"{task.label} ({_value(task, levels)})" for task in low], 4)
    labels = listed([task.label for task in low], 4)
    return RULE.finding(
        plan,
        group[0].reference,
        related=_places(plan, group, levels),
        title=f"{names} ({value}) {verb} on {needed}",
        detail=f"If {labels} slips, as its priority allows, {names} cannot be done either.",
        recommendation=f"Raise {labels} to {value}, or remove the dependency.",
        task=group[0].needer,
    )


def _near(plan: Plan, group: Sequence[_Pair], levels: _Levels) -> Finding:
    needer, needed = group[0].needer, group[0].needed
    low = list(dict.fromkeys(pair.needed.label for pair in group))
    rest = len(group) - 1
    more = f", and {rest} more like it" if rest else ""
    return RULE.finding(
        plan,
        group[0].reference,
        related=_places(plan, group, levels),
        severity="minor",
        title=(
            f"{needer.label} ({_value(needer, levels)}) depends on {needed.label} "
            f"({_value(needed, levels)}){more}"
        ),
        detail="A task of lower priority that slips takes the more important one with it.",
        recommendation=f"Give {listed(low, 6)} the priority of what needs them."
        if len(low) > 1
        else f"Give {low[0]} the priority of what needs it.",
        task=needer,
    )


def _places(plan: Plan, group: Sequence[_Pair], levels: _Levels) -> list[Location]:
    """The other dependencies, and the priorities of what is needed."""
    places = dict.fromkeys((p.reference.path, p.reference.line_start) for p in group)
    fields = [levels[pair.needed.id][1] for pair in group]
    places.update(dict.fromkeys((field.path, field.line_start) for field in fields))
    return [line_at(plan.document(path), line) for path, line in places][1:_MOST_PLACES]
