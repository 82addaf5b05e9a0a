"""What a provider is: it takes one request and brings one answer, or says why not.

A provider knows nothing of plans, findings and rubrics, retries nothing and stores nothing:
`planproof.asking` does. It is registered by one line in `planproof.providers.registry`.
"""

from typing import NamedTuple, Protocol

from planproof.core.request import Answer, Request
from planproof.errors import ProviderError


class Reply(NamedTuple):
    """An answer, and what the server says of its limits."""

    answer: Answer
    requests_left: int | None = None
    """Requests that may still be sent before the limit's next reset; None when not said."""


class Counted(NamedTuple):
    """What of a request is billed as input, and where a cache may keep it."""

    texts: tuple[str, ...]
    """In the order in which the model gets them; together they are all of it."""
    marks: tuple[int, ...] = ()
    """Where a prefix may be kept: after so many texts. Empty where the server decides."""


class Provider(Protocol):
    """One way to get answers."""

    name: str
    """As `--provider` calls it."""
    free: bool
    """True when an answer costs neither money nor tokens (`replay`, `handoff`)."""
    concurrency: int
    """Requests that may be under way at once."""

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109
        """The answer to one request, within *timeout* seconds.

        An answer that was cut, refused or is no JSON is an answer: `stop` and `text` say so,
        and what it used is told.

        Raises:
            TransientError: it may work later (rate limit, overload, connection, time-out).
            FinalError: it cannot work (the model, the request, the account).
            PendingError: somebody has to answer first (`handoff`).
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class CountingProvider(Protocol):
    """A provider that says how many tokens a request has, without answering it."""

    name: str

    async def count(self, request: Request, *, timeout: float) -> int:  # noqa: ASYNC109
        """Input tokens of *request*, as they would be billed, within *timeout* seconds.

        Raises:
            ProviderError: it does not say.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class TransientError(ProviderError):
    """Trying again may help."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        rate_limited: bool = False,
        may_be_billed: bool = True,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds that the server asks to wait; None when it does not say."""
        self.rate_limited = rate_limited
        """True when fewer requests at once would help."""
        self.may_be_billed = may_be_billed
        """False when the server did no work: it refused, or was never reached."""


class FinalError(ProviderError):
    """Trying again does not help."""

    def __init__(self, message: str, *, for_all: bool = False, too_large: bool = False) -> None:
        super().__init__(message)
        self.for_all = for_all
        """True when every other request would fail for the same reason (key, spend limit)."""
        self.too_large = too_large
        """True when a smaller request would do (413, context window)."""


class PendingError(ProviderError):
    """The answer is awaited from somebody else."""
