"""What happened on GitHub: the payload of an event, as far as a review needs it."""

import json
import re
from pathlib import Path

from pydantic import Field, ValidationError

from planproof.core.base import Frozen
from planproof.errors import UsageError

MAX_BYTES = 30_000_000
"""GitHub's payloads have 25 MB at most."""

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Event(Frozen):
    """The change that an event is about. Commits are full hashes, never names."""

    pull_request: int | None = None
    base: str | None = None
    """What the change is measured against; None when there is nothing before it."""
    head: str | None = None
    fork: bool = False
    """True when the change comes from another repository."""


class _Loose(Frozen, extra="ignore"):
    """A part of a payload; what is not named here is not looked at."""


class _Repository(_Loose):
    full_name: str = ""


class _Side(_Loose):
    sha: str
    repo: _Repository | None = None
    """None when the fork is gone."""


class _PullRequest(_Loose):
    number: int = Field(gt=0)
    base: _Side
    head: _Side


class _MergeGroup(_Loose):
    base_sha: str
    head_sha: str


class _Payload(_Loose):
    pull_request: _PullRequest | None = None
    merge_group: _MergeGroup | None = None
    before: str | None = None
    after: str | None = None
    repository: _Repository = _Repository()


def read_event(path: Path | None) -> Event:
    """The event whose payload is in the file *path*; an event about nothing when it is None.

    Raises:
        UsageError: the file cannot be read or is no payload of GitHub's.
    """
    if path is None:
        return Event()
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path} is too large for the payload of an event")
    try:
        return _event(_Payload.model_validate(json.loads(data)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the payload"
        raise UsageError(f"{path} is no event of GitHub's: {where}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no event of GitHub's: it is no JSON") from error


def _event(payload: _Payload) -> Event:
    pull = payload.pull_request
    if pull is not None:
        there = pull.head.repo.full_name if pull.head.repo else ""
        return Event(
            pull_request=pull.number,
            base=commit(pull.base.sha),
            head=commit(pull.head.sha),
            fork=there != payload.repository.full_name,
        )
    group = payload.merge_group
    if group is not None:
        return Event(base=commit(group.base_sha), head=commit(group.head_sha))
    return Event(base=_pushed(payload.before), head=_pushed(payload.after))


def _pushed(name: str | None) -> str | None:
    """A commit of a push, which is all zeros where there is none."""
    return None if name is None or not name.strip("0") else commit(name)


def commit(name: str) -> str:
    """*name*, once it is sure to be the full hash of a commit.

    Raises:
        UsageError: it is something else, which git might take for an option or a branch.
    """
    if _COMMIT.fullmatch(name) is None:
        raise UsageError(f"{name!r} is no commit; give the full hash of 40 hexadecimal digits")
    return name
