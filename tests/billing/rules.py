"""How the providers count input and what of it they read from and write to their caches.

Written from their documentation alone, as of November 2026, and from nothing of the program: it
judges what the program expects to pay.

A request becomes a `Plan`: how many tokens it is, which ends of its prefixes may be read, and which
it writes. An end of a prefix is a hash of all before it, so a cache is a set of hashes, each with
the time until which it lives.
"""

import hashlib
import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Literal

from tests.billing.tokens import encoded

Body = Mapping[str, Any]
_MARKS = 4
"""Breakpoints of Anthropic that a request may have, and of OpenAI that it writes."""
_WINDOW = 20
"""Positions that Anthropic looks at from a breakpoint back, the breakpoint being the first."""
_STEP = 128
_EARLY, _LATE, _ENDINGS = 2, 50, 20
"""Explicit breakpoints, first and last, and endings of messages where OpenAI looks."""


class RefusedError(Exception):
    """A request that the API refuses, or one that these rules cannot bill."""


@dataclass(frozen=True)
class Prices:
    """USD for a million tokens."""

    input: float
    cached: float
    write: float
    output: float


@dataclass(frozen=True)
class Terms:
    """What a model costs and how it counts."""

    prices: Prices
    factor: float = 1.0
    """Tokens of the model for each token of o200k; about 1.55 for Claude."""
    frame: int = 12
    """Tokens that each request has beside its texts; never cached."""
    minimum: int = 1024
    """Tokens of the shortest prefix that is cached."""
    thinking: int = 0
    """Tokens of output beside the answer."""
    discount: float = 1.0
    """What is paid of the price: 0.5 for a batch."""
    openai_cache: Literal["steps", "breakpoints"] = "steps"
    """`steps`: models before gpt-5.6; any prefix in steps of 128 tokens, writing is free.
    `breakpoints`: gpt-5.6 and later; only whole messages and marked blocks, writing is billed."""
    anthropic_lifetime: float = 300.0
    openai_lifetime: float = 1800.0
    """Seconds from the start of the last request that wrote or read."""

    def scaled(self, tokens: int) -> int:
        """Tokens of the model, of those of o200k."""
        return round(tokens * self.factor)


@dataclass(frozen=True)
class End:
    """Where a prefix ends."""

    digest: str
    tokens: int


@dataclass(frozen=True)
class Plan:
    """What a request is to the cache."""

    total: int
    lifetime: float
    lookups: tuple[End, ...] = ()
    """What it may read, in the order of looking: the first that is alive is read."""
    writes: tuple[End, ...] = ()
    """What can be read after it."""
    written_to: int = 0
    """Tokens up to which writing is billed."""


@dataclass
class Cache:
    """Prefixes that can be read. It knows no locks: its user does."""

    until: dict[str, float] = field(default_factory=dict)

    def read(self, plan: Plan, now: float) -> int:
        """Tokens that are read; reading keeps what is read alive."""
        for end in plan.lookups:
            if self.until.get(end.digest, now) > now:
                self._keep(end, now + plan.lifetime)
                return end.tokens
        return 0

    def write(self, plan: Plan, started: float) -> None:
        """Keep what a request writes: called when its answer begins, lived from its start."""
        for end in plan.writes:
            self._keep(end, started + plan.lifetime)

    def _keep(self, end: End, until: float) -> None:
        self.until[end.digest] = max(until, self.until.get(end.digest, until))


@dataclass(frozen=True)
class Block:
    """A text of a request, in the order in which the model gets it."""

    text: str
    kind: str = ""
    """What else tells it from the same text elsewhere."""
    marked: bool = False
    ends: bool = False
    """True for the last one of a message after which OpenAI places its own breakpoint."""


def compact(schema: object) -> str:
    """A schema as it stands before the system prompt."""
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def anthropic_plan(body: Body, terms: Terms) -> Plan:
    """Breakpoints that the request marks; a read looks back from each."""
    blocks = list(_anthropic_blocks(body))
    if sum(block.marked for block in blocks) > _MARKS:
        raise RefusedError("A maximum of 4 blocks with cache_control may be provided.")
    ends = _ends(blocks, compact(["anthropic", body.get("model")]), terms)
    marks = [
        at
        for at, (block, end) in enumerate(zip(blocks, ends, strict=True))
        if block.marked and end.tokens >= terms.minimum
    ]
    positions = [at for mark in reversed(marks) for at in range(mark, max(mark - _WINDOW, -1), -1)]
    return Plan(
        total=_total(ends, terms),
        lifetime=terms.anthropic_lifetime,
        lookups=tuple(ends[at] for at in dict.fromkeys(positions)),
        writes=tuple(ends[at] for at in marks),
        written_to=ends[marks[-1]].tokens if marks else 0,
    )


def openai_plan(body: Body, terms: Terms) -> Plan:
    """Prefixes that OpenAI caches by itself, and those that a request marks."""
    blocks = list(_openai_blocks(body))
    # Effort and verbosity are told in front of all else.
    told = [(body.get("reasoning") or {}).get("effort"), (body.get("text") or {}).get("verbosity")]
    space = compact(["openai", body.get("model"), body.get("prompt_cache_key"), *told])
    options = body.get("prompt_cache_options") or {}
    if terms.openai_cache == "breakpoints":
        return _by_breakpoints(blocks, _ends(blocks, space, terms), options, terms)
    if options or any(block.marked for block in blocks):
        raise RefusedError("Models before gpt-5.6 know no breakpoints of the prompt cache.")
    return _by_steps(blocks, space, terms)


def _by_steps(blocks: Sequence[Block], space: str, terms: Terms) -> Plan:
    tokens = array("I")
    for block in blocks:
        tokens.extend(encoded(block.text))
    total = terms.scaled(len(tokens))
    hashed, done, ends = hashlib.sha256(space.encode()), 0, []
    for step in range(terms.minimum, total + 1, _STEP):
        at = int(step / terms.factor)
        hashed.update(tokens[done:at].tobytes())
        done = at
        ends.append(End(hashed.hexdigest(), step))
    return Plan(
        total=total + terms.frame,
        lifetime=terms.openai_lifetime,
        lookups=tuple(reversed(ends)),
        writes=tuple(ends),
    )


def _by_breakpoints(
    blocks: Sequence[Block], ends: Sequence[End], options: Body, terms: Terms
) -> Plan:
    implicit = options.get("mode", "implicit") == "implicit"
    if options.get("ttl", "30m") != "30m":
        raise RefusedError(f"These rules know no prompt cache of {options['ttl']}.")
    explicit = [at for at, block in enumerate(blocks) if block.marked]
    endings = [at for at, block in enumerate(blocks) if block.ends] if implicit else []
    written = {*explicit[-(_MARKS - 1) if implicit else -_MARKS :], *endings[-1:]}
    looked = {*explicit[:_EARLY], *explicit[-_LATE:], *endings[-1 - _ENDINGS :]}

    def long_enough(places: set[int]) -> list[End]:
        return [ends[at] for at in sorted(places) if ends[at].tokens >= terms.minimum]

    writes = long_enough(written)
    return Plan(
        total=_total(ends, terms),
        lifetime=terms.openai_lifetime,
        lookups=tuple(reversed(long_enough(looked))),
        writes=tuple(writes),
        written_to=writes[-1].tokens if writes else 0,
    )


def _ends(blocks: Sequence[Block], space: str, terms: Terms) -> list[End]:
    """Where each block ends."""
    digests, digest = [], space
    for block in blocks:
        digest = hashlib.sha256(
            compact([digest, block.kind, block.text]).encode("utf-8", "replace")
        ).hexdigest()
        digests.append(digest)
    counts = accumulate(len(encoded(block.text)) for block in blocks)
    return [End(*each) for each in zip(digests, map(terms.scaled, counts), strict=True)]


def _total(ends: Sequence[End], terms: Terms) -> int:
    return (ends[-1].tokens if ends else 0) + terms.frame


def _anthropic_blocks(body: Body) -> Iterator[Block]:
    _only(body, "tools", "cache_control", "container", "mcp_servers")
    config = body.get("output_config") or {}
    if config.get("format"):
        yield Block(compact(config["format"]["schema"]), "schema")
    for text, marked in _texts(body.get("system") or [], "cache_control"):
        yield Block(text, "system", marked)
    # Another effort or way of thinking makes other messages, and leaves the system prompt alone.
    told = compact([config.get("effort"), body.get("thinking")])
    for message in body["messages"]:
        for text, marked in _texts(message["content"], "cache_control"):
            yield Block(text, f"{message['role']} {told}", marked)


def _openai_blocks(body: Body) -> Iterator[Block]:
    _only(body, "tools", "previous_response_id", "conversation", "prompt")
    format_ = (body.get("text") or {}).get("format") or {}
    if format_.get("schema"):
        yield Block(compact(format_["schema"]), "schema")
    if body.get("instructions"):
        yield Block(body["instructions"], "instructions")
    given = body.get("input") or []
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    leading = next((at for at, each in enumerate(items) if each["role"] == "user"), len(items))
    for at, item in enumerate(items):
        ends = item["role"] == "user" or at == leading - 1
        texts = list(_texts(item["content"], "prompt_cache_breakpoint"))
        for number, (text, marked) in enumerate(texts, 1):
            yield Block(text, item["role"], marked, ends and number == len(texts))


def _texts(content: str | Sequence[Body], mark: str) -> Iterator[tuple[str, bool]]:
    """Texts of a message, and whether each is marked."""
    if isinstance(content, str):
        yield content, False
        return
    for block in content:
        if block["type"] not in ("text", "input_text", "output_text"):
            raise RefusedError(f"These rules cannot bill a block of type {block['type']}.")
        marked = block.get(mark)
        if marked and marked.get("ttl", "5m") != "5m":
            raise RefusedError(f"These rules know no cache of {marked['ttl']}.")
        if marked and not block["text"]:
            raise RefusedError(f"{mark} cannot be set for empty text blocks.")
        yield block["text"], bool(marked)


def _only(body: Body, *unknown: str) -> None:
    """Refuse what would cost something that is not known here."""
    for name in unknown:
        if body.get(name):
            raise RefusedError(f"These rules cannot bill a request with {name}.")
