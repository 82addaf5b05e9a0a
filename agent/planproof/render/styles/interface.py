"""What a style is: a module that turns reviews into one kind of Markdown document."""

from collections.abc import Sequence
from typing import Protocol

from planproof.core.review import Review


class Style(Protocol):
    """The shape of a style module."""

    STYLE: str
    """What `--style` calls it."""

    def render(self, reviews: Sequence[Review]) -> str:
        """Return the document of one or several reviews, in the order given."""
        ...
