import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from planproof.answers import AnswerStore
from planproof.core.request import Answer, Request
from planproof.spending import NOTHING, Ledger
from tests.providers.fake import (
    Events,
    FakeProvider,
    Step,
    all_said,
    asked,
    asker,
    name_of,
    now,
    request,
    requests,
    run,
    worst,
)

ROOT = Path(__file__).resolve().parent.parent


class StopHere(Exception):  # noqa: N818 - no error
    """Raised by a test in the middle of a run."""


@pytest.mark.parametrize("concurrency", [1, 3])
@pytest.mark.parametrize("after", range(6))
def test_a_run_that_is_cancelled_goes_on_where_it_was(
    tmp_path: Path, after: int, concurrency: int
) -> None:
    wanted = [*requests(3), *(request(f"a{at}", prefix="chunk") for at in range(3))]
    provider = FakeProvider(
        lambda each, _: Step(seconds=1 + len(name_of(each))), concurrency=concurrency
    )
    ledger = Ledger()
    running: list[asyncio.Task[None]] = []

    class Counting(Events):
        def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:
            super().answered(request, answer, from_store=from_store)
            if len(provider.done) == after:
                running[0].cancel()

    async def cancelled() -> None:
        main = asyncio.create_task(
            _ignoring(asker(provider, tmp_path, progress=Counting(), ledger=ledger).ask(wanted))
        )
        running.append(main)
        if after == 0:
            asyncio.get_running_loop().call_later(0.5, main.cancel)
        with pytest.raises(asyncio.CancelledError):
            await main

    run(cancelled())
    done, lost = list(provider.done), [n for n in provider.asked if n not in provider.done]
    assert len(done) >= after
    assert ledger.in_flight == NOTHING
    assert ledger.possibly_spent.tokens == sum(
        worst(each).tokens for each in wanted if name_of(each) in lost
    )
    assert asked(provider, tmp_path, wanted) == all_said(wanted)
    assert Counter(provider.asked) == Counter([*all_said(wanted), *lost])
    assert Counter(provider.done) == Counter([*all_said(wanted)])


async def _ignoring(awaitable: Any) -> None:  # noqa: ANN401 - any coroutine
    await awaitable


def test_an_answer_that_arrives_with_the_cancellation_is_kept(tmp_path: Path) -> None:
    provider = FakeProvider(lambda each, _: Step(seconds=2 if name_of(each) == "r0" else 9))
    provider.concurrency = 2
    wanted = requests(3)

    async def go() -> None:
        task = asyncio.create_task(_ignoring(asker(provider, tmp_path).ask(wanted)))
        await asyncio.sleep(1.9)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert now() == pytest.approx(2.1)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(go())
    assert provider.done == ["r0"]
    assert provider.asked == ["r0", "r1"]
    assert [AnswerStore(tmp_path).get(each.key) is not None for each in wanted] == [
        True,
        False,
        False,
    ]


def test_a_mistake_in_a_provider_goes_up_and_loses_no_answer(tmp_path: Path) -> None:
    provider = FakeProvider(
        {"r1": [Step(StopHere("oops"))], "r0": [Step(seconds=1.1)]}, concurrency=2
    )
    wanted = requests(5)
    with pytest.raises(StopHere):
        asked(provider, tmp_path, wanted)
    assert len(provider.asked) < len(wanted)
    assert AnswerStore(tmp_path).get(wanted[0].key) is not None


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from planproof.answers import AnswerStore
from planproof.asking import Asker, Silent
from planproof.spending import Ledger
from tests.providers.fake import FakeProvider, Step, name_of, requests

folder, after = Path(sys.argv[1]), int(sys.argv[2])
log = folder.with_name("log").open("a", buffering=1)

class Killer(Silent):
    answers = 0
    def answered(self, request, answer, *, from_store):
        if not from_store:
            print("answered", name_of(request), file=log)
            self.answers += 1
            if self.answers == after:
                os.kill(os.getpid(), signal.SIGKILL)

provider = FakeProvider(
    lambda *_: Step(seconds=0.001), concurrency=2,
    on_ask=lambda request: print("asked", name_of(request), file=log),
)
asyncio.run(Asker(provider, AnswerStore(folder), ledger=Ledger(), progress=Killer()).ask(requests(8)))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "agent"), str(ROOT)])}

    def start(after: int) -> int:
        command = [sys.executable, "-c", KILLED, str(tmp_path / "answers"), str(after)]
        return subprocess.run(command, env=environment, check=False, timeout=60).returncode

    assert [start(3), start(0)] == [-9, 0]
    lines = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    names = [name_of(each) for each in requests(8)]
    assert sorted(name for what, name in lines if what == "answered") == names
    # Two were under way, and one of them had just been answered.
    times_asked = Counter(name for what, name in lines if what == "asked")
    assert len(names) <= sum(times_asked.values()) <= len(names) + 1
    for name in names:
        at_answer = lines.index(["answered", name])
        assert ["asked", name] not in lines[at_answer:]
