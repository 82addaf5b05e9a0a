"""What a renderer is: a module that turns reviews into the text of one format."""

from collections.abc import Sequence
from typing import Protocol

from planproof.core.review import Review


class Renderer(Protocol):
    """The shape of a renderer module."""

    FORMAT: str
    """What `--format` calls it."""

    def render(self, reviews: Sequence[Review]) -> str:
        """Return the report of one or several reviews, in the order given."""
        ...
