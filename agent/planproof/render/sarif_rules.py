"""What SARIF tells of rules: the checks, the criteria, and any other rule that a finding names."""

from collections.abc import Iterable, Iterator, Mapping

from planproof.between.registry import RULES
from planproof.checks.docs import Documentation, documentation
from planproof.checks.registry import CHECKS
from planproof.core.finding import Confidence, Finding, Severity
from planproof.core.rubric import Criterion
from planproof.render.json import Json
from planproof.render.safe import one_line, plain

LEVELS: Mapping[Severity, str] = {"critical": "error", "major": "warning", "minor": "note"}

_PROBLEMS: Mapping[Severity, str] = {
    "critical": "error",
    "major": "warning",
    "minor": "recommendation",
}
_LONGEST = 1_000
"""Characters of a description; GitHub shows 1,024."""
_LONGEST_HELP = 20_000


def rule_id(finding: Finding) -> str:
    """The id of a finding's rule, as results and rules both spell it."""
    return plain(finding.rule, 200) or "unnamed"


def descriptors(findings: Iterable[Finding], criteria: Iterable[Criterion]) -> tuple[Json, ...]:
    """Every rule, every criterion, and what else the findings name; each id once."""
    known: dict[str, Json] = {}
    rules = map(documentation, (*CHECKS, *RULES))
    for told in (*map(_check, rules), *map(_criterion, criteria)):
        known.setdefault(str(told["id"]), told)
    for finding in findings:
        name = rule_id(finding)
        if name not in known:
            known[name] = _unknown(name, finding)
    return tuple(known.values())


def _check(known: Documentation) -> Json:
    rule = known.rule
    # Without docstrings (-OO) the summary is all that is known.
    text = known.text or rule.summary
    return _descriptor(
        rule.id,
        short=rule.summary,
        full=_first_section(known.text) or rule.summary,
        help_=f"{text}\n\nWhen nothing is found: {_lower(rule.goal)}.",
        severity=rule.severity,
        confidence=rule.confidence,
        tags=("plan", "check", rule.category),
    )


def _criterion(known: Criterion) -> Json:
    return _descriptor(
        known.id,
        short=known.title,
        full=known.question,
        help_=f"{known.question}\n\n{known.text}".strip(),
        severity=known.severity,
        confidence="medium",
        tags=("plan", "model", known.category),
    )


def _unknown(name: str, finding: Finding) -> Json:
    """A rule of which only a finding is known: one of a team's own, or of another version."""
    words = plain(name.replace("-", " "), 200)
    by = "a model judges" if finding.source == "model" else "needs no model"
    told = f"{words[:1].upper()}{words[1:]}: a rule of the team's own, which {by}."
    return _descriptor(
        name,
        short=words,
        full=told,
        help_=told,
        severity=finding.severity,
        confidence=finding.confidence,
        tags=("plan", finding.source, finding.category),
    )


def _descriptor(
    name: str,
    *,
    short: str,
    full: str,
    help_: str,
    severity: Severity,
    confidence: Confidence,
    tags: tuple[str, ...],
) -> Json:
    shown = help_ if len(help_) <= _LONGEST_HELP else f"{help_[:_LONGEST_HELP]}…"
    return {
        "id": name,
        "shortDescription": {"text": one_line(short, _LONGEST)},
        "fullDescription": {"text": one_line(full, _LONGEST)},
        "help": {"text": shown, "markdown": shown},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "tags": list(tags),
            "precision": confidence,
            "problem.severity": _PROBLEMS[severity],
        },
    }


def _first_section(text: str) -> str:
    """The text below the first heading, up to the second."""
    return " ".join(_until_heading(text)).strip()


def _until_heading(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines()):
        if line.startswith("#"):
            if number:
                return
            continue
        yield line.strip()


def _lower(text: str) -> str:
    """As it stands within a sentence; an abbreviation stays."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
