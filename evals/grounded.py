"""How many planted mismatches of a plan and its code base are found, and what is said of the rest.

    python -m evals.grounded [NAME...]

builds `fixtures/repos/NAME.txt` into a temporary folder and reviews the plan beside it by the
checks alone. Each was written by somebody who had not seen the checks.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.samples import ROOT, build
from planproof.core.base import Location
from planproof.core.finding import Finding
from planproof.prepared import prepare
from planproof.settings import Settings

NAMES = ("puffin", "gannet", "dunlin")


class _Told(Location):
    """A line of `planted.jsonl`."""

    id: str
    kind: str
    what: str
    twin: Location
    related: tuple[Location, ...] = ()


@dataclass(frozen=True)
class Planted:
    """A mismatch, and the sound statement of the same form."""

    id: str
    kind: str
    what: str
    places: tuple[Location, ...]
    """Where it is, and the other places of the same defect."""
    twin: Location


@dataclass(frozen=True)
class Outcome:
    """What a review says of all that was planted."""

    found: tuple[Planted, ...]
    missed: tuple[Planted, ...]
    false: tuple[Finding, ...]
    """Findings at no planted place."""


def planted(name: str) -> tuple[Planted, ...]:
    """All that was planted in the plan of a fixture."""
    text = (ROOT / "fixtures" / "grounded" / name / "planted.jsonl").read_text(encoding="utf-8")
    return tuple(_planted(_Told.model_validate_json(line)) for line in text.splitlines())


def outcome(repository: Path, name: str) -> Outcome:
    """Review the plan of a fixture by the checks, held against *repository*."""
    plan = ROOT / "fixtures" / "grounded" / name / "plan"
    findings = prepare(plan, Settings(repo=str(repository))).findings
    every = planted(name)
    found = tuple(each for each in every if any(_on(f, each.places) for f in findings))
    places = [place for each in every for place in each.places]
    return Outcome(
        found=found,
        missed=tuple(each for each in every if each not in found),
        false=tuple(each for each in findings if not _on(each, places)),
    )


def main() -> int:
    """Print what was found and what was missed of each plan; 0."""
    for name in sys.argv[1:] or NAMES:
        with tempfile.TemporaryDirectory() as folder:
            seen = outcome(build(Path(folder, name), name), name)
        _show(name, seen)
    return 0


def _show(name: str, seen: Outcome) -> None:
    total, false = len(seen.found) + len(seen.missed), len(seen.false)
    print(f"{name}: {len(seen.found)} of {total} planted mismatches found, {false} false findings")
    for each in seen.missed:
        at = each.places[0]
        print(f"  missed {each.id} {each.kind} {at.path}:{at.line_start}: {each.what}")
    for finding in seen.false:
        where = f"{finding.location.path}:{finding.location.line_start}"
        print(f"  false {finding.rule} {where}: {finding.title}")


def _planted(told: _Told) -> Planted:
    return Planted(
        id=told.id,
        kind=told.kind,
        what=told.what,
        places=(told, *told.related),
        twin=told.twin,
    )


def _on(finding: Finding, places: tuple[Location, ...] | list[Location]) -> bool:
    return any(
        mine.path == place.path
        and mine.line_start <= place.line_end
        and place.line_start <= mine.line_end
        for mine in _all(finding)
        for place in places
    )


def _all(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from finding.related


if __name__ == "__main__":
    sys.exit(main())
