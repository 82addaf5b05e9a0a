"""Options that several commands have, and the settings that they lead to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from planproof.settings import Settings

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        envvar="PLANPROOF_CONFIG",
        show_envvar=False,
        help="Settings file. By default planproof.toml of the plan's folder or one above it.",
    ),
]


def settings_for(
    path: Path,
    config: Path | None,
    *,
    rubric: str | None = None,
    fail_on: str | None = None,
) -> "Settings":
    """Settings for the plan at *path*; ConfigError for what is unknown or malformed."""
    from planproof.checks.registry import rule_ids  # noqa: PLC0415 - pydantic is heavy
    from planproof.settings import load_settings  # noqa: PLC0415

    flags = {"rubric": rubric, "fail-on": fail_on}
    return load_settings(path, rules=rule_ids(), flags=flags, config=config)
