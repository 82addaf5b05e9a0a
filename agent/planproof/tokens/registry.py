"""The best counter that there is on this machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planproof.settings import vocabulary_folder
from planproof.tokens.estimate import ESTIMATE_ERROR_PERCENT, bound_tokens, estimate_tokens
from planproof.tokens.fetch import NotFetchedError, fetched
from planproof.tokens.interface import Counter, VocabularyName
from planproof.tokens.vocabulary import (
    VOCABULARIES,
    ExactCounter,
    Vocabulary,
    by_bpe_openai,
    by_tiktoken,
    on_disk,
)

NO_VOCABULARY = (
    "there is no vocabulary on this machine; "
    "set TIKTOKEN_CACHE_DIR to a folder that holds it, or: pip install 'planproof[exact]'"
)
NO_TIKTOKEN = "tiktoken cannot be loaded; try: pip install 'planproof[exact]'"


@dataclass(frozen=True)
class EstimatingCounter:
    """Counts without a vocabulary. The estimate is one of o200k_base; the other is as near."""

    name: str
    why: str
    exact: bool = False
    error_percent: float = ESTIMATE_ERROR_PERCENT

    def count(self, text: str) -> int:
        return estimate_tokens(text)

    def bound(self, text: str) -> int:
        return bound_tokens(text)


def counter(
    vocabulary: VocabularyName = "o200k_base",
    *,
    fetch: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Counter:
    """The best counter for *vocabulary*; making an exact one takes half a second, so keep it.

    In this order: tiktoken with a vocabulary that is on disk, the extra `bpe-openai`, tiktoken
    with a vocabulary that is fetched (only if *fetch*, and never for longer than 20 seconds), an
    estimate. What is missing or broken is passed over; the counter's `name` and `why` tell.
    """
    wanted = VOCABULARIES[vocabulary]
    folder = vocabulary_folder() if environ is None else vocabulary_folder(environ)
    content = on_disk(wanted, folder)
    found = by_tiktoken(wanted, content) if content is not None else None
    found = found or by_bpe_openai(wanted)
    if found is not None:
        return found
    why = NO_VOCABULARY if content is None else NO_TIKTOKEN
    if fetch and content is None:
        fetched_or_why = _fetched(wanted, folder)
        if isinstance(fetched_or_why, ExactCounter):
            return fetched_or_why
        why = fetched_or_why
    return EstimatingCounter(name=f"estimate without a vocabulary, {vocabulary}", why=why)


def _fetched(wanted: Vocabulary, folder: Path | None) -> ExactCounter | str:
    """A counter by a vocabulary that is fetched, or why there is none."""
    try:
        content = fetched(wanted, folder)
    except NotFetchedError as error:
        return str(error)
    return by_tiktoken(wanted, content) or NO_TIKTOKEN
