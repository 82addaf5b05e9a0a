"""A workspace with a pull request that changes plans."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.action.runner import Job
from tests.github.repository import Repository

GOOD = """\
# Phase 1: Storage

## Task 1: Create the bucket

**Goal:** A place for the uploads.

**Files:** `deploy/bucket.tf`

**Steps:**

1. Run `make bucket`.

**Verification:**

- [ ] `make check` prints `ok`.
"""
CRITICAL = GOOD + "\nKey: AKIA" + "IOSFODNN7EXAMPLF\n"
"""A secret in a plan is critical."""


@pytest.fixture(autouse=True)
def only_where_bash_is() -> None:
    if shutil.which("bash") is None or shutil.which("git") is None or shutil.which("od") is None:
        pytest.skip("needs bash, git and od")


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """Makes the job of a pull request; each keyword of `files` is what it changes."""

    def make(
        files: Mapping[str, str | None],
        before: Mapping[str, str | None] | None = None,
        *,
        fork: bool = False,
        **values: object,
    ) -> Job:
        repository = Repository(tmp_path / "workspace")
        base = repository.commit({"README.md": "An application.\n", **(before or {})})
        repository.git("switch", "--quiet", "--create", "topic")
        head = repository.commit(files)
        owner = "someone" if fork else "acme"
        event = {
            "pull_request": {
                "number": 7,
                "base": {"sha": base, "repo": {"full_name": "acme/widgets"}},
                "head": {"sha": head, "repo": {"full_name": f"{owner}/widgets"}},
            },
            "repository": {"full_name": "acme/widgets"},
        }
        return Job(tmp_path / "workspace", tmp_path / "temp", event, **values)  # type: ignore[arg-type] # what a job takes

    return make
