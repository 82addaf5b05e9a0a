"""The commands, put together, and what the arguments say."""

from typing import Annotated

import typer
from typer.main import get_command

from planproof import __version__
from planproof.cli import compare, estimate, hook, init, outline, render, review, rules, schema
from planproof.cli.github import build_github
from planproof.cli.output import say
from planproof.errors import ExitCode

INTERRUPTED = 130
"""128 + SIGINT, as shells say it."""

HELP = """Reviews implementation plans: whole, with evidence, before a line is built.

The report goes to stdout or --output, progress and summary to stderr.

Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 usage or
configuration; 3 no plan found; 4 review incomplete.
"""


def run(arguments: list[str]) -> int:
    """Run the command that *arguments* name and return its exit code."""
    command = get_command(build_app())
    try:
        result = command.main(arguments or ["--help"], "planproof", standalone_mode=False)
    except typer.TyperException as error:
        say(f"planproof: {_sentence(error.format_message())}; see `planproof --help`")
        return ExitCode.USAGE
    except SystemExit:
        # The reader of a help text has gone away; typer leaves with 1, which means findings.
        return ExitCode.OK
    if result == INTERRUPTED:  # typer makes this of Ctrl-C
        raise KeyboardInterrupt
    if not arguments:
        return ExitCode.USAGE
    return result if isinstance(result, int) else ExitCode.OK


def _sentence(message: str) -> str:
    """What typer says, on one line and without the words that pydantic adds to it."""
    words = " ".join(message.replace(": Value error, ", ": ").split())
    return f"{words[:1].lower()}{words[1:]}".rstrip(".?").replace(
        ". Did you mean", "; did you mean"
    )


def build_app() -> typer.Typer:
    """The program with all its commands."""
    app = typer.Typer(
        help=HELP,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    app.command("review")(review.review)
    app.command("estimate")(estimate.estimate)
    app.command("compare")(compare.compare)
    app.command("render")(render.render)
    app.command("outline")(outline.outline)
    app.command("rules")(rules.rules)
    app.command("explain")(rules.explain)
    app.command("schema")(schema.schema)
    app.command("init")(init.init)
    app.command("hook")(hook.hook)
    app.add_typer(build_github(), name="github")
    return app


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"planproof {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None: ...
