"""A server that bills, and short ways to ask it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from tests.billing.rules import Prices, Terms
from tests.billing.server import BillingServer, Clock
from tests.providers.shared import SCHEMA, alone

TERMS = Terms(Prices(input=2.0, cached=0.2, write=2.5, output=10.0))
FRAME = 12
ANSWER = '{"findings": []}'
OTHER = {**SCHEMA, "title": "Other"}
NOW = {"type": "ephemeral"}


def words(count: int, word: str = " hello") -> str:
    """A text of so many tokens: each of these words is one."""
    return word * count


class Asking:
    """Raw requests, and what the answers say that they used."""

    def __init__(self, server: BillingServer, client: httpx2.Client) -> None:
        self.server = server
        self.client = client

    def post(self, path: str, body: dict[str, Any]) -> httpx2.Response:
        return self.client.post(self.server.url + path, json={"model": "m", **body})

    def claude(self, *blocks: str | tuple[str], **more: Any) -> tuple[int, int, int]:  # noqa: ANN401 - fields of a body
        """Tokens neither read nor written, read, written. A text in a tuple is marked."""
        reply = self.post("/v1/messages", {**message(*blocks), "stream": True, **more})
        assert reply.status_code == 200, reply.text
        lines = [line for line in reply.text.splitlines() if line.startswith("data: ")]
        usage = next(
            each["usage"]
            for each in (json.loads(line.removeprefix("data: ")) for line in lines)
            if each["type"] == "message_delta"
        )
        names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        return (usage[names[0]], usage[names[1]], usage[names[2]])

    def gpt(self, *texts: str | tuple[str], **more: Any) -> tuple[int, int, int]:  # noqa: ANN401 - fields of a body
        """Tokens of input in all, read, written. A text in a tuple is marked."""
        content = [
            {"type": "input_text", "text": text}
            if isinstance(text, str)
            else {
                "type": "input_text",
                "text": text[0],
                "prompt_cache_breakpoint": {"mode": "explicit"},
            }
            for text in texts
        ]
        body = {"input": [{"role": "user", "content": content}], **more}
        reply = self.post("/v1/responses", body)
        assert reply.status_code == 200, reply.text
        usage = reply.json()["usage"]
        details = usage["input_tokens_details"]
        return usage["input_tokens"], details["cached_tokens"], details["cache_write_tokens"]


def message(*blocks: str | tuple[str]) -> dict[str, Any]:
    content = [
        {"type": "text", "text": text}
        if isinstance(text, str)
        else {"type": "text", "text": text[0], "cache_control": NOW}
        for text in blocks
    ]
    return {"max_tokens": 4000, "messages": [{"role": "user", "content": content}]}


def formatted(schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as they are sent
    return {**more, "format": {"type": "json_schema", "schema": schema}}


@contextmanager
def billed(
    answer: Callable[[dict[str, Any]], str], terms: Terms, clock: Clock | None = None
) -> Iterator[Asking]:
    """A server that runs, and one who asks it."""
    with (
        BillingServer(answer, terms, clock=clock or Clock()) as server,
        httpx2.Client(trust_env=False) as client,
    ):
        yield Asking(server, client)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terms() -> Terms:
    return TERMS


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    alone(monkeypatch)


@pytest.fixture
def asking(terms: Terms, clock: Clock) -> Iterator[Asking]:
    with billed(lambda _: ANSWER, terms, clock) as ready:
        yield ready
