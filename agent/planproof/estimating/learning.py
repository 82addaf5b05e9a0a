"""How a model really counts and how much it thinks, from the answers that it gave."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from planproof.core.request import Answer
from planproof.providers import models
from planproof.tokens import estimate_tokens

ENOUGH = 3
"""Answers from which something can be learnt."""
LOOKED_AT = 300
"""The newest answers, of whatever model, that are looked at."""
_MOST = 60
"""Answers of the model that count, the newest."""
_LEAST_ERROR = 3.0
"""Percent. Three answers about one kind of document say no more of the next one."""


@dataclass(frozen=True)
class Learned:
    """What past answers of a model show."""

    answers: int
    factor: float
    """Tokens of its input for each that `estimate_tokens` gives."""
    error_percent: float
    """How far single answers lie from it, and no less than three."""
    output: tuple[float, float]
    """Least and most of output, thinking included, for each token of the answers' text."""


def learn(answers: Iterable[Answer], model: str) -> Learned | None:
    """What is learnt of *model*; None when there are fewer than `ENOUGH` answers of it.

    Only what a provider billed counts: answers that somebody handed in show nothing.
    """
    mine = [each for each in answers if _tells(each, model)][:_MOST]
    if len(mine) < ENOUGH:
        return None
    ratios = [each.usage.input_tokens / (each.estimated_input_tokens or 1) for each in mine]
    factor = median(ratios)
    spread = max(abs(ratio / factor - 1) for ratio in ratios) * 100
    outputs = [
        each.usage.output_tokens / max(1.0, factor * estimate_tokens(each.text)) for each in mine
    ]
    return Learned(
        answers=len(mine),
        factor=factor,
        error_percent=max(_LEAST_ERROR, spread),
        output=(min(outputs), max(outputs)),
    )


def _tells(answer: Answer, model: str) -> bool:
    known = models.find(model)
    same = answer.model == model or (known is not None and models.find(answer.model) == known)
    return bool(
        same
        and answer.origin in ("live", "local")
        and answer.estimated_input_tokens
        and answer.usage.input_tokens
    )
