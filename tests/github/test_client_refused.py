"""When GitHub says no: the permission or the reason is named, and the next step."""

import json
from collections.abc import Callable

import pytest

from planproof.errors import GitHubError
from planproof.github.client import GitHub
from tests.github.connected import PATCH, PLAN, Inline, connected, refusal
from tests.github.server import GitHubServer, Trouble
from tests.github.world import (
    ACTIONS,
    ALICE,
    HEAD,
    USER_TOKEN,
    WORKFLOW_TOKEN,
    Changed,
    Grant,
    Pull,
    Said,
)


@pytest.mark.parametrize(
    ("permissions", "call", "words"),
    [
        ({"contents": "read"}, lambda g: g.create_comment(7, "x"), "`permissions: pull-requests: write`"),
        ({"pull_requests": "read"}, lambda g: g.create_review(7, HEAD, [Inline()]), "`permissions: pull-requests: write`"),
        ({"pull_requests": "read"}, lambda g: g.edit_comment(1, "x"), "`permissions: pull-requests: write`"),
        ({"contents": "read"}, lambda g: g.files(7), "`permissions: pull-requests: read`"),
        ({"contents": "read"}, lambda g: g.issue_comments(7), "`permissions: pull-requests: read`"),
    ],
)  # fmt: skip
def test_the_missing_permission_is_named(
    server: GitHubServer,
    pull: Pull,
    permissions: dict[str, str],
    call: Callable[[GitHub], object],
    words: str,
) -> None:
    pull.comments.append(Said(1, "old", ACTIONS))
    server.grants[WORKFLOW_TOKEN] = Grant(ACTIONS, permissions)  # type: ignore[arg-type] # read and write
    with connected(server) as github:
        text = refusal(lambda: call(github))
    assert words in text
    assert "403: Resource not accessible by integration" in text
    assert "from a fork" in text
    assert not server.slept
    assert pull.comments[0].body == "old"


def test_a_token_that_is_not_accepted(server: GitHubServer) -> None:
    with connected(server, "ghp_expired") as github:
        text = refusal(lambda: github.pull_request(7))
    assert "401: Bad credentials" in text
    assert "set GITHUB_TOKEN" in text


def test_what_is_not_there_or_may_not_be_seen(server: GitHubServer, github: GitHub) -> None:
    text = refusal(lambda: github.pull_request(99))
    assert "there is no pull request 99 in acme/widgets, or the token may not see it" in text
    server.grants[USER_TOKEN] = Grant(ALICE, {})
    server.repo.pull(7)
    with connected(server, USER_TOKEN) as other:
        assert "404" in refusal(lambda: other.pull_request(7))
    assert "no comment 5 in" in refusal(lambda: github.edit_comment(5, "x"))


def test_what_was_deleted(server: GitHubServer, github: GitHub) -> None:
    server.repo.gone.add(7)
    text = refusal(lambda: github.create_comment(7, "x"))
    assert "410: This issue was deleted" in text
    assert "nothing can be posted there" in text


def test_a_locked_conversation_and_an_archive_are_no_missing_permission(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    pull.locked = True
    text = refusal(lambda: github.create_comment(7, "x"))
    assert "issue is locked" in text
    assert "permissions:" not in text
    server.repo.archived = True
    assert "archived" in refusal(lambda: github.create_review(7, HEAD, [Inline()]))


@pytest.mark.usefixtures("pull")
def test_single_sign_on(server: GitHubServer, github: GitHub) -> None:
    url = "required; url=https://github.com/orgs/acme/sso?authorization_request=AAAA"
    body = json.dumps({"message": "Resource protected by organization SAML enforcement."})
    server.trouble(Trouble(403, body.encode(), {"x-github-sso": url}))
    assert "single sign-on" in refusal(lambda: github.pull_request(7))


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        (Inline(line=9), "line must be part of the diff"),
        (Inline(path="absent.md"), "Path could not be resolved"),
        (Inline(line=22, start_line=2), "part of the same hunk"),
        (Inline(body=" "), "body can't be blank"),
        (Inline(body="x" * 65_537), "too long"),
    ],
)
def test_a_misplaced_comment_refuses_the_whole_review(
    github: GitHub, pull: Pull, comment: Inline, words: str
) -> None:
    with pytest.raises(GitHubError, match=words) as caught:
        github.create_review(7, HEAD, [Inline(), comment])
    assert caught.value.status == 422
    assert not pull.line_comments


def test_a_review_of_a_commit_that_was_pushed_away(github: GitHub, pull: Pull) -> None:
    pull.push("c" * 40, Changed(PLAN, PATCH), force=True)
    text = refusal(lambda: github.create_review(7, HEAD, [Inline()]))
    assert "commit_id is not part of the pull request" in text
    assert "run again" in text


@pytest.mark.parametrize("body", ["x" * 65_537, "  \n"])
def test_a_body_that_github_does_not_take(github: GitHub, pull: Pull, body: str) -> None:
    assert "422: Validation Failed; Body" in refusal(lambda: github.create_comment(7, body))
    assert not pull.comments


def test_the_longest_body(github: GitHub, pull: Pull) -> None:
    github.create_comment(7, "é" * 65_536)
    assert len(pull.comments[0].body) == 65_536
