"""Reviews by a model from end to end: the program, the providers' SDKs, a server."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.model.conftest import Clock, Pilot, write_plan
from tests.model.synthetic import Json, Synthetic, pass_of
from tests.model.wire import FLAVOURS, answering, messages, seen, serve
from tests.providers.scripted import Flavour, Scripted, Sent, failed, said

pytestmark = pytest.mark.usefixtures("only_marks")
every_way = pytest.mark.parametrize("flavour", FLAVOURS)
PASSES = {
    "phase-review phase-1": "reviewed",
    "phase-review phase-2": "reviewed",
    "phase-review phase-3": "reviewed",
    "phase-review README.md": "reviewed",
    "cross-phase": "reviewed",
    "verification": "reviewed",
    "synthesis": "reviewed",
}
MODELS = {"anthropic": "claude-sonnet-5-5", "responses": "gpt-6.1-sol", "chat": "local-model"}


@every_way
def test_a_review(pilot: Pilot, plan: Path, flavour: Flavour) -> None:
    serve(pilot.server, answering(Synthetic()))
    result = pilot(plan, flavour)
    review = result.review
    assert result.states() == PASSES
    assert Counter(seen(each).pass_ for each in pilot.server.requests) == {
        "phase-review": 4,
        "cross-phase": 1,
        "verification": 1,
        "synthesis": 1,
    }
    assert set(messages(pilot.server.requests).values()) == {1}
    assert {each["source"] for each in review["findings"]} == {"model"}
    assert {each["phase"] for each in review["findings"]} >= {"phase-1", "phase-2", "phase-3"}
    assert (review["verdict"], result.code) == ("changes-requested", 0)
    assert "Sentence 1 rests on what was found." in review["summary"]
    usage = review["usage"]
    assert (usage["requests"], usage["reused"]) == (7, 0)
    assert (usage["input_tokens"], usage["output_tokens"]) == (7_000, 1_400)
    assert usage["origin"] == ("local" if flavour == "chat" else "live")
    # What a server of one's own costs nobody knows.
    assert bool(usage["cost_usd"]) == (flavour != "chat")
    assert f"asking {MODELS[flavour]} (" in result.err.splitlines()[0]
    assert "4 requests for the first pass" in result.err.splitlines()[0]


def test_who_is_asked_is_said_before_anything_is_sent(
    pilot: Pilot, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_so_far: list[str] = []
    at_first: list[int] = []
    from planproof.cli import progress  # noqa: PLC0415 - what is patched stands beside

    monkeypatch.setattr(progress, "say", said_so_far.append)
    answer = answering(Synthetic())

    def note(sent: Sent) -> Scripted:
        at_first.append(sum("asking claude" in line for line in said_so_far))
        return answer(sent)

    serve(pilot.server, note)
    pilot(plan, "anthropic")
    assert at_first
    assert set(at_first) == {1}


@pytest.mark.parametrize("flavour", FLAVOURS[1:])
def test_whoever_answers_the_same_gives_the_same_review(
    pilot: Pilot, plan: Path, flavour: Flavour, tmp_path: Path
) -> None:
    serve(pilot.server, answering(Synthetic()))
    other = pilot.elsewhere(tmp_path / "others")
    assert pilot(plan, "anthropic").without_usage() == other(plan, flavour).without_usage()


def test_what_is_in_the_store_costs_nothing(pilot: Pilot, plan: Path) -> None:
    serve(pilot.server, answering(Synthetic()))
    first = pilot(plan, "anthropic")
    again = pilot(plan, "anthropic")
    assert pilot.server.count == 7
    assert again.without_usage() == first.without_usage()
    assert again.code == first.code
    usage = again.review["usage"]
    assert (usage["requests"], usage["reused"], usage["cost_usd"]) == (0, 7, 0)


def test_an_edit_in_one_phase_asks_about_that_phase_only(pilot: Pilot, plan: Path) -> None:
    serve(pilot.server, answering(Synthetic()))
    pilot(plan, "anthropic")
    path = plan / "Phase-2.md"
    path.write_text(path.read_text("utf-8").replace("newest rows", "oldest rows"), "utf-8")
    pilot(plan, "anthropic")
    again = [seen(each) for each in pilot.server.requests[7:]]
    parts = [each.message for each in again if each.pass_ == "phase-review"]  # noqa: S105 - no password
    assert len(parts) == 1
    assert "\nPhase-2.md" in parts[0].partition("# The part to judge")[2]


@pytest.mark.parametrize(("depth", "requests"), [("quick", 4), ("standard", 4), ("deep", 8)])
def test_depths(pilot: Pilot, plan: Path, depth: str, requests: int) -> None:
    serve(pilot.server, answering(Synthetic()))
    result = pilot(plan, "anthropic", "--depth", depth)
    assert result.states() == PASSES
    passes = Counter(seen(each).pass_ for each in pilot.server.requests)
    assert passes["phase-review"] == requests


def test_a_check_that_is_critical_decides_the_exit_code(pilot: Pilot, tmp_path: Path) -> None:
    serve(pilot.server, answering(Synthetic()))
    result = pilot(write_plan(tmp_path / "bad", "This is a critical defect."), "anthropic")
    assert (result.review["verdict"], result.code) == ("changes-requested", 1)
    assert [each["rule"] for each in result.by("check")] == ["marked-defect"]
    assert result.by("model")
    assert set(result.states().values()) == {"reviewed"}


def test_several_plans(pilot: Pilot, tmp_path: Path) -> None:
    serve(pilot.server, answering(Synthetic(stands=0)))
    good = write_plan(tmp_path / "good")
    bad = write_plan(tmp_path / "bad", "This is a critical defect.")
    result = pilot(good, "anthropic", bad)
    reviews = result.review["reviews"]
    assert [each["verdict"] for each in reviews] == [
        "approved-with-suggestions",
        "changes-requested",
    ]
    assert result.code == 1
    # What both plans have in common is asked once.
    assert set(messages(pilot.server.requests).values()) == {1}
    assert sum(each["usage"]["requests"] for each in reviews) == pilot.server.count


@pytest.mark.parametrize("name", ["cross-phase", "verification", "synthesis"])
@pytest.mark.parametrize("how", ["error", "refusal", "nonsense"])
def test_a_pass_that_fails_keeps_what_the_others_found(
    pilot: Pilot, plan: Path, name: str, how: str
) -> None:
    answer = answering(Synthetic())

    def spoilt(sent: Sent) -> Scripted:
        if seen(sent).pass_ != name:
            return answer(sent)
        if how == "error":
            return failed(400)
        return said("anthropic", "no", stop="refusal" if how == "refusal" else "end_turn")

    serve(pilot.server, spoilt)
    result = pilot(plan, "anthropic")
    # Nothing waits for a pass that has failed.
    assert result.states() == {**PASSES, name: "failed"}
    critical = any(each["severity"] == "critical" for each in result.by("model"))
    verdict = "changes-requested" if critical else "incomplete"
    assert (result.review["verdict"], result.code) == (verdict, 4)
    assert len(result.by("model")) >= 6
    counts = Counter(seen(each).pass_ for each in pilot.server.requests)
    assert counts[name] == (2 if how == "nonsense" else 1)
    if name == "verification":
        graded = {(each["severity"], each["confidence"]) for each in result.by("model")}
        assert ("major", "low") in graded
        assert not any(severity == "critical" for severity, _ in graded)


def test_holes_in_a_grid_are_asked_again_once(pilot: Pilot, plan: Path) -> None:
    def forgetful(answer: Json, _: Any, message: str) -> Json:  # noqa: ANN401 - randomness
        if "grid" not in answer or "A first reading" in message:
            return answer
        return {**answer, "grid": answer["grid"][1:]}

    serve(pilot.server, answering(Synthetic(twist=forgetful)))
    result = pilot(plan, "anthropic")
    assert result.states() == PASSES
    asked = [seen(each) for each in pilot.server.requests]
    holes = [each for each in asked if "A first reading of the part above" in each.message]
    assert len(holes) == 4
    assert {pass_of(each.schema) for each in holes} == {"phase-review"}


def test_questions_and_drafts_that_are_left_out_are_asked_again_once(
    pilot: Pilot, plan: Path
) -> None:
    def forgetful(answer: Json, _: Any, __: str) -> Json:  # noqa: ANN401 - randomness
        return {
            name: value[1:] if name in ("questions", "rulings") else value
            for name, value in answer.items()
        }

    serve(pilot.server, answering(Synthetic(twist=forgetful)))
    result = pilot(plan, "anthropic")
    assert result.states() == PASSES
    passes = Counter(seen(each).pass_ for each in pilot.server.requests)
    assert passes == {"phase-review": 4, "cross-phase": 2, "verification": 2, "synthesis": 1}


def test_nobody_waits_when_nothing_fails(pilot: Pilot, plan: Path, clock: Clock) -> None:
    serve(pilot.server, answering(Synthetic()))
    pilot(plan, "responses")
    assert clock.slept == []
