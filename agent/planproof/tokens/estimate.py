"""How many tokens a text has when no vocabulary is at hand, by the figures that the package ships.

`estimate.toml` and `words.bin` are written by `make fit-tokens`, which measures them as well.
"""

import tomllib
from functools import lru_cache
from importlib.resources import files

from planproof.tokens.estimator import Estimator, Figures, Size

ESTIMATE_ERROR_PERCENT = 4.0
"""Error of an estimate that more than 95 of 100 English documents stay within, plus or minus."""


@lru_cache(maxsize=4)  # a document that serves as a phase is counted as both
def estimate_size(text: str) -> Size:
    """About how many tokens *text* has, and how many at most; 0 for an empty text."""
    return shipped().size(text)


def estimate_tokens(text: str) -> int:
    """Estimate how many o200k tokens *text* has.

    The expected error is `ESTIMATE_ERROR_PERCENT` for documents; single lines vary more.
    """
    return estimate_size(text).count


def bound_tokens(text: str) -> int:
    """How many o200k tokens *text* has at most: of 100 English documents one or two have more."""
    return estimate_size(text).bound


@lru_cache(maxsize=1)
def shipped() -> Estimator:
    """The estimator with the figures that were fitted; they are read when first needed."""
    here = files("planproof.tokens")
    found = tomllib.loads(here.joinpath("estimate.toml").read_text(encoding="utf-8"))
    return Estimator(
        Figures.model_validate(found["figures"]), here.joinpath("words.bin").read_bytes()
    )
