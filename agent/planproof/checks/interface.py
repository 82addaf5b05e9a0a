"""What a check is: a rule that needs no model.

A check is a module of this package with three things:

* a docstring, which is its documentation: `## What it does`, `## Why is this bad?`,
  `## Example`, `## Use instead`; `planproof rules` and `planproof explain` print it;
* `RULE`, its identity and default severity;
* `check(context)`, which yields findings.

It is registered by one line in `planproof.checks.registry` and proved by
`tests/checks/<id>.md`. Checks see the plan, the rubric and what was read of the code base
before them: no files, network, clock or environment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.core.document import Document
from planproof.core.finding import Category, Confidence, Evidence, Finding, Severity, finding_id
from planproof.core.plan import Phase, Plan, Task
from planproof.core.project_rule import ProjectRule
from planproof.core.repository import Repository
from planproof.core.rubric import Rubric
from planproof.core.template import Template


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a check may look at."""

    plan: Plan
    rubric: Rubric
    repository: Repository | None = None
    """How large the files are that the plan names; None when nobody looked."""
    codebase: CodeBase | None = None
    """What the code base of the plan holds; None when nobody looked, or when the repository
    that holds the plan does not seem to be the one that it is about."""
    rules: tuple[ProjectRule, ...] = ()
    """The project's own rules."""
    template: Template | None = None
    """The form that the plan is to have; None when nobody asked for one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Identity of a check."""

    id: str
    """Kebab-case, names the defect: it reads well after "allow"."""
    category: Category
    severity: Severity
    """The worst that this check reports; a single finding may be milder."""
    summary: str
    """One line for `planproof rules`."""
    goal: str
    """What holds when the check finds nothing; approval criteria are made of it."""
    confidence: Confidence = "high"
    of_code: bool = False
    """It holds the plan against its code base."""

    def finding(
        self,
        plan: Plan,
        at: Location,
        *,
        title: str,
        detail: str,
        recommendation: str,
        related: Iterable[Location] = (),
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        phase: Phase | None = None,
        task: Task | None = None,
    ) -> Finding:
        """A finding of this rule.

        *at* and *related* must be tight (one to five lines): their verbatim text becomes the
        quote. Phase and task are looked up from *at* unless given.
        """
        if phase is None and task is None:
            phase, task = plan.owner(at.path, at.line_start)
        quote = plan.document(at.path).text(at.line_start, at.line_end)
        place = task.id if task else phase.id if phase else outline_place(plan, at)
        return Finding(
            id=finding_id(self.id, at.path, place, quote),
            rule=self.id,
            category=self.category,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            source="check",
            title=title,
            detail=detail,
            recommendation=recommendation,
            phase=phase.id if phase else task.phase if task else None,
            task=task.id if task else None,
            location=Location(path=at.path, line_start=at.line_start, line_end=at.line_end),
            quote=quote,
            related=tuple(evidence(plan, place_) for place_ in related),
        )


class Documented(Protocol):
    """A module with a rule that its docstring documents."""

    RULE: Rule
    __doc__: str | None


class Check(Documented, Protocol):
    """The shape of a check module."""

    def check(self, context: Context) -> Iterator[Finding]:
        """Yield the findings, in order of lines."""
        ...


def evidence(plan: Plan, at: Location) -> Evidence:
    """A location with its verbatim text."""
    return Evidence(
        path=at.path,
        line_start=at.line_start,
        line_end=at.line_end,
        quote=plan.document(at.path).text(at.line_start, at.line_end),
    )


def line_at(document: Document, line: int) -> Location:
    """One line of a document as a location."""
    return Location(path=document.path, line_start=line, line_end=line)


def outline_place(plan: Plan, at: Location) -> str:
    """Heading above a location that no phase or task owns; stable under edits above it."""
    titles = [
        h.text for h in plan.document(at.path).blocks.headings if h.line_start <= at.line_start
    ]
    return titles[-1] if titles else ""
