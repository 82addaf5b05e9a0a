"""What a plan costs: to those who build it, and to have it reviewed.

Tokens of requests and answers are tokens of the model; those of the plan's text are counted in
its vocabulary as well, so that one table adds up.
"""

from typing import Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from planproof.core.base import Frozen
from planproof.core.request import PassName

ESTIMATE_SCHEMA_VERSION = "1"


class Range(Frozen):
    """From the least to the most, both included; in JSON one number when they are the same."""

    low: float
    high: float

    @classmethod
    def of(cls, value: float) -> Self:
        """A figure that is certain."""
        return cls(low=value, high=value)

    def __add__(self, other: "Range") -> "Range":
        return Range(low=self.low + other.low, high=self.high + other.high)

    @model_validator(mode="before")
    @classmethod
    def _one_number(cls, value: object) -> object:
        """What it is in JSON when both ends are the same."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return {"low": value, "high": value} if number else value

    @model_serializer(mode="wrap")
    def _plain(self, handler: SerializerFunctionWrapHandler) -> object:
        if self.low == self.high:
            return _whole(self.low)
        return {name: _whole(value) for name, value in handler(self).items()}


NOUGHT = Range(low=0, high=0)


class Amounts(Frozen):
    """What some requests come to."""

    requests: Range = NOUGHT
    """Requests that would be sent."""
    reused: int = 0
    """Requests whose answers are there already; they cost nothing and count nowhere else."""
    input_tokens: Range = NOUGHT
    """All input, what is read from and written to a cache included."""
    cached_input_tokens: Range = NOUGHT
    cache_write_tokens: Range = NOUGHT
    output_tokens: Range = NOUGHT
    """Answers, and what the model thinks before it answers."""
    cost_usd: Range | None = NOUGHT
    """None when the price is unknown."""

    def __add__(self, other: "Amounts") -> "Amounts":
        known = self.cost_usd is not None and other.cost_usd is not None
        return Amounts(
            requests=self.requests + other.requests,
            reused=self.reused + other.reused,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=self.cost_usd + other.cost_usd  # type: ignore[operator] # `known` says so
            if known
            else None,
        )


class CounterView(Frozen):
    """How the tokens were counted."""

    name: str
    """For people: `tiktoken o200k_base, times 1.55 for the model`."""
    method: Literal["exact", "estimate"]
    error_percent: float
    """Expected error, plus or minus; 0 when exact."""


class PriceView(Frozen):
    """USD for a million tokens."""

    input: float
    cached_input: float
    cache_write: float
    output: float
    source: str


class TaskBudget(Frozen):
    id: str
    label: str
    title: str
    path: str
    line_start: int
    line_end: int
    tokens: int
    stated_tokens: int | None


class Reading(Frozen):
    """The files of the repository that a phase names."""

    files: int
    tokens: int
    """o200k tokens of those files, in full."""
    missing: int
    """Files that it names and that are not there: it may create them."""


class PhaseBudget(Frozen):
    id: str
    label: str
    title: str
    path: str
    line_start: int
    line_end: int
    lines: int
    tokens: int
    """Tokens of the phase's text."""
    stated_tokens: int | None
    """What the author expects the work to take."""
    share: float | None
    """`stated_tokens` as a share (0 to 1) of what all phases state."""
    tasks_stated: int | None
    """Sum of what its tasks state; None when none does."""
    tasks_unstated: int
    """Tasks that state nothing, in a phase where others do."""
    over_budget: bool
    """True when it states more than the ceiling."""
    reading: Reading | None = None
    """None when no repository was looked at."""
    tasks: tuple[TaskBudget, ...] = ()
    review: Amounts


class Outside(Frozen):
    """The text outside the phases: overviews, context."""

    lines: int
    tokens: int
    review: Amounts


class PassBudget(Frozen, populate_by_name=True, serialize_by_alias=True):
    """A pass over what earlier answers say; how much that is only they decide."""

    pass_: PassName = Field(alias="pass")
    review: Amounts


class Total(Frozen):
    lines: int
    tokens: int
    stated_tokens: int | None
    review: Amounts


class Estimate(Frozen):
    """One plan and one model."""

    root: str
    name: str
    model: str
    provider: str | None
    """None when the model is not known."""
    depth: str
    rubric: str
    counter: CounterView
    price: PriceView | None
    """None when it is unknown."""
    context_window: int | None
    largest_request: int
    """Input and room for the answer of the largest request of the first pass, in tokens."""
    phase_budget: int
    """Stated tokens that a phase may have."""
    max_cost: float | None
    """What a review may cost, as it is set."""
    phases: tuple[PhaseBudget, ...]
    outside: Outside
    passes: tuple[PassBudget, ...]
    total: Total
    notes: tuple[str, ...] = ()
    """What a reader has to know of the figures, a sentence each."""

    @property
    def first_pass(self) -> Amounts:
        """What the phases and the text outside them come to."""
        return sum((phase.review for phase in self.phases), start=self.outside.review)


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
