"""What both providers must do with the same trouble, and how a test asks them."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from planproof.core.request import Part, Request
from planproof.errors import ProviderError
from planproof.providers.interface import FinalError, Provider, Reply, TransientError
from tests.providers.scripted import Flavour, Scripted, failed, said, shortened

KEY = "sk-scripted-Zq3vT8rLw1"
"""Looks like no key that `redact` knows: the providers must remove it by themselves."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"findings": {"type": "array", "items": {"type": "string"}}},
    "required": ["findings"],
    "additionalProperties": False,
}


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment say nothing, and spare the reading of certificates: nothing needs them."""
    for name in (
        "ANTHROPIC_LOG",
        "OPENAI_LOG",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: None)


def request(**changes: Any) -> Request:  # noqa: ANN401 - fields of the request
    """A request in three parts, of which others share two."""
    fields: dict[str, Any] = {
        "pass_": "phase-review",
        "label": "Phase 1, all of it",
        "phase": None,
        "model": "claude-sonnet-5-5",
        "effort": "low",
        "system": "You review plans.",
        "parts": (
            Part(text="The outline.", shared=True),
            Part(text="The chunk.", shared=True),
            Part(text="The question."),
        ),
        "schema_name": "phase_review",
        "output_schema": SCHEMA,
        "max_output_tokens": 4000,
    }
    return Request.model_validate({**fields, **changes})


def ask(provider: Provider, *requests: Request, timeout: float = 60) -> list[Reply]:
    """The replies, asked for one after the other."""

    async def run() -> list[Reply]:
        try:
            return [await provider.ask(each, timeout=timeout) for each in requests]
        finally:
            await provider.close()

    return asyncio.run(run())


def failure(provider: Provider, each: Request, *, timeout: float = 60) -> ProviderError:
    """The error that asking ends in."""
    with pytest.raises(ProviderError) as caught:
        ask(provider, each, timeout=timeout)
    return caught.value


@dataclass(frozen=True)
class Trouble:
    """A reply and the error that it must become."""

    id: str
    reply: Callable[[Flavour], Scripted]
    error: type[ProviderError]
    words: str
    """Something that the message must say."""
    is_: dict[str, Any] = field(default_factory=dict)
    """What the error's attributes must be, where that matters."""

    def check(self, error: ProviderError) -> None:
        assert type(error) is self.error
        assert self.words in str(error)
        message = str(error)
        assert "\n" not in message
        assert KEY not in message
        assert len(message) < 500
        assert {name: getattr(error, name) for name in self.is_} == self.is_


def _status(status: int, message: str = "no luck", **more: Any) -> Callable[[Flavour], Scripted]:  # noqa: ANN401 - of `failed`
    return lambda _: failed(status, message, **more)


_HTML = b"<html><body>The gate is shut</body></html>"
_WAIT = {"retry_after": 7.0}

TROUBLES = (
    *(
        Trouble(
            f"{status}",
            _status(status),
            TransientError,
            f"answered {status}: no luck;",
            {"retry_after": None, "rate_limited": status in (429, 529)},
        )
        for status in (408, 409, 429, 500, 502, 503, 504, 529)
    ),
    Trouble(
        "retry-after in seconds",
        _status(429, headers={"retry-after": "7"}),
        TransientError,
        "429",
        _WAIT,
    ),
    Trouble(
        "retry-after in milliseconds comes first",
        _status(503, headers={"retry-after-ms": "7000", "retry-after": "9"}),
        TransientError,
        "503",
        _WAIT,
    ),
    Trouble(
        "retry-after at a date long gone",
        _status(529, headers={"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        TransientError,
        "529",
        {"retry_after": 0.0},
    ),
    *(
        Trouble(
            f"retry-after {value!r}",
            _status(429, headers={"retry-after": value}),
            TransientError,
            "429",
            {"retry_after": None},
        )
        for value in ("soon", "-3", "nan", "inf", "")
    ),
    Trouble(
        "html with 502", lambda _: Scripted(_HTML, 502, kind="text/html"), TransientError, "502"
    ),
    Trouble(
        "html with 200",
        lambda _: Scripted(_HTML, kind="text/html"),
        TransientError,
        "cannot be read: it is no",
    ),
    Trouble("nothing with 200", lambda _: Scripted(kind=""), TransientError, "cannot be read"),
    Trouble("dropped", lambda _: Scripted(drop=True), TransientError, "connection to"),
    Trouble(
        "cut", lambda flavour: said(flavour, "x" * 50, cut=True), TransientError, "peer closed"
    ),
    Trouble(
        "cut without a sign",
        lambda flavour: shortened(said(flavour, "x" * 50), 300),
        TransientError,
        "cannot be read: it ",
    ),
    *(
        Trouble(
            f"spent: {code or kind or message}",
            _status(status, message, kind=kind, code=code),
            FinalError,
            "check the spend limit",
            {"for_all": True},
        )
        for status, message, kind, code in (
            (429, "no", "rate_limit_error", "enforced_spend_limit_reached"),
            (429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
            (429, "no", "billing_hard_limit_reached", None),
            (400, "You have reached your specified API usage limits.", "", None),
            (400, "You have reached your specified workspace API usage limits.", "", None),
            (400, "Your credit balance is too low to access the API.", "", None),
            (402, "pay first", "billing_error", None),
        )
    ),
    Trouble(
        "a rate limit that speaks of billing",
        _status(429, "Rate limit reached; see https://example.com/account/billing"),
        TransientError,
        "Rate limit reached",
        {"rate_limited": True},
    ),
    Trouble(
        "401", _status(401, "bad key"), FinalError, "_API_KEY to a valid key", {"for_all": True}
    ),
    Trouble("403", _status(403), FinalError, "check what the key", {"for_all": True}),
    Trouble("404", _status(404), FinalError, "is an unknown model", {"for_all": True}),
    Trouble("413", _status(413), FinalError, "less at once", {"too_large": True, "for_all": False}),
    *(
        Trouble(
            f"too large: {message}",
            _status(status, message, code=code),
            FinalError,
            "ask about less at once",
            {"too_large": True, "for_all": False},
        )
        for status, message, code in (
            (400, "prompt is too long: 210000 tokens > 200000 maximum", None),
            (400, "input length and `max_tokens` exceed context limit: 190000 + 32000", None),
            (400, "no", "context_length_exceeded"),
            (400, "the request exceeds the available context size", None),
            (429, "Request too large for gpt-6.1-sol on tokens per min (TPM)", None),
        )
    ),
    Trouble("400", _status(400, "x: wrong"), FinalError, "x: wrong", {"for_all": False}),
    Trouble("422", _status(422), FinalError, "422", {"for_all": False, "too_large": False}),
    Trouble(
        "redirected",
        lambda _: Scripted(status=307, headers={"location": "http://127.0.0.1:9/v1"}),
        FinalError,
        "check --base-url",
        {"for_all": True},
    ),
    Trouble(
        "a message that tells keys",
        _status(
            400, f"{KEY} and sk-ant-api03-{'Ab3dEf9hIj' * 4} and {KEY}\nare\tno good " + "." * 900
        ),
        FinalError,
        "…[redacted] and sk-a…[redacted] and …[redacted] are no good ..",
    ),
)


def heard(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, by whomever; the libraries must have said something."""
    text = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "HTTP" in text
    return text
