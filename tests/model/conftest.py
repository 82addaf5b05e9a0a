"""A small plan, the program with a server behind it, and a clock that does not wait."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue

from planproof import prepared, session
from planproof.asking import Asker
from planproof.checks import registry
from planproof.cli.main import main
from planproof.passes import asked, shapes
from planproof.providers import anthropic, openai
from planproof.retrying import Patience
from tests.cli.conftest import Result, marked_defect
from tests.providers.scripted import Flavour, ScriptedServer
from tests.providers.shared import KEY, alone

PHASE = """\
# Phase {n}: {name}

## Task 1: Create the {thing}

**Goal:** The {thing} is there, and `{thing}_id` names each row of it.

**Files:**

- Create: `src/{thing}.py`
- Create: `src/{thing}_test.py`

**Steps:**

1. Write the table `{thing}s` with the columns `{thing}_id` and `made_at`.
2. Let `GET /{thing}s/{{id}}` answer within {n}00 milliseconds.
3. Send the event `{thing}-made` to the queue once for each {thing}.

**Verification:**

- [ ] `make check-{thing}` prints `{thing} ok`.

## Task 2: Show the {thing}

**Goal:** Staff see each {thing} on the page `/{thing}s`.

**Steps:**

1. The page lists the {n}0 newest rows of `{thing}s`, the newest first.
2. A {thing} that was deleted is not shown and answers 404.

**Verification:**

- [ ] `make check-{thing}-page` prints `{thing} page ok`.
"""
THINGS = (("Storage", "bucket"), ("Orders", "order"), ("Mail", "letter"))
OVERVIEW = """\
# Mill: orders and letters

## Goals

Staff of the mill keep orders in one place and write letters about them.

## Decisions

- All tables are in the database `mill`.
- All times are in UTC.
"""


@dataclass(frozen=True)
class Reviewed(Result):
    """What the program said, with its report."""

    @property
    def review(self) -> dict[str, Any]:
        return dict(json.loads(self.out))

    def coverage(self) -> dict[str, tuple[str, str | None]]:
        """State and reason by pass and place: `phase-review phase-1`."""
        return {
            " ".join(filter(None, (each["pass"], each["phase"], each["path"]))): (
                each["state"],
                each["reason"],
            )
            for each in self.review["coverage"]["passes"]
            if each["pass"] != "checks"  # noqa: S105 - no password
        }

    def states(self) -> dict[str, str]:
        return {place: state for place, (state, _) in self.coverage().items()}

    def by(self, source: str) -> list[dict[str, Any]]:
        """Findings of the checks, or of the model."""
        return [each for each in self.review["findings"] if each["source"] == source]

    def without_usage(self) -> str:
        """The JSON of the review, apart from what it used."""
        review = self.review
        del review["usage"]
        return json.dumps(review, ensure_ascii=True, indent=1)


@dataclass
class Clock:
    """Time that passes at once when somebody waits for it."""

    slept: list[float] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    """Arguments of `Asker` that a test wants otherwise."""

    def now(self) -> float:
        return time.monotonic() + sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def asker(self, *args: Any, **given: Any) -> Asker:  # noqa: ANN401 - passed on
        own: dict[str, Any] = {"now": self.now, "sleep": self.sleep}
        patience = Patience(jitter=max)
        return Asker(*args, **{**given, **own, "patience": patience, **self.changes})


@dataclass(frozen=True)
class Pilot:
    """Runs reviews of one plan against one server."""

    server: ScriptedServer
    answers: Path
    run: Callable[..., Reviewed]
    patch: pytest.MonkeyPatch

    def flags(self, flavour: Flavour) -> tuple[str, ...]:
        """How the program is told to ask that way."""
        if flavour == "chat":
            url = self.server.base_url("chat")
            return ("--provider", "openai", "--base-url", url, "--model", "local-model")
        return ("--provider", "anthropic" if flavour == "anthropic" else "openai")

    def __call__(self, plan: Path, flavour: Flavour, *flags: str | Path) -> Reviewed:
        home = self.server.base_url("responses")
        # A compatible server is whatever is not at OpenAI's own address.
        self.patch.setattr(
            openai, "_HOME", "https://api.openai.com/v1" if flavour == "chat" else home
        )
        own = (*self.flags(flavour), "--answers", self.answers, "--format", "json")
        return self.run("review", plan, *own, *flags)

    def elsewhere(self, answers: Path) -> "Pilot":
        """The same with another folder of answers."""
        return replace(self, answers=answers)


def write_plan(folder: Path, *lines: str, overview: str = OVERVIEW) -> Path:
    """The plan with three phases; *lines* are added to the second."""
    folder.mkdir(parents=True)
    (folder.parent / ".git").mkdir(exist_ok=True)
    for number, (name, thing) in enumerate(THINGS, 1):
        text = PHASE.format(n=number, name=name, thing=thing)
        if number == 2:
            text += "".join(f"\n{line}\n" for line in lines)
        (folder / f"Phase-{number}.md").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(overview, encoding="utf-8")
    return folder


@cache
def _schema(shape: type[shapes.Shape], enums: str) -> dict[str, JsonValue]:
    return shapes.schema_of(shape, json.loads(enums))


@pytest.fixture(autouse=True)
def schemas_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making schemas is most of what these tests would do, and they are always the same."""
    made = lambda shape, enums: _schema(shape, json.dumps(enums))  # noqa: E731 - it has two types
    monkeypatch.setattr(asked, "schema_of", made)


@pytest.fixture(autouse=True)
def no_syncing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for the disk is most of the rest; no power fails between two runs of a test."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan, without defects that `only_marks` knows."""
    return write_plan(tmp_path / "mill")


@pytest.fixture
def only_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the one check be `marked-defect`: it finds the words "a critical defect" and the like."""
    check = marked_defect()
    monkeypatch.setattr(prepared, "CHECKS", (check,))
    monkeypatch.setattr(registry, "CHECKS", (check,))
    monkeypatch.setattr(registry, "_BY_ID", {check.RULE.id: check})


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Reviewed]:
    """Runs the program in this process."""

    def call(*arguments: str | Path) -> Reviewed:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert "internal error" not in captured.err
        return Reviewed(code, captured.out, captured.err)

    return call


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of all runs; waiting costs no time."""
    made = Clock()
    monkeypatch.setattr(session, "Asker", made.asker)
    return made


@pytest.fixture
def pilot(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[..., Reviewed],
    caplog: pytest.LogCaptureFixture,
    clock: Clock,  # noqa: ARG001 - nobody waits
) -> Iterator[Pilot]:
    """Reviews whose providers' own APIs are on this machine; no key may come out of them."""
    alone(monkeypatch)
    monkeypatch.setenv("PLANPROOF_DEBUG", "1")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.INFO)
    with ScriptedServer() as server:
        monkeypatch.setattr(anthropic, "_HOME", server.base_url("anthropic"))
        # A client that hangs up is part of the game.
        server._http.handle_error = lambda *_: None  # type: ignore[method-assign] # for this one
        told: list[str] = []

        def listening(*arguments: str | Path) -> Reviewed:
            result = run(*arguments)
            told.extend((result.out, result.err))
            return result

        yield Pilot(server, tmp_path / "answers", listening, monkeypatch)
    for sent in server.requests:
        told.append(sent.raw.decode())
        assert KEY in sent.headers.get("x-api-key", sent.headers.get("authorization", ""))
    told += [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    told += [logging.Formatter().format(record) for record in caplog.records]
    assert not [text for text in told if KEY in text]


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests be sent one after the other, in the order of their importance."""
    for provider in (anthropic.AnthropicProvider, openai.OpenAIProvider):
        monkeypatch.setattr(provider, "concurrency", 1)
