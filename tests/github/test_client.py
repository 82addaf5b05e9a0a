"""What the client reads and writes, and how it knows its own comments.

Every `with GitHubServer()` ends in a check of what was sent and answered against GitHub's own
description (see `server.py`), so each test of the client is one of its requests, too.
"""

import pytest

from planproof.github.api import ACTIONS_ID, ACTIONS_LOGIN, App, Comment, ReviewComment, User
from planproof.github.client import GitHub
from tests.github.connected import PATCH, PLAN, Inline, connected
from tests.github.server import GitHubServer
from tests.github.world import (
    ACTIONS,
    ALICE,
    APP_TOKEN,
    HEAD,
    MALLORY,
    REVIEWER,
    USER_TOKEN,
    WORKFLOW_TOKEN,
    Changed,
    Pull,
    Said,
)


@pytest.mark.usefixtures("pull")
def test_a_pull_request_and_its_sides(github: GitHub) -> None:
    found = github.pull_request(7)
    assert (found.number, found.state, found.head.sha) == (7, "open", HEAD)
    assert not found.from_fork


@pytest.mark.parametrize("head", ["mallory/widgets", None])
def test_a_fork_is_known_even_when_it_is_gone(server: GitHubServer, head: str | None) -> None:
    server.repo.pull(8, head_repository=head, state="closed")
    with connected(server) as github:
        found = github.pull_request(8)
    assert found.from_fork
    assert found.state == "closed"


def test_files_of_all_pages_with_and_without_a_patch(server: GitHubServer) -> None:
    files = [Changed(f"plans/é {n}.md", None if n % 2 else PATCH) for n in range(250)]
    server.repo.pull(7, *files, Changed("b.md", None, "renamed", "a.md"))
    with connected(server) as github:
        found = github.files(7)
    assert [(each.filename, each.patch) for each in found[:250]] == [
        (each.path, each.patch) for each in files
    ]
    assert (found[250].status, found[250].previous_filename) == ("renamed", "a.md")
    assert [dict(each.query).get("page") for each in server.log] == [None, "2", "3"]


def test_comments_of_all_pages_in_their_order(github: GitHub, pull: Pull) -> None:
    pull.comments += [Said(n, f"No. {n}", ALICE if n % 2 else None) for n in range(1, 121)]
    found = github.issue_comments(7)
    assert [each.body for each in found] == [each.body for each in pull.comments]
    assert found[1].user is None


def test_a_comment_is_written_and_edited(server: GitHubServer, github: GitHub, pull: Pull) -> None:
    body = "<!-- marker -->\n## Réview 🎉 \N{RIGHT-TO-LEFT MARK}"
    made = github.create_comment(7, body)
    edited = github.edit_comment(made.id, f"{body}!")
    assert [each.body for each in pull.comments] == [f"{body}!"] == [edited.body]
    assert [each.method for each in server.writes] == ["POST", "PATCH"]


def test_a_review_on_lines(github: GitHub, pull: Pull) -> None:
    posted = github.create_review(
        7, HEAD, [Inline(), Inline(line=3, start_line=2), Inline(line=22, start_line=22)]
    )
    placed = [(each.line, each.start_line) for each in pull.line_comments]
    assert placed == [(2, None), (3, 2), (22, None)]
    found = github.review_comments(7)
    assert {each.pull_request_review_id for each in found} == {posted.id}
    assert (found[0].path, found[0].line, found[0].body) == (PLAN, 2, "What proves it?")


def test_an_outdated_comment_has_no_line(github: GitHub, pull: Pull) -> None:
    github.create_review(7, HEAD, [Inline()])
    pull.push("c" * 40, Changed("other.md"))
    (found,) = github.review_comments(7)
    assert (found.line, found.original_line, found.original_commit_id) == (None, 2, HEAD)


def test_a_review_of_nothing_is_a_mistake(github: GitHub) -> None:
    with pytest.raises(ValueError, match="needs a comment"):
        github.create_review(7, HEAD, [])


def test_halves_of_characters_become_question_marks(github: GitHub, pull: Pull) -> None:
    github.create_comment(7, "a\ud800b")
    assert pull.comments[0].body == "a?b"


@pytest.mark.parametrize(
    ("token", "account", "asked"),
    [
        (WORKFLOW_TOKEN, ACTIONS, ["/graphql"]),
        (APP_TOKEN, REVIEWER, ["/graphql"]),
        (USER_TOKEN, ALICE, ["/user"]),
    ],
)
def test_whose_token_it_is(
    server: GitHubServer, token: str, account: object, asked: list[str]
) -> None:
    with connected(server, token) as github:
        me = github.me()
        assert github.me() is me
    assert me.same(User(login=ACTIONS_LOGIN, id=ACTIONS_ID, type="Bot")) == (account is ACTIONS)
    assert [each.path for each in server.log] == asked
    assert not server.writes


def test_an_app_token_of_an_unknown_kind_is_asked_for_in_both_ways(server: GitHubServer) -> None:
    server.grants["new_kind"] = server.grants[APP_TOKEN]
    with connected(server, "new_kind") as github:
        assert github.me().login == REVIEWER.login
    assert [each.path for each in server.log] == ["/user", "/graphql"]


def test_without_graphql_a_workflow_is_assumed(server: GitHubServer) -> None:
    server.graphql = False
    with connected(server) as github:
        me = github.me()
    # This server is not github.com, where the account has its well-known number.
    assert (me.login, me.id, me.type) == (ACTIONS_LOGIN, None, "Bot")


def test_only_what_we_wrote_is_ours(github: GitHub, pull: Pull) -> None:
    github.create_comment(7, "ours")
    github.create_review(7, HEAD, [Inline()])
    forged = Said(2, "ours", MALLORY)
    pull.comments += [forged, Said(3, "ours", REVIEWER), Said(4, "ours", None)]
    assert [github.is_mine(each) for each in github.issue_comments(7)] == [
        True,
        False,
        False,
        False,
    ]
    assert [github.is_mine(each) for each in github.review_comments(7)] == [True]


@pytest.mark.parametrize(
    ("user", "app", "mine"),
    [
        (User(login=ACTIONS_LOGIN, id=5, type="Bot"), None, True),  # an Enterprise server's
        (User(login=ACTIONS_LOGIN, type="Bot"), App(slug="github-actions"), True),
        (User(login=ACTIONS_LOGIN, type="Bot"), App(slug="another"), False),
        (User(login=ACTIONS_LOGIN, type="User"), None, False),
        (User(login="github-actions", type="User"), None, False),
        (None, App(slug="github-actions"), False),
    ],
)
def test_without_an_id_the_login_the_kind_and_the_app_decide(
    server: GitHubServer, user: User | None, app: App | None, mine: bool
) -> None:
    server.graphql = False
    with connected(server) as github:
        comment = Comment(id=1, user=user, performed_via_github_app=app)
        assert github.is_mine(comment) is mine


def test_a_renamed_account_is_still_known_by_its_id() -> None:
    assert User(login="alice", id=1).same(User(login="alice-b", id=1))
    assert not User(login="alice", id=1).same(User(login="alice", id=2))
    assert ReviewComment(id=1, path="a").user is None
