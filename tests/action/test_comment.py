"""The action's comment, against a GitHub on loopback."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planproof.cli.github import build_github
from planproof.github.event import read_event
from tests.action.conftest import CRITICAL
from tests.action.runner import Job
from tests.github.server import GitHubServer
from tests.github.world import WORKFLOW_TOKEN, Changed

PATH = "plans/login/Phase-1.md"

pytestmark = pytest.mark.skipif(
    not any(each.name == "comment" for each in build_github().registered_commands),
    reason="`planproof github comment` is not there yet",
)


@pytest.mark.skipif(
    not os.environ.get("ACTION_TEST"), reason="takes long; make action-test runs it"
)
def test_one_comment_and_no_second(job: Callable[..., Job], tmp_path: Path) -> None:
    made = job({PATH: CRITICAL})
    with GitHubServer() as server:
        made.env = {"GITHUB_API_URL": server.api_url}
        patch = "\n".join(["@@ -0,0 +1,17 @@", *(f"+{line}" for line in CRITICAL.splitlines())])
        first = made.run(github_token=WORKFLOW_TOKEN)
        head = read_event(tmp_path / "temp/event.json").head
        assert head is not None
        assert first.told("warning"), "there is no such pull request yet"
        pull = server.repo.pull(7, Changed(PATH, patch, "added"), head=head)
        made.temp = tmp_path / "second"
        run = made.run(github_token=WORKFLOW_TOKEN)
        assert (run.ran[-1], run.failed) == ("Judge", "Judge")
        assert run.told("warning") == []
        assert len(pull.comments) == 1
        assert "plans/login" in pull.comments[0].body
        assert [each.path for each in pull.line_comments] == [PATH]
        writes = len(server.writes)
        made.temp = tmp_path / "third"
        assert made.run(github_token=WORKFLOW_TOKEN).told("warning") == []
        assert len(server.writes) == writes
