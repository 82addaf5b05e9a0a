"""What was expected of a review, beside what it used."""

from planproof.core.estimate import Amounts, Estimate
from planproof.core.request import PassName
from planproof.core.review import Review, UsagePart

_Group = tuple[PassName, str | None]


def with_estimate(review: Review, estimate: Estimate) -> Review:
    """The review with the estimate that was made before it, part by part."""
    expected = _expected(estimate)
    used = {(part.pass_, part.phase): part for part in review.usage.parts}
    parts = [
        used.get(group, _unused(group)).model_copy(update={"estimated": expected.get(group)})
        for group in dict.fromkeys((*expected, *used))
    ]
    usage = review.usage.model_copy(update={"parts": tuple(parts)})
    return review.model_copy(update={"usage": usage})


def _expected(estimate: Estimate) -> dict[_Group, Amounts]:
    found: dict[_Group, Amounts] = {
        ("phase-review", phase.id): phase.review for phase in estimate.phases
    }
    found["phase-review", None] = estimate.outside.review
    found.update({(each.pass_, None): each.review for each in estimate.passes})
    return {group: each for group, each in found.items() if each.requests.high or each.reused}


def _unused(group: _Group) -> UsagePart:
    return UsagePart(
        pass_=group[0],
        phase=group[1],
        estimated=None,
        requests=0,
        reused=0,
        input_tokens=0,
        cached_input_tokens=0,
        output_tokens=0,
        cost_usd=0.0,
    )
