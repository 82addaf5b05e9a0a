"""Bills, counts and refusals of the server, and both SDKs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.billing.conftest import ANSWER, FRAME, TERMS, Asking, billed, formatted, message, words
from tests.billing.rules import Terms
from tests.providers.shared import KEY, SCHEMA

costly = pytest.mark.parametrize("terms", [replace(TERMS, factor=1.55, thinking=100, discount=0.5)])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/messages", {**message("a"), "stream": True, "tools": [{"name": "t"}]}),
        ("/v1/messages", message("a")),
        ("/v1/responses", {"input": "a", "previous_response_id": "r"}),
        ("/v1/responses", {"input": "a", "prompt_cache_options": {"mode": "explicit"}}),
    ],
)
def test_what_it_cannot_bill_is_refused(asking: Asking, path: str, body: dict[str, Any]) -> None:
    assert asking.post(path, body).status_code == 400
    assert asking.server.bills == []


@costly
def test_a_bill_is_what_its_tokens_cost(asking: Asking) -> None:
    assert asking.claude((words(2000),), words(31)) == (48 + FRAME, 0, 3100)
    assert asking.claude((words(2000),), words(31)) == (48 + FRAME, 3100, 0)
    wrote, read = asking.server.bills
    assert (wrote.input_tokens, wrote.read, wrote.written) == (3160, 0, 3100)
    assert (read.input_tokens, read.read, read.written) == (3160, 3100, 0)
    output = 10.0 * wrote.output_tokens
    assert wrote.usd == pytest.approx(0.5e-6 * (60 * 2.0 + 3100 * 2.5 + output))
    assert read.usd == pytest.approx(0.5e-6 * (60 * 2.0 + 3100 * 0.2 + output))
    assert asking.server.total_usd == pytest.approx(wrote.usd + read.usd)
    assert 100 < wrote.output_tokens < 120
    assert (wrote.path, wrote.model, wrote.label[:11]) == ("/v1/messages", "m", "hello hello")


def test_output_stops_at_its_limit(terms: Terms) -> None:
    bounded = replace(terms, thinking=100)
    with billed(lambda _: words(500), bounded) as asking:
        reply = asking.post("/v1/responses", {"input": "a", "max_output_tokens": 150}).json()
        assert reply["incomplete_details"] == {"reason": "max_output_tokens"}
        assert reply["output"][1]["content"][0]["text"] == words(50)
        asking.claude("a", max_tokens=90)
        assert [bill.output_tokens for bill in asking.server.bills] == [150, 90]


@costly
def test_counts_are_those_of_the_bill_and_cost_nothing(asking: Asking) -> None:
    body = {**message((words(1999),), words(30)), "system": "Be brief."}
    count = asking.post("/v1/messages/count_tokens", body).json()
    assert count == {
        "input_tokens": sum(asking.claude((words(1999),), words(30), system="Be brief."))
    }
    given = {"input": words(1999), "instructions": "Be brief.", "text": formatted(SCHEMA)}
    counted = asking.post("/v1/responses/input_tokens", given).json()
    usage = asking.post("/v1/responses", given).json()["usage"]
    assert counted == {"object": "response.input_tokens", "input_tokens": usage["input_tokens"]}
    assert (asking.server.counted, len(asking.server.bills)) == (2, 2)


def test_long_texts_are_counted_exactly(asking: Asking) -> None:
    lines = "hello\n" * 40_000
    reply = asking.post("/v1/responses/input_tokens", {"input": lines})
    assert reply.json()["input_tokens"] == 80_000 + FRAME


def test_what_fails_costs_nothing_and_writes_nothing(asking: Asking) -> None:
    asking.server.fail("anthropic", 529)
    assert (
        asking.post("/v1/messages", {**message((words(2000),)), "stream": True}).status_code == 529
    )
    assert asking.claude((words(2000),)) == (FRAME, 0, 2000)
    assert (asking.server.count, len(asking.server.bills)) == (2, 1)


def test_the_bill_of_many_at_once(asking: Asking) -> None:
    with ThreadPoolExecutor(8) as pool:
        used = list(pool.map(lambda at: asking.gpt(words(100 + at))[0], range(40)))
    assert used == [100 + at + FRAME for at in range(40)]
    assert sorted(bill.input_tokens for bill in asking.server.bills) == used


def test_the_sdk_of_anthropic(asking: Asking) -> None:
    import anthropic  # noqa: PLC0415 - the SDK is slow to import

    url = asking.server.base_url("anthropic")
    with anthropic.Anthropic(api_key=KEY, base_url=url, max_retries=0) as client:
        asked: dict[str, Any] = {
            "model": "claude-sonnet-5-5",
            "system": "Be brief.",
            "messages": message((words(2000),), "So?")["messages"],
            "output_config": formatted(SCHEMA),
        }
        count = client.messages.count_tokens(**asked).input_tokens
        for _ in range(2):
            with client.messages.stream(max_tokens=1000, **asked) as stream:
                said = stream.get_final_message()
        assert [block.text for block in said.content if block.type == "text"] == [ANSWER]
    wrote, read = asking.server.bills
    assert (wrote.input_tokens, read.input_tokens) == (count, count)
    assert wrote.written == read.read == said.usage.cache_read_input_tokens
    assert (wrote.read, read.written) == (0, 0)


def test_the_sdk_of_openai(asking: Asking) -> None:
    import openai  # noqa: PLC0415 - the SDK is slow to import

    url = asking.server.base_url("responses")
    with openai.OpenAI(api_key=KEY, base_url=url, max_retries=0) as client:
        named = {"format": {"type": "json_schema", "name": "n", "strict": True, "schema": SCHEMA}}
        asked: dict[str, Any] = {"model": "gpt-6.1-sol", "input": words(2000), "text": named}
        count = client.responses.input_tokens.count(**asked).input_tokens
        first = client.responses.create(prompt_cache_key="k", **asked)
        second = client.responses.create(prompt_cache_key="k", **asked)
    assert first.output_text == ANSWER
    assert first.usage is not None
    assert second.usage is not None
    assert (first.usage.input_tokens, second.usage.input_tokens) == (count, count)
    assert first.usage.input_tokens_details.cached_tokens == 0
    assert second.usage.input_tokens_details.cached_tokens == 1920
