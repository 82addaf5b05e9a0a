import asyncio
from pathlib import Path

import pytest

from planproof.answers import AnswerStore
from planproof.core.request import Answer
from planproof.providers.interface import FinalError, Provider
from planproof.providers.replay import ReplayProvider
from tests.providers.fake import FakeProvider, all_said, answer, asked, asker, request, requests


def refusal(store: AnswerStore) -> FinalError:
    provider: Provider = ReplayProvider(store)
    with pytest.raises(FinalError) as caught:
        asyncio.run(provider.ask(request("r0"), timeout=1))
    asyncio.run(provider.close())
    return caught.value


def test_what_is_not_recorded_is_named(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    for number, model in enumerate(["b-2", "a-1", "b-2"]):
        given = answer(request(f"other {number}"))
        store.put(given.model_copy(update={"model": model}))
    error = refusal(store)
    assert str(error) == (
        f"no recorded answer for phase-review of label of r0 ({request('r0').key}) "
        f"in {str(tmp_path)!r}; the folder has answers of a-1 and b-2"
    )
    assert not error.for_all
    assert not error.too_large


def test_an_empty_folder_has_no_answers(tmp_path: Path) -> None:
    assert str(refusal(AnswerStore(tmp_path / "none"))).endswith("the folder has no answers")
    (tmp_path / f"{'0' * 32}.json").write_text("damaged", encoding="utf-8")
    assert str(refusal(AnswerStore(tmp_path))).endswith("the folder has no answers")


def test_a_recording_answers_and_the_rest_is_told(tmp_path: Path) -> None:
    recorded = requests(2)
    assert asked(FakeProvider(), tmp_path, recorded) == all_said(recorded)
    before = sorted(tmp_path.iterdir())
    result = asyncio.run(asker(ReplayProvider(AnswerStore(tmp_path)), tmp_path).ask(requests(3)))
    kinds = [type(each) is Answer for each in result.values()]
    assert kinds == [True, True, False]
    assert sorted(tmp_path.iterdir()) == before


def test_replay_makes_no_folder(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "none")
    asyncio.run(asker(ReplayProvider(store), store.folder).ask(requests(1)))
    assert not store.folder.exists()
