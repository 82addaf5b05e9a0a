import json
from pathlib import Path

import pytest

from planproof.errors import UsageError
from planproof.github.event import Event, commit, read_event

BASE, HEAD = "a" * 40, "b" * 40


def pull_request(**head: object) -> dict[str, object]:
    side = {"sha": HEAD, "repo": {"full_name": "team/app"}, **head}
    return {
        "action": "synchronize",
        "pull_request": {"number": 7, "base": {"sha": BASE, "ref": "main"}, "head": side},
        "repository": {"full_name": "team/app", "id": 1},
    }


def read(folder: Path, payload: object) -> Event:
    path = folder / "event.json"
    path.write_text(json.dumps(payload), encoding="utf-8")
    return read_event(path)


def test_pull_request(tmp_path: Path) -> None:
    expected = Event(pull_request=7, base=BASE, head=HEAD, fork=False)
    assert read(tmp_path, pull_request()) == expected


@pytest.mark.parametrize("repo", [{"full_name": "someone/app"}, None])
def test_pull_request_from_a_fork(tmp_path: Path, repo: object) -> None:
    assert read(tmp_path, pull_request(repo=repo)).fork


def test_push(tmp_path: Path) -> None:
    assert read(tmp_path, {"before": BASE, "after": HEAD}) == Event(base=BASE, head=HEAD)


def test_first_push_of_a_branch(tmp_path: Path) -> None:
    assert read(tmp_path, {"before": "0" * 40, "after": HEAD}) == Event(head=HEAD)


def test_merge_queue(tmp_path: Path) -> None:
    group = {"merge_group": {"base_sha": BASE, "head_sha": HEAD, "head_ref": "x"}}
    assert read(tmp_path, group) == Event(base=BASE, head=HEAD)


def test_an_event_without_a_change(tmp_path: Path) -> None:
    assert read(tmp_path, {"schedule": "0 4 * * *"}) == Event()
    assert read_event(None) == Event()


@pytest.mark.parametrize(
    "name", ["--output=x", "main", "HEAD", "a" * 39, "A" * 40, f"{BASE}\n", ""]
)
def test_only_full_hashes_are_commits(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no commit"):
        commit(name)
    with pytest.raises(UsageError, match="is no commit"):
        read(tmp_path, pull_request(sha=name))


@pytest.mark.parametrize(
    "text", ["", "[]", "nonsense", '{"pull_request": {"number": 0}}', "[" * 100_000, '{"a": "\\ud800']
)  # fmt: skip
def test_what_is_no_event(tmp_path: Path, text: str) -> None:
    path = tmp_path / "event.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is no event of GitHub's"):
        read_event(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        read_event(tmp_path / "missing.json")
