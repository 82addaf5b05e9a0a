"""What the plan was held against besides itself, in sentences of Markdown."""

from collections.abc import Iterator

from planproof.core.review import Review
from planproof.render.safe import code, inline
from planproof.words import count, listed

_MOST = 12
_FINDERS = {
    "ctags": "Universal Ctags",
    "tree-sitter": "tree-sitter",
    "words": "a search for words alone",
}


def ground_lines(review: Review) -> Iterator[str]:
    """The code base, the claims about it, the template and the project's rules."""
    yield from _code_base(review)
    if review.template is not None:
        yield f"Measured against the template {code(review.template)}."
    yield from _rules(review)


def _code_base(review: Review) -> Iterator[str]:
    ground = review.grounding
    if ground is None:
        return
    place, reason = code(ground.root), inline(ground.reason.rstrip("."))
    if not ground.related:
        yield (
            f"Not held against a code base: {place} holds the plan, but {reason}. "
            "Name the code base with `--repo`."
        )
        return
    when = f" at commit {code(ground.revision[:12])}" if ground.revision else ""
    finder = (
        f" Functions and classes were looked for with {_FINDERS[ground.symbols_by]}."
        if ground.symbols_by
        else ""
    )
    yield f"Held against the code base {place}{when}: {reason}.{finder}"
    if ground.claims:
        yield from _claims(review)


def _claims(review: Review) -> Iterator[str]:
    claims = review.grounding.claims if review.grounding else ()
    numbers = [
        f"{sum(each.state == state for each in claims)} {word}"
        for state, word in (("verified", "true"), ("wrong", "wrong"), ("unverified", "not checked"))
    ]
    yield f"{count(len(claims), 'claim')} of how the code base is: {listed(numbers)}."
    unseen = [each for each in claims if each.state == "unverified"]
    for each in unseen[:_MOST]:
        at = code(f"{each.location.path}:{each.location.line_start}")
        yield f"  - not checked: {at} “{inline(each.text, 160)}” ({inline(each.evidence, 160)})"
    if len(unseen) > _MOST:
        yield f"  - and {len(unseen) - _MOST} more, all listed in the JSON report"


def _rules(review: Review) -> Iterator[str]:
    rules = review.compliance
    if not rules:
        return
    words = (("kept", "kept"), ("broken", "broken"), ("not-judged", "not judged"))
    numbers = [f"{sum(each.state == state for each in rules)} {word}" for state, word in words]
    yield f"{count(len(rules), 'rule')} of the project: {listed(numbers)}."
    for each in [rule for rule in rules if rule.state != "kept"][:_MOST]:
        at = code(f"{each.path}:{each.line}")
        yield f"  - {each.state.replace('-', ' ')}: {at} “{inline(each.rule, 160)}”"
