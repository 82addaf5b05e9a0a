"""Servers and models in trouble: how often they are asked, and what the review says then."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from itertools import product
from pathlib import Path

import pytest

from planproof.retrying import Patience
from tests.model.conftest import PHASE, Clock, Pilot, write_plan
from tests.model.synthetic import Synthetic
from tests.model.wire import FLAVOURS, answering, messages, seen, serve
from tests.providers.scripted import Flavour, Scripted, Sent, failed, said, shortened
from tests.providers.shared import KEY, heard

pytestmark = pytest.mark.usefixtures("only_marks", "one_at_a_time")
every_way = pytest.mark.parametrize("flavour", FLAVOURS)

FINAL = (400, 401, 402, 403, 404)
LATER = (408, 409, 429, 500, 503, 529)
BACKOFF = [1.0, 2.0, 4.0, 8.0]
WAITS: dict[str, tuple[dict[str, str], list[float]]] = {
    "none": ({}, BACKOFF),
    "seconds": ({"retry-after": "7"}, [7.0] * 4),
    "milliseconds": ({"retry-after-ms": "250", "retry-after": "9"}, [0.25] * 4),
    "a date gone by": ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, [0.0] * 4),
    "nonsense": ({"retry-after": "soon"}, BACKOFF),
    "an hour": ({"retry-after": "3600"}, []),
    "a date far off": ({"retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"}, []),
}
"""Headers, and the seconds that are waited after them."""
SPLITS = 1 + 2 + 4 + 8
"""Requests for a part that is always too long: the whole, halves, quarters, eighths."""
LEAK = f"no luck with {KEY}"


@pytest.fixture
def one_phase(tmp_path: Path) -> Path:
    """A plan for which one request is sent when that one fails."""
    folder = tmp_path / "short"
    folder.mkdir()
    (tmp_path / ".git").mkdir()
    text = PHASE.format(n=1, name="Storage", thing="bucket")
    (folder / "Phase-1.md").write_text(text, encoding="utf-8")
    return folder


def in_turn(*values: Iterable[object]) -> list[tuple[object, ...]]:
    """All combinations, each with one of the ways to ask: every value meets every way."""
    pairs = product(*map(enumerate, values))
    return [
        (*(value for _, value in pair), FLAVOURS[sum(at for at, _ in pair) % len(FLAVOURS)])
        for pair in pairs
    ]


def always(pilot: Pilot, reply: Callable[[Flavour], Scripted]) -> None:
    """Answer so to every request."""
    serve(pilot.server, lambda sent: reply(seen(sent).flavour))


@pytest.mark.parametrize(("status", "wait", "flavour"), in_turn(LATER, WAITS))
def test_a_status_that_may_pass(
    pilot: Pilot, one_phase: Path, clock: Clock, status: int, wait: str, flavour: Flavour
) -> None:
    headers, waits = WAITS[wait]
    always(pilot, lambda _: failed(status, LEAK, headers=headers))
    result = pilot(one_phase, flavour)
    assert pilot.server.count == (len(waits) + 1)
    assert clock.slept == waits
    state, reason = result.coverage()["phase-review phase-1"]
    assert (state, result.review["verdict"], result.code) == ("failed", "incomplete", 4)
    assert f"answered {status}" in str(reason)
    assert ("given up after 5 attempts" if waits else "the server asks to wait") in str(reason)
    assert f"failed: {reason}" in result.err


def test_a_date_in_a_minute_is_waited_for(pilot: Pilot, one_phase: Path, clock: Clock) -> None:
    when = formatdate(time.time() + 60, usegmt=True)
    always(pilot, lambda _: failed(429, headers={"retry-after": when}))
    pilot(one_phase, "anthropic")
    assert len(clock.slept) == 4
    assert all(50 < seconds <= 60 for seconds in clock.slept)


@pytest.mark.parametrize(("status", "flavour"), in_turn(FINAL))
def test_a_status_that_is_final(
    pilot: Pilot, one_phase: Path, clock: Clock, status: int, flavour: Flavour
) -> None:
    always(pilot, lambda _: failed(status, LEAK, headers={"retry-after": "7"}))
    result = pilot(one_phase, flavour)
    assert (pilot.server.count, clock.slept) == (1, [])
    state, reason = result.coverage()["phase-review phase-1"]
    assert (state, result.review["verdict"], result.code) == ("failed", "incomplete", 4)
    assert f"answered {status}" in str(reason)


@pytest.mark.parametrize(("status", "flavour"), in_turn(FINAL[1:]))
def test_what_fails_for_all_is_asked_once(
    pilot: Pilot, plan: Path, status: int, flavour: Flavour
) -> None:
    answer = answering(Synthetic())
    always_fails = failed(status, LEAK)
    serve(pilot.server, lambda sent: always_fails if _about_second(sent) else answer(sent))
    result = pilot(plan, flavour)
    # The first phase was answered; nothing is sent after the second.
    assert pilot.server.count == 2
    states = result.states()
    assert states.pop("phase-review phase-1") == "reviewed"
    assert states.pop("verification") in ("failed", "skipped")
    assert set(states.values()) <= {"failed", "skipped"}
    assert {each["phase"] for each in result.by("model")} == {"phase-1"}
    assert (result.review["verdict"], result.code) == ("incomplete", 4)


@every_way
def test_too_large_is_asked_in_halves(pilot: Pilot, one_phase: Path, flavour: Flavour) -> None:
    answer = answering(Synthetic())
    pilot.server.queue(flavour, failed(413))
    serve(pilot.server, answer)
    result = pilot(one_phase, flavour)
    passes = [seen(each).pass_ for each in pilot.server.requests]
    assert passes[:4].count("phase-review") == 3
    assert passes.count("phase-review") == 3
    assert set(result.states().values()) == {"reviewed"}
    assert result.by("model")


@every_way
def test_too_large_for_ever(pilot: Pilot, one_phase: Path, flavour: Flavour) -> None:
    always(pilot, lambda _: failed(413))
    result = pilot(one_phase, flavour)
    assert pilot.server.count == SPLITS
    assert result.coverage()["phase-review phase-1"][0] == "failed"
    assert result.code == 4


@dataclass(frozen=True)
class Broken:
    """A reply that is no answer."""

    id: str
    reply: Callable[[Flavour], Scripted]
    requests: int
    words: str

    def __str__(self) -> str:
        return self.id


ANSWER = '{"grid": [], "defects": []}'
BROKEN = (
    Broken("html", lambda _: Scripted(b"<html>Gate</html>", kind="text/html"), 5, "cannot be read"),
    Broken("html-502", lambda _: Scripted(b"<html>", 502, kind="text/html"), 5, "answered 502"),
    Broken("nothing", lambda _: Scripted(kind=""), 5, "cannot be read"),
    Broken("dropped", lambda _: Scripted(drop=True), 5, "connection to"),
    Broken("cut", lambda flavour: said(flavour, ANSWER * 9, cut=True), 5, "peer closed"),
    Broken("cut-silently", lambda f: shortened(said(f, ANSWER * 9), 300), 5, "cannot be read"),
    Broken("no-shape", lambda flavour: said(flavour, ANSWER), 2, "could not be used twice"),
    Broken("no-json", lambda flavour: said(flavour, "I approve."), 2, "could not be used twice"),
    Broken("a-list", lambda flavour: said(flavour, "[]"), 2, "could not be used twice"),
    Broken("empty", lambda flavour: said(flavour, ""), 2, "could not be used twice"),
)


@pytest.mark.parametrize(("broken", "flavour"), in_turn(BROKEN))
def test_what_is_no_answer(pilot: Pilot, one_phase: Path, broken: Broken, flavour: Flavour) -> None:
    always(pilot, broken.reply)
    result = pilot(one_phase, flavour)
    assert pilot.server.count == broken.requests
    state, reason = result.coverage()["phase-review phase-1"]
    assert (state, result.review["verdict"], result.code) == ("failed", "incomplete", 4)
    assert broken.words in str(reason)


@every_way
def test_an_answer_without_its_shape_is_repaired(
    pilot: Pilot, one_phase: Path, flavour: Flavour
) -> None:
    pilot.server.say(flavour, ANSWER)
    serve(pilot.server, answering(Synthetic()))
    result = pilot(one_phase, flavour)
    asked = [seen(each) for each in pilot.server.requests]
    assert [each.pass_ for each in asked[:2]] == ["phase-review"] * 2
    assert "minor: Field required" in asked[1].message
    assert asked[1].message.startswith(asked[0].message)
    assert set(result.states().values()) == {"reviewed"}


STOPS: dict[Flavour, dict[str, int | str]] = {
    "anthropic": {
        "end_turn": 1,
        "stop_sequence": 1,
        "pause_turn": 1,
        "tool_use": 1,
        "max_tokens": SPLITS,
        "model_context_window_exceeded": SPLITS,
        "refusal": "the model refused",
    },
    "responses": {
        "completed": 1,
        "cancelled": 1,
        "max_output_tokens": SPLITS,
        "content_filter": "content filter",
    },
    "chat": {
        "stop": 1,
        "tool_calls": 1,
        "length": SPLITS,
        "content_filter": "content filter",
    },
}
"""By stop reason: how many requests there are in all, or why the one has failed."""


@pytest.mark.parametrize(
    ("flavour", "stop"), [(flavour, stop) for flavour in STOPS for stop in STOPS[flavour]]
)
def test_stop_reasons(pilot: Pilot, one_phase: Path, flavour: Flavour, stop: str) -> None:
    expected = STOPS[flavour][stop]
    model = Synthetic()

    def answer(sent: Sent) -> Scripted:
        what = seen(sent)
        if what.pass_ != "phase-review":  # noqa: S105 - no password
            return answering(model)(sent)
        return said(flavour, model(what.message, what.schema), stop=stop)

    serve(pilot.server, answer)
    result = pilot(one_phase, flavour)
    asked = sum(seen(each).pass_ == "phase-review" for each in pilot.server.requests)  # noqa: S105 - no password
    state, reason = result.coverage()["phase-review phase-1"]
    assert asked == (expected if isinstance(expected, int) else 1)
    assert state == ("reviewed" if expected == 1 else "failed")
    assert result.code == (4 if state == "failed" else result.code)
    if isinstance(expected, str):
        assert expected in str(reason)


@pytest.mark.parametrize("flavour", ["responses", "chat"])
def test_a_refusal_in_words(pilot: Pilot, one_phase: Path, flavour: Flavour) -> None:
    always(pilot, lambda each: said(each, "", refusal="I will not."))
    result = pilot(one_phase, flavour)
    assert pilot.server.count == 1
    assert result.coverage()["phase-review phase-1"] == ("failed", "the model refused to answer")


@every_way
def test_a_body_that_is_slow(pilot: Pilot, one_phase: Path, clock: Clock, flavour: Flavour) -> None:
    clock.changes |= {"timeout": 0.5, "patience": Patience(attempts=2, jitter=max)}
    always(pilot, lambda each: said(each, ANSWER, stall=30))
    result = pilot(one_phase, flavour)
    assert pilot.server.count == 2
    assert "did not answer within 0.5 s" in str(result.coverage()["phase-review phase-1"][1])
    assert result.code == 4


@every_way
def test_a_body_that_is_slower_than_the_deadline(
    pilot: Pilot, plan: Path, flavour: Flavour
) -> None:
    answer = answering(Synthetic())
    slow = said(flavour, ANSWER, stall=30)
    serve(pilot.server, lambda sent: slow if _about_second(sent) else answer(sent))
    result = pilot(plan, flavour, "--deadline", "1")
    assert pilot.server.count == 2
    coverage = result.coverage()
    assert coverage["phase-review phase-1"] == ("reviewed", None)
    assert coverage["phase-review phase-2"][0] == "failed"
    assert "the deadline of 1 s" in str(coverage["phase-review phase-2"][1])
    for place in ("phase-review phase-3", "phase-review README.md"):
        assert coverage[place] == ("pending", "the deadline of 1 s left no time for it")
    assert coverage["cross-phase"] == ("pending", "it waits for phase-review")
    assert {each["phase"] for each in result.by("model")} == {"phase-1"}
    assert (result.review["verdict"], result.code) == ("incomplete", 4)


def _about_second(sent: Sent) -> bool:
    return _judges(seen(sent).message, "Phase-2.md")


def _judges(message: str, path: str) -> bool:
    return f"\n{path}" in message.partition("# The part to judge")[2]


ONE_FAILS: dict[str, tuple[Callable[[Flavour], Scripted], int]] = {
    "400": (lambda _: failed(400, LEAK), 1),
    "429": (lambda _: failed(429, LEAK), 5),
    "500": (lambda _: failed(500, LEAK), 5),
    "html": (BROKEN[0].reply, 5),
    "dropped": (lambda _: Scripted(drop=True), 5),
    "no shape": (lambda flavour: said(flavour, ANSWER), 2),
}


@pytest.mark.parametrize(("how", "critical", "flavour"), in_turn(ONE_FAILS, [False, True]))
def test_what_succeeded_is_in_the_review(
    pilot: Pilot, tmp_path: Path, how: str, critical: bool, flavour: Flavour
) -> None:
    reply, attempts = ONE_FAILS[how]
    folder = write_plan(tmp_path / "mill", *(["This is a critical defect."] if critical else []))
    answer = answering(Synthetic())
    serve(
        pilot.server,
        lambda sent: reply(seen(sent).flavour) if _about_second(sent) else answer(sent),
    )
    result = pilot(folder, flavour)
    sent = messages(pilot.server.requests)
    assert sum(n for message, n in sent.items() if _judges(message, "Phase-2.md")) == attempts
    assert {n for message, n in sent.items() if not _judges(message, "Phase-2.md")} == {1}
    states = result.states()
    assert states.pop("phase-review phase-2") == "failed"
    assert set(states.values()) == {"reviewed"}
    assert {each["phase"] for each in result.by("model")} >= {"phase-1", "phase-3"}
    verdict = "changes-requested" if critical else "incomplete"
    assert (result.review["verdict"], result.code) == (verdict, 4)
    if critical:
        assert [each["severity"] for each in result.by("check")] == ["critical"]


@pytest.mark.parametrize("fail_on", ["never", "critical", "minor"])
def test_an_incomplete_review_never_passes(pilot: Pilot, one_phase: Path, fail_on: str) -> None:
    always(pilot, lambda _: failed(400))
    result = pilot(one_phase, "anthropic", "--fail-on", fail_on)
    assert result.code == 4
    assert "incomplete" in result.err


def test_after_trouble_that_passes_the_review_is_the_same(
    pilot: Pilot, plan: Path, tmp_path: Path
) -> None:
    serve(pilot.server, answering(Synthetic()))
    calm = pilot.elsewhere(tmp_path / "calm")(plan, "anthropic")
    count = pilot.server.count
    trouble = [failed(529), Scripted(drop=True), BROKEN[0].reply("anthropic"), failed(500)]
    pilot.server.queue("anthropic", *trouble)
    stormy = pilot(plan, "anthropic")
    assert stormy.without_usage() == calm.without_usage()
    assert pilot.server.count == 2 * count + len(trouble)


@every_way
def test_no_log_holds_a_key(
    pilot: Pilot, one_phase: Path, caplog: pytest.LogCaptureFixture, flavour: Flavour
) -> None:
    caplog.set_level(logging.DEBUG)
    pilot.server.queue(flavour, failed(500, LEAK), failed(401, LEAK))
    result = pilot(one_phase, flavour)
    assert pilot.server.count == 2
    assert "no luck with …[redacted]" in result.err
    # All else is looked at when the fixture is done.
    assert KEY not in heard(caplog)
