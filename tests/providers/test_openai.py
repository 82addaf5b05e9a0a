"""The OpenAI provider, through its real SDK, on a scripted server: both ways to ask."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from planproof.core.request import Part, TokenUsage
from planproof.errors import ConfigError
from planproof.providers import openai as module
from planproof.providers.interface import FinalError, Provider, TransientError
from planproof.providers.openai import OpenAIProvider
from tests.providers import shared
from tests.providers.scripted import Flavour, Scripted, ScriptedServer, said
from tests.providers.shared import KEY, SCHEMA, ask, failure
from tests.providers.shared import request as some_request

MODEL = "gpt-6.1-sol"
FLAVOURS: tuple[Flavour, ...] = ("responses", "chat")
both = pytest.mark.parametrize("flavour", FLAVOURS)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    shared.alone(monkeypatch)
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def flavour() -> Flavour:
    return "responses"


@pytest.fixture
def provider(
    server: ScriptedServer, flavour: Flavour, monkeypatch: pytest.MonkeyPatch
) -> OpenAIProvider:
    if flavour == "responses":
        # It is OpenAI's own API; without this it is a compatible server.
        monkeypatch.setattr(module, "_HOME", server.base_url(flavour))
    return OpenAIProvider(KEY, server.base_url(flavour), origin="live")


def request(**changes: Any) -> Any:  # noqa: ANN401 - as the function that it calls
    return some_request(**{"model": MODEL, **changes})


def test_it_is_a_provider(provider: OpenAIProvider) -> None:
    as_protocol: Provider = provider
    assert (as_protocol.name, as_protocol.free) == ("openai", False)
    assert not OpenAIProvider("", "http://localhost:1", origin="local").free


@both
def test_an_answer(server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour) -> None:
    headers = {"x-ratelimit-remaining-requests": "41"}
    server.say(flavour, '{"findings": []}', headers=headers, model=MODEL)
    each = request()
    reply = ask(provider, each)[0]
    assert reply.requests_left == 41
    answer = reply.answer
    assert answer.text == '{"findings": []}'
    assert (answer.key, answer.origin, answer.stop) == (each.key, "live", "end")
    assert answer.model == MODEL
    assert answer.usage == TokenUsage(input_tokens=10, output_tokens=5)
    assert server.count == 1


def test_what_is_sent_to_openai(server: ScriptedServer, provider: OpenAIProvider) -> None:
    server.say("responses", "{}")
    ask(provider, request())
    sent = server.requests[0]
    body = dict(sent.body)
    assert len(body.pop("prompt_cache_key")) == 32
    assert sent.path == "/v1/responses"
    assert body == {
        "model": MODEL,
        "instructions": "You review plans.",
        "input": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "input_text",
                        "text": "The outline.",
                        "prompt_cache_breakpoint": {"mode": "explicit"},
                    },
                    {
                        "type": "input_text",
                        "text": "\n\nThe chunk.",
                        "prompt_cache_breakpoint": {"mode": "explicit"},
                    },
                    {"type": "input_text", "text": "\n\nThe question."},
                ],
            },
        ],
        "prompt_cache_options": {"mode": "explicit"},
        "text": {
            "format": {
                "type": "json_schema",
                "name": "phase_review",
                "strict": True,
                "schema": SCHEMA,
            }
        },
        "reasoning": {"effort": "low"},
        "max_output_tokens": 4000,
        "store": False,
    }
    assert sent.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("flavour", ["chat"])
def test_what_is_sent_to_another_server(server: ScriptedServer, provider: OpenAIProvider) -> None:
    server.say("chat", "{}")
    ask(provider, request(model="qwen-9"))
    assert server.requests[0].path == "/v1/chat/completions"
    assert server.requests[0].body == {
        "model": "qwen-9",
        "messages": [
            {"role": "system", "content": "You review plans."},
            {"role": "user", "content": "The outline.\n\nThe chunk.\n\nThe question."},
        ],
        "max_tokens": 4000,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "phase_review", "strict": True, "schema": SCHEMA},
        },
    }


@pytest.mark.parametrize("flavour", ["chat"])
def test_a_model_of_openai_behind_another_server(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    server.say("chat", "{}")
    ask(provider, request())
    body = server.requests[0].body
    assert body["reasoning_effort"] == "low"
    assert body["max_completion_tokens"] == 4000
    assert "max_tokens" not in body


@both
def test_half_a_character_is_sent_as_a_question_mark(
    server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour
) -> None:
    server.say(flavour, "{}")
    ask(provider, request(system="a\ud83d", parts=(Part(text="b\ud83dc"),)))
    sent = server.requests[0].raw.decode()
    assert '"a?"' in sent
    assert '"b?c"' in sent


@pytest.mark.parametrize("model", ["gpt-5.4", "gpt-9"])
def test_models_that_cache_by_themselves_get_one_text(
    server: ScriptedServer, provider: OpenAIProvider, model: str
) -> None:
    server.say("responses", "{}")
    ask(provider, request(model=model))
    body = server.requests[0].body
    assert body["input"][0]["content"] == "The outline.\n\nThe chunk.\n\nThe question."
    assert "prompt_cache_options" not in body


def test_requests_that_begin_alike_share_a_cache_key(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    chunk = Part(text="The chunk.", shared=True)
    several = (
        request(parts=(chunk, Part(text="One question."))),
        request(parts=(chunk, Part(text="Another question."))),
        request(parts=(Part(text="Another chunk.", shared=True), Part(text="One question."))),
        request(parts=(chunk, Part(text="One question.")), system="Another system."),
        request(parts=(chunk, Part(text="A part of it.", shared=True), Part(text="One question."))),
    )
    for _ in several:
        server.say("responses", "{}")
    ask(provider, *several)
    keys = [each.body["prompt_cache_key"] for each in server.requests]
    assert keys[0] == keys[1] == keys[4]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("model", "sent"),
    [("gpt-6-luna", True), ("gpt-4.1-mini", False), ("gpt-4o-2024-08-06", False), ("gpt-9", True)],
)
def test_effort_where_the_model_takes_it(
    server: ScriptedServer, provider: OpenAIProvider, model: str, sent: bool
) -> None:
    server.say("responses", "{}")
    ask(provider, request(model=model))
    assert ("reasoning" in server.requests[0].body) is sent


def test_a_model_without_structured_output_gets_the_schema_in_words(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    server.say("responses", "{}")
    ask(provider, request(model="gpt-4"))
    body = server.requests[0].body
    assert "text" not in body
    assert json.dumps(SCHEMA) in body["instructions"]


def test_limits_and_names_fit_the_api(server: ScriptedServer, provider: OpenAIProvider) -> None:
    server.say("responses", "{}")
    ask(provider, request(model="gpt-4o", max_output_tokens=99_999, schema_name="phase review/1"))
    body = server.requests[0].body
    assert body["max_output_tokens"] == 16_384
    assert body["text"]["format"]["name"] == "phase_review_1"


@pytest.mark.parametrize(
    ("flavour", "reason", "stop"),
    [
        ("responses", "completed", "end"),
        ("responses", "max_output_tokens", "length"),
        ("responses", "content_filter", "filter"),
        ("responses", "incomplete", "other"),
        ("responses", "steered", "other"),
        ("responses", "cancelled", "other"),
        ("chat", "stop", "end"),
        ("chat", "length", "length"),
        ("chat", "content_filter", "filter"),
        ("chat", "tool_calls", "other"),
        ("chat", "something_new", "other"),
    ],
)
def test_stop_reasons_keep_text_and_usage(
    server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour, reason: str, stop: str
) -> None:
    server.say(flavour, '{"findi', stop=reason)
    answer = ask(provider, request())[0].answer
    assert (answer.stop, answer.text, answer.usage.output_tokens) == (stop, '{"findi', 5)


@both
def test_a_refusal(server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour) -> None:
    server.say(flavour, "", refusal="I'd rather not.")
    answer = ask(provider, request())[0].answer
    assert (answer.stop, answer.text) == ("refusal", "I'd rather not.")
    assert answer.usage.input_tokens == 10


@both
def test_no_content(server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour) -> None:
    server.say(flavour, "")
    answer = ask(provider, request())[0].answer
    assert (answer.stop, answer.text) == ("end", "")


@pytest.mark.parametrize(
    ("flavour", "usage"),
    [
        (
            "responses",
            {
                "input_tokens": 2400,
                "output_tokens": 50,
                "input_tokens_details": {"cached_tokens": 2000, "cache_write_tokens": 300},
            },
        ),
        (
            "chat",
            {
                "prompt_tokens": 2400,
                "completion_tokens": 50,
                "prompt_tokens_details": {"cached_tokens": 2000, "cache_write_tokens": 300},
            },
        ),
    ],
)
def test_cached_usage(
    server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour, usage: dict[str, Any]
) -> None:
    server.say(flavour, "{}", usage=usage)
    assert ask(provider, request())[0].answer.usage == TokenUsage(
        input_tokens=2400, cached_input_tokens=2000, cache_write_tokens=300, output_tokens=50
    )


@pytest.mark.parametrize("flavour", ["chat"])
def test_a_server_that_does_not_count(server: ScriptedServer, provider: OpenAIProvider) -> None:
    reply = json.loads(said("chat", "{}").body)
    del reply["usage"]
    server.queue("chat", Scripted(json.dumps(reply).encode()))
    assert ask(provider, request())[0].answer.usage == TokenUsage()


@pytest.mark.parametrize(
    ("code", "error", "attributes"),
    [
        ("server_error", TransientError, {"rate_limited": False}),
        ("rate_limit_exceeded", TransientError, {"rate_limited": True}),
        ("invalid_prompt", FinalError, {"for_all": False}),
        ("insufficient_quota", FinalError, {"for_all": True}),
    ],
)
def test_a_response_that_tells_of_failure(
    server: ScriptedServer,
    provider: OpenAIProvider,
    code: str,
    error: type[Exception],
    attributes: dict[str, bool],
) -> None:
    reply = json.loads(said("responses", "", stop="failed").body)
    reply["error"] = {"code": code, "message": "Not now"}
    server.queue("responses", Scripted(json.dumps(reply).encode()))
    raised = failure(provider, request())
    assert type(raised) is error
    assert "Not now" in str(raised)
    assert {name: getattr(raised, name) for name in attributes} == attributes


@both
@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"7", b'"text"', b"null", b"", b'{"choices": [], "output": [7]}', b"\xff"],
)
def test_an_answer_of_nonsense(
    server: ScriptedServer, provider: OpenAIProvider, flavour: Flavour, body: bytes
) -> None:
    server.queue(flavour, Scripted(body))
    error = failure(provider, request())
    assert isinstance(error, TransientError)
    assert "cannot be read" in str(error)
    assert server.count == 1


def test_openai_is_never_asked_in_a_lesser_format(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    server.fail("responses", 400, "Invalid schema for response_format 'phase_review'")
    error = failure(provider, request())
    assert isinstance(error, FinalError)
    assert "Invalid schema" in str(error)
    assert server.count == 1


@pytest.mark.parametrize("flavour", ["chat"])
def test_advice_for_another_server(server: ScriptedServer, provider: OpenAIProvider) -> None:
    server.queue("chat", Scripted(b'{"error": "model \\"qwen-9\\" not found, pull it first"}', 404))
    where = server.url.removeprefix("http://")
    assert str(failure(provider, request(model="qwen-9"))) == (
        f'the server at {where} answered 404: model "qwen-9" not found, pull it first; '
        "'qwen-9' is an unknown model, or the address is wrong; check --base-url"
    )


def test_advice_for_openai(server: ScriptedServer, provider: OpenAIProvider) -> None:
    server.fail("responses", 404, "The model does not exist", code="model_not_found")
    message = str(failure(provider, request(model="gpt-nope")))
    assert "'gpt-nope' is an unknown model; use one of gpt-6-astra, gpt-6.1-sol" in message


def test_only_what_is_passed_counts(
    server: ScriptedServer, provider: OpenAIProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "other-key")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "other-admin")
    monkeypatch.setenv("OPENAI_ORG_ID", "other-org")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "other-project")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-extra: 1\nAuthorization: other-header")
    server.say("responses", "{}")
    server.say("responses", "{}")
    ask(provider, request())
    ask(OpenAIProvider(KEY, origin="live"), request())
    for sent in server.requests:
        assert "x-extra" not in sent.headers
        assert not {"openai-organization", "openai-project"} & set(sent.headers)
        assert "other-" not in str(sent.headers)


@pytest.mark.parametrize("flavour", ["chat"])
def test_a_server_that_asks_for_no_key(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, flavour: Flavour
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "other-key")
    server.say(flavour, "{}")
    answer = ask(OpenAIProvider("", server.base_url(flavour), origin="local"), request())[0].answer
    assert answer.origin == "local"
    assert server.requests[0].headers["authorization"] == "Bearer no-key"


@pytest.mark.parametrize("url", [None, "https://api.openai.com/v1", "https://eu.api.openai.com/v1"])
def test_openai_needs_a_key(url: str | None) -> None:
    with pytest.raises(ConfigError, match="OpenAI needs a key; set OPENAI_API_KEY"):
        OpenAIProvider("", url, origin="live")


def test_a_host_that_only_sounds_like_openai_is_another() -> None:
    assert OpenAIProvider("", "https://api.openai.com.example/v1", origin="live").name == "openai"
    assert OpenAIProvider("", "https://notapi.openai.com/v1", origin="live").name == "openai"


def test_a_password_in_the_address_is_not_told(server: ScriptedServer) -> None:
    url = server.base_url("chat").replace("://", "://me:Xq7wLm2pRt@")
    server.fail("chat", 401, "no")
    message = str(failure(OpenAIProvider(KEY, url, origin="live"), request()))
    assert "the server at 127.0.0.1:" in message
    assert "Xq7wLm2pRt" not in message
