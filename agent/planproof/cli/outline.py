"""`planproof outline`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from planproof.cli.options import ConfigOption, settings_for
from planproof.cli.output import write_report


def outline(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Folder or file of a plan.")],
    format_: Annotated[
        Literal["tree", "json"], typer.Option("--format", help="Form of the output.")
    ] = "tree",
    config: ConfigOption = None,
) -> None:
    """Show what is understood of a plan: its phases, tasks and lines."""
    from planproof import pipeline  # noqa: PLC0415 - start-up time
    from planproof.render import outline as render  # noqa: PLC0415 - start-up time

    plan = pipeline.outline(path, settings_for(path, config))
    as_json = format_ == "json"
    text = render.render_outline_json(plan) if as_json else render.render_outline(plan)
    write_report(text, None, utf8=as_json)
