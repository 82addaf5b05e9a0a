"""Running the checks that a review asks for."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from planproof.checks.interface import Check, Context, Rule
from planproof.core.codebase import CodeBase
from planproof.core.finding import SEVERITIES, Finding, Severity
from planproof.core.plan import Plan
from planproof.core.project_rule import ProjectRule
from planproof.core.repository import Repository
from planproof.core.rubric import Rubric
from planproof.core.secrets import redact
from planproof.core.template import Template

NOT_FOR_TEMPLATES = frozenset(
    {
        "empty-section",
        "missing-section",
        "no-tasks",
        "no-verification",
        "placeholder",
        "test-without-command",
        "unfinished-task",
        "vague-criterion",
    }
)
"""Rules about what is not filled in, which is the very thing that a template leaves open."""


def select(
    checks: Iterable[Check], plan: Plan, *, disable: Collection[str], enable_only: Collection[str]
) -> tuple[Check, ...]:
    """The checks that run on *plan*: those enabled, less what makes no sense for a template."""
    off = {*disable, *(NOT_FOR_TEMPLATES if plan.template else ())}
    return tuple(
        check
        for check in checks
        if check.RULE.id not in off and (not enable_only or check.RULE.id in enable_only)
    )


def run(
    checks: Sequence[Check],
    plan: Plan,
    rubric: Rubric,
    severities: Mapping[str, Severity],
    *,
    repository: Repository | None = None,
    codebase: CodeBase | None = None,
    template: Template | None = None,
    rules: tuple[ProjectRule, ...] = (),
) -> list[Finding]:
    """The findings of *checks*, with the severities that the rubric and the user ask for.

    Whichever check quotes it, no secret of the plan leaves here.
    """
    context = Context(
        plan=plan,
        rubric=rubric,
        repository=repository,
        codebase=codebase,
        template=template,
        rules=rules,
    )
    return [
        _redacted(_ranked(finding, check.RULE, rubric.severities, severities))
        for check in checks
        for finding in check.check(context)
    ]


def _redacted(finding: Finding) -> Finding:
    quote = redact(finding.quote)
    title, detail = redact(finding.title), redact(finding.detail)
    advice = redact(finding.recommendation)
    related = tuple(
        place.model_copy(update={"quote": redact(place.quote)}) for place in finding.related
    )
    safe = {
        "quote": quote,
        "title": title,
        "detail": detail,
        "recommendation": advice,
        "related": related,
    }
    if all(getattr(finding, name) == value for name, value in safe.items()):
        return finding
    return finding.model_copy(update=safe)


def _ranked(
    finding: Finding,
    rule: Rule,
    of_rubric: Mapping[str, Severity],
    of_user: Mapping[str, Severity],
) -> Finding:
    """The finding with its final severity: the user's word, else the rubric's, else its own.

    A check that calls one finding milder than its rule knows why: a rubric never raises that
    one, a user may.
    """
    severity = finding.severity
    if (told := of_rubric.get(rule.id)) is not None:
        milder = max(severity, told, key=SEVERITIES.index)
        severity = told if severity == rule.severity else milder
    severity = of_user.get(rule.id, severity)
    if severity == finding.severity:
        return finding
    return finding.model_copy(update={"severity": severity})
