"""How the tokens of one model are counted here, and how far off that may be."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from planproof.core.estimate import CounterView
from planproof.core.request import Answer
from planproof.estimating.learning import Learned, learn
from planproof.providers import models
from planproof.tokens import Counter, counter
from planproof.tokens.registry import EstimatingCounter

UNKNOWN_FACTOR = 1.6
"""Tokens of a model that nobody knows for one of o200k: the most that known models have."""
_UNKNOWN_ERROR = 35.0
"""Percent; models are known to have 1.0 to 1.6 tokens for one of o200k."""
_ESTIMATOR = EstimatingCounter(name="estimate", why="")
FRAME = 16
"""Tokens that a provider adds around a request, roughly: roles, the words around the schema."""


@dataclass(frozen=True)
class Counting:
    """Counts the tokens of one model."""

    counter: Counter
    factor: float
    """Tokens of the model for one that the counter gives."""
    view: CounterView
    learned: Learned | None = None
    _counts: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def tokens(self, text: str) -> float:
        """Tokens of the model in *text*; what was counted once is remembered."""
        if text not in self._counts:
            self._counts[text] = self.counter.count(text)
        return self._counts[text] * self.factor


def counting(model: str, answers: Iterable[Answer] = (), *, fetch: bool = False) -> Counting:
    """How *model* is counted.

    Args:
        model: Its id.
        answers: Past answers of any models, newest first.
        fetch: Whether a vocabulary may be fetched over the network.
    """
    known = models.find(model)
    vocabulary = known.vocabulary if known else "o200k_base"
    base = counter(vocabulary, fetch=fetch)
    learned = learn(answers, model)
    if known and known.provider == "openai" and base.exact:
        view = CounterView(name=base.name, method="exact", error_percent=0.0)
        return Counting(base, 1.0, view, learned)
    if learned is not None:
        name = f"estimate, corrected by {learned.answers} answers of the model"
        view = CounterView(name=name, method="estimate", error_percent=learned.error_percent)
        # Learnt against the estimate, so counted by it: its own error is in the factor.
        return Counting(_ESTIMATOR, learned.factor, view, learned)
    factor = known.token_factor if known else UNKNOWN_FACTOR
    error = base.error_percent + (known.factor_error if known else _UNKNOWN_ERROR)
    name = base.name if factor == 1.0 else f"{base.name}, times {factor:g} for the model"
    view = CounterView(name=name, method="estimate", error_percent=error)
    return Counting(base, factor, view)
