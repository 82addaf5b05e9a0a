"""Waiting and trying again, without doing anything twice."""

import ssl

import httpx2
import pytest

from planproof.github.client import GitHub
from tests.github.connected import PLAN, Inline, connected, plain, refusal
from tests.github.server import REPOSITORY, GitHubServer, Trouble
from tests.github.world import (
    ACTIONS,
    ALICE,
    APP_TOKEN,
    HEAD,
    MALLORY,
    REVIEWER,
    WORKFLOW_TOKEN,
    Pull,
    Said,
)


def test_a_secondary_limit_is_waited_for(server: GitHubServer, github: GitHub, pull: Pull) -> None:
    server.secondary(after=7)
    server.secondary(after=None)
    github.create_comment(7, "x")
    assert server.slept == [7.0, 60.0]
    assert len(pull.comments) == 1
    # It was refused, so there was nothing to look for.
    assert {each.method for each in server.log} == {"POST"}


@pytest.mark.usefixtures("pull")
def test_429_and_a_date_to_wait_for(server: GitHubServer, github: GitHub) -> None:
    server.secondary(status=429, headers={"retry-after": "Sat, 21 Nov 2026 12:00:09 GMT"})
    github.edit_comment(github.create_comment(7, "x").id, "y")
    assert server.slept == [9.0]


@pytest.mark.usefixtures("pull")
def test_the_primary_limit_is_waited_for_when_there_is_time(
    server: GitHubServer, github: GitHub
) -> None:
    server.remaining, server.reset_in = 0, 40
    assert github.pull_request(7).number == 7
    assert server.slept == [41.0]


@pytest.mark.usefixtures("pull")
def test_an_hour_is_not_waited_for(server: GitHubServer, github: GitHub) -> None:
    server.remaining, server.reset_in = 0, 3_600
    text = refusal(lambda: github.create_comment(7, "x"))
    assert "run again in 3,601 s" in text
    assert "would go beyond the deadline of 180 s" in text
    assert not server.slept
    assert len(server.log) == 1


@pytest.mark.usefixtures("pull")
def test_whoever_waits_is_told(server: GitHubServer) -> None:
    told: list[tuple[float, str]] = []
    server.secondary(after=3)
    with GitHub(
        WORKFLOW_TOKEN,
        REPOSITORY,
        server.api_url,
        transport=plain(),
        sleep=server.sleep,
        waiting=lambda seconds, error: told.append((seconds, str(error))),
    ) as github:
        github.pull_request(7)
    assert [seconds for seconds, _ in told] == [3.0]
    assert "secondary rate limit" in told[0][1]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.usefixtures("pull")
def test_a_server_that_stumbles_is_asked_again(
    server: GitHubServer, github: GitHub, status: int
) -> None:
    server.trouble(Trouble(status, b"<html>Unicorn!</html>", kind="text/html"))
    assert github.files(7)[0].filename == PLAN
    assert server.slept == [2.0]


def test_a_server_that_stays_down_is_given_up(server: GitHubServer, github: GitHub) -> None:
    server.trouble(Trouble(502, b"<html><h1>Unicorn!</h1></html>", kind="text/html", times=99))
    text = refusal(lambda: github.pull_request(7))
    assert "answered 502 when asked to read acme/widgets#7" in text
    assert "given up after 4 attempts" in text
    assert "<" not in text
    assert len(server.log) == 4


def test_a_second_page_that_fails_is_asked_for_again(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    pull.comments += [Said(n, str(n), ALICE) for n in range(150)]
    server.trouble(Trouble(200, b"[]"[:0]), Trouble(503, path="comments"))
    assert len(github.issue_comments(7)) == 150


@pytest.mark.usefixtures("pull")
def test_a_slow_server_is_not_waited_for_beyond_the_deadline(server: GitHubServer) -> None:
    server.trouble(Trouble(delay=5, times=9))
    with GitHub(
        WORKFLOW_TOKEN,
        REPOSITORY,
        server.api_url,
        transport=plain(),
        sleep=server.sleep,
        deadline=0.1,
    ) as github:
        text = refusal(lambda: github.pull_request(7))
    assert "did not answer in time" in text
    assert not server.slept


LOST = [
    Trouble(502, b"<html>Bad Gateway</html>", kind="text/html", done=True, method="POST"),
    Trouble(drop=True, done=True, method="POST"),
    Trouble(200, b"<html>Captive portal</html>", done=True, method="POST"),
    Trouble(201, b'{"id": 1, "bo', done=True, method="POST"),
]


@pytest.mark.parametrize("lost", LOST, ids=lambda each: f"{each.status}-{each.drop}")
def test_a_comment_whose_answer_was_lost_is_found(
    server: GitHubServer, github: GitHub, pull: Pull, lost: Trouble
) -> None:
    pull.comments.append(Said(1, "x\n", MALLORY))
    github.me()
    server.trouble(lost)
    made = github.create_comment(7, "x\r\n")
    assert [each.user for each in pull.comments] == [MALLORY, ACTIONS]
    assert made.id == pull.comments[1].id
    assert len(server.writes) == 1


@pytest.mark.parametrize("lost", LOST, ids=lambda each: f"{each.status}-{each.drop}")
def test_a_comment_that_was_not_written_is_written(
    server: GitHubServer, github: GitHub, pull: Pull, lost: Trouble
) -> None:
    pull.comments.append(Said(1, "x", MALLORY))
    github.me()
    server.trouble(Trouble(lost.status, lost.body, kind=lost.kind, drop=lost.drop, method="POST"))
    github.create_comment(7, "x")
    assert [each.user for each in pull.comments] == [MALLORY, ACTIONS]
    assert [each.method for each in server.log[1:]] == ["POST", "GET", "POST"]


def test_a_comment_is_found_whatever_its_line_ends(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    pull.comments.append(Said(1, "x\ny", ACTIONS))
    github.me()
    server.trouble(Trouble(502, method="POST"))
    assert github.create_comment(7, "x\r\ny\r\n").id == 1


def test_a_review_whose_answer_was_lost_is_found(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    first = github.create_review(7, HEAD, [Inline(), Inline(line=3, body="And here?")])
    server.trouble(Trouble(504, done=True, path="reviews"))
    second = github.create_review(7, HEAD, [Inline(), Inline(line=3, body="And here?")])
    assert len(pull.reviews) == 2
    assert second.id == pull.reviews[1].id != first.id


def test_a_review_that_was_not_posted_is_posted(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    wanted = [Inline(), Inline(line=3, body="And here?")]
    github.create_review(7, HEAD, wanted[:1])
    with connected(server, APP_TOKEN) as other:
        other.create_review(7, HEAD, wanted)
    server.trouble(Trouble(504, path="reviews"))
    made = github.create_review(7, HEAD, wanted)
    assert [each.user for each in pull.reviews] == [ACTIONS, REVIEWER, ACTIONS]
    assert made.id == pull.reviews[2].id


def test_an_answer_that_comes_too_late_was_lost(server: GitHubServer, pull: Pull) -> None:
    class Late(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            answer = super().handle_request(request)
            if request.method == "POST" and len(server.writes) == 1 == len(server.log):
                answer.close()
                raise httpx2.ReadTimeout("too late", request=request)
            return answer

    late = Late(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    with GitHub(
        WORKFLOW_TOKEN, REPOSITORY, server.api_url, transport=late, sleep=server.sleep
    ) as github:
        made = github.create_comment(7, "x")
    assert [each.id for each in pull.comments] == [made.id]


def test_once_an_answer_was_lost_every_attempt_looks_first(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    """The first request is done late: after we looked for it, and before we ask again."""
    github.me()
    server.trouble(Trouble(502, method="POST", path="comments"))
    server.secondary(after=5, method="POST", path="comments")
    late = Said(77, "x", ACTIONS)

    def sleep(seconds: float) -> None:
        server.sleep(seconds)
        if seconds == 5:
            pull.comments.append(late)

    with GitHub(
        WORKFLOW_TOKEN, REPOSITORY, server.api_url, transport=plain(), sleep=sleep
    ) as other:
        assert other.create_comment(7, "x").id == late.id
    assert pull.comments == [late]


def test_a_fate_that_stays_unknown_is_told(server: GitHubServer, pull: Pull) -> None:
    server.trouble(Trouble(502, method="POST", path="comments"))
    with connected(server, deadline=1.5) as github:
        text = refusal(lambda: github.create_comment(7, "x"))
    assert "it may have been done all the same" in text
    server.trouble(
        Trouble(502, method="POST", path="comments", done=True),
        Trouble(403, b'{"message": "No."}', method="GET", path="comments"),
    )
    with connected(server) as github:
        text = refusal(lambda: github.create_comment(7, "x"))
    assert "an answer of GitHub was lost" in text
    assert len(pull.comments) == 1


def test_after_the_last_attempt_it_looks_once_more(
    server: GitHubServer, github: GitHub, pull: Pull
) -> None:
    github.me()
    server.trouble(Trouble(502, method="POST", times=3), Trouble(502, method="POST", done=True))
    github.create_comment(7, "x")
    assert (len(pull.comments), len(server.writes)) == (1, 4)


@pytest.mark.usefixtures("pull")
def test_an_edit_is_simply_repeated(server: GitHubServer, github: GitHub) -> None:
    made = github.create_comment(7, "x")
    server.trouble(Trouble(502, done=True, method="PATCH"))
    assert github.edit_comment(made.id, "y").body == "y"
    assert [each.method for each in server.log] == ["POST", "PATCH", "PATCH"]
