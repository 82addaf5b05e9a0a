"""Who is asked in a run, with which limits, and what it came to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planproof.answers import AnswerStore, default_folder
from planproof.asking import Asker, Failure, Progress, Silent
from planproof.core.request import Answer, Request
from planproof.core.review import Usage
from planproof.errors import ConfigError
from planproof.providers import models, registry
from planproof.providers.interface import Provider
from planproof.providers.prices import Price, price
from planproof.settings import Keys, ProviderName, Settings
from planproof.spending import Ledger
from planproof.words import listed

_UNKNOWN_FACTOR = 1.6
"""Tokens of a model that nobody knows for one of o200k: the most that known models have."""
ANY_MODEL = "any"
"""The model of a request that whoever likes may answer."""


@dataclass(frozen=True)
class Choice:
    """Who is asked."""

    provider: ProviderName
    """Not `auto` any more."""
    model: str
    warnings: tuple[str, ...] = ()


def choose(settings: Settings, keys: Keys, base_url: str | None, today: date) -> Choice:
    """Who is asked, by the settings and the keys that are there.

    Raises:
        ConfigError: a key is missing, the model is retired or another provider's.
    """
    name: ProviderName = settings.provider
    if name == "auto":
        name = "anthropic" if keys.anthropic else "openai" if keys.openai else "none"
        if base_url and name == "none":
            name = "openai"  # compatible servers speak its protocol and often need no key
    if name == "none":
        return Choice(name, "")
    if name in ("replay", "handoff"):
        return Choice(name, settings.model or ANY_MODEL)
    if base_url and not settings.model:
        raise ConfigError(f"--base-url {base_url} needs --model: the server's own name for it")
    model = settings.model or models.default(name)
    if base_url:
        return Choice(name, model)
    if not getattr(keys, name):
        raise ConfigError(
            f"--provider {name} needs a key; set {name.upper()}_API_KEY, or use --provider none"
        )
    warning = models.check(model, name, today)
    return Choice(name, model, (warning,) if warning else ())


class Session:
    """The providers, the store and the limits of one run, over all its plans."""

    def __init__(
        self,
        choice: Choice,
        settings: Settings,
        keys: Keys,
        *,
        base_url: str | None = None,
        answers: Path | None = None,
        progress: Progress | None = None,
        price_told: Price | None = None,
    ) -> None:
        """Prepare to ask; nothing is sent, read or written yet.

        Raises:
            ConfigError: `--max-cost` was given and the price of the model is not known.
        """
        self.choice = choice
        self.store = AnswerStore(answers or default_folder())
        self.provider: Provider = registry.make(choice.provider, self.store, keys, base_url)
        self.price = price_told or _price(choice, base_url)
        if self.price is None and settings.max_cost_told and not self.provider.free:
            raise ConfigError(
                f"the price of {choice.model!r} is not known, so --max-cost cannot be held; "
                "limit it with --max-tokens instead"
            )
        known = models.find(choice.model)
        self.factor = known.token_factor if known else _UNKNOWN_FACTOR
        self.ledger = Ledger(
            settings.max_cost if self.price else None,
            settings.max_tokens,
            self.price,
            factor=self.factor,
        )
        self._tally = _Tally(progress or Silent())
        self._asker = Asker(
            self.provider,
            self.store,
            ledger=self.ledger,
            deadline=float(settings.deadline),
            progress=self._tally,
        )
        self._before = (0, self.ledger.spent, 0.0, 0.0)

    async def ask(self, requests: Sequence[Request]) -> Mapping[str, Answer | Failure]:
        """The answers to some requests, or why there are none, by key."""
        return await self._asker.ask(requests)

    async def close(self) -> None:
        await self.provider.close()

    def usage(self) -> Usage:
        """What was used since this was last asked."""
        requests, spent, cost, uncertain = self._before
        now, perhaps = self.ledger.spent, self.ledger.possibly_spent.usd
        self._before = (self.ledger.requests, now, self.ledger.cost or 0.0, perhaps)
        seen = self._tally.take()
        known = self.ledger.cost
        return Usage(
            requests=self.ledger.requests - requests,
            reused=sum(stored for _, stored in seen),
            input_tokens=now.input_tokens - spent.input_tokens,
            cached_input_tokens=now.cached_input_tokens - spent.cached_input_tokens,
            output_tokens=now.output_tokens - spent.output_tokens,
            cost_usd=None if known is None else max(0.0, known - cost),
            uncertain_cost_usd=max(0.0, perhaps - uncertain),
            model=_names(answer.model for answer, _ in seen),
            origin=_names(answer.origin for answer, _ in seen),
        )


def _names(found: Iterable[str]) -> str | None:
    """The names that occur, the most frequent first; None when there are none."""
    counts = Counter(found)
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return listed(ranked, 2) if ranked else None


class _Tally:
    """Remembers the answers of a plan, and tells somebody else all it hears."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._seen: list[tuple[Answer, bool]] = []

    def take(self) -> list[tuple[Answer, bool]]:
        """The answers since the last time, with whether the store had them."""
        seen, self._seen = self._seen, []
        return seen

    def planned(self, requests: Sequence[Request]) -> None:
        self._progress.planned(requests)

    def started(self, request: Request) -> None:
        self._progress.started(request)

    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:
        self._seen.append((answer, from_store))
        self._progress.answered(request, answer, from_store=from_store)

    def failed(self, request: Request, failure: Failure) -> None:
        self._progress.failed(request, failure)

    def waiting(self, request: Request, seconds: float, why: str) -> None:
        self._progress.waiting(request, seconds, why)


def _price(choice: Choice, base_url: str | None) -> Price | None:
    """The list price; a server of one's own has none that anybody knows."""
    return None if base_url or choice.model == ANY_MODEL else price(choice.model, choice.provider)
