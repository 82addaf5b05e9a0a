"""What of a request each provider counts as input."""

from collections.abc import Callable

from planproof.core.request import Request
from planproof.errors import ConfigError
from planproof.providers import anthropic, openai
from planproof.providers.interface import Counted
from planproof.tokens import estimate_tokens

_COUNTED: dict[str, Callable[[Request], Counted]] = {
    "anthropic": anthropic.counted,
    "openai": openai.counted,
}


def counted(provider: str) -> Callable[[Request], Counted]:
    """What a provider counts as input of a request, as a function.

    Raises:
        ConfigError: it bills nothing.
    """
    if provider not in _COUNTED:
        raise ConfigError(f"{provider!r} bills nothing; known are {', '.join(_COUNTED)}")
    return _COUNTED[provider]


def estimated_input(provider: str, request: Request) -> int | None:
    """o200k tokens of all that *provider* counts, estimated; None when it bills nothing."""
    if provider not in _COUNTED:
        return None
    return sum(map(estimate_tokens, _COUNTED[provider](request).texts))
