"""What the plan was held against besides itself, in sentences."""

from collections.abc import Callable, Iterator

from planproof.core.review import Compliance, Grounding, Review
from planproof.render.safe import code, inline
from planproof.words import count, listed

_MOST = 12
_FINDERS = {
    "ctags": "Universal Ctags",
    "tree-sitter": "tree-sitter",
    "words": "a search for words alone",
}
Shown = Callable[[str], str]
"""Makes text of a plan fit for the document it is put in."""


def ground_lines(review: Review) -> Iterator[str]:
    """The code base, the claims about it, the template and the project's rules, as Markdown.

    What was not checked or not kept follows its sentence line by line, each begins with `  - `.
    """
    ground = review.grounding
    for line in ground_sentences(review, code, inline):
        yield line
        if ground is not None and line == _claims(ground):
            yield from _unchecked(ground)
    yield from _not_kept(review.compliance)


def ground_sentences(review: Review, name: Shown, text: Shown) -> Iterator[str]:
    """The same without the single claims and rules.

    *name* makes a path or an id fit for the document, *text* a sentence.
    """
    ground = review.grounding
    if ground is not None:
        yield _code_base(ground, name, text)
        if ground.related and ground.claims:
            yield _claims(ground)
    if review.template is not None:
        yield f"Measured against the template {name(review.template)}."
    if review.compliance:
        yield _rules(review.compliance)


def _code_base(ground: Grounding, name: Shown, text: Shown) -> str:
    place, reason = name(ground.root), text(ground.reason.rstrip("."))
    if not ground.related:
        return (
            f"Not held against a code base: {place} holds the plan, but {reason}. "
            f"Name the code base with {name('--repo')}."
        )
    when = f" at commit {name(ground.revision[:12])}" if ground.revision else ""
    finder = (
        f" Functions and classes were looked for with {_FINDERS[ground.symbols_by]}."
        if ground.symbols_by
        else ""
    )
    return f"Held against the code base {place}{when}: {reason}.{finder}"


def _claims(ground: Grounding) -> str:
    words = (("verified", "true"), ("wrong", "wrong"), ("unverified", "not checked"))
    numbers = [f"{sum(c.state == state for c in ground.claims)} {word}" for state, word in words]
    return f"{count(len(ground.claims), 'claim')} of how the code base is: {listed(numbers)}."


def _unchecked(ground: Grounding) -> Iterator[str]:
    unseen = [each for each in ground.claims if each.state == "unverified"]
    for each in unseen[:_MOST]:
        at = code(f"{each.location.path}:{each.location.line_start}")
        yield f"  - not checked: {at} “{inline(each.text, 160)}” ({inline(each.evidence, 160)})"
    if len(unseen) > _MOST:
        yield f"  - and {len(unseen) - _MOST} more, all listed in the JSON report"


def _rules(rules: tuple[Compliance, ...]) -> str:
    words = (("kept", "kept"), ("broken", "broken"), ("not-judged", "not judged"))
    numbers = [f"{sum(each.state == state for each in rules)} {word}" for state, word in words]
    return f"{count(len(rules), 'rule')} of the project: {listed(numbers)}."


def _not_kept(rules: tuple[Compliance, ...]) -> Iterator[str]:
    for each in [rule for rule in rules if rule.state != "kept"][:_MOST]:
        at = code(f"{each.path}:{each.line}")
        yield f"  - {each.state.replace('-', ' ')}: {at} “{inline(each.rule, 160)}”"
