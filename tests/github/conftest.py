"""A GitHub in memory for each test, a pull request on it, and a client whose clock is its own."""

from collections.abc import Iterator

import pytest

from planproof.github.client import GitHub
from tests.github.connected import PATCH, PLAN, connected
from tests.github.server import GitHubServer
from tests.github.world import Changed, Pull


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    with GitHubServer() as running:
        yield running


@pytest.fixture
def pull(server: GitHubServer) -> Pull:
    return server.repo.pull(7, Changed(PLAN, PATCH))


@pytest.fixture
def github(server: GitHubServer) -> Iterator[GitHub]:
    with connected(server) as client:
        yield client
