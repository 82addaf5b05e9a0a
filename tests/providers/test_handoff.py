import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from planproof.answers import AnswerStore
from planproof.asking import Asker, Failure
from planproof.core.request import Answer, Part, Request
from planproof.errors import ConfigError
from planproof.providers.handoff import HandoffProvider
from planproof.providers.interface import PendingError, Provider
from planproof.spending import Ledger
from tests.providers.fake import SCHEMA, request, requests

ASKED = request("r0")
NAME = f"answers/{ASKED.key}.json"


def ask(provider: Provider, wanted: Request = ASKED) -> Answer:
    return asyncio.run(provider.ask(wanted, timeout=1)).answer


def left(folder: Path, content: str | bytes, key: str = ASKED.key) -> None:
    (folder / "answers").mkdir(exist_ok=True)
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / "answers" / f"{key}.json").write_bytes(raw)


def test_a_question_is_written_out(tmp_path: Path) -> None:
    provider = HandoffProvider(tmp_path / "handoff")
    with pytest.raises(PendingError) as caught:
        ask(provider)
    assert str(caught.value) == (f"{NAME} is awaited; the question is in requests/{ASKED.key}.md")
    folder = tmp_path / "handoff" / "requests"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{ASKED.key}.json",
        f"{ASKED.key}.md",
    ]
    fields = json.loads((folder / f"{ASKED.key}.json").read_text(encoding="utf-8"))
    assert fields.pop("key") == ASKED.key
    assert Request.model_validate(fields) == ASKED
    assert (tmp_path / "handoff" / "answers").is_dir()
    assert (provider.waiting, provider.problems) == (1, [])


def test_the_page_says_what_to_do_and_shows_everything(tmp_path: Path) -> None:
    with pytest.raises(PendingError):
        ask(HandoffProvider(tmp_path))
    page = (tmp_path / "requests" / f"{ASKED.key}.md").read_text(encoding="utf-8")
    assert page.startswith("# label of r0\n")
    places = [page.index(each) for each in (f"`{NAME}`", "Be brief.", "\nr0\n", '"required"')]
    assert places == sorted(places)
    assert page.rstrip().endswith("```")
    assert "$" not in page


def test_nothing_in_the_plan_ends_its_fence_or_is_filled_in(tmp_path: Path) -> None:
    text = "````\n```\n$key ${system}\n# Not a heading"
    wanted = ASKED.model_copy(update={"parts": (Part(text=text),)})
    with pytest.raises(PendingError):
        ask(HandoffProvider(tmp_path), wanted)
    page = (tmp_path / "requests" / f"{wanted.key}.md").read_text(encoding="utf-8")
    assert f"\n`````text\n{text}\n`````\n" in page


def test_no_secret_is_written_out(tmp_path: Path) -> None:
    token = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"
    wanted = ASKED.model_copy(update={"parts": (Part(text=f"use {token}"),)})
    with pytest.raises(PendingError):
        ask(HandoffProvider(tmp_path), wanted)
    for path in (tmp_path / "requests").iterdir():
        assert token not in path.read_text(encoding="utf-8")


def test_a_question_that_is_there_is_left_alone(tmp_path: Path) -> None:
    provider = HandoffProvider(tmp_path)
    for _ in range(2):
        with pytest.raises(PendingError):
            ask(provider)
        page = tmp_path / "requests" / f"{ASKED.key}.md"
        page.write_text("with my notes", encoding="utf-8")
    assert page.read_text(encoding="utf-8") == "with my notes"
    assert provider.waiting == 1


GOOD = '{"says": "fine"}'


@pytest.mark.parametrize(
    ("content", "model"),
    [
        (GOOD, "handoff"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "handoff"),
        ('{"model": "opus\\n 9", "output": {"says": "fine"}}', "opus 9"),
        ('{"output": {"says": "fine"}, "model": 3, "notes": "quick"}', "handoff"),
        (f"Here you are:\n\n```json\n{GOOD}\n```\nAnything else?", "handoff"),
        (f"~~~\r\n{GOOD}\r\n~~~\r\n", "handoff"),
        (f'````JSON\n{{"model": "m", "output": {GOOD}}}\n````', "m"),
        (f'First:\n```json\n{{"say": 1}}\n```\nbetter:\n```json\n{GOOD}\n```', "handoff"),
    ],
)
def test_an_answer_is_taken_in_any_of_its_forms(
    tmp_path: Path, content: str | bytes, model: str
) -> None:
    left(tmp_path, content)
    provider = HandoffProvider(tmp_path)
    answer = ask(provider)
    assert (answer.text, answer.model, answer.key) == ('{"says":"fine"}', model, ASKED.key)
    assert (answer.origin, answer.stop) == ("handoff", "end")
    assert answer.created.endswith("+00:00")
    assert (provider.waiting, provider.problems) == (0, [])
    assert not (tmp_path / "requests").exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it holds no JSON object"),
        ("I find nothing.", "it holds no JSON object"),
        ("[1]", "it holds no JSON object"),
        ("```json\n{broken\n```", "it holds no JSON object"),
        (b"\xff\xfe\x00", "it is not UTF-8 text"),
        ('{"says": 3}', "says is 3; must be text"),
        ('{"model": "m", "output": {"says": null}}', "says is null; must be text"),
        ('{"model": "m", "output": [1]}', "the answer is a list; must be an object"),
        ("```json\n{}\n```", "says is missing"),
    ],
)
def test_an_answer_that_does_not_fit_stays_and_is_told(
    tmp_path: Path, content: str | bytes, problem: str
) -> None:
    left(tmp_path, content)
    before = (tmp_path / NAME).read_bytes()
    provider = HandoffProvider(tmp_path)
    for _ in range(2):
        with pytest.raises(PendingError) as caught:
            ask(provider)
        assert str(caught.value) == f"{NAME}: {problem}"
    assert provider.problems == [f"{NAME}: {problem}"]
    assert provider.waiting == 1
    assert (tmp_path / NAME).read_bytes() == before
    assert (tmp_path / "requests" / f"{ASKED.key}.md").exists()


def test_every_problem_is_told(tmp_path: Path) -> None:
    left(tmp_path, '{"say": 1, "sing": 2}')
    provider = HandoffProvider(tmp_path)
    with pytest.raises(PendingError):
        ask(provider)
    assert provider.problems == [
        f"{NAME}: says is missing",
        f"{NAME}: say is not asked for; did you mean 'says'?; remove it",
        f"{NAME}: sing is not asked for; remove it",
    ]


def test_an_output_that_is_called_so_by_the_schema_is_no_envelope(tmp_path: Path) -> None:
    schema: dict[str, Any] = {**SCHEMA, "properties": {"output": {}}, "required": ["output"]}
    wanted = ASKED.model_copy(update={"output_schema": schema})
    left(tmp_path, '{"output": {"deep": 1}}', wanted.key)
    assert ask(HandoffProvider(tmp_path), wanted).text == '{"output":{"deep":1}}'


def test_a_correction_is_taken(tmp_path: Path) -> None:
    provider = HandoffProvider(tmp_path)
    for content in ("{}", GOOD):
        left(tmp_path, content)
        if content == GOOD:
            assert ask(provider).text == '{"says":"fine"}'
        else:
            with pytest.raises(PendingError):
                ask(provider)
    assert provider.waiting == 0


def test_from_question_to_answer_over_three_runs(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "store")
    wanted = requests(2)

    def review() -> dict[str, Answer | Failure]:
        async def go() -> dict[str, Answer | Failure]:
            provider = HandoffProvider(tmp_path, store)
            result = await Asker(provider, store, ledger=Ledger(max_tokens=1)).ask(wanted)
            await provider.close()
            return result

        return asyncio.run(go())

    states = [each.state for each in review().values() if isinstance(each, Failure)]
    assert states == ["pending", "pending"]
    left(tmp_path, GOOD, wanted[0].key)
    first, second = review().values()
    assert isinstance(first, Answer)
    assert isinstance(second, Failure)
    questions = {path.stem for path in (tmp_path / "requests").iterdir()}
    assert questions == {wanted[1].key}
    (tmp_path / "answers" / f"{wanted[0].key}.json").unlink()
    left(tmp_path, GOOD, wanted[1].key)
    assert all(isinstance(each, Answer) for each in review().values())
    assert list((tmp_path / "requests").iterdir()) == []


def test_closing_removes_only_what_is_in_the_store(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "store")
    provider = HandoffProvider(tmp_path, store)
    with pytest.raises(PendingError):
        ask(provider)
    (tmp_path / "requests" / "README.md").write_text("", encoding="utf-8")
    asyncio.run(provider.close())
    assert len(list((tmp_path / "requests").iterdir())) == 3
    left(tmp_path, GOOD)
    store.put(ask(HandoffProvider(tmp_path)))
    asyncio.run(provider.close())
    assert [path.name for path in (tmp_path / "requests").iterdir()] == ["README.md"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="name a folder that can be written"):
        ask(HandoffProvider(tmp_path / "file"))
    asyncio.run(HandoffProvider(tmp_path / "none").close())
