"""How many tokens a text has: exactly where a vocabulary is at hand, else estimated."""

from planproof.tokens.estimate import ESTIMATE_ERROR_PERCENT, bound_tokens, estimate_tokens
from planproof.tokens.interface import Counter, VocabularyName
from planproof.tokens.registry import counter
from planproof.tokens.size import text_size

__all__ = [
    "ESTIMATE_ERROR_PERCENT",
    "Counter",
    "VocabularyName",
    "bound_tokens",
    "counter",
    "estimate_tokens",
    "text_size",
]
