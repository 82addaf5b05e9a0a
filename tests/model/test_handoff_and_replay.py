"""Answers that come as files: written by somebody (handoff), or recorded (replay)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.core.request import Request
from tests.model.conftest import Pilot, Reviewed, write_plan
from tests.model.synthetic import Synthetic
from tests.model.wire import answering, serve

pytestmark = pytest.mark.usefixtures("only_marks")
Run = Callable[..., Reviewed]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "handed"


def handoff(run: Run, plan: Path, folder: Path) -> Reviewed:
    return run("review", plan, "--provider", "handoff", "--answers", folder, "--format", "json")


def replay(run: Run, plan: Path, folder: Path, *flags: str) -> Reviewed:
    own = ("--provider", "replay", "--answers", folder, "--format", "json")
    return run("review", plan, *own, *flags)


def waiting(folder: Path) -> dict[str, Request]:
    """The requests that wait for an answer, by key."""
    found = {}
    for path in sorted((folder / "requests").glob("*.json")):
        fields = json.loads(path.read_text("utf-8"))
        assert fields.pop("key") == path.stem
        assert path.with_suffix(".md").exists()
        if not (folder / "answers" / path.name).exists():
            found[path.stem] = Request.model_validate(fields)
    return found


def leave(folder: Path, key: str, text: str) -> None:
    (folder / "answers" / f"{key}.json").write_text(text, encoding="utf-8")


FORMS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: json.dumps({"model": "somebody", "output": json.loads(text)}),
    lambda text: f"Here is what I think.\n\n```json\n{text}\n```\n",
)


@pytest.mark.parametrize("critical", [False, True])
def test_handoff(run: Run, pilot: Pilot, tmp_path: Path, folder: Path, critical: bool) -> None:
    plan = write_plan(tmp_path / "mill", *(["This is a critical defect."] if critical else []))
    model = Synthetic()
    states = []
    waited = []
    for _ in range(9):
        result = handoff(run, plan, folder)
        states.append([name for name, state in result.states().items() if state == "pending"])
        if result.code != 4:
            break
        asked = waiting(folder)
        waited.append(len(asked))
        assert f"planproof: {len(asked)} request" in result.err
        assert "waiting for an answer" in result.err
        for number, (key, request) in enumerate(asked.items()):
            leave(folder, key, FORMS[number % len(FORMS)](model.reply(request)))
    assert waited == [4, 1, 1, 1]
    assert [len(names) for names in states] == [7, 3, 2, 1, 0]
    assert result.code == (1 if critical else 0)
    assert list((folder / "requests").iterdir()) == []
    assert result.review["usage"]["origin"] == "handoff"
    assert result.review["usage"]["cost_usd"] == 0
    serve(pilot.server, answering(model))
    assert result.without_usage() == pilot(plan, "chat").without_usage()


def test_an_answer_that_does_not_fit_is_named(run: Run, plan: Path, folder: Path) -> None:
    handoff(run, plan, folder)
    model = Synthetic()
    asked = waiting(folder)
    bad = json.loads(model.reply(next(iter(asked.values()))))
    bad["defects"][0]["severity"] = "blocker"
    wrong = [json.dumps(bad), "I approve.", "", '{"grid": []}']
    for (key, _), text in zip(asked.items(), wrong, strict=True):
        leave(folder, key, text)
    result = handoff(run, plan, folder)
    first, *others = asked
    assert f"answers/{first}.json: defects[0].severity is 'blocker'; must be one of" in result.err
    assert all(f"answers/{key}.json: " in result.err for key in others)
    assert result.code == 4
    assert result.by("model") == []
    reasons = [str(reason) for _, reason in result.coverage().values()]
    assert any("severity is 'blocker'" in reason for reason in reasons)
    # A better answer in the same place is taken.
    for key, request in asked.items():
        leave(folder, key, model.reply(request))
    result = handoff(run, plan, folder)
    assert result.states()["phase-review phase-1"] == "reviewed"
    assert len(result.by("model")) > 3
    assert "blocker" not in result.err


def test_replay_of_a_whole_recording(run: Run, pilot: Pilot, plan: Path) -> None:
    serve(pilot.server, answering(Synthetic()))
    live = pilot(plan, "chat")
    count = pilot.server.count
    again = replay(run, plan, pilot.answers, "--model", "local-model")
    assert again.without_usage() == live.without_usage()
    assert again.code == live.code
    assert pilot.server.count == count
    assert again.review["usage"]["requests"] == 0


def test_a_missing_answer_is_a_failed_pass_that_names_it(
    run: Run, pilot: Pilot, plan: Path
) -> None:
    serve(pilot.server, answering(Synthetic()))
    pilot(plan, "chat")
    recorded = sorted(pilot.answers.glob("*.json"))
    assert len(recorded) == 7
    for path in recorded:
        aside = path.rename(path.with_suffix(".aside"))
        result = replay(run, plan, pilot.answers, "--model", "local-model")
        failed = {
            place: reason
            for place, (state, reason) in result.coverage().items()
            if state == "failed"
        }
        assert result.code == 4
        assert any(path.stem in str(reason) for reason in failed.values())
        assert all("no recorded answer for " in str(reason) for reason in failed.values())
        assert path.stem in result.err
        assert "answers of scripted-model" in result.err
        aside.rename(path)


@pytest.mark.parametrize("damage", ["", "{", '{"key": "x", "text": ""}', "[]", "\x00" * 50])
def test_a_damaged_answer_is_named_and_asked_again(
    run: Run, pilot: Pilot, plan: Path, damage: str
) -> None:
    serve(pilot.server, answering(Synthetic()))
    live = pilot(plan, "chat")
    path = min(pilot.answers.glob("*.json"))
    path.write_text(damage, encoding="utf-8")
    result = replay(run, plan, pilot.answers, "--model", "local-model")
    assert result.code == 4
    assert f"{path} is not used" in result.err
    again = pilot(plan, "chat")
    assert pilot.server.count == 8
    assert again.without_usage() == live.without_usage()
    assert path.with_name(f"{path.name}.damaged").read_text("utf-8") == damage


def test_replay_without_a_recording(run: Run, plan: Path, folder: Path) -> None:
    result = replay(run, plan, folder)
    assert result.code == 4
    assert "the folder has no answers" in result.err
    assert not folder.exists()
