"""A server on this machine that answers as the providers' APIs do, with what a test lays out.

    with ScriptedServer() as server:
        server.say("anthropic", '{"findings": []}', stop="max_tokens")
        server.fail("anthropic", 429, headers={"retry-after": "3"})
        provider = AnthropicProvider(KEY, server.base_url("anthropic"), origin="live")
        ...
        assert server.count == 2
        assert server.requests[0].body["model"] == "claude-sonnet-5-5"

It stands on bare sockets' terms (`http.server`), because what it is for is what frameworks
prevent: bodies that end too early, connections that drop, answers that never come.
"""

import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Literal, Self

from tests.loopback import LoopbackServer

Flavour = Literal["anthropic", "responses", "chat"]
"""`anthropic`: messages, streamed; `responses` and `chat`: OpenAI's two ways."""

_PATHS: dict[str, Flavour] = {
    "/v1/messages": "anthropic",
    "/v1/responses": "responses",
    "/v1/chat/completions": "chat",
}
_LONGEST = 60.0
"""No reply is held back for more seconds, whatever a test asks."""


@dataclass(frozen=True)
class Sent:
    """A request that the server got."""

    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: Mapping[str, Any]
    raw: bytes


@dataclass(frozen=True)
class Scripted:
    """One reply, and what goes wrong with it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    """Its content type."""
    delay: float = 0.0
    """Seconds before its first byte."""
    stall: float = 0.0
    """Seconds in the middle of its body."""
    cut: bool = False
    """End the body halfway, although its length is announced."""
    drop: bool = False
    """Close the connection and say nothing."""


Answering = Callable[[Sent], Scripted]


def said(
    flavour: Flavour,
    text: str,
    *,
    stop: str | None = None,
    refusal: str = "",
    usage: Mapping[str, Any] | None = None,
    model: str = "scripted-model",
    **more: Any,  # noqa: ANN401 - fields of `Scripted`
) -> Scripted:
    """An answer of a model, in the words of the API.

    *stop* and *usage* are as the API writes them: a stop reason of messages, a status or the
    reason of an incomplete response, a finish reason of chat. *more* goes to `Scripted`.
    """
    if flavour == "anthropic":
        body = stream(events(text, stop=stop or "end_turn", usage=usage, model=model))
        return Scripted(body=body, **{"kind": "text/event-stream; charset=utf-8", **more})
    made = _response if flavour == "responses" else _chat
    return Scripted(body=json.dumps(made(text, stop, refusal, usage, model)).encode(), **more)


def failed(
    status: int,
    message: str = "no luck",
    *,
    kind: str = "some_error",
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,  # noqa: ANN401 - fields of `Scripted`
) -> Scripted:
    """An error of an API; both providers write it alike enough. *more* goes to `Scripted`."""
    error = {"type": kind, "code": code, "message": message}
    body = json.dumps({"type": "error", "error": error}).encode()
    return Scripted(body=body, status=status, headers=headers or {}, **more)


def events(
    text: str,
    *,
    stop: str | None = "end_turn",
    usage: Mapping[str, Any] | None = None,
    model: str = "scripted-model",
) -> list[dict[str, Any]]:
    """The events of a streamed message, the text in two pieces."""
    counts = {"input_tokens": 10, "output_tokens": 5, **(usage or {})}
    start = {"id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": []}
    opened = {**start, "stop_reason": None, "usage": {**counts, "output_tokens": 1}}
    middle = len(text) // 2
    pieces = [text[:middle], text[middle:]] if text else []
    block: list[dict[str, Any]] = []
    if text:
        empty = {"type": "text", "text": ""}
        block = [{"type": "content_block_start", "index": 0, "content_block": empty}]
        for piece in pieces:
            delta = {"type": "text_delta", "text": piece}
            block.append({"type": "content_block_delta", "index": 0, "delta": delta})
        block.append({"type": "content_block_stop", "index": 0})
    ended = {"type": "message_delta", "delta": {"stop_reason": stop}, "usage": counts}
    return [
        {"type": "message_start", "message": opened},
        {"type": "ping"},
        *block,
        ended,
        {"type": "message_stop"},
    ]


def stream(messages: list[dict[str, Any]]) -> bytes:
    """Server-sent events."""
    lines = (f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in messages)
    return "".join(lines).encode()


def _response(
    text: str, stop: str | None, refusal: str, usage: Mapping[str, Any] | None, model: str
) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    if text:
        content.append({"type": "output_text", "text": text, "annotations": []})
    if refusal:
        content.append({"type": "refusal", "refusal": refusal})
    states = ("completed", "failed", "cancelled", "queued", "in_progress", "incomplete")
    state = stop or "completed"
    known = state in states
    message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": model,
        "status": state if known else "incomplete",
        "incomplete_details": None if known else {"reason": state},
        "error": None,
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {**message, "content": content},
        ],
        "usage": {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 5,
            "output_tokens_details": {"reasoning_tokens": 2},
            "total_tokens": 15,
            **(usage or {}),
        },
    }


def _chat(
    text: str, stop: str | None, refusal: str, usage: Mapping[str, Any] | None, model: str
) -> dict[str, Any]:
    message = {"role": "assistant", "content": text or None, "refusal": refusal or None}
    return {
        "id": "chatcmpl_1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": stop or "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, **(usage or {})},
    }


class ScriptedServer:
    """The server; a context manager that runs it."""

    def __init__(self) -> None:
        self.requests: list[Sent] = []
        """All that came, in order."""
        self._queues: defaultdict[Flavour, deque[Scripted]] = defaultdict(deque)
        self._always: dict[Flavour, Answering] = {}
        self._lock = threading.Lock()
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
        if self._closing.is_set():
            return
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def base_url(self, flavour: Flavour) -> str:
        """What `--base-url` is for that flavour."""
        return self.url if flavour == "anthropic" else f"{self.url}/v1"

    @property
    def count(self) -> int:
        """How many requests came."""
        return len(self.requests)

    def queue(self, flavour: Flavour, *replies: Scripted) -> None:
        """Add replies; each is given once, in order."""
        with self._lock:
            self._queues[flavour].extend(replies)

    def say(self, flavour: Flavour, text: str, **more: Any) -> None:  # noqa: ANN401 - of `said`
        """Add an answer; see `said`."""
        self.queue(flavour, said(flavour, text, **more))

    def fail(self, flavour: Flavour, status: int, message: str = "no luck", **more: Any) -> None:  # noqa: ANN401 - of `failed`
        """Add an error; see `failed`."""
        self.queue(flavour, failed(status, message, **more))

    def always(self, flavour: Flavour, answering: Answering) -> None:
        """Answer by a function of the request whenever the queue is empty.

        It is called from several threads at once.
        """
        self._always[flavour] = answering

    def _next(self, sent: Sent) -> Scripted:
        flavour = _PATHS.get(sent.path)
        with self._lock:
            self.requests.append(sent)
            if flavour is None:
                return failed(404, f"nothing is at {sent.path}", kind="not_found_error")
            if self._queues[flavour]:
                return self._queues[flavour].popleft()
        if flavour in self._always:
            return self._always[flavour](sent)
        # Final for every provider, so that a test that forgot a reply does not wait for retries.
        return failed(418, f"the test has no reply for request {self.count}")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Else every reply waits for the client's delayed acknowledgement.
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = json.loads(raw) if raw else {}
                reply = server._next(Sent(self.path.partition("?")[0], headers, body, raw))
                try:
                    self._send(reply)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def _send(self, reply: Scripted) -> None:
                server._closing.wait(min(reply.delay, _LONGEST))
                if reply.drop:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in {"content-type": reply.kind, **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(reply.body)))
                self.end_headers()
                middle = len(reply.body) // 2
                self.wfile.write(reply.body[:middle])
                self.wfile.flush()
                server._closing.wait(min(reply.stall, _LONGEST))
                if reply.cut:
                    self.close_connection = True
                    return
                self.wfile.write(reply.body[middle:])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
                """Say nothing."""

        return Handler


def shortened(reply: Scripted, keep: int) -> Scripted:
    """The reply with the first *keep* bytes of its body and nothing to tell that more is missing."""
    return replace(reply, body=reply.body[:keep])
