"""What GitHub's API says, as typed values; only what planproof reads of it.

Names are GitHub's own. Fields that it adds are ignored, and where its description lets a value be
null or left out, so does the type here.
"""

from typing import Protocol

from pydantic import ConfigDict, Field

from planproof.core.base import Frozen

ACTIONS_LOGIN = "github-actions[bot]"
"""As whom a workflow acts through its own token."""
ACTIONS_ID = 41898282
"""Id of that account on github.com; every Enterprise server has another."""

_BOT = "[bot]"
"""Ends the login of an app's account. No person can register a login with a bracket."""


class Told(Frozen):
    """A value out of an answer: what is not known is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(Told):
    """An account: a person's, or an app's."""

    login: str
    id: int | None = None
    """None only for ourselves, where the server does not say it."""
    type: str = "User"
    """`User`, `Bot`, `Organization`, `Mannequin`."""

    @property
    def app(self) -> str | None:
        """Slug of the app whose account it is; None for a person's."""
        return self.login.removesuffix(_BOT) if self.login.endswith(_BOT) else None

    def same(self, other: "User | None") -> bool:
        """True when both are one account; ids decide where both are known."""
        if other is None:
            return False
        if self.id is not None and other.id is not None:
            return self.id == other.id
        same_kind = (self.app is None) == (other.type != "Bot")
        return same_kind and self.login.casefold() == other.login.casefold()


class App(Told):
    """The app through which something was done."""

    id: int | None = None
    slug: str | None = None


class Comment(Told):
    """A comment in the conversation of a pull request."""

    id: int
    body: str = ""
    user: User | None = None
    """None where the account is gone."""
    performed_via_github_app: App | None = None
    html_url: str = ""
    created_at: str = ""
    updated_at: str = ""


class ReviewComment(Told):
    """A comment on lines of the diff."""

    id: int
    body: str = ""
    path: str
    line: int | None = None
    """Its last line in the newest version; None where that is no longer part of the diff."""
    start_line: int | None = None
    side: str | None = None
    commit_id: str = ""
    original_commit_id: str = ""
    original_line: int | None = None
    user: User | None = None
    pull_request_review_id: int | None = None
    in_reply_to_id: int | None = None
    html_url: str = ""


class ChangedFile(Told):
    """A file that a pull request changes."""

    filename: str
    status: str
    """`added`, `removed`, `modified`, `renamed`, `copied`, `changed`, `unchanged`."""
    patch: str | None = None
    """Its hunks; None for a binary file, a very large change and a mere rename."""
    previous_filename: str | None = None
    sha: str | None = None


class Repository(Told):
    full_name: str
    private: bool = False
    fork: bool = False


class Branch(Told):
    """One side of a pull request."""

    ref: str
    sha: str
    repo: Repository | None = None
    """None where the fork is gone."""


class PullRequest(Told):
    number: int
    state: str
    """`open` or `closed`."""
    title: str = ""
    draft: bool = False
    merged: bool = False
    locked: bool = False
    head: Branch
    base: Branch
    user: User | None = None
    html_url: str = ""

    @property
    def from_fork(self) -> bool:
        """True when its branch is in another repository, or in one that is gone."""
        ours = self.base.repo.full_name.casefold() if self.base.repo else ""
        return self.head.repo is None or self.head.repo.full_name.casefold() != ours


class PostedReview(Told):
    """A review with comments on lines, as it was posted."""

    id: int
    html_url: str = Field(default="")


class Placed(Protocol):
    """What a comment on lines has to say of itself; a frozen value will do."""

    @property
    def path(self) -> str:
        """From the root of the repository, with forward slashes."""
        ...

    @property
    def line(self) -> int:
        """Last line, in the version that the pull request proposes."""
        ...

    @property
    def start_line(self) -> int | None:
        """First line, where there are several."""
        ...

    @property
    def body(self) -> str:
        """Markdown."""
        ...
