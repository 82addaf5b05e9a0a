"""What is read from a cache and what is written to it, in requests whose tokens are known."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.billing.conftest import (
    ANSWER,
    FRAME,
    NOW,
    OTHER,
    TERMS,
    Asking,
    billed,
    formatted,
    message,
    words,
)
from tests.billing.rules import Terms
from tests.billing.server import Clock
from tests.providers.shared import SCHEMA

marking = pytest.mark.parametrize("terms", [replace(TERMS, openai_cache="breakpoints")])


def test_what_is_not_marked_is_neither_read_nor_written(asking: Asking) -> None:
    for _ in range(2):
        assert asking.claude(words(3000)) == (3000 + FRAME, 0, 0)


def test_a_second_request_reads_what_the_first_wrote(asking: Asking) -> None:
    assert asking.claude((words(2000),), words(30)) == (30 + FRAME, 0, 2000)
    assert asking.claude((words(2000),), words(40)) == (40 + FRAME, 2000, 0)


def test_only_what_follows_the_longest_read_is_written(asking: Asking) -> None:
    asking.claude((words(2000),), words(30))
    assert asking.claude((words(2000),), (words(500),), words(30)) == (30 + FRAME, 2000, 500)
    assert asking.claude((words(2000),), (words(500),)) == (FRAME, 2500, 0)


def test_a_breakpoint_below_the_minimum_is_ignored(asking: Asking) -> None:
    for _ in range(2):
        assert asking.claude((words(1023),), words(500)) == (1523 + FRAME, 0, 0)
    assert asking.claude((words(1024),), words(500)) == (500 + FRAME, 0, 1024)


def test_an_entry_lives_five_minutes_from_its_last_use(asking: Asking, clock: Clock) -> None:
    asking.claude((words(2000),))
    for _ in range(3):
        clock.advance(299)
        assert asking.claude((words(2000),)) == (FRAME, 2000, 0)
    clock.advance(300)
    assert asking.claude((words(2000),)) == (FRAME, 0, 2000)


def test_life_counts_from_the_start_of_the_request(terms: Terms, clock: Clock) -> None:
    def slowly(_: dict[str, Any]) -> str:
        clock.advance(200)
        return ANSWER

    with billed(slowly, terms, clock) as asking:
        asking.claude((words(2000),))
        clock.advance(99)
        assert asking.claude((words(2000),)) == (FRAME, 2000, 0)
        clock.advance(101)
        assert asking.claude((words(2000),)) == (FRAME, 0, 2000)


def test_the_schema_stands_before_the_prefix(asking: Asking) -> None:
    first = asking.claude((words(2000),), output_config=formatted(SCHEMA))
    assert first[2] > 2000
    assert asking.claude((words(2000),), output_config=formatted(OTHER))[1] == 0
    assert asking.claude((words(2000),), output_config=formatted(SCHEMA))[1] == first[2]


def test_another_effort_leaves_the_system_prompt_alone(asking: Asking) -> None:
    system = [{"type": "text", "text": words(1500), "cache_control": NOW}]
    low, high = ({"system": system, "output_config": {"effort": each}} for each in ("low", "high"))
    assert asking.claude((words(500),), **low) == (FRAME, 0, 2000)
    assert asking.claude((words(500),), **high) == (FRAME, 1500, 500)


def test_models_share_nothing(asking: Asking) -> None:
    asking.claude((words(2000),))
    assert asking.claude((words(2000),), model="other") == (FRAME, 0, 2000)


@pytest.mark.parametrize(("between", "read"), [(19, 1100), (20, 0)])
def test_a_read_looks_at_twenty_blocks(asking: Asking, between: int, read: int) -> None:
    asking.claude((words(1100),))
    later = [words(1)] * (between - 1)
    assert asking.claude(words(1100), *later, (words(1),))[1] == read


def test_five_breakpoints_are_refused(asking: Asking) -> None:
    five = {**message(*[(words(300),)] * 5), "stream": True}
    reply = asking.post("/v1/messages", five)
    assert (reply.status_code, reply.json()["error"]["type"]) == (400, "invalid_request_error")
    assert asking.server.bills == []


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/responses"])
def test_an_entry_can_be_read_once_its_answer_begins(terms: Terms, path: str) -> None:
    both_asked = threading.Barrier(2, timeout=10)

    def together(body: dict[str, Any]) -> str:
        if body.get("metadata") is None:
            both_asked.wait()
        return ANSWER

    with billed(together, terms) as asking:

        def ask(**more: Any) -> tuple[int, int, int]:  # noqa: ANN401 - fields of a body
            if path == "/v1/messages":
                return asking.claude((words(2048),), **more)
            return asking.gpt(words(2048), **more)

        with ThreadPoolExecutor(2) as pool:
            reads = [each.result()[1] for each in (pool.submit(ask), pool.submit(ask))]
        assert reads == [0, 0]
        assert ask(metadata={})[1] == 2048


def test_older_models_of_openai_read_in_steps(asking: Asking) -> None:
    assert asking.gpt(words(1300)) == (1300 + FRAME, 0, 0)
    assert asking.gpt(words(1290), words(400, " world")) == (1690 + FRAME, 1280, 0)
    assert asking.gpt(words(1023), words(400, " world")) == (1423 + FRAME, 0, 0)
    assert asking.gpt(words(1025), words(400, " world")) == (1425 + FRAME, 1024, 0)
    assert asking.gpt(words(1025), words(400, " world")) == (1425 + FRAME, 1408, 0)


def test_openai_tells_keys_efforts_and_schemas_apart(asking: Asking) -> None:
    alike = {"prompt_cache_key": "a", "reasoning": {"effort": "low"}, "text": formatted(SCHEMA)}
    asking.gpt(words(2048), **alike)
    for change in (
        {"prompt_cache_key": "b"},
        {"reasoning": {"effort": "high"}},
        {"text": formatted(OTHER)},
    ):
        assert asking.gpt(words(2048), **{**alike, **change})[1] == 0
    assert asking.gpt(words(2048), **alike)[1] >= 2048


def test_openai_forgets_too(asking: Asking, clock: Clock) -> None:
    asking.gpt(words(1024))
    clock.advance(1799)
    assert asking.gpt(words(1024))[1] == 1024
    clock.advance(1800)
    assert asking.gpt(words(1024))[1] == 0


@marking
def test_newer_models_of_openai_read_no_part_of_a_message(asking: Asking) -> None:
    assert asking.gpt(words(2000), words(30)) == (2030 + FRAME, 0, 2030)
    assert asking.gpt(words(2000), words(40)) == (2040 + FRAME, 0, 2040)
    assert asking.gpt(words(2000), words(30)) == (2030 + FRAME, 2030, 0)


@marking
def test_newer_models_of_openai_read_what_is_marked(asking: Asking) -> None:
    explicit = {"prompt_cache_options": {"mode": "explicit"}}
    assert asking.gpt((words(2000),), words(30), **explicit) == (2030 + FRAME, 0, 2000)
    assert asking.gpt((words(2000),), words(40), **explicit) == (2040 + FRAME, 2000, 0)
    assert asking.gpt((words(2000),), words(50)) == (2050 + FRAME, 2000, 50)
    assert asking.gpt(words(2000), words(60), **explicit) == (2060 + FRAME, 0, 0)


@marking
def test_newer_models_of_openai_read_earlier_messages(asking: Asking) -> None:
    first = {"role": "user", "content": words(1500)}
    asking.post("/v1/responses", {"input": [first]})
    later = [first, {"role": "assistant", "content": "ok"}, {"role": "user", "content": words(9)}]
    asking.post("/v1/responses", {"input": later})
    assert [(bill.read, bill.written) for bill in asking.server.bills] == [(0, 1500), (1500, 10)]
