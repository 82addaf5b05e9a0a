"""Values in which everything that is text, and not one of a fixed set of words, is hostile."""

from collections.abc import Mapping
from typing import Literal, TypeVar, get_args, get_origin

from planproof.core.base import Frozen
from planproof.core.comparison import Comparison, Pair, Side
from planproof.core.estimate import (
    Amounts,
    CounterView,
    Estimate,
    Outside,
    PassBudget,
    PhaseBudget,
    PriceView,
    Range,
    TaskBudget,
    Total,
)
from planproof.core.finding import Finding, Waiver
from planproof.core.review import (
    Coverage,
    PassCoverage,
    PlanView,
    Rejected,
    Review,
    Strength,
    Usage,
    UsagePart,
)
from tests.plan_factory import place, sample_plan
from tests.review_factory import finding, review, sample_coverage, sample_findings

Value = TypeVar("Value", bound=Frozen)

_LINKS = {"id", "phase", "task", "findings", "resolved"}
"""Names by which parts of a value know each other: they get hostile and stay different."""


def poisoned(value: Value, payload: str) -> Value:
    """A copy of *value* with *payload* in every field that is text."""
    changed = {
        name: _changed(getattr(value, name), name, payload)
        for name, field in type(value).model_fields.items()
        if not _is_fixed(field.annotation)
    }
    return value.model_copy(update=changed)


def _changed(value: object, name: str, payload: str) -> object:
    if isinstance(value, str):
        return f"{payload}{value}" if name in _LINKS else payload
    if isinstance(value, Frozen):
        return poisoned(value, payload)
    if isinstance(value, tuple):
        return tuple(_changed(each, name, payload) for each in value)
    assert not isinstance(value, Mapping | list)
    return value


def _is_fixed(annotation: object) -> bool:
    """True for words that only the program chooses."""
    return get_origin(annotation) is Literal or any(map(_is_fixed, get_args(annotation)))


def sample_review() -> Review:
    """A small review in which every kind of part occurs."""
    made = review(_findings(), coverage=_coverage(), rejected=(_rejected(),))
    expected = Amounts(requests=Range.of(2), cost_usd=Range(low=0.1, high=0.2))
    used = {"requests": 2, "input_tokens": 9, "cached_input_tokens": 0, "output_tokens": 9}
    part = {"pass_": "phase-review", "estimated": expected, "reused": 1, "cost_usd": 0.1, **used}
    parts = tuple(UsagePart.model_validate({**part, "phase": each}) for each in ("phase-1", None))
    told = {"reused": 1, "cost_usd": 0.1, "model": "some-model", "parts": parts, **used}
    usage = Usage.model_validate(told)
    strengths = (Strength(phase=None, text="Good.", location=None), *made.strengths[:1])
    changed = {"usage": usage, "strengths": strengths, "plan": _small(made.plan)}
    changed |= {"phases": made.phases[:1], "actions": made.actions[:1]}
    return made.model_copy(update={**changed, "approval_criteria": made.approval_criteria[:1]})


def _small(plan: PlanView) -> PlanView:
    phases = tuple(
        each.model_copy(update={"tasks": each.tasks[:1], "sections": each.sections[:1]})
        for each in plan.phases[:1]
    )
    return plan.model_copy(update={"phases": phases, "documents": plan.documents[:2]})


def _findings() -> tuple[Finding, ...]:
    _, first, second, *_ = sample_findings()
    first = first.model_copy(update={"example": "As it should be.", "source": "model"})
    in_plan = Waiver(reason="accepted", source="phase-1.md:3")
    return (
        first,
        second.model_copy(update={"status": "open", "confidence": "low"}),
        finding("wide", *(place("phase-2.md", line) for line in range(1, 10, 4))),
        finding("waived", place("phase-1.md", 3), waiver=in_plan),
        finding("fixed", place("phase-1.md", 5)).model_copy(update={"status": "fixed"}),
    )


def _coverage() -> Coverage:
    covered = sample_coverage(sample_plan(), "failed", "phase-2")
    outside = PassCoverage.model_validate(
        {"phase": None, "path": "notes.md", "pass": "phase-review", "state": "pending",
         "reason": "later"}
    )  # fmt: skip
    return covered.model_copy(update={"passes": (*covered.passes[-2:], outside)})


def _rejected() -> Rejected:
    return Rejected(rule="other", title="A claim", reason="it is not in the plan")


def sample_comparison() -> Comparison:
    """Two reviews that agree in one finding."""
    made = sample_review()
    first, second, third, *_ = made.findings
    reworded = first.model_copy(update={"title": "In other words", "severity": "minor"})
    usage = made.usage
    sides = [Side(name=n, verdict="incomplete", findings=2, usage=usage) for n in ("a", "b")]
    return Comparison(
        plan="Lighthouse",
        same_text=False,
        a=sides[0],
        b=sides[1],
        both=(Pair(a=first, b=reworded),),
        only_a=(second,),
        only_b=(third,),
    )


def sample_estimate() -> Estimate:
    """An estimate with a phase, a task, a pass and a note."""
    amounts = Amounts(requests=Range.of(1), cost_usd=Range(low=0.1, high=0.4))
    task = TaskBudget(id="phase-1/task-1", label="Task 1", title="Read", path="phase-1.md",
                      line_start=7, line_end=9, tokens=20, stated_tokens=10)  # fmt: skip
    phase = PhaseBudget(
        id="phase-1", label="Phase 1", title="Driver", path="phase-1.md", line_start=1, line_end=9,
        lines=9, tokens=90, stated_tokens=50, share=1.0, tasks_stated=10, tasks_unstated=0,
        over_budget=False, tasks=(task,), review=amounts,
    )  # fmt: skip
    return Estimate(
        root="docs/plans", name="Lighthouse", model="some-model", provider="some", depth="standard",
        rubric="engineer", counter=CounterView(name="words", method="estimate", error_percent=9),
        price=PriceView(input=1, cached_input=1, cache_write=1, output=1, source="a list"),
        context_window=100_000, largest_request=900, phase_budget=75_000, max_cost=5.0,
        phases=(phase,), outside=Outside(lines=3, tokens=30, review=amounts),
        passes=(PassBudget.model_validate({"pass": "synthesis", "review": amounts}),),
        total=Total(lines=12, tokens=120, stated_tokens=50, review=amounts),
        notes=("A note.",),
    )  # fmt: skip
