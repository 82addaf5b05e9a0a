"""Where the token goes and where not; answers that are none; arguments that cannot be."""

import json

import httpx2
import pytest

from planproof.errors import ConfigError
from planproof.github.api import ACTIONS_LOGIN
from planproof.github.client import GitHub
from tests.github.connected import PATCH, PLAN, connected, plain, refusal
from tests.github.server import REPOSITORY, GitHubServer, Trouble
from tests.github.world import (
    ACTIONS,
    ALICE,
    WORKFLOW_TOKEN,
    Changed,
    Grant,
    Pull,
    Said,
)


def test_a_renamed_repository_is_followed(server: GitHubServer, github: GitHub, pull: Pull) -> None:
    pull.comments += [Said(n, str(n), ALICE) for n in range(150)]
    server.rename("acme/gadgets")
    assert len(github.issue_comments(7)) == 150
    made = github.create_comment(7, "x")
    github.edit_comment(made.id, "y")
    assert pull.comments[-1].body == "y"


@pytest.mark.parametrize(
    "where", ["http://127.0.0.2:1/repos/acme/widgets/pulls/7", "//evil.example/x", "https://127.0.0.1/", "http://user:pass@127.0.0.1/", "", "http://[", "javascript:alert(1)"]
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 307, 308, 303])
def test_a_redirect_elsewhere_is_not_followed(
    server: GitHubServer, github: GitHub, where: str, status: int
) -> None:
    headers = {"location": where} if where else {}
    server.trouble(Trouble(status, b"{}", headers, path="pulls/7"))
    text = refusal(lambda: github.pull_request(7))
    assert "it points elsewhere, where the token is not sent" in text
    assert len(server.log) == 1


@pytest.mark.usefixtures("pull")
def test_a_redirect_with_another_login_is_not_followed(
    server: GitHubServer, github: GitHub
) -> None:
    there = server.origin.replace("//", "//mallory:pass@")
    server.trouble(Trouble(302, b"{}", {"location": f"{there}/repos/acme/widgets/pulls/7"}))
    assert "points elsewhere" in refusal(lambda: github.pull_request(7))


def test_an_endless_redirect_ends(server: GitHubServer, github: GitHub) -> None:
    headers = {"location": f"{server.api_url}/repos/acme/widgets/pulls/7"}
    server.trouble(Trouble(302, b"{}", headers, times=99))
    assert "redirects without end" in refusal(lambda: github.pull_request(7))
    assert len(server.log) == 4


def test_a_next_page_elsewhere_is_not_read(server: GitHubServer, github: GitHub) -> None:
    link = '<http://127.0.0.2:1/page>; rel="next", <http://127.0.0.2:1/page>; rel="last"'
    server.trouble(Trouble(200, b"[]", {"link": link}))
    assert "next page" in refusal(lambda: github.issue_comments(7))
    assert len(server.log) == 1


def test_a_next_page_that_is_this_page_ends_the_list(server: GitHubServer, github: GitHub) -> None:
    link = f'<{server.api_url}/repos/acme/widgets/issues/7/comments?per_page=100>; rel="next"'
    server.trouble(Trouble(200, b"[]", {"link": link}, times=9))
    assert github.issue_comments(7) == []
    assert len(server.log) == 1


@pytest.mark.parametrize("token", [WORKFLOW_TOKEN, "an-unheard-of-kind-of-token"])
def test_a_token_that_a_server_repeats_is_not_passed_on(server: GitHubServer, token: str) -> None:
    said = f"Bad credentials: {token}\n::error::no"
    server.trouble(Trouble(401, json.dumps({"message": said}).encode()))
    with connected(server, token) as github:
        text = refusal(lambda: github.pull_request(7))
    assert "…[redacted] ::error::no" in text
    assert token not in text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"number": 7}', "another shape"),
        (b"[]", "another shape"),
        (b"null", "another shape"),
        (b"<html>Sign in</html>", "a web page"),
        (b"\xff\xfe", "no JSON"),
    ],
)
def test_an_answer_that_is_none(
    server: GitHubServer, github: GitHub, body: bytes, words: str
) -> None:
    server.trouble(Trouble(200, body, times=99))
    text = refusal(lambda: github.pull_request(7))
    assert words in text
    assert "check GITHUB_API_URL" in text


def test_an_enterprise_server() -> None:
    with GitHubServer("/api/v3") as server:
        pull = server.repo.pull(7, Changed(PLAN, PATCH))
        pull.comments += [Said(n, str(n), ALICE) for n in range(150)]
        server.grants[WORKFLOW_TOKEN] = Grant(
            type(ACTIONS)(ACTIONS_LOGIN, 12, "Bot"), {"pull_requests": "write"}
        )
        with connected(server) as github:
            github.create_comment(7, "x")
            assert github.me().id == 12
            assert sum(map(github.is_mine, github.issue_comments(7))) == 1
        assert {each.target.split("?")[0] for each in server.log} == {
            "/api/v3/repos/acme/widgets/issues/7/comments",
            "/api/v3/repositories/4711/issues/7/comments",
            "/api/graphql",
        }


def test_a_redirect_out_of_the_api_of_an_enterprise_server_is_not_followed() -> None:
    with GitHubServer("/api/v3") as server, connected(server) as github:
        server.trouble(Trouble(302, headers={"location": "/login?return_to=x"}))
        assert "points elsewhere" in refusal(lambda: github.pull_request(7))


@pytest.mark.usefixtures("pull")
def test_a_proxy_of_the_environment_is_used(
    server: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", server.origin)
    with GitHub(WORKFLOW_TOKEN, REPOSITORY, "http://github.localhost") as github:
        assert github.pull_request(7).number == 7
    assert server.log[0].target == "http://github.localhost/repos/acme/widgets/pulls/7"


def test_a_proxy_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:hunter2@proxy")
    with pytest.raises(ConfigError, match="HTTPS_PROXY") as caught:
        GitHub(WORKFLOW_TOKEN, REPOSITORY)
    assert "hunter2" not in str(caught.value)


def test_nobody_listens() -> None:
    slept: list[float] = []
    with GitHub(
        "t", REPOSITORY, "http://127.0.0.1:9", transport=plain(), sleep=slept.append
    ) as github:
        text = refusal(lambda: github.create_comment(7, "x"))
    assert "GitHub at 127.0.0.1:9 cannot be reached" in text
    assert slept == [2.0, 4.0, 8.0]


@pytest.mark.parametrize("name", ["widgets", "acme/", "a/b/c", "acme/..", "acme/w?x", "a b/c", ""])
def test_a_repository_that_is_none(name: str) -> None:
    with pytest.raises(ConfigError, match="OWNER/NAME"):
        GitHub("t", name, transport=plain())


@pytest.mark.parametrize("token", ["", " ", "a b", "tok\nen", "clé"])
def test_a_token_that_is_none(token: str) -> None:
    with pytest.raises(ConfigError, match="GITHUB_TOKEN"):
        GitHub(token, REPOSITORY)


@pytest.mark.parametrize(
    "url",
    ["", "github.com", "https://github.com", "ftp://x/", "http://ghe.example/api/v3", "https://u:p@ghe.example/", "https://ghe.example/?a=b", "http://["],
)  # fmt: skip
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        GitHub("t", REPOSITORY, url, transport=plain())
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_that_is_none(github: GitHub, number: int) -> None:
    with pytest.raises(ConfigError, match="no number"):
        github.pull_request(number)


def test_the_token_is_in_no_representation() -> None:
    with GitHub(WORKFLOW_TOKEN, REPOSITORY) as github:
        assert WORKFLOW_TOKEN not in repr(github) + repr(vars(github)) + repr(github._wire.speaker)


def test_a_transport_of_ones_own() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json=[])

    with GitHub("t", REPOSITORY, transport=httpx2.MockTransport(answer)) as github:
        assert github.files(1) == []
    assert (
        str(asked[0].url) == "https://api.github.com/repos/acme/widgets/pulls/1/files?per_page=100"
    )
    assert asked[0].headers["authorization"] == "Bearer t"
