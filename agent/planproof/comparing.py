"""Which findings of two reviews are one defect."""

from collections.abc import Callable, Sequence

from planproof.core.comparison import Comparison, Pair, Side
from planproof.core.finding import Finding
from planproof.core.review import Review
from planproof.merge import near, same_cause


def compare(a: Review, b: Review, names: tuple[str, str]) -> Comparison:
    """*a* and *b* side by side; *names* is what they are called.

    Findings are one when they have one id, else when one rule says them of one place, else when
    they share a place and most of their words. Each finding is paired once, the surest first.
    """
    left, right = list(_standing(a)), list(_standing(b))
    pairs: list[Pair] = []
    for same in (_same_id, _same_rule, same_cause):
        pairs += _paired(left, right, same)
    order = {each.id: number for number, each in enumerate(_standing(a))}
    return Comparison(
        plan=a.plan.name,
        same_text=_digests(a) == _digests(b),
        a=_side(a, names[0]),
        b=_side(b, names[1]),
        both=tuple(sorted(pairs, key=lambda pair: order[pair.a.id])),
        only_a=tuple(left),
        only_b=tuple(right),
    )


def _paired(
    left: list[Finding], right: list[Finding], same: Callable[[Finding, Finding], bool]
) -> list[Pair]:
    """The pairs that are the same; they are taken out of both lists."""
    pairs = []
    for each in tuple(left):
        other = next((one for one in right if same(each, one)), None)
        if other is not None:
            pairs.append(Pair(a=each, b=other))
            left.remove(each)
            right.remove(other)
    return pairs


def _same_id(one: Finding, other: Finding) -> bool:
    return one.id == other.id


def _same_rule(one: Finding, other: Finding) -> bool:
    return one.rule == other.rule and near(one.location, other.location)


def _standing(review: Review) -> Sequence[Finding]:
    return [each for each in review.findings if each.stands]


def _digests(review: Review) -> set[tuple[str, str]]:
    return {(document.path, document.sha256) for document in review.plan.documents}


def _side(review: Review, name: str) -> Side:
    return Side(
        name=name, verdict=review.verdict, findings=len(_standing(review)), usage=review.usage
    )
