"""Answers spoilt in the ways in which models spoil them, and some more."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.model.synthetic import Json

INVENTED = ("Phase 97", "Task 9.47", "US-941", "Milestone 88", "Sprint 61")
"""Names that no plan of these tests has."""
_LINES = (0, -1, -(10**9), 10**9, 10**30, 1, 2)
_SEVERITIES = ("blocker", "CRITICAL", "critical ", "", None, 1, "critical", "critical")
_ODD = ("\u202eevil", "\ud800", "\x00\x1b[31m", "e\u0301", "\u200b" * 40, "😀" * 30, "  ", "\n\n")
_NOT_JSON = (
    "",
    "I approve this plan.",
    "null",
    "[]",
    "{}",
    "true",
    '{"grid": NaN}',
    "[" * 20_000,
    '{"grid":' * 5_000,
    "```json\n```",
    "\ufeff{}",
    '{"a": "\\ud800"}',
)


def corrupt(answer: Json, random: Random, message: str) -> Json | str:
    """The answer with one to four mutations."""
    spoilt: Json = json.loads(json.dumps(answer))
    for _ in range(random.randint(1, 4)):
        made = random.choice(_MUTATIONS)(spoilt, random, message)
        if isinstance(made, str):
            return made
    return spoilt


def _entries(answer: Json) -> list[Json]:
    lists = [each for each in answer.values() if isinstance(each, list)]
    return [entry for each in lists for entry in each if isinstance(entry, dict)]


def _with(answer: Json, *names: str) -> Iterator[tuple[Json, str]]:
    """Each entry with each of the keys that it has."""
    for entry in _entries(answer):
        for name in names:
            if name in entry:
                yield entry, name


def _each(answer: Json, random: Random, value: Callable[[Any], Any], *names: str) -> None:
    for entry, name in _with(answer, *names):
        if random.random() < 0.6:
            entry[name] = value(entry[name])


def _wrong_quotes(answer: Json, random: Random, _: str) -> None:
    def spoilt(quote: object) -> object:
        text = str(quote)
        at = random.randrange(len(text)) if text else 0
        return random.choice(
            (
                text[:at] + "never " + text[at:],
                text.upper(),
                text[::-1],
                text[:at] + "7" + text[at + 1 :],
                "It says that nothing is tested.",
                text[:3],
                f"{text[:at]}...{text[at:]}",
                f"12| **{text}**",
                "...",
                "",
            )
        )

    _each(answer, random, spoilt, "quote")


def _quotes_from_the_message(answer: Json, random: Random, message: str) -> None:
    """Words that stand in the message and not in the part: instructions, other parts."""

    def other(_: object) -> str:
        at = random.randrange(len(message))
        return message[at : at + random.randint(5, 300)]

    _each(answer, random, other, "quote")


def _swapped(answer: Json, random: Random, _: str) -> None:
    places = list(_with(answer, "quote", "line", "title"))
    for entry, name in places:
        other = random.choice(places)[0]
        if name in other:
            entry[name], other[name] = other[name], entry[name]


def _lines(answer: Json, random: Random, _: str) -> None:
    _each(answer, random, lambda _: random.choice(_LINES), "line")


def _invented(answer: Json, random: Random, _: str) -> None:
    def named(text: object) -> str:
        return f"{text} collides with {random.choice(INVENTED)}"

    _each(answer, random, named, "title", "why", "about", "says", "name")


def _severities(answer: Json, random: Random, _: str) -> None:
    _each(answer, random, lambda _: random.choice(_SEVERITIES), "severity")


def _worst(answer: Json, random: Random, _: str) -> None:
    _each(answer, random, lambda _: "critical", "severity")
    _each(answer, random, lambda _: "stands", "verdict")


def _criteria(answer: Json, random: Random, _: str) -> None:
    names = ("weak-tests", "broken-link", "other", "", "../../etc", "task-size", "cross-order")
    _each(answer, random, lambda _: random.choice(names), "criterion")


def _odd(answer: Json, random: Random, _: str) -> None:
    def odd(text: object) -> object:
        return random.choice((f"{text}{random.choice(_ODD)}", random.choice(_ODD)))

    _each(answer, random, odd, "title", "why", "fix", "quote", "text", "reason", "unit", "about")


def _huge(answer: Json, random: Random, _: str) -> None:
    size = random.choice((1_000, 4_000))
    texts = ("a" * size, "word " * (size // 5), "<b>" * (size // 3), "\n" * 500)
    _each(answer, random, lambda text: f"{text}{random.choice(texts)}", "title", "why", "fix",
          "quote", "text", "example", "reason")  # fmt: skip


def _many(answer: Json, random: Random, _: str) -> None:
    name = random.choice(list(answer))
    if isinstance(answer[name], list):
        answer[name] = answer[name] * random.choice((2, 3, 8))


def _many_kinds(answer: Json, random: Random, _: str) -> None:
    """Many entries, no two alike."""
    for name, value in list(answer.items()):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            more = [{**random.choice(value)} for _ in range(12)]
            for number, entry in enumerate(more):
                for key in ("title", "draft", "question", "unit", "name", "about"):
                    if isinstance(entry.get(key), str):
                        entry[key] += f" {number}"
            answer[name] = [*value, *more]


def _missing(answer: Json, random: Random, _: str) -> None:
    target = random.choice([answer, *_entries(answer)])
    if target:
        del target[random.choice(list(target))]


def _extra(answer: Json, random: Random, _: str) -> None:
    for target in (answer, *_entries(answer)):
        target[random.choice(("status", "id", "waiver", "__class__", "verdict2"))] = "waived"


def _kinds(answer: Json, random: Random, _: str) -> None:
    target = random.choice([answer, *_entries(answer)])
    if target:
        odd: tuple[object, ...] = (None, 5, 1.5, True, "x", [], {}, [[]], [None], ["s1", 5])
        target[random.choice(list(target))] = random.choice(odd)


def _empty(answer: Json, random: Random, _: str) -> None:
    name = random.choice(list(answer))
    answer[name] = []


def _ids(answer: Json, random: Random, _: str) -> None:
    """References to what is not there, or to something else."""
    wrong = ("f1", "f2", "s1", "s99", "d1", "g1", "q1", "u1", "`f1`", " s2 ", "", "f-1")
    for entry in _entries(answer):
        for name in ("statements", "refs", "drop"):
            if name in entry:
                entry[name] = [random.choice(wrong) for _ in range(random.choice((0, 1, 3, 50)))]
        for name in ("draft", "question", "unit", "keep"):
            if name in entry and random.random() < 0.5:
                entry[name] = random.choice(wrong)
    if "same" in answer:
        answer["same"] = [
            {"keep": random.choice(wrong), "drop": [random.choice(wrong) for _ in range(4)]}
            for _ in range(5)
        ]
        answer["order"] = [random.choice(wrong) for _ in range(30)]


def _grid(answer: Json, random: Random, _: str) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789é "
    for row in answer.get("grid") or []:
        if isinstance(row, dict):
            row["ok"] = "".join(random.choice(letters) for _ in range(random.choice((0, 5, 400))))


def _text(answer: Json, random: Random, _: str) -> str:
    whole = json.dumps(answer)
    return random.choice(
        (
            random.choice(_NOT_JSON),
            whole[: random.randrange(len(whole))],
            f"Here it is:\n```json\n{whole}\n```\nI hope this helps {{}}",
            whole + whole,
            whole.replace('"', "'"),
            f"{whole},",
        )
    )


Mutation = Callable[[Json, Random, str], "str | None"]
_MUTATIONS: tuple[Mutation, ...] = (
    _wrong_quotes, _wrong_quotes, _quotes_from_the_message, _swapped, _lines, _lines, _invented,
    _invented, _severities, _worst, _worst, _criteria, _odd, _odd, _huge, _many, _many_kinds,
    _missing, _extra, _kinds, _empty, _ids, _ids, _grid, _text,
)  # fmt: skip
