"""The review as a tech lead would write it: the default style."""

from collections.abc import Sequence

from planproof.core.review import Review
from planproof.render import markdown

STYLE: str = "tech-lead"


def render(reviews: Sequence[Review]) -> str:
    """Return the reviews as `--format markdown` has them."""
    return markdown.render(reviews)
