"""Plans, requests and answers for the tests of the passes."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from planproof.chunks import chunk_plan
from planproof.core.base import Location
from planproof.core.chunk import Chunk
from planproof.core.draft import Stated
from planproof.core.finding import Evidence, Finding, Severity
from planproof.core.plan import Plan
from planproof.core.request import Answer, Request, StopReason
from planproof.core.rubric import Criterion, Rubric
from planproof.criteria import criteria_for, known_rules
from planproof.passes.asked import Asking
from planproof.passes.depth import DepthName, load_depth
from planproof.passes.phase_review import LETTERS, PhaseReview, Question
from planproof.passes.rounds import Ask, NoAnswer
from planproof.prompts import load_rubric
from planproof.sources import load
from tests.review_factory import finding

README = """\
# Ferry

## Decisions

- D1: Times are kept in UTC.
- D2: The store is SQLite.

## Goals

Passengers see the next departure within two seconds.
"""

PHASE_1 = """\
# Phase 1: Timetable

Everything that knows when a ferry leaves.

## Task 1: Import departures

### Goal

The table `departures` holds every departure of the coming week.

### Steps

1. Write `ferry/importer.py`, which reads the harbour's feed once an hour.
2. Store each departure in local time, in the column `leaves_at`.

### Verification

```bash
pytest tests/test_importer.py
```

## Task 2: Serve departures

### Goal

`GET /departures` answers with the next ten departures.

### Steps

1. Read the table `departures` and sort by `leaves_at`.

### Verification

- [ ] The endpoint answers within 200 ms.
"""

PHASE_2 = """\
# Phase 2: Board

## Task 1: Show the board

### Goal

The board at the pier shows the next departure.

### Steps

1. Ask `GET /departures/next` every minute.
2. Take the texts from the table `notices`.

### Verification

- [ ] The board shows a departure.

## Task 2: Retire the old board

### Steps

1. Switch the old board off at night.
"""

FERRY: Mapping[str, str] = {
    "README.md": README,
    "phase-1.md": PHASE_1,
    "phase-2.md": PHASE_2,
}


def plan_of(texts: Mapping[str, str]) -> Plan:
    """The plan in some documents, by their paths."""
    with TemporaryDirectory() as name:
        folder = Path(name, "plan")
        for path, text in texts.items():
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_text(text, encoding="utf-8")
        return load(folder).model_copy(update={"root": "plan"})


@cache
def ferry() -> Plan:
    return plan_of(FERRY)


@cache
def fixture(name: str) -> Plan:
    return load(Path("fixtures/plans") / name)


@cache
def rubric() -> Rubric:
    return load_rubric("engineer", rules=known_rules())


@cache
def criteria() -> tuple[Criterion, ...]:
    return criteria_for(rubric(), None, repository=False)


def asking(**changes: object) -> Asking:
    values = {"model": "m", "effort": "medium", "rubric": rubric(), "criteria": criteria()}
    return Asking.model_validate({**values, **changes})


def phase_review(plan: Plan, depth: DepthName = "standard", /, **changes: object) -> PhaseReview:
    return PhaseReview(plan, asking(**changes), load_depth(depth))


def chunk_of(plan: Plan, path: str) -> Chunk:
    """The only chunk of a document."""
    (found,) = (each for each in chunk_plan(plan, 8_000) if each.path == path)
    return found


def question_of(plan: Plan, path: str, depth: DepthName = "standard") -> Question:
    """The first question about a document."""
    return next(phase_review(plan, depth).questions(chunk_of(plan, path)))


def line_of(plan: Plan, path: str, text: str) -> int:
    """Number of the first line that holds a text."""
    return next(n for n, line in enumerate(plan.document(path).lines, 1) if text in line)


def full_grid(question: Question) -> list[dict[str, str]]:
    letters = LETTERS[: len(question.criteria)]
    return [
        {"unit": unit.id, "ok": letters, "defect": "", "unjudged": ""} for unit in question.units
    ]


def defect(**changes: object) -> dict[str, object]:
    """A defect as a model tells it."""
    return {
        "criterion": "contradiction",
        "line": 13,
        "quote": "Store each departure in local time",
        "title": "Local time against UTC",
        "why": "Readers take one for the other.",
        "severity_reason": "wrong times are shown",
        "severity": "critical",
        "confidence": "high",
        "fix": "Store UTC.",
        "example": "",
        **changes,
    }


def phase_answer(question: Question, **changes: object) -> str:
    """An answer that judges every unit and finds nothing, unless changed."""
    values: dict[str, object] = {
        "grid": full_grid(question),
        "defects": [],
        "minor": [],
        "strengths": [],
        "unjudged": [],
        "produces": [],
        "consumes": [],
        "facts": [],
    }
    return json.dumps({**values, **changes})


def stated(plan: Plan, kind: str, about: str, says: str, path: str, line: int) -> Stated:
    """What the part of a plan around a line states there."""
    phase, _ = plan.owner(path, line)
    at = Location(path=path, line_start=line, line_end=line)
    values = {"kind": kind, "about": about, "says": says, "phase": phase.id if phase else None}
    return Stated.model_validate({**values, "at": at})


def told(
    plan: Plan, path: str, text: str, severity: Severity = "major", /, **changes: object
) -> Finding:
    """A model's finding at the first line that holds a text."""
    line = line_of(plan, path, text)
    at = Evidence(
        path=path, line_start=line, line_end=line, quote=plan.document(path).lines[line - 1]
    )
    made = finding("contradiction", at, severity=severity, title=f"About {text}")
    return made.model_copy(update={"source": "model", **changes})


def answer(request: Request, text: str = "", stop: StopReason = "end") -> Answer:
    return Answer(key=request.key, origin="synthetic", model="m", created="", stop=stop, text=text)


class Scripted:
    """An `Ask` that answers each request by a function, and remembers what it was asked.

    As with the store of answers, a key that was answered is not asked again.
    """

    def __init__(self, reply: Callable[[Request], Answer | NoAnswer | str]) -> None:
        self._reply = reply
        self._store: dict[str, Answer] = {}
        self.rounds: list[list[Request]] = []
        """What was asked in each call, without what the store has."""

    @property
    def asked(self) -> list[Request]:
        return [each for one in self.rounds for each in one]

    async def __call__(self, requests: Sequence[Request]) -> dict[str, Answer | NoAnswer]:
        await asyncio.sleep(0)
        new = {each.key: each for each in requests if each.key not in self._store}
        self.rounds.append(list(new.values()))
        found: dict[str, Answer | NoAnswer] = {}
        for key, each in new.items():
            reply = self._reply(each)
            found[key] = answer(each, reply) if isinstance(reply, str) else reply
        self._store |= {key: each for key, each in found.items() if isinstance(each, Answer)}
        return {each.key: found.get(each.key) or self._store[each.key] for each in requests}


def as_ask(scripted: Scripted) -> Ask:
    """*scripted* seen as what the passes take; mypy holds the two together."""
    return scripted
