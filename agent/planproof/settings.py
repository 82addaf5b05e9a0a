"""Settings of one review, from defaults < `planproof.toml` < environment < flags.

The file is looked for in the plan's folder, then in its parents up to the folder that holds
`.git`; the first one found wins. Nothing is guessed: an unknown key, an unknown rule and a
value of the wrong kind are errors that say where they stand and what was probably meant.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from planproof.core.base import Frozen
from planproof.core.finding import Severity
from planproof.errors import ConfigError
from planproof.nearest import suggestion
from planproof.toml import problem, read_toml

CONFIG_NAME = "planproof.toml"
ENV_PREFIX = "PLANPROOF_"
NO_REPO = "none"
"""What `repo` says to look at the plan alone."""

FailOn = Literal["critical", "major", "minor", "never"]
ProviderName = Literal["auto", "none", "anthropic", "openai", "replay", "handoff"]
Depth = Literal["quick", "standard", "deep"]
Flag = str | float | Sequence[str] | None
"""A value from the command line; None where it was not given."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Table(Frozen):
    """A table of the file, where keys are written in kebab-case: `fail-on`."""

    model_config = ConfigDict(alias_generator=_kebab, validate_by_name=True, validate_by_alias=True)


class CheckSelection(Table):
    """Which checks run; by default all."""

    disable: tuple[str, ...] = ()
    """Rules that do not run."""
    enable_only: tuple[str, ...] = ()
    """When not empty, only these rules run."""


class WaiverRule(Table):
    """A defect that the team accepts, and why. What is left out matches everything."""

    rule: Text
    reason: Text
    path: Text | None = None
    """Glob of documents, as in `.gitignore`."""
    contains: Text | None = None
    """Text that the quote must hold."""
    finding: Text | None = None
    """Id of one finding."""
    expires: date | None = None
    """Last day on which the waiver applies."""


class FileSettings(Table):
    """What `planproof.toml` may hold."""

    rubric: Text = "engineer"
    """Name of a rubric, or the path of a TOML file."""
    fail_on: FailOn = "critical"
    exclude: tuple[str, ...] = ()
    """Globs of files in the plan's folder that are not read."""
    inline_waivers: bool = True
    """Whether comments in the plan may waive findings."""
    checks: CheckSelection = CheckSelection()
    severity: dict[str, Severity] = {}
    """Severity by rule id."""
    waivers: tuple[WaiverRule, ...] = ()
    provider: ProviderName = "auto"
    """Who is asked: `auto` is whoever a key is there for, else nobody."""
    model: Text | None = None
    """Id of the model; None for the provider's default."""
    depth: Depth = "standard"
    criteria: Text | None = None
    """Folder of the team's own criteria."""
    repo: Text | None = None
    """Folder of the code base that the plan is about; `none` to look at the plan alone, and None
    for the repository that holds the plan, where the caller looks for it."""
    repo_rev: Text | None = None
    """Commit of the code base that the plan was written for; None for the files as they lie."""
    template: Text | None = None
    """Name or path of the template that the plan is measured against, or `siblings`."""
    rules: tuple[Text, ...] = ()
    """Files with the project's own rules: `AGENTS.md`, `CLAUDE.md`."""
    max_cost: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """USD that one run may cost."""
    max_tokens: Annotated[int, Field(gt=0)] | None = None
    """Tokens, input and output, that one run may use; None for no limit."""
    deadline: Annotated[int, Field(gt=0)] = 1_800
    """Seconds after which no model is asked any more."""


class Settings(FileSettings):
    """Everything that a review depends on beside the plan and the date."""

    config: Path | None = None
    """The file that was read, if any."""
    max_cost_told: bool = False
    """True when somebody chose `max_cost`, so that it must be possible to hold it."""
    find_repo: bool = False
    """True to look for the repository that holds the plan when `repo` is None."""
    cache: Path | None = None
    """Where what was found in files of the code base is kept; None keeps nothing."""


class Keys(Frozen):
    """What gives access to the providers. Never printed, stored or compared."""

    anthropic: str | None = Field(default=None, repr=False)
    openai: str | None = Field(default=None, repr=False)


def keys_from(environ: Mapping[str, str] = os.environ) -> Keys:
    """The keys in the environment; those set to nothing are not there."""
    return Keys(
        anthropic=environ.get("ANTHROPIC_API_KEY", "").strip() or None,
        openai=environ.get("OPENAI_API_KEY", "").strip() or None,
    )


class Workflow(Frozen):
    """What GitHub Actions tells a step; outside of it nothing is set."""

    event_name: str = ""
    event_path: Path | None = None
    """File with the event's payload."""
    repository: str = ""
    """`owner/name`."""
    sha: str = ""
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"
    run_id: str = ""
    token: str | None = Field(default=None, repr=False)


def workflow_from(environ: Mapping[str, str] = os.environ) -> Workflow:
    """What the environment says of the workflow; variables set to nothing are not there."""
    names = [name for name in Workflow.model_fields if name != "event_path"]
    given = {name: environ.get(f"GITHUB_{name.upper()}", "").strip() for name in names}
    event = environ.get("GITHUB_EVENT_PATH", "").strip()
    values: dict[str, object] = {name: value for name, value in given.items() if value}
    return Workflow.model_validate({**values, "event_path": Path(event) if event else None})


def vocabulary_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where tiktoken keeps vocabularies; None where it is told to keep none."""
    import tempfile  # noqa: PLC0415 - start-up time

    for name in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if name in environ:
            return Path(environ[name]) if environ[name] else None
    return Path(tempfile.gettempdir(), "data-gym-cache")


_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "PLANPROOF_RUBRIC": ("rubric",),
    "PLANPROOF_FAIL_ON": ("fail-on",),
    "PLANPROOF_EXCLUDE": ("exclude",),
    "PLANPROOF_INLINE_WAIVERS": ("inline-waivers",),
    "PLANPROOF_DISABLE": ("checks", "disable"),
    "PLANPROOF_ENABLE_ONLY": ("checks", "enable-only"),
    "PLANPROOF_PROVIDER": ("provider",),
    "PLANPROOF_MODEL": ("model",),
    "PLANPROOF_DEPTH": ("depth",),
    "PLANPROOF_CRITERIA": ("criteria",),
    "PLANPROOF_REPO": ("repo",),
    "PLANPROOF_REPO_REV": ("repo-rev",),
    "PLANPROOF_TEMPLATE": ("template",),
    "PLANPROOF_RULES": ("rules",),
    "PLANPROOF_MAX_COST": ("max-cost",),
    "PLANPROOF_MAX_TOKENS": ("max-tokens",),
    "PLANPROOF_DEADLINE": ("deadline",),
}
"""Environment variables and the key that each sets."""
_LISTS = frozenset(
    {"PLANPROOF_EXCLUDE", "PLANPROOF_DISABLE", "PLANPROOF_ENABLE_ONLY", "PLANPROOF_RULES"}
)
"""Variables that hold a list, separated by commas."""
_READ_ELSEWHERE = frozenset({"PLANPROOF_CONFIG", "PLANPROOF_DEBUG", "PLANPROOF_ANSWERS"})
"""Variables that the command line reads itself."""


def load_settings(
    path: Path,
    *,
    rules: Collection[str],
    flags: Mapping[str, Flag] = MappingProxyType({}),
    config: Path | None = None,
    find_repo: bool = False,
    cache: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Settings for the plan at *path*.

    *rules* are the known rule ids, *flags* the values from the command line by key (`fail-on`;
    None where not given). *config* names a file and so ends the search for one. *environ* is
    the environment of the process unless a test gives its own. *find_repo* is True where the
    repository that holds the plan is to be looked at unless the settings say otherwise; *cache*
    is the folder where what is found in its files may be kept.

    Raises:
        ConfigError: a file that cannot be read, or anything in it or in the environment that
            is unknown or malformed.
    """
    config = config or find_config(path)
    values: dict[str, object] = {}
    if config is not None:
        values = read_toml(config)
        _anchor(values, config)
        validate(values, str(config), rules)
    values = _overlay(values, _from_environment(environ))
    settings = validate(values, "the environment", rules)
    given = {key: value for key, value in flags.items() if value is not None}
    if given:
        settings = validate({**values, **given}, "the command line", rules)
    told = "max-cost" in values or "max-cost" in given
    return Settings(
        **dict(settings), config=config, max_cost_told=told, find_repo=find_repo, cache=cache
    )


def find_config(path: Path) -> Path | None:
    """The nearest `planproof.toml`, from the plan's folder up to the one that holds `.git`."""
    start = Path(os.path.abspath(path))
    for folder in (start, *start.parents):
        candidate = folder / CONFIG_NAME
        # os.path answers False where pathlib may raise: a folder that may not be entered.
        if os.path.isfile(candidate):
            return candidate
        if os.path.exists(folder / ".git"):
            return None
    return None


def validate(values: Mapping[str, object], source: str, rules: Collection[str]) -> FileSettings:
    """Settings from the keys of a file. *source* is named in errors.

    Raises:
        ConfigError: the first key, value or rule id that is unknown or malformed.
    """
    try:
        settings = FileSettings.model_validate(dict(values), by_alias=True, by_name=False)
    except ValidationError as error:
        raise ConfigError(f"{source}: {problem(error, FileSettings)}") from error
    named = [
        *settings.checks.disable,
        *settings.checks.enable_only,
        *settings.severity,
        *(waiver.rule for waiver in settings.waivers),
    ]
    check_rule_ids(named, source, {*rules, *_own_criteria(settings.criteria)})
    return settings


def _own_criteria(folder: str | None) -> frozenset[str]:
    """Ids of the team's own criteria: the names of their files."""
    names = Path(folder).glob("*.md") if folder else ()
    return frozenset(path.stem for path in names if path.name.lower() != "readme.md")


def check_rule_ids(named: Collection[str], source: str, rules: Collection[str]) -> None:
    """Raise ConfigError for the first id in *named* that is not among *rules*."""
    for rule in named:
        if rule not in rules:
            hint = suggestion(rule, rules) or "; `planproof rules` lists them"
            raise ConfigError(f"{source}: unknown rule {rule!r}{hint}")


def _anchor(values: dict[str, object], config: Path) -> None:
    """Make paths relative to the file that names them."""
    rubric = values.get("rubric")
    if isinstance(rubric, str) and rubric.endswith(".toml"):
        values["rubric"] = str(config.parent / rubric)
    for key in ("criteria", "repo"):
        folder = values.get(key)
        if isinstance(folder, str) and folder.strip() and (key, folder) != ("repo", NO_REPO):
            values[key] = str(config.parent / folder)
    template = values.get("template")
    if isinstance(template, str) and template.lower().endswith((".md", ".markdown")):
        values["template"] = str(config.parent / template)
    rules = values.get("rules")
    if isinstance(rules, list):
        values["rules"] = [str(config.parent / each) for each in rules if isinstance(each, str)]


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """Values by key, in the shape of the file."""
    values: dict[str, object] = {}
    for name in sorted(environ):
        if not name.startswith(ENV_PREFIX) or name in _READ_ELSEWHERE:
            continue
        if name not in _VARIABLES:
            known = (*_VARIABLES, *_READ_ELSEWHERE)
            raise ConfigError(f"unknown environment variable {name!r}{suggestion(name, known)}")
        if not environ[name].strip():
            continue  # set to nothing is the shell's way of not setting it
        value: object = environ[name].strip()
        if name in _LISTS:
            value = [part.strip() for part in environ[name].split(",") if part.strip()]
        for key in reversed(_VARIABLES[name]):
            value = {key: value}
        values = _overlay(values, value) if isinstance(value, dict) else values
    return values


def _overlay(base: Mapping[str, object], top: Mapping[str, object]) -> dict[str, object]:
    """*base* with the values of *top* over it, table by table."""
    merged = dict(base)
    for key, value in top.items():
        held = merged.get(key)
        if isinstance(held, dict) and isinstance(value, dict):
            merged[key] = _overlay(held, value)
        else:
            merged[key] = value
    return merged
