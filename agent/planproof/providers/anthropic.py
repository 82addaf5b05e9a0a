"""Answers from Anthropic's API, or from a server that speaks its language.

Every answer is streamed. The API refuses long answers otherwise, and a connection on which
nothing moves for minutes is cut by what lies between. A stream that ends without a stop reason
was cut: the SDK says nothing of it, so this module does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import JsonValue

from planproof.core.request import Origin, Request, StopReason, TokenUsage
from planproof.providers import _http, models
from planproof.providers.interface import Counted, Reply

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic, AsyncStream
    from anthropic.types import (
        MessageDeltaUsage,
        MessageParam,
        OutputConfigParam,
        RawMessageStreamEvent,
        TextBlockParam,
        Usage,
    )

_HOME = "https://api.anthropic.com"
_BREAKPOINTS = 4
"""Places up to which the API caches a message, at most."""
_STOPS: dict[str, StopReason] = {
    "end_turn": "end",
    "stop_sequence": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "context",
    "refusal": "refusal",
}
_UNSUPPORTED = frozenset(
    (
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
    )
)
"""Keywords of JSON schema that the API refuses, or refuses for some values."""
_COMPACT = (",", ":")
"""How the SDK writes JSON."""
_NAMED = ("properties", "$defs")
"""Keywords whose values hold schemas by name."""


class AnthropicProvider:
    """Asks a Claude model."""

    name = "anthropic"
    concurrency = 8

    def __init__(self, api_key: str, base_url: str | None = None, *, origin: Origin) -> None:
        self._server = _http.server(
            "anthropic", "Anthropic", _HOME, api_key=api_key, base_url=base_url
        )
        self._origin = origin
        self._client: AsyncAnthropic | None = None
        self.free = False  # a server on this machine may pass requests on to one that bills

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109 - the protocol's
        # Here and not below: to reach for them imports a good part of the SDK.
        messages = self._connected().messages
        async with _http.attempt(self._server, _errors(), request.model, timeout):
            model = models.find(request.model)
            stream = await messages.create(
                model=request.model,
                max_tokens=_http.output_limit(request, model),
                system=self._system(request, model),
                messages=[_message(request)],
                output_config=self._output_config(request, model),
                stream=True,
                timeout=_http.timeouts(timeout),
            )
            async with stream:
                return await self._reply(request, stream)

    async def count(self, request: Request, *, timeout: float) -> int:  # noqa: ASYNC109 - the protocol's
        """Input tokens of *request*; the API counts for nothing."""
        messages = self._connected().messages
        async with _http.attempt(self._server, _errors(), request.model, timeout):
            model = models.find(request.model)
            counted = await messages.count_tokens(
                model=request.model,
                system=self._system(request, model),
                messages=[_message(request)],
                output_config=self._output_config(request, model),
                timeout=_http.timeouts(timeout),
            )
            with _http.reading(self._server):
                return counted.input_tokens

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    def _connected(self) -> "AsyncAnthropic":
        if self._client is None:
            import anthropic  # noqa: PLC0415 - the SDK is slow to import

            self._client = anthropic.AsyncAnthropic(
                api_key=self._server.key,
                base_url=self._server.url,
                max_retries=0,
                # Spans could carry the plan to wherever the environment says.
                open_telemetry=False,
                # A redirect would take the plan, and perhaps the key, to another host.
                http_client=anthropic.DefaultAsyncHttpxClient(follow_redirects=False),
            )
            # Those of ANTHROPIC_CUSTOM_HEADERS; there is no public way to have none.
            self._client._custom_headers = {}  # noqa: SLF001
        return self._client

    def _system(self, request: Request, model: models.Model | None) -> "list[TextBlockParam]":
        text = _http.sendable(request.system)
        if model and not model.structured_output:
            text = _http.with_schema(text, request.output_schema)
        return [{"type": "text", "text": text}] if text.strip() else []

    def _output_config(self, request: Request, model: models.Model | None) -> "OutputConfigParam":
        config: OutputConfigParam = {}
        if request.effort in model.efforts if model else self._server.own:
            config["effort"] = request.effort
        if model is None or model.structured_output:
            schema = dict[str, object](_supported(request.output_schema))
            config["format"] = {"type": "json_schema", "schema": schema}
        return config

    async def _reply(self, request: Request, stream: "AsyncStream[RawMessageStreamEvent]") -> Reply:
        headers = stream.response.headers
        kind = headers.get("content-type", "")
        if not kind.startswith("text/event-stream"):
            raise _http.broken(self._server, f"it is no stream of events ({kind or 'of no type'})")
        heard = _Heard()
        async for event in stream:
            with _http.reading(self._server):
                heard.take(event)
        if not heard.complete:
            raise _http.broken(self._server, "it breaks off")
        answer = _http.answer(
            request,
            origin=self._origin,
            model=heard.model,
            stop=_STOPS.get(heard.stop or "", "other"),
            text="".join(heard.text),
            usage=heard.usage(),
        )
        return Reply(answer, _http.requests_left(headers))


@dataclass(slots=True)
class _Heard:
    """What a stream has told so far."""

    model: str = ""
    text: list[str] = field(default_factory=list)
    stop: str | None = None
    complete: bool = False
    """True from the stop reason on: nothing but the end follows it."""
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, event: "RawMessageStreamEvent") -> None:
        if event.type == "message_start":
            self.model = event.message.model
            self._count(event.message.usage)
        elif event.type == "content_block_start" and event.content_block.type == "text":
            self.text.append(event.content_block.text or "")
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            self.text.append(event.delta.text or "")
        elif event.type == "message_delta":
            self.stop = event.delta.stop_reason
            self.complete = self.complete or self.stop is not None
            self._count(event.usage)
        elif event.type == "message_stop":
            self.complete = True

    def _count(self, usage: "Usage | MessageDeltaUsage | None") -> None:
        """Later numbers replace earlier ones: they count from the beginning too."""
        for name in (
            "input_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "output_tokens",
        ):
            value = getattr(usage, name, None)
            if value is not None:
                self.counts[name] = _http.tokens(value)

    def usage(self) -> TokenUsage:
        """Ours counts all input; the API's `input_tokens` leaves out what touches the cache."""
        read = self.counts.get("cache_read_input_tokens", 0)
        written = self.counts.get("cache_creation_input_tokens", 0)
        return TokenUsage(
            input_tokens=self.counts.get("input_tokens", 0) + read + written,
            cached_input_tokens=read,
            cache_write_tokens=written,
            output_tokens=self.counts.get("output_tokens", 0),
        )


def counted(request: Request) -> Counted:
    """What the API counts: the schema comes first, as part of the system prompt."""
    parts = [part for part in request.parts if part.text.strip()]
    schema = json.dumps(_supported(request.output_schema), ensure_ascii=False, separators=_COMPACT)
    marks = [index for index, part in enumerate(parts, 3) if part.shared]
    return Counted(
        (schema, request.system, *(part.text for part in parts)), tuple(marks[-_BREAKPOINTS:])
    )


def _errors() -> _http.Errors:
    import anthropic  # noqa: PLC0415 - the SDK is slow to import

    return _http.Errors(
        status=anthropic.APIStatusError,
        timeout=anthropic.APITimeoutError,
        connection=anthropic.APIConnectionError,
        other=anthropic.AnthropicError,
    )


def _message(request: Request) -> "MessageParam":
    """One block for each part; what is shared up to the end of a part can be cached there.

    The blank line between two parts leads the second, so that the first is the same whatever
    follows it.
    """
    parts = [part for part in request.parts if part.text.strip()]
    blocks: list[TextBlockParam] = [
        {"type": "text", "text": _http.sendable(f"\n\n{part.text}" if index else part.text)}
        for index, part in enumerate(parts)
    ]
    shared = [block for block, part in zip(blocks, parts, strict=True) if part.shared]
    for block in shared[-_BREAKPOINTS:]:
        block["cache_control"] = {"type": "ephemeral"}
    return {"role": "user", "content": blocks}


def _supported(schema: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The schema without the keywords that the API refuses; they go into the description."""
    kept = {key: _within(key, value) for key, value in schema.items() if key not in _UNSUPPORTED}
    refused = [f"{key}: {value}" for key, value in schema.items() if key in _UNSUPPORTED]
    if refused:
        told = str(kept.get("description", ""))
        kept["description"] = f"{told} ({', '.join(refused)})".strip()
    return kept


def _within(key: str, value: JsonValue) -> JsonValue:
    """The value of a keyword, with the schemas in it made fit as well."""
    if key in _NAMED and isinstance(value, dict):
        return {
            name: _supported(each) if isinstance(each, dict) else each
            for name, each in value.items()
        }
    if key in ("enum", "const", "default", "required"):
        return value
    if isinstance(value, dict):
        return _supported(value)
    if isinstance(value, list):
        return [_supported(each) if isinstance(each, dict) else each for each in value]
    return value
