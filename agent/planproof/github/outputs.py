"""What a step tells the steps after it."""

from collections.abc import Sequence

from planproof.core.finding import SEVERITIES
from planproof.core.review import Review, Verdict
from planproof.render.labels import standing

_BEST_FIRST: tuple[Verdict, ...] = (
    "approved",
    "approved-with-suggestions",
    "incomplete",
    "changes-requested",
)


def outputs(reviews: Sequence[Review]) -> dict[str, str]:
    """The worst verdict, how many findings stand of each severity, and the cost in USD.

    Every value is one line without anything that a plan or a model says.
    """
    stand = [finding for review in reviews for finding in standing(review)]
    counts = {each: sum(found.severity == each for found in stand) for each in SEVERITIES}
    verdict = max((review.verdict for review in reviews), key=_BEST_FIRST.index, default="none")
    return {
        "verdict": verdict,
        **{name: str(number) for name, number in counts.items()},
        "cost": _cost(reviews),
    }


def _cost(reviews: Sequence[Review]) -> str:
    costs = [review.usage.cost_usd for review in reviews]
    known = [cost for cost in costs if cost is not None]
    return f"{sum(known):.4f}" if len(known) == len(costs) else "unknown"
