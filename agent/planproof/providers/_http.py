"""What the two SDK providers share: one attempt, its failures told apart, and what headers say.

Both SDKs raise the same family of exceptions and let some others through: a body that is no JSON,
a connection that breaks off in the middle. A provider wraps its call in `attempt`, and all of
them come out as `TransientError` or `FinalError`.
"""

import asyncio
import json
import math
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast
from urllib.parse import urlsplit

from pydantic import JsonValue

from planproof.core.request import Answer, Origin, Request, StopReason, TokenUsage
from planproof.core.secrets import MARK, redact
from planproof.errors import ConfigError, ProviderError
from planproof.providers import models
from planproof.providers.interface import FinalError, TransientError
from planproof.words import listed

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 15.0
"""A server that does not take the connection by then is not there."""

_SAID = 200
"""Characters of a server's own message that are passed on."""
_NO_KEY = "no-key"
"""Sent to servers that ask for none; the SDKs insist on one."""
_SECRET = 8
"""Keys shorter than this are stand-ins such as `none`, and no secret."""

_SPENT = re.compile(
    r"spend_limit|spend limit (?:was |has been )?(?:reached|exceeded)|"
    r"(?:reached|exceeded|over)\b[^.]{0,60}\bspend(?:ing)? (?:limit|cap)|insufficient_quota|"
    r"exceeded your current quota|billing_(?:hard_limit|not_active|error)|credit balance|"
    r"specified (?:workspace )?api usage limits",
    re.IGNORECASE,
)
"""A message about a mere rate limit may tell where limits of spending and bills are seen."""
_TOO_LARGE = re.compile(
    r"context.?(?:length|window|size|limit)|(?:prompt|input|request) (?:is )?too (?:long|large)|"
    r"request_too_large|maximum context|exceed_context|too many input tokens",
    re.IGNORECASE,
)
_LARGER_THAN_RATE = re.compile(r"request too large", re.IGNORECASE)
"""In a 429: the one request is more than a minute's tokens, so waiting does not help."""
_IN_STREAM = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""Status that an error in the middle of an answer would have had at its start."""
_WORDS = frozenset(("type", "code", "error_code", "message", "reason", "param", "msg", "detail"))
"""Keys in the body of an error that hold words about it; others may hold the request itself."""


class Errors(NamedTuple):
    """The exceptions of an SDK."""

    status: type[Exception]
    timeout: type[Exception]
    connection: type[Exception]
    other: type[Exception]
    """Base of the three."""


class _StatusError(Protocol):
    """What an SDK's exception for a status tells."""

    status_code: int
    body: object

    @property
    def response(self) -> "_Response": ...


class _Response(Protocol):
    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Server:
    """Whom a provider asks."""

    provider: models.Vendor
    own: bool
    """True for the provider's own API, False for a compatible server."""
    name: str
    """As messages call it: `Anthropic`, `the server at localhost:8080`."""
    url: str
    key: str

    @property
    def key_variable(self) -> str:
        """The environment variable that holds the key."""
        return f"{self.provider.upper()}_API_KEY"

    def clean(self, text: str) -> str:
        """*text* on one line, without keys and other secrets, cut to what a message bears."""
        text = text[: 100 * _SAID]
        if len(self.key) >= _SECRET:
            text = text.replace(self.key, MARK)
        line = " ".join("".join(c if c.isprintable() else " " for c in redact(text)).split())
        return line if len(line) <= _SAID else f"{line[: _SAID - 1]}…"


def server(
    provider: models.Vendor, name: str, home: str, *, api_key: str, base_url: str | None
) -> Server:
    """The server at *base_url*, or at *home*, where the provider's own API is.

    Raises:
        ConfigError: the address or the key cannot be used.
    """
    url = base_url or home
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        shown = re.sub(r"//[^/]*@", "//", redact(url))
        raise ConfigError(f"{shown!r} is no address; write --base-url like {home!r}")
    own_host = urlsplit(home).hostname or ""
    own = host == own_host or host.endswith(f".{own_host}")
    if own and not api_key:
        raise ConfigError(f"{name} needs a key; set {provider.upper()}_API_KEY")
    if not (api_key.isascii() and api_key.isprintable() and " " not in api_key):
        raise ConfigError(
            f"the key in {provider.upper()}_API_KEY holds a space, a line break or another "
            "character that no key has; copy it again"
        )
    where = f"{host}:{port}" if port else host
    return Server(
        provider=provider,
        own=own,
        name=name if own else f"the server at {where}",
        url=url,
        key=api_key or _NO_KEY,
    )


@asynccontextmanager
async def attempt(to: Server, errors: Errors, model: str, seconds: float) -> AsyncIterator[None]:
    """One request to a server, its answer read to the end within *seconds*.

    The exceptions of the SDKs are not chained to ours: what they quote may hold the key.

    Raises:
        TransientError: it may work later.
        FinalError: it cannot work.
    """
    import httpx2  # noqa: PLC0415 - slow to import

    try:
        async with asyncio.timeout(seconds):
            yield
    except (TimeoutError, errors.timeout):
        raise TransientError(
            f"{to.name} did not answer within {seconds:g} s; try again, or allow more time"
        ) from None
    except errors.connection as error:
        raise _no_connection(to, error.__cause__) from None
    except errors.status as error:
        status = cast("_StatusError", error)
        raise failure(to, model, status.status_code, status.response.headers, status.body) from None
    except (errors.other, httpx2.HTTPError, httpx2.StreamError) as error:
        raise broken(to, to.clean(str(error)).rstrip(".")) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise broken(to, "it is no JSON") from None


@contextmanager
def reading(to: Server) -> Iterator[None]:
    """What a server sent is taken apart in here; the SDKs do not check its shape.

    Raises:
        TransientError: it has another shape than it should.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError):
        raise broken(to, "it has another shape than it should") from None


def broken(to: Server, why: str) -> TransientError:
    """The error for an answer that is cut or something else than an answer."""
    advice = "try again" if to.own else "try again, and check --base-url"
    return TransientError(f"the answer of {to.name} cannot be read: {why}; {advice}")


def failure(
    to: Server, model: str, status: int, headers: Mapping[str, str], body: object
) -> ProviderError:
    """The error for an answer with that status, or with that body where its status says success."""
    streaming = status < 300  # it had begun to answer
    if streaming:
        status = _IN_STREAM.get(_kind(body), 500)
    said = to.clean(_message(body))
    what = f"{to.name} answered {status}" + (f": {said.rstrip('.')}" if said else "")
    told = words(body)
    if status == 402 or (status in (400, 403, 429) and _SPENT.search(told)):
        text = f"{what}; check the spend limit and the balance at the provider"
        return FinalError(text, for_all=True)
    too_large = _LARGER_THAN_RATE if status == 429 else _TOO_LARGE
    if status == 413 or (status in (400, 422, 429, 500) and too_large.search(told)):
        return FinalError(f"{what}; ask about less at once", too_large=True)
    if status in (408, 409, 429) or status >= 500:
        wait = retry_after(headers, datetime.now(UTC))
        limited = status in (429, 529)
        advice = "try again later, with fewer requests at once" if limited else "try again later"
        return TransientError(
            f"{what}; {advice}", retry_after=wait, rate_limited=limited, may_be_billed=streaming
        )
    for_all = status < 400 or status in (401, 403, 404)
    return FinalError(f"{what}; {_advice(to, model, status)}", for_all=for_all)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks to wait; None when it does not say, or not clearly."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    # A date without a zone is in UTC by the standard of HTTP.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def requests_left(headers: Mapping[str, str]) -> int | None:
    """Requests that may still be sent before the limit's next reset."""
    for name in ("anthropic-ratelimit-requests-remaining", "x-ratelimit-remaining-requests"):
        value = headers.get(name, "")
        if value.isdecimal() and value.isascii():
            return int(value)
    return None


def answer(
    request: Request,
    *,
    origin: Origin,
    model: object,
    stop: StopReason,
    text: str,
    usage: TokenUsage,
) -> Answer:
    """The answer to *request* that came just now."""
    return Answer(
        key=request.key,
        origin=origin,
        model=model if isinstance(model, str) and model else request.model,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        stop=stop,
        text=text,
        usage=usage,
    )


def output_limit(request: Request, model: models.Model | None) -> int:
    """Tokens of output to allow: what is asked for, or less where the model cannot do that."""
    return min(request.max_output_tokens, model.max_output) if model else request.max_output_tokens


def timeouts(seconds: float) -> "httpx2.Timeout":
    """For the SDKs; `attempt` watches over the whole of it."""
    import httpx2  # noqa: PLC0415 - slow to import

    return httpx2.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def tokens(value: object) -> int:
    """A number of tokens from a server; 0 where it tells none."""
    return value if isinstance(value, int) and value > 0 else 0


def sendable(text: str) -> str:
    """*text* with `?` for halves of characters, which JSON files may hold and UTF-8 may not."""
    return text.encode("utf-8", "replace").decode("utf-8")


def with_schema(text: str, schema: Mapping[str, JsonValue]) -> str:
    """*text* and the schema, for a model that is not held to it otherwise."""
    return sendable(f"{text}\n\n{_schema_note()}{json.dumps(schema, ensure_ascii=False)}".strip())


@cache
def _schema_note() -> str:
    return files("planproof.providers").joinpath("schema.md").read_text(encoding="utf-8")


def words(body: object) -> str:
    """The words about an error in its body; the request is left out where it is quoted."""
    return " ".join(_words(body))


def _no_connection(to: Server, cause: BaseException | None) -> TransientError:
    """The error for a connection that was refused, or that broke before the answer was there."""
    why = to.clean(str(cause)).rstrip(".") if cause and str(cause) else "it broke off"
    advice = "check the network" if to.own else "check the network and --base-url"
    import httpx2  # noqa: PLC0415 - slow to import

    reached = not isinstance(cause, httpx2.ConnectError)
    return TransientError(
        f"the connection to {to.name} failed: {why}; {advice}", may_be_billed=reached
    )


def _kind(body: object) -> str:
    """The type of an error, as Anthropic names it in its body."""
    error = body.get("error") if isinstance(body, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    return kind if isinstance(kind, str) else ""


def _advice(to: Server, model: str, status: int) -> str:
    if status == 401:
        return f"set {to.key_variable} to a valid key"
    if status == 403:
        return f"check what the key in {to.key_variable} may be used for"
    if status == 404 and to.own:
        return f"{model!r} is an unknown model; use one of {listed(models.current(to.provider))}"
    if status == 404:
        return f"{model!r} is an unknown model, or the address is wrong; check --base-url"
    if status < 400:
        return "it points elsewhere, where nothing is sent; check --base-url"
    return "the request cannot be answered as it is"


def _message(body: object) -> str:
    """What the server says, wherever it stands; nothing where it says it in HTML."""
    if isinstance(body, str):
        return "" if body.lstrip().startswith("<") else body
    if not isinstance(body, dict):
        return ""
    for key in ("error", "message", "detail", "type"):
        if found := _message(body.get(key)):
            return found
    return ""


def _words(body: object, depth: int = 0) -> Iterator[str]:
    if isinstance(body, str) and depth == 0:
        yield body[:1000]
    elif isinstance(body, list) and depth < 4:
        for each in body[:10]:
            yield from _words(each, depth + 1)
    elif isinstance(body, dict) and depth < 4:
        for key, value in body.items():
            if key in _WORDS and isinstance(value, str):
                yield value[:1000]
            elif isinstance(value, dict | list) and key != "input":
                yield from _words(value, depth + 1)
