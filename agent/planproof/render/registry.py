"""Every format of a report, one line each."""

from planproof.render import json, markdown, sarif, terminal
from planproof.render.interface import Renderer

RENDERERS: tuple[Renderer, ...] = (markdown, json, sarif, terminal)

_BY_FORMAT = {renderer.FORMAT: renderer for renderer in RENDERERS}


def by_format(name: str) -> Renderer:
    """The renderer of a format; KeyError when there is none."""
    return _BY_FORMAT[name]


def formats() -> tuple[str, ...]:
    """Names of all formats."""
    return tuple(_BY_FORMAT)
