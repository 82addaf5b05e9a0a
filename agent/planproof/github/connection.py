"""What a connection to GitHub is made of: an address, a token, and a client with its headers."""

import re
from typing import TYPE_CHECKING

from planproof import __version__
from planproof.errors import ConfigError

if TYPE_CHECKING:
    import httpx2

API_VERSION = "2022-11-28"
"""Served until 2028 at least, and the one that every Enterprise server knows."""

_LOCAL = re.compile(r"localhost|.*\.localhost|127\.[\d.]+|::1")
"""Hosts that are this machine, where nobody listens on the way."""


def token(token: str) -> str:
    """*token*, if it can be one.

    Raises:
        ConfigError: it is missing, or was copied with something else.
    """
    if not token.strip():
        raise ConfigError(
            "there is no token for GitHub; set GITHUB_TOKEN (in a workflow: `${{ github.token }}`)"
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise ConfigError(
            "the token in GITHUB_TOKEN holds a space, a line break or another character that no "
            "token has; copy it again"
        )
    return token


def address(api_url: str) -> "httpx2.URL":
    """The address of an API, checked.

    Raises:
        ConfigError: it is none, or the token would travel in the open.
    """
    import httpx2  # noqa: PLC0415 - slow to import

    advice = "write it like https://api.github.com or https://HOST/api/v3"
    try:
        url = httpx2.URL(api_url.strip())
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.userinfo or url.query or url.fragment:
        raise ConfigError(
            f"the address of GitHub's API holds more than a host and a path; {advice}"
        )
    if url.scheme not in ("http", "https") or not url.host or url.host == "github.com":
        raise ConfigError(f"{api_url!r} is no address of GitHub's API; {advice}")
    if url.scheme == "http" and not _LOCAL.fullmatch(url.host):
        raise ConfigError(f"{api_url!r} would send the token in the open; use https")
    return url


def shown_host(url: "httpx2.URL") -> str:
    """The host as messages call it."""
    return f"{url.host}:{url.port}" if url.port else url.host


def client(token: str, transport: "httpx2.BaseTransport | None") -> "httpx2.Client":
    """A client that follows no redirect by itself; proxies are those of the environment.

    Raises:
        ConfigError: a proxy of the environment cannot be used.
    """
    import httpx2  # noqa: PLC0415 - slow to import

    headers = {
        "accept": "application/vnd.github+json",
        "authorization": f"Bearer {token}",
        "user-agent": f"planproof/{__version__}",
        "x-github-api-version": API_VERSION,
    }
    try:
        return httpx2.Client(headers=headers, transport=transport, follow_redirects=False)
    except (ValueError, ImportError, httpx2.InvalidURL):
        # The message may hold the proxy's password.
        raise ConfigError(
            "the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY cannot be used; write it like "
            "http://HOST:PORT"
        ) from None
