"""The Anthropic provider, through its real SDK, on a scripted server."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from planproof.core.request import Part, TokenUsage
from planproof.providers import anthropic as module
from planproof.providers.anthropic import AnthropicProvider
from planproof.providers.interface import FinalError, Provider, TransientError
from tests.providers import shared
from tests.providers.scripted import Scripted, ScriptedServer, events, said, stream
from tests.providers.shared import KEY, ask, failure, request


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    shared.alone(monkeypatch)
    with ScriptedServer() as running:
        # In these tests it is the provider's own API, not a compatible server.
        monkeypatch.setattr(module, "_HOME", running.url)
        yield running


@pytest.fixture
def provider(server: ScriptedServer) -> AnthropicProvider:
    return AnthropicProvider(KEY, server.url, origin="live")


def test_it_is_a_provider(provider: AnthropicProvider) -> None:
    as_protocol: Provider = provider
    assert (as_protocol.name, as_protocol.free) == ("anthropic", False)
    assert not AnthropicProvider(KEY, "http://localhost:1", origin="local").free


def test_an_answer(server: ScriptedServer, provider: AnthropicProvider) -> None:
    headers = {"anthropic-ratelimit-requests-remaining": "41"}
    server.say("anthropic", '{"findings": []}', headers=headers, model="claude-sonnet-5-5")
    each = request()
    reply = ask(provider, each)[0]
    assert reply.requests_left == 41
    answer = reply.answer
    assert answer.text == '{"findings": []}'
    assert (answer.key, answer.origin, answer.stop) == (each.key, "live", "end")
    assert answer.model == "claude-sonnet-5-5"
    assert answer.created.endswith("+00:00")
    assert answer.usage == TokenUsage(input_tokens=10, output_tokens=5)
    assert server.count == 1


def test_what_is_sent(server: ScriptedServer, provider: AnthropicProvider) -> None:
    server.say("anthropic", "{}")
    ask(provider, request())
    sent = server.requests[0]
    assert sent.path == "/v1/messages"
    assert sent.body == {
        "model": "claude-sonnet-5-5",
        "max_tokens": 4000,
        "stream": True,
        "system": [{"type": "text", "text": "You review plans."}],
        "messages": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "text",
                        "text": "The outline.",
                        "cache_control": {"type": "ephemeral"},
                    },
                    {
                        "type": "text",
                        "text": "\n\nThe chunk.",
                        "cache_control": {"type": "ephemeral"},
                    },
                    {"type": "text", "text": "\n\nThe question."},
                ],
            }
        ],
        "output_config": {
            "effort": "low",
            "format": {"type": "json_schema", "schema": shared.SCHEMA},
        },
    }
    assert KEY in (sent.headers.get("x-api-key", ""), sent.headers.get("authorization", "")[7:])


def test_the_blocks_join_to_the_message_that_the_key_stands_for(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.say("anthropic", "{}")
    each = request()
    ask(provider, each)
    assert "".join(block["text"] for block in _blocks(server)) == each.text


def test_half_a_character_is_sent_as_a_question_mark(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.say("anthropic", "{}")
    each = request(system="a\ud83d", parts=(Part(text="b\ud83dc"),))
    assert ask(provider, each)[0].answer.key == each.key
    assert _blocks(server) == [{"type": "text", "text": "b?c"}]
    assert server.requests[0].body["system"][0]["text"] == "a?"


def test_at_most_four_places_are_cached(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    parts = tuple(Part(text=f"Part {number}.", shared=number < 6) for number in range(7))
    server.say("anthropic", "{}")
    ask(provider, request(parts=parts))
    cached = [index for index, block in enumerate(_blocks(server)) if "cache_control" in block]
    assert cached == [2, 3, 4, 5]


def test_nothing_shared_and_nothing_empty(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.say("anthropic", "{}")
    ask(provider, request(system="", parts=(Part(text="", shared=True), Part(text="Only this."))))
    assert _blocks(server) == [{"type": "text", "text": "Only this."}]
    assert server.requests[0].body["system"] == []


def _blocks(server: ScriptedServer) -> list[dict[str, Any]]:
    blocks = server.requests[0].body["messages"][0]["content"]
    assert isinstance(blocks, list)
    return blocks


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("claude-opus-5-5", {"effort", "format"}),
        ("claude-haiku-4-5-20251001", {"format"}),
        ("claude-of-next-year", {"effort", "format"}),
    ],
)
def test_effort_where_the_model_takes_it(
    server: ScriptedServer, provider: AnthropicProvider, model: str, sent: set[str]
) -> None:
    server.say("anthropic", "{}")
    ask(provider, request(model=model))
    assert set(server.requests[0].body["output_config"]) == sent


def test_a_model_without_structured_output_gets_the_schema_in_words(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.say("anthropic", "{}")
    ask(provider, request(model="claude-3-opus"))
    body = server.requests[0].body
    assert "format" not in body["output_config"]
    assert '"required": ["findings"]' in body["system"][0]["text"]


def test_no_more_output_is_asked_for_than_the_model_can_do(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.say("anthropic", "{}")
    server.say("anthropic", "{}")
    ask(
        provider,
        request(max_output_tokens=500_000),
        request(model="unheard-of", max_output_tokens=500_000),
    )
    assert [each.body["max_tokens"] for each in server.requests] == [128_000, 500_000]


def test_keywords_that_the_api_refuses_move_into_the_description(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.say("anthropic", "{}")
    schema = {
        "type": "object",
        "properties": {
            "maximum": {"type": "integer", "maximum": 9, "description": "A size"},
            "list": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/word"}},
            "one": {"anyOf": [{"type": "string", "minLength": 1}, {"enum": ["maximum"]}]},
        },
        "required": ["maximum", "list", "one"],
        "additionalProperties": False,
        "$defs": {"word": {"type": ["string", "null"], "pattern": "^a"}},
    }
    ask(provider, request(output_schema=schema))
    assert server.requests[0].body["output_config"]["format"]["schema"] == {
        "type": "object",
        "properties": {
            "maximum": {"type": "integer", "description": "A size (maximum: 9)"},
            "list": {
                "type": "array",
                "items": {"$ref": "#/$defs/word"},
                "description": "(maxItems: 3)",
            },
            "one": {
                "anyOf": [
                    {"type": "string", "description": "(minLength: 1)"},
                    {"enum": ["maximum"]},
                ]
            },
        },
        "required": ["maximum", "list", "one"],
        "additionalProperties": False,
        "$defs": {"word": {"type": ["string", "null"], "description": "(pattern: ^a)"}},
    }


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("end_turn", "end"),
        ("stop_sequence", "end"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "context"),
        ("refusal", "refusal"),
        ("pause_turn", "other"),
        ("tool_use", "other"),
        ("something_new", "other"),
    ],
)
def test_stop_reasons_keep_text_and_usage(
    server: ScriptedServer, provider: AnthropicProvider, reason: str, stop: str
) -> None:
    server.say("anthropic", '{"findi', stop=reason)
    answer = ask(provider, request())[0].answer
    assert (answer.stop, answer.text, answer.usage.output_tokens) == (stop, '{"findi', 5)


def test_a_message_that_ends_without_a_reason_is_other(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.queue("anthropic", _stream(events("{}", stop=None)))
    assert ask(provider, request())[0].answer.stop == "other"


def test_a_refusal_may_say_nothing(server: ScriptedServer, provider: AnthropicProvider) -> None:
    server.say("anthropic", "", stop="refusal")
    answer = ask(provider, request())[0].answer
    assert (answer.stop, answer.text) == ("refusal", "")
    assert answer.usage.input_tokens == 10


def test_thinking_is_no_part_of_the_text(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    messages = events("{}")
    thought = {"type": "thinking", "thinking": "", "signature": ""}
    messages[2:2] = [
        {"type": "content_block_start", "index": 0, "content_block": thought},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "thinking_delta", "thinking": "Hm."},
        },
        {"type": "content_block_stop", "index": 0},
    ]
    server.queue("anthropic", _stream(messages))
    assert ask(provider, request())[0].answer.text == "{}"


def test_input_counts_what_the_cache_gave_and_took(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    usage = {
        "input_tokens": 100,
        "cache_read_input_tokens": 2000,
        "cache_creation_input_tokens": 300,
        "output_tokens": 50,
    }
    server.say("anthropic", "{}", usage=usage)
    assert ask(provider, request())[0].answer.usage == TokenUsage(
        input_tokens=2400, cached_input_tokens=2000, cache_write_tokens=300, output_tokens=50
    )


def test_usage_at_the_end_may_tell_of_the_output_alone(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    messages = events("{}", usage={"input_tokens": 70, "cache_read_input_tokens": 30})
    messages[-2]["usage"] = {"output_tokens": 9, "input_tokens": None}
    server.queue("anthropic", _stream(messages))
    assert ask(provider, request())[0].answer.usage == TokenUsage(
        input_tokens=100, cached_input_tokens=30, output_tokens=9
    )


def _stream(messages: list[dict[str, Any]]) -> Scripted:
    return Scripted(stream(messages), kind="text/event-stream")


@pytest.mark.parametrize("keep", range(1, 6))
def test_a_stream_that_ends_between_events_is_cut(
    server: ScriptedServer, provider: AnthropicProvider, keep: int
) -> None:
    server.queue("anthropic", _stream(events("{}")[:keep]))
    error = failure(provider, request())
    assert isinstance(error, TransientError)
    assert "it breaks off" in str(error)


@pytest.mark.parametrize(
    ("kind", "error", "attributes"),
    [
        ("overloaded_error", TransientError, {"rate_limited": True}),
        ("rate_limit_error", TransientError, {"rate_limited": True}),
        ("api_error", TransientError, {"rate_limited": False}),
        ("timeout_error", TransientError, {"rate_limited": False}),
        ("invalid_request_error", FinalError, {"for_all": False}),
        ("request_too_large", FinalError, {"too_large": True}),
        ("billing_error", FinalError, {"for_all": True}),
    ],
)
def test_an_error_in_the_middle_of_a_stream(
    server: ScriptedServer,
    provider: AnthropicProvider,
    kind: str,
    error: type[Exception],
    attributes: dict[str, bool],
) -> None:
    told = {"type": "error", "error": {"type": kind, "message": "Not now"}}
    server.queue("anthropic", _stream([*events("{}")[:4], told]))
    raised = failure(provider, request())
    assert type(raised) is error
    assert "Not now" in str(raised)
    assert {name: getattr(raised, name) for name in attributes} == attributes


@pytest.mark.parametrize(
    "data", [b"{oops", b"{}", b"[]", b"7", b"null", b'{"type": "message_start"}', b"\xff"]
)
def test_a_stream_of_nonsense(
    server: ScriptedServer, provider: AnthropicProvider, data: bytes
) -> None:
    body = b"event: message_start\ndata: " + data + b"\n\n"
    server.queue("anthropic", Scripted(body, kind="text/event-stream"))
    error = failure(provider, request())
    assert isinstance(error, TransientError)
    assert "cannot be read" in str(error)


def test_an_unknown_model_is_told_which_there_are(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.fail("anthropic", 404, "model: claude-nope", kind="not_found_error")
    message = str(failure(provider, request(model="claude-nope")))
    assert "'claude-nope' is an unknown model; use one of claude-fable-5-2" in message


def test_a_bad_key_is_told_where_to_set_one(
    server: ScriptedServer, provider: AnthropicProvider
) -> None:
    server.fail("anthropic", 401, "invalid x-api-key")
    message = str(failure(provider, request()))
    assert message == (
        "Anthropic answered 401: invalid x-api-key; set ANTHROPIC_API_KEY to a valid key"
    )


def test_only_what_is_passed_counts(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "other-key")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "other-token")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-extra: 1\nx-api-key: other-header")
    server.say("anthropic", "{}")
    ask(AnthropicProvider(KEY, origin="live"), request())
    sent = server.requests[0]
    assert "x-extra" not in sent.headers
    assert "other-" not in str(sent.headers)


def test_a_compatible_server_needs_no_key_and_gets_no_effort_for_a_model_unknown(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_HOME", "https://api.anthropic.com")
    server.say("anthropic", "{}")
    ask(AnthropicProvider("", server.url, origin="local"), request(model="llama"))
    assert set(server.requests[0].body["output_config"]) == {"format"}


def test_requests_run_side_by_side(server: ScriptedServer) -> None:
    together = threading.Barrier(3, timeout=60)

    def answering(_: object) -> Scripted:
        together.wait()
        return said("anthropic", "{}")

    server.always("anthropic", answering)
    provider = AnthropicProvider(KEY, origin="live")

    async def run() -> int:
        replies = await asyncio.gather(*(provider.ask(request(), timeout=60) for _ in range(3)))
        await provider.close()
        return len(replies)

    assert asyncio.run(run()) == 3
