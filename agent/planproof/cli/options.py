"""Options that several commands have, and the settings that they lead to."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from planproof.settings import Flag, Settings

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


def settings_for(path: Path, config: Path | None, **flags: "Flag") -> "Settings":
    """Settings for the plan at *path*; ConfigError for what is unknown or malformed.

    *flags* are the values from the command line by key; those that are None were not given.
    """
    from planproof.criteria import known_rules  # noqa: PLC0415 - pydantic is heavy
    from planproof.repository.cache import default_folder  # noqa: PLC0415
    from planproof.settings import load_settings  # noqa: PLC0415

    given = {key.replace("_", "-"): value for key, value in flags.items()}
    # Where there is ctags nothing is kept, and where it would be kept takes a while to find out.
    cache = None if shutil.which("ctags") else default_folder()
    return load_settings(
        path, rules=known_rules(), flags=given, config=config, find_repo=True, cache=cache
    )
