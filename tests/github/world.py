"""What is on the in-memory GitHub: accounts, repositories, pull requests and what was said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

HEAD = "a" * 40
BASE = "b" * 40
LONGEST = 65_536
"""Characters of a comment that GitHub takes."""


@dataclass(frozen=True)
class Account:
    login: str
    id: int
    type: Literal["User", "Bot"] = "User"

    @property
    def app(self) -> str | None:
        return self.login.removesuffix("[bot]") if self.type == "Bot" else None


ACTIONS = Account("github-actions[bot]", 41898282, "Bot")
ALICE = Account("alice", 1001)
MALLORY = Account("mallory", 1002)
REVIEWER = Account("plan-reviewer[bot]", 1003, "Bot")
"""The account of a team's own app."""

WORKFLOW_TOKEN = "ghs_workflowTokenOfTheTests0123456789abcd"  # noqa: S105 - of the tests
"""A workflow's own, which may write to pull requests."""
APP_TOKEN = "ghs_appTokenOfTheTests0123456789abcdefghi"  # noqa: S105 - of the tests
USER_TOKEN = "ghp_userTokenOfTheTests0123456789abcdefgh"  # noqa: S105 - of the tests
"""Alice's."""


@dataclass(frozen=True)
class Grant:
    """What a token allows, and who acts with it."""

    account: Account
    permissions: Mapping[str, Literal["read", "write"]]

    def allows(self, needed: str, level: str) -> bool:
        given = self.permissions.get(needed)
        return given in ("write", level)


@dataclass
class Said:
    """A comment in the conversation."""

    id: int
    body: str
    user: Account | None
    created: str = "2026-11-01T12:00:00Z"
    updated: str = "2026-11-01T12:00:00Z"
    edits: int = 0


@dataclass
class OnLine:
    """A comment on lines of the diff."""

    id: int
    review: int
    body: str
    user: Account | None
    path: str
    line: int
    start_line: int | None
    side: str
    commit: str
    hunk: str = ""


@dataclass
class Review:
    id: int
    user: Account
    body: str
    commit: str
    comments: list[OnLine]


@dataclass(frozen=True)
class Changed:
    """A file of the diff; *patch* as GitHub writes it, None for a binary file."""

    path: str
    patch: str | None = "@@ -0,0 +1,3 @@\n+one\n+two\n+three"
    status: str = "modified"
    previous: str | None = None

    def hunk_of(self, line: int, side: str) -> int | None:
        """Number of the hunk that holds *line*; None when the diff does not show it."""
        return lines_of(self.patch or "").get((side, line))


@dataclass
class Pull:
    number: int
    head: str = HEAD
    base: str = BASE
    state: Literal["open", "closed"] = "open"
    locked: bool = False
    draft: bool = False
    head_repository: str | None = None
    """Name of the repository that its branch is in; None for the fork that is gone."""
    files: list[Changed] = field(default_factory=list)
    comments: list[Said] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    commits: set[str] = field(default_factory=set)
    """All that was ever its head."""

    @property
    def line_comments(self) -> list[OnLine]:
        return [comment for review in self.reviews for comment in review.comments]

    def file(self, path: str) -> Changed | None:
        return next((each for each in self.files if each.path == path), None)

    def push(self, head: str, *files: Changed, force: bool = False) -> None:
        """New commits; after a forced push the old ones are gone."""
        self.commits = {head} if force else {*self.commits, self.head, head}
        self.head = head
        self.files = list(files)


@dataclass
class Repo:
    name: str
    id: int = 4711
    private: bool = True
    archived: bool = False
    pulls: dict[int, Pull] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    """Numbers of what was deleted."""

    def pull(self, number: int, *files: Changed, **values: object) -> Pull:
        """A new pull request; *values* are fields of `Pull`."""
        made = replace(Pull(number, head_repository=self.name), **values)  # type: ignore[arg-type] # checked by each test that reads them
        made.files = list(files)
        made.commits = {made.head}
        self.pulls[number] = made
        return made


def lines_of(patch: str) -> dict[tuple[str, int], int]:
    """Side and number of each line that a patch shows, and the number of its hunk."""
    found: dict[tuple[str, int], int] = {}
    left = right = hunk = 0
    for text in patch.split("\n"):
        match = re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@", text)
        if match:
            left, right, hunk = int(match[1]), int(match[2]), hunk + 1
            continue
        if text[:1] in ("", "\\"):
            continue
        if text[0] in "+ ":
            found["RIGHT", right] = hunk
            right += 1
        if text[0] in "- ":
            found["LEFT", left] = hunk
            left += 1
    return found
