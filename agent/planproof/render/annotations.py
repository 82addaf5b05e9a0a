"""Findings as workflow commands: GitHub shows them beside the lines of the plan.

A job may set ten of each level; of what is beyond, the log says how many there are. Nothing in a
plan can start a command of its own: line ends and the signs that divide a command are escaped as
GitHub's own toolkit escapes them, and every command stands on one line.
"""

from collections.abc import Iterator, Sequence

from planproof.core.finding import SEVERITIES, Finding, Severity
from planproof.core.review import Review
from planproof.render.labels import address, evidence, standing
from planproof.render.places import TOP, Checkout, in_repository
from planproof.render.safe import plain, visible
from planproof.words import count

MOST = 10
"""Annotations of one level that GitHub shows for a step."""

_LEVELS: dict[Severity, str] = {"critical": "error", "major": "warning", "minor": "notice"}
_TITLE, _TEXT = 200, 1_500
_MOST_PLACES = 5


def render(reviews: Sequence[Review], *, checkout: Checkout = TOP) -> str:
    """Return the commands of all reviews, the worst findings first; empty without findings."""
    found = [(review, each) for review in reviews for each in standing(review)]
    lines: list[str] = []
    for severity in SEVERITIES:
        alike = [(review, each) for review, each in found if each.severity == severity]
        lines += [_command(review, each, checkout) for review, each in alike[:MOST]]
        if len(alike) > MOST:
            lines.append(f"and {count(len(alike) - MOST, f'more {severity} finding')}")
    return "".join(f"{line}\n" for line in lines)


def _command(review: Review, finding: Finding, checkout: Checkout) -> str:
    at = finding.location
    properties = {"title": plain(finding.title, _TITLE) or plain(finding.rule, _TITLE)}
    path = in_repository(review.plan, at.path, checkout)
    # What a log cannot show as it is would be another file: then the message alone names it.
    if path is not None and visible(path) == path:
        first = max(1, at.line_start)
        lines = {"line": str(first), "endLine": str(max(first, at.line_end))}
        properties = {"file": path, **lines, **properties}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {told}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    return "\n".join(part for part in _parts(finding) if part)


def _parts(finding: Finding) -> Iterator[str]:
    yield plain(finding.detail, _TEXT)
    if finding.recommendation.strip():
        yield f"What to do: {plain(finding.recommendation, _TEXT)}"
    others = evidence(finding)[1:]
    if others:
        named = [plain(address(each), _TITLE) for each in others[:_MOST_PLACES]]
        if len(others) > _MOST_PLACES:
            named.append(f"{len(others) - _MOST_PLACES} more places")
        yield f"Also: {', '.join(named)}"
    where = plain(address(finding.location), _TITLE)
    yield f"{plain(finding.rule, _TITLE)}, {where}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
