"""A model made up for tests: it reads what it is sent and answers as the schema asks.

It is a function of a seed, the message and the schema, so whoever is asked the same answers the
same, on whatever way the question came. Its quotes are real and its claims mean nothing.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from planproof.core.request import Request

Json = dict[str, Any]
Twist = Callable[[Json, Random, str], "Json | str"]
"""Spoils an answer: gets it, randomness and the message; gives JSON or any text."""

_NUMBERED = re.compile(r"^(\d+)\| (.*)$", re.MULTILINE)
_UNIT = re.compile(r"^- `(u\d+)`: .* \(lines (\d+)-(\d+)\)(?: by (.*))?$", re.MULTILINE)
_LETTER = re.compile(r"^- \*\*(\w)\*\* `([\w-]+)`: ", re.MULTILINE)
_STATEMENT = re.compile(r"^(s\d+) \[", re.MULTILINE)
_QUESTION = re.compile(r"^- `(q\d+)` .*\((s\d+(?:(?:, | to )s\d+)*)\)$", re.MULTILINE)
_DRAFT = re.compile(r"^# Draft `(d\d+)`: ", re.MULTILINE)
_FINDING = re.compile(r"^- `(f\d+)` (critical|major|minor), ", re.MULTILINE)
_STRENGTH = re.compile(r"^- `(g\d+)` ", re.MULTILINE)
_TICKED = re.compile(r"`([\w./-]{3,40})`")
_SEVERITIES = ("critical", "major", "major", "minor")
_KINDS = ("decision", "value", "name", "reference", "deferral", "schedule")


@dataclass(frozen=True)
class Line:
    """A line of the part that is judged."""

    number: int
    text: str

    @property
    def words(self) -> str:
        """Its first words, for a title."""
        return " ".join(re.sub(r"[|#>*\[\]]", " ", self.text).split()[:6])


@dataclass(frozen=True)
class Synthetic:
    """Answers a message."""

    seed: int = 1
    stands: float = 0.8
    """How often it finds that a draft stands."""
    facts: bool = True
    """Whether it states facts: without any there is nothing to compare across phases."""
    twist: Twist | None = None

    def __call__(self, message: str, schema: Mapping[str, Any]) -> str:
        answer = self.answer(message, schema)
        if self.twist is None:
            return json.dumps(answer)
        twisted = self.twist(answer, self._random("twist", message), message)
        return twisted if isinstance(twisted, str) else json.dumps(twisted)

    def reply(self, request: Request) -> str:
        """The answer to a request."""
        return self(request.text, request.output_schema)

    def twisted(self, twist: Twist) -> "Synthetic":
        """The same model, whose answers are spoilt."""
        return replace(self, twist=twist)

    def answer(self, message: str, schema: Mapping[str, Any]) -> Json:
        """What it means to say."""
        random = self._random("answer", message)
        asked = set(schema["properties"])
        if "grid" in asked:
            return self._phase(message, random)
        if "questions" in asked:
            return self._across(message, schema, random)
        if "rulings" in asked:
            return self._rulings(message, random)
        return self._summary(message, random)

    def _random(self, use: str, message: str) -> Random:
        digest = hashlib.sha256(message.encode("utf-8", "surrogatepass")).hexdigest()
        return dice(f"{self.seed} {use} {digest}")

    def _phase(self, message: str, random: Random) -> Json:
        task = message[message.rindex("# Your task") :]
        lines = part(message)
        units = [(match[1], int(match[2]), int(match[3])) for match in _UNIT.finditer(task)]
        letters = {match[2]: match[1] for match in _LETTER.finditer(task)}
        good = [line for line in lines if _quotable(line)]
        defects = [
            self._defect(line, random.choice(list(letters)), random)
            for line in _some(good, min(2, _limit(task, "defects")), random)
        ]
        small = [
            {**_place(line), "criterion": random.choice(list(letters)),
             "title": f"Loose wording: {line.words}", "fix": f"Tighten {line.words}"}
            for line in _some(good, min(1, _limit(task, "minor")), random)
        ]  # fmt: skip
        praise = [
            {**_place(line), "text": f"It is told where this is: {line.words}"}
            for line in _some(good, min(1, _limit(task, "strengths")), random)
        ]
        answer: Json = {
            "grid": list(_grid(units, letters, [*defects, *small])),
            "defects": defects,
            "minor": small,
            "strengths": praise,
            "unjudged": [],
        }
        return answer | self._facts(good, task, random)

    def _defect(self, line: Line, criterion: str, random: Random) -> Json:
        return {
            "criterion": criterion,
            **_place(line),
            "title": f"Not said enough: {line.words}",
            "why": "Whoever builds it has to guess.",
            "severity_reason": "They build it twice.",
            "severity": random.choice(_SEVERITIES),
            "confidence": random.choice(("high", "medium", "low")),
            "fix": f"Say more of {line.words}",
            "example": random.choice(("", "It answers `ok`.")),
        }

    def _facts(self, good: Sequence[Line], task: str, random: Random) -> Json:
        if not self.facts or not _limit(task, "facts"):
            return {"produces": [], "consumes": [], "facts": []}
        named = [(line, match[1]) for line in good for match in _TICKED.finditer(line.text)]
        things = [
            {"name": name, "form": "", "line": line.number}
            for line, name in _some(named, 2 * _limit(task, "produces"), random)
        ]
        told = _some(good, min(2, _limit(task, "facts")), random)
        facts = [
            {"about": line.words, "says": line.text[:60], "kind": random.choice(_KINDS),
             "line": line.number}
            for line in told
        ]  # fmt: skip
        half = len(things) // 2
        return {"produces": things[:half], "consumes": things[half:], "facts": facts}

    def _across(self, message: str, schema: Mapping[str, Any], random: Random) -> Json:
        asked = [(match[1], match[2]) for match in _QUESTION.finditer(message)]
        criteria = schema["$defs"]["CrossDefect"]["properties"]["criterion"]["enum"]
        defects = []
        bad = {name for name, _ in _some(asked, 2, random)}
        for name, told in asked:
            ids = [each for each in re.split(r", | to ", told) if each in statements(message)]
            if name in bad:
                defects.append(
                    {
                        "criterion": random.choice(criteria),
                        "statements": ids[:2],
                        "title": f"What {' and '.join(ids[:2])} say does not fit",
                        "why": "One of them is built wrong.",
                        "severity_reason": "It shows when both are built.",
                        "severity": random.choice(_SEVERITIES),
                        "confidence": "medium",
                        "fix": f"Let {ids[0]} say what {ids[-1]} says",
                    }
                )
        judged = [
            {"question": name, "verdict": "defect" if name in bad else "ok"} for name, _ in asked
        ]
        return {"questions": judged, "defects": defects}

    def _rulings(self, message: str, random: Random) -> Json:
        def ruling(draft: str) -> Json:
            stands = random.random() < self.stands
            verdict = "stands" if stands else random.choice(("refuted", "unsure"))
            severity = random.choice(("critical", "major"))
            return {
                "draft": draft,
                "reason": "The lines shown decide it.",
                "verdict": verdict,
                "severity": severity,
            }

        return {"rulings": [ruling(match[1]) for match in _DRAFT.finditer(message)]}

    def _summary(self, message: str, random: Random) -> Json:
        findings = [match[1] for match in _FINDING.finditer(message)]
        severe = [match[1] for match in _FINDING.finditer(message) if match[2] != "minor"]
        strengths = [match[1] for match in _STRENGTH.finditer(message)]
        refs = _some([*findings, *strengths], 2, random)
        return {
            "summary": [
                {"text": f"Sentence {number} rests on what was found.", "refs": refs}
                for number in (1, 2, 3)
            ],
            "strengths": [
                {"text": f"Strength {each} matters most.", "refs": [each]} for each in strengths[:3]
            ],
            "order": random.sample(severe, len(severe)),
            "same": [],
        }


def dice(seed: int | str) -> Random:
    """Randomness that repeats."""
    return Random(seed)  # noqa: S311 - nothing here is secret


def part(message: str) -> tuple[Line, ...]:
    """The lines of the part that a message asks about, by their numbers in it."""
    start = message.rindex("# The part to judge")
    text = message[start : message.rindex("# Your task")]
    return tuple(Line(int(match[1]), match[2]) for match in _NUMBERED.finditer(text))


def statements(message: str) -> frozenset[str]:
    """Ids of the statements that a message of the cross-phase pass shows."""
    return frozenset(match[1] for match in _STATEMENT.finditer(message))


def pass_of(schema: Mapping[str, Any]) -> str:
    """Which pass asks for an answer of this schema."""
    names = {
        "grid": "phase-review",
        "questions": "cross-phase",
        "rulings": "verification",
        "order": "synthesis",
    }
    return next(name for key, name in names.items() if key in schema["properties"])


def _place(line: Line) -> Json:
    return {"line": line.number, "quote": line.text.strip()}


def _quotable(line: Line) -> bool:
    letters = sum(c.isalnum() for c in line.text)
    return 12 <= letters <= 300 and "…" not in line.text and "..." not in line.text


def _some(items: Sequence[Any], most: int, random: Random) -> list[Any]:
    """At most so many of *items*, in their order."""
    chosen = sorted(random.sample(range(len(items)), min(most, len(items))))
    return [items[at] for at in chosen]


def _limit(task: str, name: str) -> int:
    """How many entries of a list the task allows."""
    found = re.search(rf"^- `{name}`: .*?[Aa]t most (\d+)", task, re.MULTILINE)
    return int(found[1]) if found else 0


def _grid(
    units: Sequence[tuple[str, int, int]], letters: Mapping[str, str], defects: Sequence[Json]
) -> Iterator[Json]:
    for unit, start, end in units:
        here = {letters[each["criterion"]] for each in defects if start <= each["line"] <= end}
        ok = "".join(letter for letter in letters.values() if letter not in here)
        yield {"unit": unit, "ok": ok, "defect": "".join(sorted(here)), "unjudged": ""}
