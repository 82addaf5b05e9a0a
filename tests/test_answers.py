import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.answers import AnswerStore, default_folder, normal, normal_text
from planproof.core.request import Answer, TokenUsage
from planproof.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
KEY = "0123456789abcdef" * 2
OTHER = "f" * 32
SECRET = "ghp_" + "a8Kd02mXz7Qw5Lr9Tn3Vb6Yc1Hf4Gj0Ps8Ue"


def made(text: str = '{"says": "fine"}', key: str = KEY) -> Answer:
    return Answer(
        key=key,
        origin="live",
        model="model-1",
        created="2026-11-21T06:44:00+00:00",
        stop="end",
        text=text,
        usage=TokenUsage(input_tokens=100, cached_input_tokens=40, output_tokens=7),
        cost_usd=0.0123,
    )


def test_an_answer_comes_back_as_put_gave_it(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "deep" / "answers")
    assert store.get(KEY) is None
    assert not store.folder.exists()
    kept = store.put(made('{ "b": 1,\n "a": [1.0, "ü"] }'))
    assert kept == made('{"b":1,"a":[1.0,"ü"]}')
    assert AnswerStore(store.folder).get(KEY) == kept
    assert store.put(kept) == kept
    assert store.keys() == (KEY,)
    assert store.problems == []


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    AnswerStore(tmp_path).put(made('{"says":"grün"}'))
    text = (tmp_path / f"{KEY}.json").read_text(encoding="utf-8")
    assert '  "output": {\n    "says": "grün"\n  }\n}\n' in text
    assert list(json.loads(text)) == [
        "key", "origin", "model", "created", "stop", "usage", "cost_usd", "output",
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=8,
)


@settings(deadline=None, max_examples=40)  # each waits for the disk
@given(st.text(st.characters(exclude_categories=["Cs"])) | JSON.map(json.dumps))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    store = AnswerStore(tmp_path_factory.mktemp("answers"))
    kept = store.put(made(text))
    assert store.get(KEY) == kept == normal(kept)
    assert store.problems == []


@pytest.mark.parametrize(
    "text",
    ['{"says": "cut', "", "[1, 2]", "null", '{"a": NaN}', '{"a": 1e999}', "[" * 5_000, "No."],
)
def test_what_is_no_json_object_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    store = AnswerStore(tmp_path)
    assert store.put(made(text)).text == text
    answer = store.get(KEY)
    assert answer is not None
    assert answer.text == text


def test_spellings_of_one_object_are_one_text() -> None:
    assert normal_text('{"a" : "\\u00fc\\/"}') == normal_text('\n{"a":"ü/"} ') == '{"a":"ü/"}'
    assert normal_text('{"a": "\\ud800"}') == '{"a":"\\ud800"}'


@pytest.mark.parametrize("text", [f'{{"quote": ["use {SECRET}"]}}', f"half: {SECRET} {{"])
def test_no_secret_reaches_the_disk(tmp_path: Path, text: str) -> None:
    store = AnswerStore(tmp_path)
    kept = store.put(made(text))
    assert SECRET not in kept.text
    assert SECRET not in (tmp_path / f"{KEY}.json").read_text(encoding="utf-8")
    assert store.get(KEY) == kept


BAD = {
    "": "it is no JSON",
    '{"key": ': "it is no JSON",
    "[" * 5_000: "it is no JSON",
    "[]": "it is no answer of a model",
    '{"says": "fine"}': "it is no answer of a model",
    json.dumps(made().model_dump() | {"output": {}}): "it is no answer of a model",
    json.dumps(made().model_dump() | {"colour": "red"}): "it is no answer of a model",
    json.dumps(made().model_dump() | {"text": 3}): "it is no answer of a model",
    json.dumps(made(key=OTHER).model_dump()): f"it holds the answer to another request, '{OTHER}'",
}


@pytest.mark.parametrize(("content", "why"), BAD.items())
def test_a_damaged_file_is_told_counts_as_missing_and_is_kept(
    tmp_path: Path, content: str, why: str
) -> None:
    path = tmp_path / f"{KEY}.json"
    path.write_text(content, encoding="utf-8")
    store = AnswerStore(tmp_path)
    assert store.get(KEY) is None
    assert store.get(KEY) is None
    assert store.problems == [f"{path} is not used: {why}; remove it, or restore it"]
    assert path.read_text(encoding="utf-8") == content
    store.put(made())
    assert store.get(KEY) == normal(made())
    aside = tmp_path / f"{KEY}.json.damaged"
    assert aside.read_text(encoding="utf-8") == content
    assert store.problems[1:] == [f"{path} was no answer and is kept as {aside.name}"]


def test_damaged_files_do_not_replace_each_other(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    for content in ("first", "second"):
        (tmp_path / f"{KEY}.json").write_text(content, encoding="utf-8")
        store.put(made())
    kept = sorted(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.damaged*"))
    assert kept == ["first", "second"]


def test_bytes_that_are_no_text_and_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / f"{OTHER}.json").mkdir()
    store = AnswerStore(tmp_path)
    assert store.get(KEY) is None
    assert store.get(OTHER) is None
    assert len(store.problems) == 2
    assert store.put(made(key=OTHER)) == store.get(OTHER)


def test_a_recording_edited_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    kept = store.put(made())
    path = tmp_path / f"{KEY}.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert store.get(KEY) == kept


def test_other_files_are_ignored(tmp_path: Path) -> None:
    for name in ("README.md", "notes.json", f".{KEY}.json.0a.part", f"{KEY}.json.damaged"):
        (tmp_path / name).write_text("{", encoding="utf-8")
    store = AnswerStore(tmp_path)
    assert store.keys() == ()
    assert store.problems == []


@pytest.mark.parametrize("key", ["", "../" + "a" * 29, "A" * 32, "a" * 31, "a" * 32 + "\n"])
def test_a_key_is_no_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="is no key of a request"):
        AnswerStore(tmp_path).get(key)
    with pytest.raises(ValueError, match="is no key of a request"):
        AnswerStore(tmp_path).put(made(key=key))


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("", encoding="utf-8")
    store = AnswerStore(tmp_path / "answers")
    for use in (store.prepare, store.keys, lambda: store.get(KEY), lambda: store.put(made())):
        with pytest.raises(ConfigError) as caught:
            use()
        assert str(caught.value) == (
            f"cannot keep answers in {str(store.folder)!r}: it is not a folder; "
            "name a folder that can be written with --answers"
        )


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="--answers"):
            AnswerStore(tmp_path).put(made())
        with pytest.raises(ConfigError, match="--answers"):
            AnswerStore(tmp_path).prepare()
    finally:
        tmp_path.chmod(0o700)


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AnswerStore(tmp_path)
    before = store.put(made())

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left on device"):
        store.put(made('{"says": "other"}'))
    assert store.get(KEY) == before
    assert [path.name for path in tmp_path.iterdir()] == [f"{KEY}.json"]


WRITER = """
import sys
from pathlib import Path
from planproof.answers import AnswerStore
from planproof.core.request import Answer
store = AnswerStore(Path(sys.argv[1]))
bad = 0
for turn in range(15):
    for number in range(4):
        key = f"{number:032x}"
        found = store.get(key)
        bad += turn > 0 and found is None
        store.put(Answer(key=key, origin="live", model=sys.argv[2], created="", stop="end",
                         text='{"says": "' + sys.argv[2] * 3000 + '"}'))
print(bad, len(store.problems))
"""


def test_two_processes_write_one_store(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "agent")}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    said = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert said == [["0", "0"], ["0", "0"]]
    store = AnswerStore(tmp_path)
    answers = [store.get(key) for key in sorted(store.keys())]
    assert len(answers) == 4
    assert all(each and each.text == f'{{"says":"{each.model * 3000}"}}' for each in answers)
    assert len(list(tmp_path.iterdir())) == 4


def test_the_default_folder_is_in_the_users_cache() -> None:
    assert default_folder().parts[-2:] == ("planproof", "answers")
