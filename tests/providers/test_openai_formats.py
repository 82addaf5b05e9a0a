"""How the OpenAI provider finds out which format a compatible server knows."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from planproof.core.request import Request
from planproof.providers.interface import FinalError
from planproof.providers.openai import OpenAIProvider
from tests.providers import shared
from tests.providers.scripted import Scripted, ScriptedServer, Sent, failed, said
from tests.providers.shared import KEY, SCHEMA, ask, failure


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    shared.alone(monkeypatch)
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def provider(server: ScriptedServer) -> OpenAIProvider:
    return OpenAIProvider(KEY, server.base_url("chat"), origin="local")


def request() -> Request:
    return shared.request(model="qwen-9")


REFUSALS = (
    failed(400, "response_format.type 'json_schema' is not supported"),
    failed(500, "[{'loc': ('body', 'response_format', 'type'), 'msg': 'Input should be text'}]"),
    Scripted(
        b'{"detail": [{"loc": ["body", "response_format", "type"], "msg": "Unknown response_format"}]}',
        422,
    ),
)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_server_that_does_not_know_json_schema(
    server: ScriptedServer, provider: OpenAIProvider, refusal: Scripted
) -> None:
    server.queue("chat", refusal, said("chat", "{}"), said("chat", "{}"))
    replies = ask(provider, request(), request())
    assert [reply.answer.text for reply in replies] == ["{}", "{}"]
    formats = [each.body["response_format"]["type"] for each in server.requests]
    # What was learnt once holds for the second request.
    assert formats == ["json_schema", "json_object", "json_object"]
    assert server.requests[1].body["response_format"]["schema"] == SCHEMA
    assert json.dumps(SCHEMA) in server.requests[1].body["messages"][0]["content"]


def test_a_server_that_knows_no_format(server: ScriptedServer, provider: OpenAIProvider) -> None:
    server.queue("chat", *REFUSALS[:2], said("chat", "{}"), said("chat", "{}"))
    ask(provider, request(), request())
    assert server.count == 4
    for each in server.requests[2:]:
        assert "response_format" not in each.body
        assert each.body["messages"][0]["content"].startswith("You review plans.\n\nAnswer with")
        assert json.dumps(SCHEMA) in each.body["messages"][0]["content"]


def test_a_server_that_refuses_every_format(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    server.queue("chat", *[REFUSALS[0]] * 3)
    assert isinstance(failure(provider, request()), FinalError)
    assert server.count == 3


def test_the_quoted_request_is_not_taken_for_the_reason(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    quoted = {"detail": [{"msg": "bad", "input": {"message": "json_schema context length"}}]}
    server.queue("chat", Scripted(json.dumps(quoted).encode(), 422))
    error = failure(provider, request())
    assert isinstance(error, FinalError)
    assert not error.too_large
    assert server.count == 1


def test_many_at_once_learn_the_format_together(
    server: ScriptedServer, provider: OpenAIProvider
) -> None:
    def answering(sent: Sent) -> Scripted:
        return said("chat", "{}") if "response_format" not in sent.body else REFUSALS[0]

    server.always("chat", answering)

    async def run() -> list[str]:
        replies = await asyncio.gather(*(provider.ask(request(), timeout=60) for _ in range(5)))
        await provider.close()
        return [reply.answer.text for reply in replies]

    assert asyncio.run(run()) == ["{}"] * 5
