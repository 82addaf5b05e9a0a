"""The providers by name; a new one is a line here."""

from collections.abc import Callable

from planproof.answers import AnswerStore
from planproof.core.request import Origin
from planproof.errors import ConfigError
from planproof.providers.interface import CountingProvider, Provider
from planproof.settings import Keys

Maker = Callable[[AnswerStore, Keys, str | None], Provider]


def make(name: str, store: AnswerStore, keys: Keys, base_url: str | None) -> Provider:
    """The provider with a name; its SDK is imported when it is first asked.

    Raises:
        ConfigError: there is none of that name.
    """
    if name not in _MAKERS:
        raise ConfigError(f"unknown provider {name!r}; known are {', '.join(_MAKERS)}")
    return _MAKERS[name](store, keys, base_url)


def counting(name: str, keys: Keys) -> CountingProvider:
    """A provider that counts requests; its SDK is imported when it is first asked.

    Raises:
        ConfigError: there is none of that name.
    """
    if name == "anthropic":
        from planproof.providers.anthropic import AnthropicProvider  # noqa: PLC0415 - used or not

        return AnthropicProvider(keys.anthropic or "", origin="live")
    if name == "openai":
        from planproof.providers.openai import OpenAIProvider  # noqa: PLC0415 - used or not

        return OpenAIProvider(keys.openai or "", origin="live")
    raise ConfigError(f"{name!r} counts no tokens; known are anthropic, openai")


def origin(base_url: str | None) -> Origin:
    """Where answers come from: a server on this machine is `local`."""
    host = (base_url or "").partition("://")[2].partition("/")[0].rpartition("@")[2]
    name = host.partition("]")[0].strip("[") if host.startswith("[") else host.partition(":")[0]
    return "local" if name in ("localhost", "::1") or name.startswith("127.") else "live"


def _anthropic(_: AnswerStore, keys: Keys, base_url: str | None) -> Provider:
    from planproof.providers.anthropic import AnthropicProvider  # noqa: PLC0415 - used or not

    return AnthropicProvider(keys.anthropic or "", base_url, origin=origin(base_url))


def _openai(_: AnswerStore, keys: Keys, base_url: str | None) -> Provider:
    from planproof.providers.openai import OpenAIProvider  # noqa: PLC0415 - used or not

    return OpenAIProvider(keys.openai or "", base_url, origin=origin(base_url))


def _replay(store: AnswerStore, _: Keys, __: str | None) -> Provider:
    from planproof.providers.replay import ReplayProvider  # noqa: PLC0415 - used or not

    return ReplayProvider(store)


def _handoff(store: AnswerStore, _: Keys, __: str | None) -> Provider:
    from planproof.providers.handoff import HandoffProvider  # noqa: PLC0415 - used or not

    return HandoffProvider(store.folder, store)


_MAKERS: dict[str, Maker] = {
    "anthropic": _anthropic,
    "openai": _openai,
    "replay": _replay,
    "handoff": _handoff,
}
