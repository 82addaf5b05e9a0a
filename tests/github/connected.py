"""What the tests of the client share."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
import pytest

from planproof.errors import ExitCode, GitHubError
from planproof.github.client import GitHub
from planproof.github.wire import DEADLINE
from tests.github.server import REPOSITORY, GitHubServer
from tests.github.world import APP_TOKEN, USER_TOKEN, WORKFLOW_TOKEN

PLAN = "docs/plans/été/phase 1.md"
PATCH = "@@ -1,2 +1,3 @@\n # Phase\n-old\n+new\n+more\n@@ -20,2 +21,2 @@\n same\n-was\n+is"


@dataclass(frozen=True)
class Inline:
    path: str = PLAN
    line: int = 2
    body: str = "What proves it?"
    start_line: int | None = None


def connected(
    server: GitHubServer,
    token: str = WORKFLOW_TOKEN,
    repository: str = REPOSITORY,
    deadline: float = DEADLINE,
) -> GitHub:
    """A client whose clock is the server's."""
    return GitHub(
        token,
        repository,
        server.api_url,
        transport=plain(),
        sleep=server.sleep,
        now=server.now,
        deadline=deadline,
    )


def plain() -> httpx2.HTTPTransport:
    """A transport that loads no certificates, which takes longer than most tests."""
    return httpx2.HTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def refusal(call: Callable[[], object]) -> str:
    """The one sentence of an error, which never holds a token."""
    with pytest.raises(GitHubError) as caught:
        call()
    assert caught.value.exit_code == ExitCode.INCOMPLETE
    text = str(caught.value)
    assert "\n" not in text
    assert not any(token in text for token in (WORKFLOW_TOKEN, APP_TOKEN, USER_TOKEN))
    return text
