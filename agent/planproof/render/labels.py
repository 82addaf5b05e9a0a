"""What reports call verdicts, severities and findings, and how they name places."""

from collections.abc import Iterable, Sequence

from planproof.core.base import Location
from planproof.core.finding import SEVERITIES, Evidence, Finding, Severity
from planproof.core.review import PhaseView, PlanView, Review, Since, TaskView, Verdict
from planproof.words import listed

VERDICTS: dict[Verdict, str] = {
    "approved": "Approved",
    "approved-with-suggestions": "Approved with suggestions",
    "changes-requested": "Changes requested",
    "incomplete": "Review incomplete",
}

SEVERITY_WORDS: dict[Severity, str] = {
    "critical": "must fix",
    "major": "should fix",
    "minor": "suggestion",
}

NOT_JUDGED = (
    "No model was asked. The findings are what rules can prove from the text; whether the design "
    "is right was not judged."
)

_LETTERS: dict[Severity, str] = {"critical": "C", "major": "M", "minor": "S"}


def status(review: Review) -> str:
    """The verdict as a person says it; a template has none."""
    if review.plan.template:
        return "Template, not judged as a plan"
    approved = review.verdict in ("approved", "approved-with-suggestions")
    only = " (checks only)" if approved and not asked(review) else ""
    return f"{VERDICTS[review.verdict]}{only}"


def asked(review: Review) -> bool:
    """True when a model was asked, whatever came of it."""
    models = (each for each in review.coverage.passes if each.pass_ != "checks")
    return any(each.state != "skipped" for each in models)


def standing(review: Review) -> tuple[Finding, ...]:
    """The findings that count: neither waived nor fixed."""
    return tuple(each for each in review.findings if each.stands)


def numbered(review: Review) -> dict[str, str]:
    """A short name for each open finding, by id: `C1`, `M1`, `S1`, in order of rank."""
    names: dict[str, str] = {}
    for severity in SEVERITIES:
        found = (each for each in standing(review) if each.severity == severity)
        names.update({each.id: f"{_LETTERS[severity]}{n}" for n, each in enumerate(found, 1)})
    return names


def tally(findings: Sequence[Finding]) -> str:
    """`2 critical, 1 major, 4 minor`; only what there is."""
    numbers = {s: sum(each.severity == s for each in findings) for s in SEVERITIES}
    return ", ".join(f"{number} {s}" for s, number in numbers.items() if number) or "no findings"


def changes(since: Since) -> str:
    """`2 fixed, 1 new, 3 open`; only what there is."""
    numbers = {
        "fixed": since.fixed,
        "regressed": since.regressed,
        "new": since.new,
        "open": since.open,
    }
    return ", ".join(f"{len(ids)} {name}" for name, ids in numbers.items() if ids) or "no findings"


def evidence(finding: Finding) -> tuple[Evidence, ...]:
    """Every place of a finding with its words, its own place first."""
    at = finding.location
    own = Evidence(
        path=at.path, line_start=at.line_start, line_end=at.line_end, quote=finding.quote
    )
    return (own, *finding.related)


def span(place: Location) -> str:
    """`12` or `12-15`."""
    same = place.line_start == place.line_end
    return str(place.line_start) if same else f"{place.line_start}-{place.line_end}"


def address(place: Location) -> str:
    """`Phase-7.md:12` or `Phase-7.md:12-15`."""
    return f"{place.path}:{span(place)}"


def home(place: Location, phases: Iterable[PhaseView]) -> PhaseView | None:
    """The phase whose lines hold a place."""
    return next(
        (
            phase
            for phase in phases
            if phase.path == place.path
            and phase.line_start <= place.line_start
            and place.line_end <= phase.line_end
        ),
        None,
    )


def by_file(places: Iterable[Location], most: int = 40) -> list[tuple[str, str]]:
    """Places put together by document: its path, and its lines as a list."""
    files: dict[str, list[str]] = {}
    for place in places:
        files.setdefault(place.path, []).append(span(place))
    return [(path, listed(dict.fromkeys(lines), most)) for path, lines in files.items()]


def names(plan: PlanView) -> dict[str, str]:
    """The label of each phase and task by id: `Phase 7`, `Phase 7, Task 2`."""
    found: dict[str, str] = {}
    for phase in plan.phases:
        found[phase.id] = phase.label
        for task in phase.tasks:
            _name(task, f"{phase.label}, ", found)
    for task in plan.tasks:
        _name(task, "", found)
    return found


def heading(node: PhaseView | TaskView) -> str:
    """Label and title as a reader would say them."""
    return f"{node.label}: {node.title}" if node.title else node.label


def _name(task: TaskView, prefix: str, found: dict[str, str]) -> None:
    found[task.id] = f"{prefix}{task.label}"
    for each in task.subtasks:
        _name(each, prefix, found)
