"""What a renderer is: a module that turns reviews into the text of one format."""

from collections.abc import Sequence
from typing import Protocol

from planproof.core.between import Together
from planproof.core.review import Review


class Renderer(Protocol):
    """The shape of a renderer module."""

    FORMAT: str
    """What `--format` calls it."""

    def render(self, reviews: Sequence[Review], *, together: Together | None = None) -> str:
        """Return the report of one or several reviews, in the order given.

        *together* tells what is between those of one run, and which paths held no plan.
        """
        ...
