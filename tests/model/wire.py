"""The synthetic model behind the scripted server: what is on the wire, whatever the provider."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planproof.core.request import Part, Request
from tests.model.synthetic import Synthetic, pass_of
from tests.providers.scripted import Answering, Flavour, Scripted, ScriptedServer, Sent, said

FLAVOURS: tuple[Flavour, ...] = ("anthropic", "responses", "chat")
Usage = Callable[["Seen"], tuple[int, int]]
"""Tokens of input and output that a request is billed."""


@dataclass(frozen=True)
class Seen:
    """A request as a model sees it."""

    flavour: Flavour
    system: str
    message: str
    schema: Mapping[str, Any]
    limit: int
    """Of output tokens."""

    @property
    def pass_(self) -> str:
        return pass_of(self.schema)

    def request(self) -> Request:
        """A request with the same words."""
        return Request(
            pass_="synthesis",  # noqa: S106 - no password
            label="",
            phase=None,
            model="",
            effort="low",
            system=self.system,
            parts=(Part(text=self.message),),
            schema_name="",
            output_schema=dict(self.schema),
            max_output_tokens=self.limit,
        )


def seen(sent: Sent) -> Seen:
    """What a body on the wire says."""
    body = sent.body
    if sent.path == "/v1/messages":
        message = "".join(block["text"] for block in body["messages"][0]["content"])
        schema = body["output_config"]["format"]["schema"]
        return Seen("anthropic", body["system"][0]["text"], message, schema, body["max_tokens"])
    if sent.path == "/v1/responses":
        content = body["input"][0]["content"]
        blocks = content if isinstance(content, list) else [{"text": content}]
        message = "".join(block["text"] for block in blocks)
        schema = body["text"]["format"]["schema"]
        return Seen("responses", body["instructions"], message, schema, body["max_output_tokens"])
    system, message = (each["content"] for each in body["messages"])
    schema = body["response_format"]["json_schema"]["schema"]
    return Seen("chat", system, message, schema, body["max_tokens"])


def billed(flavour: Flavour, tokens: tuple[int, int]) -> dict[str, int]:
    """The usage as an API writes it."""
    names = ("prompt_tokens", "completion_tokens") if flavour == "chat" else None
    return dict(zip(names or ("input_tokens", "output_tokens"), tokens, strict=True))


def answering(model: Synthetic, usage: Usage = lambda _: (1_000, 200)) -> Answering:
    """A server's answers by the model."""

    def answer(sent: Sent) -> Scripted:
        what = seen(sent)
        text = model(what.message, what.schema)
        return said(what.flavour, text, usage=billed(what.flavour, usage(what)))

    return answer


def serve(server: ScriptedServer, answer: Answering) -> None:
    """Answer so to all providers."""
    for flavour in FLAVOURS:
        server.always(flavour, answer)


def messages(sent: Iterable[Sent]) -> Counter[str]:
    """How often each message was sent."""
    return Counter(seen(each).message for each in sent)
