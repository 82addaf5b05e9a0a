"""Every form of an estimate, one line each."""

from collections.abc import Sequence
from typing import Protocol

from planproof.core.estimate import Estimate
from planproof.render.estimates import csv, json, markdown, terminal


class EstimateRenderer(Protocol):
    """The shape of a renderer module."""

    FORMAT: str
    """What `--format` calls it."""

    def render(self, estimates: Sequence[Estimate]) -> str:
        """Return one or several estimates, those of one plan side by side."""
        ...


RENDERERS: tuple[EstimateRenderer, ...] = (terminal, markdown, json, csv)

_BY_FORMAT = {renderer.FORMAT: renderer for renderer in RENDERERS}


def by_format(name: str) -> EstimateRenderer:
    """The renderer of a format; KeyError when there is none."""
    return _BY_FORMAT[name]
