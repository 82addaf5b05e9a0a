"""What every test gets: no network, no keys."""

import socket
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest

# A slow machine is no defect of the code under test.
hypothesis.settings.register_profile("planproof", deadline=None)
hypothesis.settings.load_profile("planproof")

LOOPBACK = ("127.", "localhost", "::1")


def is_local(address: object) -> bool:
    """True for a loopback address and for a Unix socket, whose address is a path."""
    if isinstance(address, tuple):
        return str(address[0]).startswith(LOOPBACK)
    return isinstance(address, str | bytes)


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have keys; no test may find them."""
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "PLANPROOF_PROVIDER", "PLANPROOF_ANSWERS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is found in files is kept in the user's cache; tests keep it elsewhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every connection that would leave this machine an error."""

    # The wrapped functions take and return what the standard library says; only the first
    # argument matters here.
    def guarded(name: str, original: Callable[..., Any], at: int) -> Callable[..., Any]:
        def guard(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through as it is
            if not is_local(args[at]):
                raise RuntimeError(f"tests must not use the network: {name} to {args[at]!r}")
            return original(*args, **kwargs)

        return guard

    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)
        monkeypatch.setattr(socket.socket, name, guarded(name, original, 1))
