"""Paragraphs broken at another width."""

from evals.controls.interface import Control
from evals.controls.paragraphs import rewrapped

CONTROL = Control("reflow", rewrapped(64), moves=True)
