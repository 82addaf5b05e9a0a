"""A GitHub in memory, on loopback: enough of its API for everything that planproof does with it.

    with GitHubServer() as server:
        pull = server.repo.pull(7, Changed("docs/plans/a/phase-1.md"))
        server.secondary(after=2)                       # the next request is told to wait
        with GitHub(WORKFLOW_TOKEN, "acme/widgets", server.api_url, sleep=server.sleep) as github:
            github.create_comment(7, "Hello")
        assert [said.body for said in pull.comments] == ["Hello"]
        assert len(server.writes) == 1

When it is left without an error, every request and every answer that it logged is checked against
GitHub's own description of its API. Its clock is its own: `sleep` moves it and waits for nothing.
"""

import contextlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.github import rules
from tests.github.openapi import Exchange, description
from tests.github.world import (
    ACTIONS,
    ALICE,
    APP_TOKEN,
    REVIEWER,
    USER_TOKEN,
    WORKFLOW_TOKEN,
    Grant,
    Repo,
)
from tests.loopback import LoopbackServer

REPOSITORY = "acme/widgets"
_LONGEST = 30.0
"""No answer is held back for more seconds, whatever a test asks."""
_SECONDARY = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content "
    "creation. Please retry your request again later."
)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with a request, once unless *times* says otherwise."""

    status: int = 500
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    delay: float = 0.0
    """Seconds before the answer."""
    drop: bool = False
    """Close the connection and say nothing."""
    done: bool = False
    """Do what was asked before the answer goes wrong."""
    method: str = ""
    path: str = ""
    """A part of the path; other requests are answered as always."""
    times: int = 1


@dataclass(frozen=True)
class Logged(Exchange):
    """A request and its answer; the path has the repository's name where its id was asked for."""

    target: str
    """As it was asked for."""

    @property
    def write(self) -> bool:
        """True for what changes something, or would if it were allowed."""
        return self.method != "GET" and self.path != "/graphql"


class GitHubServer:
    """The server; a context manager that runs it.

    *base* is `/api/v3` for an Enterprise server; *checked* False leaves the check at the end out.
    """

    def __init__(self, base: str = "", *, checked: bool = True) -> None:
        self.base = base
        self.repo = Repo(REPOSITORY)
        self.repos = {REPOSITORY: rules.Rules(self.repo, lambda: self.api_url)}
        self.renamed: dict[str, str] = {}
        """New names of repositories by the old ones, which lead there."""
        write = Grant(ACTIONS, {"pull_requests": "write", "contents": "read"})
        self.grants = {
            WORKFLOW_TOKEN: write,
            APP_TOKEN: replace(write, account=REVIEWER),
            USER_TOKEN: replace(write, account=ALICE),
        }
        self.graphql = True
        """Whether GraphQL answers."""
        self.remaining = 5_000
        """Requests until the primary limit."""
        self.reset_in = 60
        """Seconds after which there are new ones."""
        self.log: list[Logged] = []
        self.slept: list[float] = []
        self.broken: list[Exception] = []
        """Mistakes of this server itself."""
        self._now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self._reset: datetime | None = None
        self._checked = checked
        self._troubles: list[Trouble] = []
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._http = LoopbackServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        if self.broken:
            raise self.broken[0]
        if self._checked and error is None:
            found = self.problems()
            assert not found, "\n".join(found)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def api_url(self) -> str:
        """What GITHUB_API_URL is."""
        return f"{self.origin}{self.base}"

    @property
    def writes(self) -> list[Logged]:
        """The requests that changed something, or tried to."""
        return [each for each in self.log if each.write]

    def problems(self) -> list[str]:
        """Where requests and answers are not as GitHub describes them."""
        return [problem for each in self.log for problem in description().problems(each)]

    def add(self, repo: Repo) -> Repo:
        """Another repository."""
        self.repos[repo.name] = rules.Rules(repo, lambda: self.api_url)
        return repo

    def rename(self, new: str) -> None:
        """Give the repository another name; the old one leads there."""
        old = self.repo.name
        self.repo.name = new
        self.repos[new] = self.repos.pop(old)
        self.renamed[old] = new

    def trouble(self, *troubles: Trouble) -> None:
        """Let the next requests that fit go wrong, each trouble after the one before it."""
        with self._lock:
            self._troubles.extend(troubles)

    def secondary(self, after: int | None = 2, **more: object) -> None:
        """The next request is too soon; *more* are fields of `Trouble`."""
        headers = {} if after is None else {"retry-after": str(after)}
        body = json.dumps({"message": _SECONDARY}).encode()
        self.trouble(replace(Trouble(403, body, headers), **more))  # type: ignore[arg-type] # fields of Trouble

    def sleep(self, seconds: float) -> None:
        """Let time pass on the server's clock alone."""
        self.slept.append(seconds)
        self._now += timedelta(seconds=seconds)

    def now(self) -> float:
        """The server's clock in seconds, as a deadline needs it."""
        return self._now.timestamp()

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> "_Sent":
        """Do what is asked, unless trouble is ahead; log it."""
        parts = urlsplit(target)
        path = (
            parts.path.removeprefix(self.base) if parts.path.startswith(self.base) else parts.path
        )
        if self.base and parts.path == f"{self.base.removesuffix('/v3')}/graphql":
            path = "/graphql"
        with self._lock:
            plain = self._named(path)
            trouble = self._next_trouble(method, plain)
            answer = None
            if trouble is None or trouble.done:
                answer = self._done(method, plain, parts.query, headers, body)
            sent = _sent(trouble, answer, self._rate())
            # A redirect has no body of its own kind, and trouble is not GitHub's own program.
            scripted = trouble is not None or sent.status in (301, 307)
            query = tuple(parse_qsl(parts.query, keep_blank_values=True))
            exchange = (method, plain, query, headers, body, sent.status, sent.content)
            self.log.append(Logged(*exchange, scripted, target))
        return sent

    def _next_trouble(self, method: str, path: str) -> Trouble | None:
        for at, each in enumerate(self._troubles):
            if each.method in ("", method) and each.path in path:
                if each.times > 1:
                    self._troubles[at] = replace(each, times=each.times - 1)
                else:
                    del self._troubles[at]
                return each
        return None

    def _done(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> rules.Answer:
        try:
            grant = self._admitted(headers)
            asked = rules.Asked(method, path, dict(parse_qsl(query)), body, grant)
            if path == "/graphql":
                return self._graphql(grant)
            operation = description().operation(method, path)
            if operation is None:
                rules.refuse(404, "Not Found")
            if operation.name == "users/get-authenticated":
                return _whoami(grant)
            name = "{owner}/{repo}".format(**operation.arguments)
            if name in self.renamed:
                return self._moved(method, path, query, name)
            if name not in self.repos:
                rules.refuse(404, "Not Found")
            return self.repos[name].answer(asked, operation.name, operation.arguments)
        except rules.Refusal as refusal:
            return refusal.answer

    def _admitted(self, headers: Mapping[str, str]) -> Grant:
        """Who asks; refused like GitHub where there is no token, no agent or no request left."""
        if not headers.get("user-agent"):
            rules.refuse(403, "Request forbidden by administrative rules.")
        grant = self.grants.get(headers.get("authorization", "").removeprefix("Bearer "))
        if grant is None:
            rules.refuse(401, "Bad credentials")
        if self._reset is not None and self._now >= self._reset:
            self.remaining, self._reset = 5_000, None
        if self.remaining == 0:
            self._reset = self._reset or self._now + timedelta(seconds=self.reset_in)
            rules.refuse(403, "API rate limit exceeded for installation ID 42.")
        self.remaining -= 1
        return grant

    def _rate(self) -> dict[str, str]:
        reset = self._reset or self._now + timedelta(hours=1)
        return {
            "date": format_datetime(self._now, usegmt=True),
            "x-ratelimit-limit": "5000",
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-reset": str(int(reset.timestamp())),
        }

    def _graphql(self, grant: Grant) -> rules.Answer:
        if not self.graphql:
            rules.refuse(403, "Resource not accessible by integration")
        viewer = {"login": grant.account.login, "databaseId": grant.account.id}
        return rules.Answer(200, {"data": {"viewer": viewer}})

    def _moved(self, method: str, path: str, query: str, name: str) -> rules.Answer:
        repo = self.repos[self.renamed[name]].repo
        target = f"{self.api_url}/repositories/{repo.id}/{path.split('/', 4)[4]}"
        location = {"location": f"{target}?{query}" if query else target}
        status = 301 if method == "GET" else 307
        return rules.Answer(status, {"message": "Moved Permanently", "url": target}, location)

    def _named(self, path: str) -> str:
        """*path* with a repository's name where it has its id."""
        parts = path.split("/", 3)
        if len(parts) == 4 and parts[1] == "repositories":
            for held in self.repos.values():
                if str(held.repo.id) == parts[2]:
                    return f"/repos/{held.repo.name}/{parts[3]}"
        return path

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length)
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    sent = server._answer(self.command, self.path, headers, body)
                except Exception as error:
                    server.broken.append(error)
                    raise
                server._closing.wait(min(sent.delay, _LONGEST))
                if sent.drop:
                    self.close_connection = True
                    return
                self.send_response_only(sent.status)
                for name, value in sent.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(sent.content)))
                self.end_headers()
                self.wfile.write(sent.content)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - names of the standard library

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - likewise
                """Tests have their own output."""

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # the client did not wait
                    super().handle()

        return Handler


@dataclass(frozen=True)
class _Sent:
    """What goes over the wire."""

    status: int
    content: bytes
    headers: Mapping[str, str]
    delay: float = 0.0
    drop: bool = False


def _sent(trouble: Trouble | None, answer: rules.Answer | None, common: Mapping[str, str]) -> _Sent:
    if trouble is not None:
        headers = {**common, "content-type": trouble.kind, **trouble.headers}
        if answer is not None and not trouble.drop and trouble.delay:
            # Only slow: the answer itself is the right one.
            return _Sent(answer.status, _json(answer.body), headers, trouble.delay)
        return _Sent(trouble.status, trouble.body, headers, trouble.delay, trouble.drop)
    if answer is None:
        raise AssertionError("neither an answer nor a reason why there is none")
    kind = {"content-type": "application/json; charset=utf-8"}
    return _Sent(answer.status, _json(answer.body), {**common, **kind, **answer.headers})


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _whoami(grant: Grant) -> rules.Answer:
    """Apps are not users."""
    if grant.account.type == "Bot":
        rules.refuse(403, "Resource not accessible by integration")
    whole = description().example("private-user")
    account = grant.account
    return rules.Answer(200, {**whole, "login": account.login, "id": account.id})
