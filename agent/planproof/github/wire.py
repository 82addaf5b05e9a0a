"""Requests to one GitHub server: patient within a deadline, and careful with the token.

The token goes to the origin of the API address and to no other, whatever a redirect or a link to
the next page says. What was surely not done is tried again. A request that creates something is
special: when its answer is lost nobody knows whether it was done, so the caller looks first.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import JsonValue

from planproof.errors import GitHubError
from planproof.github import connection
from planproof.github.refusals import Purpose, Speaker, TransientError, refused
from planproof.retrying import Deadline
from planproof.words import count

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

DEADLINE = 180.0
"""Seconds for everything that one client does, waits included."""

_ATTEMPTS = 4
_TIMEOUT = 30.0
_CONNECT = 10.0
_HOPS = 3
_LARGEST = 64 * 1024 * 1024
"""Bytes of an answer that are read: a page of the longest comments has 26 million."""
_NEXT = re.compile(r'<([^<>]{1,2000})>\s*;[^<>]{0,200}\brel="?next\b')


class Call(NamedTuple):
    """A request, and what it is for."""

    method: str
    url: "httpx2.URL"
    purpose: Purpose
    body: JsonValue = None


class Reply(NamedTuple):
    """A success."""

    url: "httpx2.URL"
    status: int
    headers: Mapping[str, str]
    body: JsonValue


class _Raw(NamedTuple):
    """Any answer."""

    url: "httpx2.URL"
    status: int
    headers: Mapping[str, str]
    content: bytes


class Wire:
    """A connection to the API at one address."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        transport: "httpx2.BaseTransport | None" = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
        deadline: float = DEADLINE,
        waiting: Callable[[float, GitHubError], None] = lambda _seconds, _error: None,
    ) -> None:
        self.base = connection.address(api_url)
        self.speaker = Speaker(connection.shown_host(self.base), connection.token(token))
        self._client = connection.client(self.speaker.token, transport)
        self._sleep = sleep
        self._deadline = Deadline(deadline, now)
        self._waiting = waiting

    def close(self) -> None:
        self._client.close()

    def url(self, path: str, **params: str | int) -> "httpx2.URL":
        """The address of *path* in the API."""
        url = self.base.copy_with(path=self.base.path.rstrip("/") + path)
        return url.copy_merge_params(params) if params else url

    def graphql(self) -> "httpx2.URL":
        """The address of the other API, which lies beside this one."""
        path = self.base.path.rstrip("/")
        return self.base.copy_with(path=f"{path.removesuffix('/v3')}/graphql")

    def once(self, call: Call) -> Reply:
        """One request; redirects within the API are followed.

        Raises:
            TransientError: trying again may help.
            GitHubError: GitHub refuses.
        """
        content = None if call.body is None else _encoded(call.body)
        url = call.url
        for _ in range(_HOPS + 1):
            raw = self._send(call.method, url, content)
            target = self._target(raw)
            if target is None:
                return self._read(raw, call.purpose)
            url = target
        raise GitHubError(
            f"{self.speaker.name} redirects without end when asked to {call.purpose.doing}; "
            f"{self.speaker.check}"
        )

    def persistently(
        self, attempt: Callable[[], T], look: Callable[[], T | None] | None = None
    ) -> T:
        """What *attempt* brings, tried again while that may help.

        *look* is given for what must not be done twice: it looks for what a lost answer would
        have told of, and is asked before every further attempt once an answer was lost.

        Raises:
            GitHubError: GitHub refuses, or no attempt or time is left.
        """
        lost = False
        for turn in range(1, _ATTEMPTS + 1):
            try:
                return attempt()
            except TransientError as error:
                lost = look is not None and (lost or error.unknown)
                if turn == _ATTEMPTS and not lost:
                    raise _gave_up(error, f"given up after {count(turn, 'attempt')}") from None
                self._pause(turn, error, lost=lost)
                if look is not None and lost:
                    found = _looked(look)
                    if found is not None:
                        return found
                last = error
        raise _gave_up(last, f"given up after {count(_ATTEMPTS, 'attempt')}")

    def pages(self, path: str, purpose: Purpose, most: int) -> Iterator[JsonValue]:
        """The entries of a list, page by page; no more than *most* pages."""
        url: httpx2.URL | None = self.url(path, per_page=100)
        seen: set[str] = set()
        while url is not None and len(seen) < most and str(url) not in seen:
            seen.add(str(url))
            reply = self.persistently(partial(self.once, Call("GET", url, purpose)))
            if not isinstance(reply.body, list):
                raise misread(self.speaker, purpose, "it is no list")
            yield from reply.body
            url = self._next(reply)

    def _next(self, reply: Reply) -> "httpx2.URL | None":
        """The next page, if there is one and it belongs to this API."""
        match = _NEXT.search(reply.headers.get("link", ""))
        if match is None:
            return None
        url = self._within(reply.url, match[1])
        if url is None:
            raise GitHubError(
                f"{self.speaker.name} names a next page that is not at the same address, where "
                f"the token is not sent; {self.speaker.check}"
            )
        return url

    def _target(self, raw: _Raw) -> "httpx2.URL | None":
        """Where a redirect leads; None for another answer, and where the token may not go.

        GitHub answers so for a repository that has another name now, and has done nothing yet.
        """
        if raw.status not in (301, 302, 307, 308):
            return None
        return self._within(raw.url, raw.headers.get("location", ""))

    def _within(self, here: "httpx2.URL", to: str) -> "httpx2.URL | None":
        """The address *to*, as seen from *here*, if it is one of this API."""
        import httpx2  # noqa: PLC0415 - slow to import

        try:
            url = here.join(to)
        except (httpx2.InvalidURL, ValueError):
            return None
        same = (url.scheme, url.host, url.port) == (
            self.base.scheme,
            self.base.host,
            self.base.port,
        )
        under = url.path.startswith(self.base.path.rstrip("/") + "/")
        return url if to and same and under and not url.userinfo else None

    def _send(self, method: str, url: "httpx2.URL", content: bytes | None) -> _Raw:
        import httpx2  # noqa: PLC0415 - slow to import

        left = self._deadline.left()
        if left <= 0:
            raise GitHubError(f"{self.speaker.name}: {self._deadline} has passed; run again")
        seconds = min(_TIMEOUT, left)
        timeout = httpx2.Timeout(seconds, connect=min(_CONNECT, seconds))
        headers = {} if content is None else {"content-type": "application/json; charset=utf-8"}
        try:
            with self._client.stream(
                method, url, content=content, headers=headers, timeout=timeout
            ) as response:
                return _Raw(url, response.status_code, response.headers, self._content(response))
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise self._lost(f"cannot be reached: {_why(error)}", unknown=False) from None
        except httpx2.TimeoutException:
            raise self._lost("did not answer in time", unknown=True) from None
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise self._lost(f"broke off: {_why(error)}", unknown=True) from None

    def _content(self, response: "httpx2.Response") -> bytes:
        """The body, within the deadline even where it comes drop by drop."""
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise GitHubError(f"{self.speaker.name} sent more than {_LARGEST:,} bytes")
            if self._deadline.left() <= 0:
                raise self._lost("did not answer in time", unknown=True)
        return b"".join(parts)

    def _lost(self, what: str, *, unknown: bool) -> TransientError:
        advice = "check the network and the proxy"
        return TransientError(
            f"{self.speaker.name} {self.speaker.clean(what)}; {advice}", unknown=unknown
        )

    def _read(self, raw: _Raw, purpose: Purpose) -> Reply:
        try:
            body: JsonValue = json.loads(raw.content)
        except (ValueError, RecursionError):
            body = None
            if 200 <= raw.status < 300:
                page = " (a web page)" if raw.content.lstrip()[:1] == b"<" else ""
                raise TransientError(
                    f"{self.speaker.name} answered {raw.status} with something that is no "
                    f"JSON{page} when asked to {purpose.doing}; {self.speaker.check}",
                    status=raw.status,
                    unknown=True,
                ) from None
        if not 200 <= raw.status < 300:
            raise refused(self.speaker, purpose, raw.status, raw.headers, body)
        return Reply(raw.url, raw.status, raw.headers, body)

    def _pause(self, turn: int, error: TransientError, *, lost: bool) -> None:
        """Wait before the next attempt.

        Raises:
            GitHubError: there is no time for it.
        """
        seconds = 2.0**turn if error.after is None else error.after
        if seconds >= self._deadline.left():
            doubt = "; it may have been done all the same, so look before you run again"
            why = f"waiting {seconds:,.0f} s would go beyond {self._deadline}"
            raise _gave_up(error, why + (doubt if lost else "")) from None
        self._waiting(seconds, error)
        self._sleep(seconds)


def misread(speaker: Speaker, purpose: Purpose, why: str) -> GitHubError:
    """The error for an answer of another shape."""
    return GitHubError(
        f"{speaker.name} answered in another shape than it should when asked to {purpose.doing}: "
        f"{speaker.clean(why)}; {speaker.check}"
    )


def _looked(look: Callable[[], T | None]) -> T | None:
    try:
        return look()
    except GitHubError as error:
        raise GitHubError(
            f"an answer of GitHub was lost, and looking whether it did what it was asked failed: "
            f"{error}",
            status=error.status,
        ) from None


def _gave_up(error: TransientError, why: str) -> GitHubError:
    return GitHubError(f"{error} ({why})", status=error.status)


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _encoded(body: JsonValue) -> bytes:
    """*body* as JSON, with `?` for halves of characters, which UTF-8 may not hold."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
