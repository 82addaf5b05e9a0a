"""GitHub's API, as far as planproof uses it: one repository, its pull requests and comments.

    with GitHub(token, "acme/widgets") as github:
        for comment in github.issue_comments(7):
            if github.is_mine(comment): ...

A method does one thing and raises `GitHubError` with a sentence that says which permission is
missing or what else to do. What creates something is never done twice: when the answer is lost,
the client looks whether it is there before it asks again.
"""

import re
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from pydantic import JsonValue, ValidationError

from planproof.errors import ConfigError, GitHubError
from planproof.github.api import (
    ACTIONS_ID,
    ACTIONS_LOGIN,
    ChangedFile,
    Comment,
    Placed,
    PostedReview,
    PullRequest,
    ReviewComment,
    Told,
    User,
)
from planproof.github.refusals import Purpose
from planproof.github.wire import DEADLINE, Call, Wire, misread

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T", bound=Told)

API_URL = "https://api.github.com"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")
_READ = "pull-requests: read"
_WRITE = "pull-requests: write"
_PAGES = 100
"""Pages of 100 comments that are read, and of files; GitHub itself lists 3,000 files at most."""
_INSTALLATION = "ghs_"
"""Starts the tokens of apps, that of a workflow among them; they may not ask `GET /user`."""
_VIEWER = "query { viewer { login databaseId } }"


class GitHub:
    """One repository on one server, seen with one token. A context manager.

    *transport*, *sleep* and *now* are for tests; *waiting* is told of each wait and its reason
    before it begins. *deadline* is in seconds and counts from here, for everything together.
    Proxies are taken from the environment, as everywhere.

    Raises:
        ConfigError: the token, the repository's name or the address cannot be used.
    """

    def __init__(
        self,
        token: str,
        repository: str,
        api_url: str = API_URL,
        *,
        transport: "httpx2.BaseTransport | None" = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
        deadline: float = DEADLINE,
        waiting: Callable[[float, GitHubError], None] = lambda _seconds, _error: None,
    ) -> None:
        if not _NAME.fullmatch(repository):
            raise ConfigError(f"{repository!r} is no repository; write it like OWNER/NAME")
        self.repository = repository
        self._app = token.startswith(_INSTALLATION)
        self._wire = Wire(
            token,
            api_url,
            transport=transport,
            sleep=sleep,
            now=now,
            deadline=deadline,
            waiting=waiting,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections."""
        self._wire.close()

    def me(self) -> User:
        """Whose token it is; asked once.

        A workflow's own token and an app's may not ask `GET /user`, so GraphQL is asked, which
        answers everybody. Where that is closed too, a workflow's token is assumed.
        """
        return self._me

    def is_mine(self, comment: Comment | ReviewComment) -> bool:
        """True when the owner of this token wrote *comment*, not merely something like it."""
        if comment.user is None or not self._me.same(comment.user):
            return False
        # GitHub names the app of most comments, and never that of another one.
        app = comment.performed_via_github_app if isinstance(comment, Comment) else None
        return not (self._me.app and app and app.slug and app.slug != self._me.app)

    def pull_request(self, number: int) -> PullRequest:
        """A pull request; ours are found by number, never by what they say."""
        purpose = Purpose(f"read {self._at(number)}", _READ, self._pull(number))
        url = self._wire.url(self._path(f"pulls/{_positive(number)}"))
        return self._one(PullRequest, Call("GET", url, purpose))

    def files(self, number: int) -> list[ChangedFile]:
        """The files that a pull request changes; GitHub tells of the first 3,000."""
        purpose = Purpose(f"list the files of {self._at(number)}", _READ, self._pull(number))
        return self._list(ChangedFile, f"pulls/{_positive(number)}/files", purpose)

    def issue_comments(self, number: int) -> list[Comment]:
        """The comments in the conversation, oldest first."""
        purpose = Purpose(f"read the comments of {self._at(number)}", _READ, self._pull(number))
        return self._list(Comment, f"issues/{_positive(number)}/comments", purpose)

    def review_comments(self, number: int) -> list[ReviewComment]:
        """The comments on lines, oldest first."""
        doing = f"read the comments on the lines of {self._at(number)}"
        purpose = Purpose(doing, _READ, self._pull(number))
        return self._list(ReviewComment, f"pulls/{_positive(number)}/comments", purpose)

    def create_comment(self, number: int, body: str) -> Comment:
        """Write a comment into the conversation."""
        purpose = Purpose(f"comment on {self._at(number)}", _WRITE, self._pull(number))
        url = self._wire.url(self._path(f"issues/{_positive(number)}/comments"))

        def posted() -> Comment | None:
            same = _normal(body)
            ours = (c for c in reversed(self.issue_comments(number)) if self.is_mine(c))
            return next((comment for comment in ours if _normal(comment.body) == same), None)

        return self._one(Comment, Call("POST", url, purpose, {"body": body}), posted)

    def edit_comment(self, comment_id: int, body: str) -> Comment:
        """Replace the text of a comment in the conversation."""
        thing = f"comment {comment_id} in {self.repository}"
        purpose = Purpose(f"edit {thing}", _WRITE, thing)
        url = self._wire.url(self._path(f"issues/comments/{_positive(comment_id)}"))
        return self._one(Comment, Call("PATCH", url, purpose, {"body": body}))

    def create_review(
        self, number: int, commit: str, comments: Sequence[Placed], body: str = ""
    ) -> PostedReview:
        """Comment on lines of the diff, as seen in *commit*: all of it or nothing.

        Raises:
            GitHubError: among other things with status 422 when a line is not part of the diff.
        """
        if not comments:
            raise ValueError("a review needs a comment")
        doing = f"comment on the lines of {self._at(number)}"
        purpose = Purpose(doing, _WRITE, self._pull(number))
        url = self._wire.url(self._path(f"pulls/{_positive(number)}/reviews"))
        review: dict[str, JsonValue] = {"commit_id": commit, "event": "COMMENT"}
        if body:
            review["body"] = body
        review["comments"] = [_placed(comment) for comment in comments]

        def posted() -> PostedReview | None:
            return self._posted_review(number, comments)

        return self._one(PostedReview, Call("POST", url, purpose, review), posted)

    def _posted_review(self, number: int, comments: Sequence[Placed]) -> PostedReview | None:
        """The review that holds *comments*, if we posted it."""
        wanted = {(comment.path, _normal(comment.body)) for comment in comments}
        found: dict[int, set[tuple[str, str]]] = {}
        for each in self.review_comments(number):
            if each.pull_request_review_id is not None and self.is_mine(each):
                held = found.setdefault(each.pull_request_review_id, set())
                held.add((each.path, _normal(each.body)))
        same = [review for review, held in found.items() if held >= wanted]
        return PostedReview(id=max(same)) if same else None

    @cached_property
    def _me(self) -> User:
        if not self._app:
            purpose = Purpose("tell whose token this is", "metadata: read", "user")
            try:
                return self._one(User, Call("GET", self._wire.url("/user"), purpose))
            except GitHubError as error:
                if error.status not in (403, 404):
                    raise
        return self._viewer() or self._workflow()

    def _viewer(self) -> User | None:
        """Who we are by GraphQL; None where it is closed to us."""
        wire, purpose = self._wire, Purpose("tell whose token this is", "metadata: read", "API")
        call = Call("POST", wire.graphql(), purpose, {"query": _VIEWER})
        try:
            reply = wire.persistently(lambda: wire.once(call))
        except GitHubError as error:
            if error.status not in (400, 403, 404, 405, 422):
                raise
            return None
        data = reply.body.get("data") if isinstance(reply.body, dict) else None
        viewer = data.get("viewer") if isinstance(data, dict) else None
        login = viewer.get("login") if isinstance(viewer, dict) else None
        if not (isinstance(viewer, dict) and isinstance(login, str) and login):
            return None
        number = viewer.get("databaseId")
        # Apps are called so here too, although GraphQL cuts it off elsewhere.
        kind = "Bot" if login.endswith("[bot]") else "User"
        return User(login=login, id=number if isinstance(number, int) else None, type=kind)

    def _workflow(self) -> User:
        """As whom a workflow's own token acts."""
        known = self._wire.speaker.host == "api.github.com"
        return User(login=ACTIONS_LOGIN, id=ACTIONS_ID if known else None, type="Bot")

    def _one(
        self,
        kind: type[T],
        call: Call,
        look: Callable[[], T | None] | None = None,
    ) -> T:
        def attempt() -> T:
            return self._value(kind, self._wire.once(call).body, call.purpose)

        return self._wire.persistently(attempt, look)

    def _list(self, kind: type[T], path: str, purpose: Purpose) -> list[T]:
        entries = self._wire.pages(self._path(path), purpose, _PAGES)
        return [self._value(kind, entry, purpose) for entry in entries]

    def _value(self, kind: type[T], body: JsonValue, purpose: Purpose) -> T:
        try:
            return kind.model_validate(_without_nulls(kind, body))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "the answer"
            why = f"{where}: {first['msg'].lower()}"
            raise misread(self._wire.speaker, purpose, why) from None

    def _path(self, rest: str) -> str:
        return f"/repos/{self.repository}/{rest}"

    def _at(self, number: int) -> str:
        return f"{self.repository}#{number}"

    def _pull(self, number: int) -> str:
        return f"pull request {number} in {self.repository}"


def _placed(comment: Placed) -> dict[str, JsonValue]:
    """A comment as the API takes it: by lines of the new side."""
    placed: dict[str, JsonValue] = {"path": comment.path, "body": comment.body}
    # GitHub refuses a range of one line.
    if comment.start_line is not None and comment.start_line < comment.line:
        placed |= {"start_line": comment.start_line, "start_side": "RIGHT"}
    return {**placed, "line": comment.line, "side": "RIGHT"}


def _without_nulls(kind: type[Told], body: JsonValue) -> JsonValue:
    """*body* without null where a text is expected: GitHub writes an empty one in both ways."""
    if not isinstance(body, dict):
        return body
    plain = {name for name, field in kind.model_fields.items() if field.default == ""}
    return {key: value for key, value in body.items() if value is not None or key not in plain}


def _normal(text: str) -> str:
    """Text as GitHub may have kept it: line ends and outer blanks do not count."""
    return text.replace("\r\n", "\n").strip()


def _positive(number: int) -> int:
    if number < 1:
        raise ConfigError(f"{number} is no number of a pull request or comment")
    return number
