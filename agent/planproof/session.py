"""Who is asked in a run, with which limits, and what it came to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planproof.answers import AnswerStore, default_folder
from planproof.asking import Asker, Failure, Progress, Silent
from planproof.core.estimate import Estimate
from planproof.core.request import Answer, Request
from planproof.core.review import Usage, UsagePart
from planproof.core.shares import Group, Part, shares
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
        self.expected: tuple[Estimate, ...] = ()
        """What was estimated; nothing for a provider that costs nothing."""

    def expect(self, estimates: Sequence[Estimate]) -> None:
        """Tell what the run is expected to cost, before it begins."""
        self.expected = tuple(estimates)

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
            reused=sum(each.stored for each in seen),
            input_tokens=now.input_tokens - spent.input_tokens,
            cached_input_tokens=now.cached_input_tokens - spent.cached_input_tokens,
            output_tokens=now.output_tokens - spent.output_tokens,
            cost_usd=None if known is None else max(0.0, known - cost),
            uncertain_cost_usd=max(0.0, perhaps - uncertain),
            model=_names(each.answer.model for each in seen),
            origin=_names(each.answer.origin for each in seen),
            parts=tuple(_parts(seen)),
        )


def _names(found: Iterable[str]) -> str | None:
    """The names that occur, the most frequent first; None when there are none."""
    counts = Counter(found)
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return listed(ranked, 2) if ranked else None


class _Answered(NamedTuple):
    request: Request
    answer: Answer
    stored: bool
    """True when the store had it, so that it cost nothing."""


def _parts(seen: Iterable[_Answered]) -> Iterator[UsagePart]:
    """What was used, by phase and pass."""
    sums: dict[Group, list[tuple[Part, _Answered]]] = {}
    for each in seen:
        for group, part in shares(each.request).items():
            sums.setdefault(group, []).append((part, each))
    for (pass_, phase), found in sums.items():
        new = [(part, each.answer) for part, each in found if not each.stored]
        costs = [None if a.cost_usd is None else a.cost_usd * part.weight for part, a in new]
        yield UsagePart(
            pass_=pass_,
            phase=phase,
            estimated=None,
            requests=sum(part.of(1) for part, _ in new),
            reused=sum(part.of(1) for part, each in found if each.stored),
            input_tokens=sum(part.of(a.usage.input_tokens) for part, a in new),
            cached_input_tokens=sum(part.of(a.usage.cached_input_tokens) for part, a in new),
            output_tokens=sum(part.of(a.usage.output_tokens) for part, a in new),
            cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
        )


class _Tally:
    """Remembers the answers of a plan, and tells somebody else all it hears."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._seen: list[_Answered] = []

    def take(self) -> list[_Answered]:
        """The answers since the last time."""
        seen, self._seen = self._seen, []
        return seen

    def planned(self, requests: Sequence[Request]) -> None:
        self._progress.planned(requests)

    def started(self, request: Request) -> None:
        self._progress.started(request)

    def answered(self, request: Request, answer: Answer, *, from_store: bool) -> None:
        self._seen.append(_Answered(request, answer, from_store))
        self._progress.answered(request, answer, from_store=from_store)

    def failed(self, request: Request, failure: Failure) -> None:
        self._progress.failed(request, failure)

    def waiting(self, request: Request, seconds: float, why: str) -> None:
        self._progress.waiting(request, seconds, why)


def _price(choice: Choice, base_url: str | None) -> Price | None:
    """The list price; a server of one's own has none that anybody knows."""
    return None if base_url or choice.model == ANY_MODEL else price(choice.model, choice.provider)
