"""Answers from OpenAI's API, or from a server that speaks its older language.

OpenAI is asked by its Responses API. Other servers know chat completions at best, and not every
one of them can hold an answer to a JSON schema. The first refusal teaches which format a server
knows: `json_schema`, then `json_object`, then none, with the schema in the prompt. What is learnt
holds for as long as the provider lives. So the first `ask` may send up to three requests, of
which all but the last were refused before a model saw them; that is no retry of an answer.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pydantic import JsonValue

from planproof.core.request import Origin, Request, StopReason, TokenUsage
from planproof.providers import _http, models
from planproof.providers.interface import Counted, Reply

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.completion_usage import CompletionUsage
    from openai.types.responses import (
        Response,
        ResponseFormatTextJSONSchemaConfigParam,
        ResponseInputContentParam,
        ResponseInputTextParam,
        ResponseOutputItem,
        ResponseUsage,
    )

_HOME = "https://api.openai.com/v1"
_BREAKPOINTS = 4
"""Places up to which the API keeps a message, at most."""
_FORMATS = ("json_schema", "json_object", "none")
"""What a server may know of formats, best first."""
_ABOUT_FORMAT = re.compile(
    r"response_format|json_schema|json_object|structured|schema|grammar|guided", re.IGNORECASE
)
_COMPACT = (",", ":")
"""How the SDK writes JSON."""
_CHAT_STOPS: dict[str, StopReason] = {
    "stop": "end",
    "length": "length",
    "content_filter": "filter",
}
_INCOMPLETE: dict[str, StopReason] = {"max_output_tokens": "length", "content_filter": "filter"}
_FAILED = {"rate_limit_exceeded": 429, "server_error": 500}
"""Status that a failure told in the answer would have had; 400 for all others."""


class OpenAIProvider:
    """Asks a model of OpenAI, or one on a compatible server."""

    name = "openai"
    concurrency = 8

    def __init__(self, api_key: str, base_url: str | None = None, *, origin: Origin) -> None:
        self._server = _http.server("openai", "OpenAI", _HOME, api_key=api_key, base_url=base_url)
        self._origin = origin
        self._client: AsyncOpenAI | None = None
        self._format = 0
        """Index of the format that the server is not known to refuse."""
        self.free = False  # a server on this machine may pass requests on to one that bills

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109 - the protocol's
        client = self._connected()
        async with _http.attempt(self._server, _errors(), request.model, timeout):
            if self._server.own:
                return await self._respond(client, request, timeout)
            return await self._chat(client, request, timeout)

    async def count(self, request: Request, *, timeout: float) -> int:  # noqa: ASYNC109 - the protocol's
        """Input tokens of *request*; the API counts for nothing."""
        from openai import omit  # noqa: PLC0415 - the SDK is slow to import

        client = self._connected()
        async with _http.attempt(self._server, _errors(), request.model, timeout):
            model = models.find(request.model)
            held = model is None or model.structured_output
            counted = await client.responses.input_tokens.count(
                model=request.model,
                instructions=_http.sendable(request.system) if held else _with_schema(request),
                input=[{"role": "user", "content": _content(request, model)}],
                text={"format": _format(request)} if held else omit,
                timeout=_http.timeouts(timeout),
            )
            with _http.reading(self._server):
                return counted.input_tokens

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    def _connected(self) -> "AsyncOpenAI":
        if self._client is None:
            import openai  # noqa: PLC0415 - the SDK is slow to import

            client = openai.AsyncOpenAI(
                api_key=self._server.key,
                base_url=self._server.url,
                max_retries=0,
                # A redirect would take the plan to another host.
                http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
            )
            # Those of the environment: OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_CUSTOM_HEADERS.
            # There is no public way to have no headers.
            client.organization = client.project = None
            client._custom_headers = {}  # noqa: SLF001
            self._client = client
        return self._client

    async def _respond(self, client: "AsyncOpenAI", request: Request, seconds: float) -> Reply:
        """Ask by the Responses API."""
        from openai import omit  # noqa: PLC0415 - the SDK is slow to import
        from openai.types.responses import Response  # noqa: PLC0415 - likewise

        model = models.find(request.model)
        held = model is None or model.structured_output
        thinks = request.effort in model.efforts if model else True
        raw = await client.responses.with_raw_response.create(
            model=request.model,
            instructions=_http.sendable(request.system) if held else _with_schema(request),
            input=[{"role": "user", "content": _content(request, model)}],
            text={"format": _format(request)} if held else omit,
            reasoning={"effort": request.effort} if thinks else omit,
            max_output_tokens=_http.output_limit(request, model),
            prompt_cache_key=_cache_key(request),
            prompt_cache_options={"mode": "explicit"} if _marked(model) else omit,
            store=False,
            timeout=_http.timeouts(seconds),
        )
        parsed: object = raw.parse()
        if not isinstance(parsed, Response):
            raise _http.broken(self._server, _other_kind(raw.headers))
        with _http.reading(self._server):
            error = parsed.error
            if error is None:
                return self._reply_of_response(request, parsed, raw.headers)
        status = _FAILED.get(error.code, 400)
        body = {"code": error.code, "message": error.message}
        raise _http.failure(self._server, request.model, status, raw.headers, body)

    def _reply_of_response(
        self, request: Request, response: "Response", headers: Mapping[str, str]
    ) -> Reply:
        said, refused = _spoken(response.output)
        reason = response.incomplete_details.reason if response.incomplete_details else None
        stop: StopReason = "end" if response.status == "completed" else "other"
        if response.status == "incomplete":
            stop = _INCOMPLETE.get(reason or "", "other")
        if refused:
            stop = "refusal"
        answer = _http.answer(
            request,
            origin=self._origin,
            model=response.model,
            stop=stop,
            text=said or refused,
            usage=_usage(response.usage),
        )
        return Reply(answer, _http.requests_left(headers))

    async def _chat(self, client: "AsyncOpenAI", request: Request, seconds: float) -> Reply:
        """Ask by chat completions, in the best format that the server does not refuse."""
        import openai  # noqa: PLC0415 - the SDK is slow to import

        while True:
            tried = self._format
            try:
                return await self._chat_once(client, request, seconds, _FORMATS[tried])
            except openai.APIStatusError as error:
                last = tried == len(_FORMATS) - 1
                if last or not _refuses_format(error.status_code, error.body):
                    raise
                # Another request may have learnt more in the meantime.
                self._format = max(self._format, tried + 1)

    async def _chat_once(
        self, client: "AsyncOpenAI", request: Request, seconds: float, form: str
    ) -> Reply:
        from openai.types.chat import ChatCompletion  # noqa: PLC0415 - the SDK is slow to import

        held = form == "json_schema"
        system = _http.sendable(request.system) if held else _with_schema(request)
        raw = await client.chat.completions.with_raw_response.create(
            model=request.model,
            messages=[
                {"role": "system", "content": system},
                {"role": "user", "content": _http.sendable(request.text)},
            ],
            extra_body=_chat_extras(request, form),
            timeout=_http.timeouts(seconds),
        )
        parsed: object = raw.parse()
        if not isinstance(parsed, ChatCompletion):
            raise _http.broken(self._server, _other_kind(raw.headers))
        with _http.reading(self._server):
            choice = parsed.choices[0]
            refusal = choice.message.refusal
            answer = _http.answer(
                request,
                origin=self._origin,
                model=parsed.model,
                stop="refusal" if refusal else _CHAT_STOPS.get(choice.finish_reason, "other"),
                text=choice.message.content or refusal or "",
                usage=_chat_usage(parsed.usage),
            )
        return Reply(answer, _http.requests_left(raw.headers))


def _errors() -> _http.Errors:
    import openai  # noqa: PLC0415 - the SDK is slow to import

    return _http.Errors(
        status=openai.APIStatusError,
        timeout=openai.APITimeoutError,
        connection=openai.APIConnectionError,
        other=openai.OpenAIError,
    )


def _with_schema(request: Request) -> str:
    return _http.with_schema(request.system, request.output_schema)


def _format(request: Request) -> "ResponseFormatTextJSONSchemaConfigParam":
    return {
        "type": "json_schema",
        "name": _schema_name(request),
        "strict": True,
        "schema": dict[str, object](request.output_schema),
    }


def _schema_name(request: Request) -> str:
    """The name of the schema in the characters that the API allows."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", request.schema_name)[:64] or "answer"


def counted(request: Request) -> Counted:
    """What the API counts: the schema comes first, in front of the instructions."""
    schema = json.dumps(request.output_schema, ensure_ascii=False, separators=_COMPACT)
    if not _marked(models.find(request.model)):
        return Counted((schema, request.system, *(part.text for part in request.parts)))
    parts = [part for part in request.parts if part.text.strip()]
    marks = [index for index, part in enumerate(parts, 3) if part.shared]
    return Counted(
        (schema, request.system, *(part.text for part in parts)), tuple(marks[-_BREAKPOINTS:])
    )


def _marked(model: models.Model | None) -> bool:
    """True when the API keeps for others what is marked, and bills for what it keeps.

    Without marks such a model would keep the whole of each message, the question included:
    that costs a quarter more than not keeping it, and no other request could read it.
    """
    return model is not None and model.cache_marks


def _content(
    request: Request, model: models.Model | None
) -> "str | list[ResponseInputContentParam]":
    """The message: one block for each part where the ends of parts can be marked."""
    if not _marked(model):
        return _http.sendable(request.text)
    parts = [part for part in request.parts if part.text.strip()]
    blocks: list[ResponseInputTextParam] = [
        # As in the joined text, the blank line between two parts leads the second.
        {"type": "input_text", "text": _http.sendable(f"\n\n{part.text}" if at else part.text)}
        for at, part in enumerate(parts)
    ]
    shared = [block for block, part in zip(blocks, parts, strict=True) if part.shared]
    for block in shared[-_BREAKPOINTS:]:
        block["prompt_cache_breakpoint"] = {"mode": "explicit"}
    return list(blocks)


def _cache_key(request: Request) -> str:
    """One key for all requests that begin alike, so that they reach the same cache.

    It goes by what all requests about a plan share: with a key for each part of the plan, no part
    would find what another has left.
    """
    shared = [part.text for part in request.parts if part.shared][:1]
    text = "\n\n".join((request.model, request.system, *shared))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _chat_extras(request: Request, form: str) -> dict[str, JsonValue]:
    """What stands in the body beside model and messages."""
    model = models.find(request.model)
    limit = _http.output_limit(request, model)
    # Older servers do not know the new name, and OpenAI's models refuse the old one.
    new = model is not None and model.provider == "openai"
    body: dict[str, JsonValue] = {"max_completion_tokens" if new else "max_tokens": limit}
    if model and request.effort in model.efforts:
        body["reasoning_effort"] = request.effort
    if form == "json_schema":
        named: dict[str, JsonValue] = {
            "name": _schema_name(request),
            "strict": True,
            "schema": request.output_schema,
        }
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    elif form == "json_object":
        body["response_format"] = {"type": "json_object", "schema": request.output_schema}
    return body


def _refuses_format(status: int, body: object) -> bool:
    """True when an error says that the server does not know the format asked for."""
    return status in (400, 422, 500, 501) and bool(_ABOUT_FORMAT.search(_http.words(body)))


def _other_kind(headers: Mapping[str, str]) -> str:
    return f"it is no answer of the API ({headers.get('content-type') or 'of no type'})"


def _spoken(output: "Iterable[ResponseOutputItem]") -> tuple[str, str]:
    """Text and refusals in the output of a response, each joined."""
    parts = [part for item in output if item.type == "message" for part in item.content]
    said = "".join(part.text for part in parts if part.type == "output_text")
    return said, "".join(part.refusal for part in parts if part.type == "refusal")


def _usage(usage: "ResponseUsage | None") -> TokenUsage:
    details = getattr(usage, "input_tokens_details", None)
    return TokenUsage(
        input_tokens=_http.tokens(getattr(usage, "input_tokens", 0)),
        cached_input_tokens=_http.tokens(getattr(details, "cached_tokens", 0)),
        cache_write_tokens=_http.tokens(getattr(details, "cache_write_tokens", 0)),
        output_tokens=_http.tokens(getattr(usage, "output_tokens", 0)),
    )


def _chat_usage(usage: "CompletionUsage | None") -> TokenUsage:
    details = getattr(usage, "prompt_tokens_details", None)
    return TokenUsage(
        input_tokens=_http.tokens(getattr(usage, "prompt_tokens", 0)),
        cached_input_tokens=_http.tokens(getattr(details, "cached_tokens", 0)),
        cache_write_tokens=_http.tokens(getattr(details, "cache_write_tokens", 0)),
        output_tokens=_http.tokens(getattr(usage, "completion_tokens", 0)),
    )
