"""The judges themselves: a wrong request and a wrong answer are noticed."""

import json
from pathlib import Path

import httpx2
import pytest

from planproof.github.client import GitHub
from tests.github.server import GitHubServer
from tests.github.world import (
    WORKFLOW_TOKEN,
    Repo,
)


def test_the_description_is_githubs_own_and_small() -> None:
    file = Path(__file__).parent.parent / "data/github-openapi.json"
    info = json.loads(file.read_text(encoding="utf-8"))["info"]
    assert file.stat().st_size < 400_000
    assert info["license"]["name"] == "MIT"
    assert info["x-source"].startswith(f"npm:@octokit/openapi@{info['version']}")


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/repos/acme/widgets/pulls/7?per_page=5", None, "unknown query parameter 'per_page'"),
        ("/repos/acme/widgets/pulls/seven", None, "path parameter pull_number"),
        ("/repos/acme/widgets/issues/7/comments?per_page=101", None, "100 entries at most"),
        ("/repos/acme/widgets", None, "no such operation"),
        ("/repos/acme/widgets/issues/7/comments", {"text": "x"}, "'body' is a required property"),
        ("/repos/acme/widgets/pulls/7/reviews", {"event": "NOTE"}, "'NOTE' is not one of"),
        ("/repos/acme/widgets/pulls/7/reviews", {"events": "COMMENT"}, "unknown property 'events'"),
        ("/graphql", {"query": "mutation { x }"}, "nothing but who we are"),
    ],
)
def test_a_wrong_request_is_noticed(path: str, body: object, words: str) -> None:
    with GitHubServer(checked=False) as server:
        server.repo.pull(7)
        headers = {
            "authorization": f"Bearer {WORKFLOW_TOKEN}",
            "accept": "application/vnd.github+json",
            "user-agent": "planproof/0",
            "x-github-api-version": "2022-11-28",
        }
        with httpx2.Client(base_url=server.origin, headers=headers) as client:
            if body is None:
                client.get(path)
            else:
                client.post(path, json=body)
        assert words in " ".join(server.problems())


def test_missing_headers_are_noticed() -> None:
    with GitHubServer(checked=False) as server, httpx2.Client(base_url=server.origin) as client:
        client.get("/repos/acme/widgets/pulls/7")
        assert len(server.problems()) == 4


def test_an_answer_of_another_shape_would_be_noticed(
    server: GitHubServer, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add(Repo("acme/other"))
    server.repo.pull(7)
    github.pull_request(7)
    (entry,) = server.log
    broken = json.loads(entry.answer) | {"state": "half-open"}
    monkeypatch.setattr(
        server, "log", [type(entry)(**{**vars(entry), "answer": json.dumps(broken).encode()})]
    )
    assert "'half-open' is not one of" in " ".join(server.problems())
    monkeypatch.undo()
