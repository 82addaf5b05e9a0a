"""How good the review by a model is, on recorded answers: `make recordings`.

Each plan with a recording is reviewed by replay, and by the checks alone; those of
`fixtures/grounded` beside their code base, rules and template. What was planted is
known (`defects.jsonl` beside the plan, written before anything was recorded). Whether a
finding is a planted one, whether it is right, and which grade it deserves was judged by readers
who know neither how it was found nor what was hoped: `evals/judgements/<name>.jsonl`, by the id
of the finding. A finding that nobody has judged is listed, and counts as wrong.

`--check` says which recorded answers are missing and which nobody asks for any more.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from evals.samples import ROOT, grounded, recorded, sample
from planproof.answers import AnswerStore
from planproof.core.base import Frozen
from planproof.core.finding import Finding, Severity
from planproof.core.request import Answer, Request
from planproof.core.review import Review
from planproof.pipeline import review, review_all_with_model
from planproof.prompts import prompts_digest
from planproof.session import Choice, Session
from planproof.settings import Keys
from planproof.tokens import estimate_tokens

JUDGEMENTS = ROOT / "evals/judgements"
TODAY = date(2026, 1, 1)
"""Waivers expire by the date; a fixed one keeps the figures."""


class Defect(Frozen):
    """A planted defect."""

    id: str
    category: str
    severity: Severity
    needs: str
    path: str
    line: int
    related: tuple[str, ...] = ()
    what: str


class Judgement(Frozen):
    """What a reader says of one finding."""

    finding: str
    title: str
    planted: tuple[str, ...] = ()
    """Ids of the planted defects that it tells of."""
    valid: bool
    grade: Severity | None
    """The grade that it deserves; None when it is not valid."""
    same_as: str | None = None
    """Id of a better-placed finding that says the same."""
    reason: str = ""
    judge: str


@dataclass(frozen=True)
class Run:
    """A review by replay, and what it asked."""

    review: Review
    requests: tuple[Request, ...]
    answers: tuple[Answer, ...]
    missing: tuple[str, ...]
    """Labels of requests that have no recorded answer."""


class _Listener:
    """Remembers what is asked and answered."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        self.missing: list[str] = []

    def planned(self, requests: Sequence[Request]) -> None:
        self.requests += requests

    def started(self, request: Request) -> None: ...
    def waiting(self, request: Request, seconds: float, why: str) -> None: ...

    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:  # noqa: ARG002 - the protocol's
        self.answers.append(answer)

    def failed(self, request: Request, failure: object) -> None:  # noqa: ARG002 - the protocol's
        self.missing.append(f"{request.key} {request.pass_} of {request.label}")


@lru_cache(maxsize=8)
def replayed(name: str) -> Run:
    """The review of a sample plan by its recording."""
    listener, own = _Listener(), sample(name)
    settings = own.settings("replay")
    session = Session(
        Choice("replay", "any"), settings, Keys(), answers=own.answers, progress=listener
    )
    (found,) = asyncio.run(review_all_with_model([own.plan], [settings], TODAY, session))
    return Run(found, tuple(listener.requests), tuple(listener.answers), tuple(listener.missing))


def every() -> list[str]:
    """Names of all samples; those with a code base where it can be read as it was then."""
    return [*recorded(), *(name for name in grounded() if is_comparable(name))]


def is_comparable(name: str) -> bool:
    """True when definitions are found here as they were found for the recording."""
    about = sample(name).about
    found = replayed(name).review.grounding
    return about is None or (found is not None and found.symbols_by == about.symbols_by)


def planted(name: str) -> list[Defect]:
    lines = sample(name).defects.read_text(encoding="utf-8").splitlines()
    return [Defect.model_validate_json(line) for line in lines]


def judged(name: str) -> dict[str, Judgement]:
    path = JUDGEMENTS / f"{name}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = map(Judgement.model_validate_json, lines)
    return {each.finding: each for each in found}


def stale(name: str, run: Run) -> tuple[list[str], list[str]]:
    """Requests without an answer, and keys of answers that nobody asks for."""
    asked = {request.key for request in run.requests}
    kept = AnswerStore(sample(name).answers).keys()
    orphans = [key for key in kept if key not in asked]
    return list(run.missing), orphans


@dataclass(frozen=True)
class Score:
    """The figures of one plan."""

    name: str
    planted: int
    found: int
    found_by_checks: int
    criticals: int
    criticals_in_ten: int
    grave: int
    """Findings graded critical or major."""
    grave_wrong: int
    graded_critical: int
    deserved_critical: int
    same: int
    findings: int
    ratio: float
    """Output tokens of the first pass for each token of plan, both estimated."""
    requests: int
    unjudged: tuple[str, ...]
    missed: tuple[str, ...]


def score(name: str) -> Score:
    run, defects, known = replayed(name), planted(name), judged(name)
    findings = run.review.findings
    own = sample(name)
    alone = review(own.plan, own.settings("none"), TODAY).findings
    hits = _hits(findings, known)
    grave = [each for each in findings if each.severity != "minor"]
    critical = [each for each in findings if each.severity == "critical"]
    worst = [each.id for each in defects if each.severity == "critical"]
    first = _hits(findings[:10], known)
    return Score(
        name=name,
        planted=len(defects),
        found=sum(each.id in hits for each in defects),
        found_by_checks=sum(_near(each, alone) for each in defects if each.needs == "check"),
        criticals=len(worst),
        criticals_in_ten=sum(each in first for each in worst),
        grave=len(grave),
        grave_wrong=sum(not _valid(each, known) for each in grave),
        graded_critical=len(critical),
        deserved_critical=sum(_deserved(each, known) for each in critical),
        same=sum(known[each.id].same_as is not None for each in findings if each.id in known),
        findings=len(findings),
        ratio=_ratio(run),
        requests=len(run.requests),
        unjudged=tuple(f"{each.id} {each.title}" for each in findings if each.id not in known),
        missed=tuple(f"{each.id} ({each.severity}): {each.what}" for each in defects
                     if each.id not in hits),
    )  # fmt: skip


def _hits(findings: Iterable[Finding], known: dict[str, Judgement]) -> set[str]:
    return {name for each in findings if each.id in known for name in known[each.id].planted}


def _valid(finding: Finding, known: dict[str, Judgement]) -> bool:
    return finding.id in known and known[finding.id].valid


def _deserved(finding: Finding, known: dict[str, Judgement]) -> bool:
    return _valid(finding, known) and known[finding.id].grade == "critical"


def _near(defect: Defect, findings: Iterable[Finding]) -> bool:
    return any(
        place.path == defect.path and place.line_start - 3 <= defect.line <= place.line_end + 3
        for finding in findings
        for place in (finding.location, *finding.related)
    )


def _ratio(run: Run) -> float:
    first = {each.key for each in run.requests if each.schema_name == "phase_review"}
    output = sum(estimate_tokens(each.text) for each in run.answers if each.key in first)
    return output / sum(each.tokens for each in run.review.plan.documents)


def show(scores: Sequence[Score]) -> None:
    """Print the figures, and what is behind them."""
    rows = [("", *(each.name for each in scores), "all")]
    rows += [(name, *values) for name, values in _rows(scores)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))
    for each in scores:
        for text in each.missed:
            print(f"\nmissed: {text}", end="")
        for text in each.unjudged:
            print(f"\nnot judged ({each.name}): {text}", end="")
    print()


def _rows(scores: Sequence[Score]) -> list[tuple[str, list[str]]]:
    def share(part: str, whole: str) -> list[str]:
        pairs = [(getattr(each, part), getattr(each, whole)) for each in scores]
        pairs.append((sum(a for a, _ in pairs), sum(b for _, b in pairs)))
        return [f"{a}/{b} ({a / b:.0%})" if b else "0/0" for a, b in pairs]

    number = [str(each.findings) for each in scores]
    ratio = [f"{each.ratio:.2f}" for each in scores]
    return [
        ("planted defects found", share("found", "planted")),
        ("by the checks alone", share("found_by_checks", "planted")),
        ("planted criticals among the first ten", share("criticals_in_ten", "criticals")),
        ("critical and major findings that are wrong", share("grave_wrong", "grave")),
        ("criticals that deserve it", share("deserved_critical", "graded_critical")),
        ("findings that another says already", share("same", "findings")),
        ("findings", [*number, str(sum(each.findings for each in scores))]),
        ("requests", [*(str(each.requests) for each in scores),
                      str(sum(each.requests for each in scores))]),
        ("output tokens of the first pass by token of plan", [*ratio, ""]),
    ]  # fmt: skip


def check() -> int:
    """Name what is missing and what is left over; 1 when there is any."""
    wrong, names = 0, every()
    for name in names:
        missing, orphans = stale(name, replayed(name))
        for label in missing:
            print(f"{name}: no answer for {label}")
        for key in orphans:
            print(f"{name}: nobody asks for {key}.json")
        wrong += len(missing) + len(orphans)
    if not wrong:
        print(f"every request of {', '.join(names)} has its answer, and none is left over")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="list missing and orphaned answers")
    parser.add_argument("--output", type=Path, default=ROOT / "build/recordings.json")
    options = parser.parse_args()
    if options.check:
        return check()
    scores = [score(name) for name in every()]
    print(f"prompts {prompts_digest()}")
    show(scores)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    body = {"prompts": prompts_digest(), "plans": [asdict(each) for each in scores]}
    options.output.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
