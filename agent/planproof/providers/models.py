"""What is known of the models: `models.toml`, and which ids it speaks against."""

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from planproof.core.base import Frozen
from planproof.errors import ConfigError
from planproof.nearest import suggestion
from planproof.tokens import VocabularyName
from planproof.words import listed

Vendor = Literal["anthropic", "openai"]
Status = Literal["current", "deprecated", "retired"]

_VENDORS: tuple[Vendor, ...] = ("anthropic", "openai")
_SNAPSHOT = re.compile(r"-(?:20\d{6}|20\d\d-\d\d-\d\d|latest)$", re.ASCII)


class Model(Frozen):
    """One model and its limits, in tokens of the model."""

    id: str
    provider: Vendor
    context_window: int
    """Input and output together."""
    max_output: int
    efforts: tuple[str, ...]
    """The efforts that it takes; empty when it takes none."""
    structured_output: bool = True
    """False when it cannot be held to a JSON schema."""
    cache_minimum: int
    """A shared beginning shorter than this is not cached."""
    cache_marks: bool = False
    """True when only marked beginnings are cached, and writing them is billed. All Anthropic's
    are so whatever stands here; it is for OpenAI's, which used to cache by themselves."""
    token_factor: float
    """Tokens of the model for one token of o200k."""
    factor_error: float = 0.0
    """Percent by which `token_factor` may be off, plus or minus."""
    vocabulary: VocabularyName = "o200k_base"
    """The vocabulary that is, or comes, nearest to the model's."""
    ends: date | None = None
    """The day from which the provider refuses requests."""
    successor: str | None = None
    limited: bool = False
    """True when only some accounts may use it."""

    def status(self, today: date) -> Status:
        """Whether it may be used, and whether it soon may not."""
        if self.ends is None:
            return "current"
        return "retired" if today >= self.ends else "deprecated"


class _Data(Frozen):
    models: dict[str, Model]
    defaults: dict[str, str]


@cache
def _data() -> _Data:
    """The data shipped with the package, read once."""
    text = files("planproof.providers").joinpath("models.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    models = {
        model_id: Model.model_validate({**fields, "id": model_id, "provider": vendor})
        for vendor in _VENDORS
        for model_id, fields in tables[vendor].items()
    }
    return _Data(models=models, defaults=tables["defaults"])


def find(model_id: str) -> Model | None:
    """The model of that id, dated or not; None when it is not known."""
    models = _data().models
    return models.get(model_id) or models.get(_SNAPSHOT.sub("", model_id))


def default(provider: str) -> str:
    """Id of the model that is asked when none is named.

    Raises:
        ConfigError: the provider has no models of its own.
    """
    defaults = _data().defaults
    if provider not in defaults:
        names = listed(repr(name) for name in defaults)
        raise ConfigError(f"{provider!r} has no default model, only {names} have; name a model")
    return defaults[provider]


def current(provider: str) -> tuple[str, ...]:
    """Ids of the models of *provider* to choose from today, newest generation only."""
    return tuple(
        model.id
        for model in _data().models.values()
        if model.provider == provider and not (model.ends or model.successor or model.limited)
    )


def check(model_id: str, provider: str, today: date) -> str | None:
    """What speaks against asking this model, as a warning; None when nothing does.

    An unknown id is allowed: it may be new, or the name that a compatible server gives.

    Raises:
        ConfigError: the model is retired, or another provider's.
    """
    model = find(model_id)
    choice = listed(current(provider))
    if model is None:
        hint = suggestion(model_id, _data().models)
        return f"the limits of the model {model_id!r} are not known{hint}"
    if model.provider != provider:
        raise ConfigError(
            f"{model_id!r} is a model of {model.provider}, not of {provider}; "
            f"use one of {choice}, or --provider {model.provider}"
        )
    status = model.status(today)
    if status == "retired":
        raise ConfigError(f"{model_id!r} was retired on {model.ends}; use one of {choice}")
    if status == "deprecated":
        return f"{model_id!r} will be retired on {model.ends}; use {model.successor!r} from then on"
    return None
