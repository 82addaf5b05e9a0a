"""A run that is cut off goes on where it was: nothing is asked twice, and nothing is different."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

import planproof
from tests.model.conftest import Pilot
from tests.model.synthetic import Synthetic
from tests.model.wire import FLAVOURS, answering, seen, serve
from tests.providers.scripted import Scripted, ScriptedServer, Sent
from tests.providers.shared import KEY

REQUESTS = 7
"""Four parts, the cross-phase pass, the verification, the synthesis."""


class Cutting:
    """Answers some requests and drops all others."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.answered: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._answer = answering(Synthetic(), lambda _: (2_800, 200))

    def __call__(self, sent: Sent) -> Scripted:
        with self._lock:
            if self.left <= 0:
                return Scripted(drop=True)
            self.left -= 1
            self.answered[seen(sent).message] += 1
        return self._answer(sent)


@pytest.mark.usefixtures("only_marks")
@pytest.mark.parametrize("after", range(REQUESTS + 1))
def test_a_run_that_is_cut_off_goes_on(
    pilot: Pilot, plan: Path, tmp_path: Path, after: int
) -> None:
    flavour = FLAVOURS[after % len(FLAVOURS)]
    cutting = Cutting(after)
    serve(pilot.server, cutting)
    first = pilot(plan, flavour)
    assert sum(cutting.answered.values()) == after
    assert (first.code == 4) == (after < REQUESTS)
    assert len(list(pilot.answers.glob("*.json"))) == after
    cutting.left = REQUESTS
    second = pilot(plan, flavour)
    assert len(cutting.answered) == REQUESTS
    assert set(cutting.answered.values()) == {1}
    usage = second.review["usage"]
    assert (usage["requests"], usage["reused"]) == (REQUESTS - after, after)
    serve(pilot.server, answering(Synthetic()))
    whole = pilot.elsewhere(tmp_path / "others")(plan, flavour)
    assert second.without_usage() == whole.without_usage()
    assert second.code == whole.code == 0


@pytest.mark.usefixtures("only_marks")
def test_a_run_with_few_tokens_at_a_time_comes_to_an_end(pilot: Pilot, plan: Path) -> None:
    counting = Cutting(1_000)
    serve(pilot.server, counting)
    codes = []
    for _ in range(2 * REQUESTS):
        codes.append(pilot(plan, "anthropic", "--max-tokens", "30000").code)
        if codes[-1] != 4:
            break
    assert codes[-1] == 0
    assert len(codes) > 2
    assert set(counting.answered.values()) == {1}
    assert len(counting.answered) == REQUESTS


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_run_that_is_killed_goes_on(pilot: Pilot, plan: Path, tmp_path: Path) -> None:
    serve(pilot.server, answering(Synthetic()))
    whole = pilot.elsewhere(tmp_path / "others")(plan, "chat")
    answered: Counter[str] = Counter()
    started: list[subprocess.Popen[bytes]] = []
    ready = threading.Event()
    answer = answering(Synthetic())

    def killing(sent: Sent) -> Scripted:
        if seen(sent).pass_ == "verification":  # noqa: S105 - no password
            ready.wait(30)
            started[0].send_signal(signal.SIGKILL)
            return Scripted(drop=True)
        answered[seen(sent).message] += 1
        return answer(sent)

    serve(pilot.server, killing)
    started.append(_start(pilot.server, plan, pilot.answers))
    ready.set()
    assert started[0].wait(60) == -signal.SIGKILL
    before = set(answered)
    assert len(before) == 5

    def counting(sent: Sent) -> Scripted:
        answered[seen(sent).message] += 1
        return answer(sent)

    serve(pilot.server, counting)
    result = pilot(plan, "chat")
    assert set(answered.values()) == {1}
    assert len(answered) == REQUESTS
    assert result.without_usage() == whole.without_usage()
    assert result.code == whole.code
    assert not list(pilot.answers.glob("*.part"))


def _start(server: ScriptedServer, plan: Path, answers: Path) -> "subprocess.Popen[bytes]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLANPROOF_")}
    package = str(Path(planproof.__file__).parents[1])
    arguments = ("--provider", "openai", "--base-url", server.base_url("chat"), "--model",
                 "local-model", "--answers", str(answers))  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "planproof", "review", str(plan), *arguments],
        env={**clean, "PYTHONPATH": package, "OPENAI_API_KEY": KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
