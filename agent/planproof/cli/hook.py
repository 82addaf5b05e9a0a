"""`planproof hook`."""

from pathlib import Path
from typing import Annotated

import typer

from planproof.cli.github import readable_plans
from planproof.cli.output import say
from planproof.cli.review_options import FailOnOption
from planproof.errors import ExitCode


def hook(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="Changed files.", show_default=False)
    ] = None,
    paths: Annotated[
        str | None,
        typer.Option(
            metavar="GLOBS", help="Where plans are, one glob a line. [default: as `github plans`]"
        ),
    ] = None,
    fail_on: FailOnOption = None,
) -> int:
    """Review, by the checks alone, the whole plans that files are part of; for pre-commit."""
    from planproof.cli.review import review  # noqa: PLC0415 - start-up time
    from planproof.github.changed import globs  # noqa: PLC0415 - start-up time

    names = [Path(each).as_posix() for each in files or ()]
    found = readable_plans(names, globs((paths or "").splitlines()))
    if not found:
        say("planproof: the files are part of no plan")
        return ExitCode.OK
    return review([Path(each) for each in found], provider="none", fail_on=fail_on)
