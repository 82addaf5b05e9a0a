"""A question to a model and what came back, as values.

Stages make requests and consume answers; nothing between them knows how an answer was got. So
an answer in the store costs nothing, a recording is a store, and a killed run goes on.
"""

import hashlib
import json
from functools import cached_property
from typing import Literal

from pydantic import JsonValue

from planproof.core.base import Frozen

PassName = Literal["phase-review", "cross-phase", "verification", "synthesis"]
Effort = Literal["low", "medium", "high"]
Origin = Literal["live", "handoff", "local", "synthetic"]
"""`live`: a provider's API; `local`: a server on this machine; `handoff`: written by whoever was
given the request; `synthetic`: made up to test the plumbing, never a measure of quality."""
StopReason = Literal["end", "length", "context", "refusal", "filter", "other"]
"""`length`: the limit of output was reached; `context`: the model's window was."""


class Part(Frozen):
    """A part of the message to the model."""

    text: str
    shared: bool = False
    """True where other requests may have the same text up to here, so that caching may pay."""


class Share(Frozen):
    """How much of what a request asks about belongs to a phase."""

    phase: str | None
    """Id of the phase; None for text outside the phases."""
    lines: int


_BESIDE: dict[str, bool | dict[str, dict[str, bool]]] = {
    "pass_": True,
    "label": True,
    "phase": True,
    "about": True,
    "parts": {"__all__": {"shared": True}},
}
"""What of a request does not decide its answer."""


class Request(Frozen):
    """One structured question."""

    pass_: PassName
    label: str
    """What it asks about, for people: `Phase 2, lines 1-120, intent and build`."""
    phase: str | None
    """Id of the phase, if it is about one."""
    about: tuple[Share, ...] = ()
    """The phases that it asks about, each once; empty when it asks about the plan as a whole."""
    model: str
    effort: Effort
    system: str
    parts: tuple[Part, ...]
    """The message, most stable part first; providers join them by blank lines."""
    schema_name: str
    output_schema: dict[str, JsonValue]
    """JSON schema of the answer: closed objects, every property required."""
    max_output_tokens: int

    @cached_property
    def key(self) -> str:
        """Hash of all that decides the answer: 32 hexadecimal digits.

        The pass, label and phases are for people and leave it alone; so does what a cache keeps.
        """
        content = self.model_dump(mode="json", exclude=_BESIDE)
        text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]

    @property
    def text(self) -> str:
        """The whole message, parts joined by blank lines."""
        return "\n\n".join(part.text for part in self.parts)


class TokenUsage(Frozen):
    """What one answer used, in tokens of the model."""

    input_tokens: int = 0
    """All input, what was read from and written to a cache included."""
    cached_input_tokens: int = 0
    """The part of the input that was read from a cache."""
    cache_write_tokens: int = 0
    """The part of the input that was written to a cache."""
    output_tokens: int = 0
    """All output, thinking included."""


class Answer(Frozen):
    """What came back for one request."""

    key: str
    """Key of the request."""
    origin: Origin
    model: str
    """The model that answered, as it names itself."""
    created: str
    """ISO time, UTC."""
    stop: StopReason
    text: str
    """The output as it came; JSON unless something went wrong."""
    usage: TokenUsage = TokenUsage()
    cost_usd: float | None = None
    """What it cost; None when the price is unknown."""
    estimated_input_tokens: int | None = None
    """o200k tokens of the request as they were estimated; beside `usage` it shows how the model
    counts."""
