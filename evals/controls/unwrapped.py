"""Paragraphs on one line each."""

from evals.controls.interface import Control
from evals.controls.paragraphs import rewrapped

CONTROL = Control("unwrapped", rewrapped(None), moves=True)
