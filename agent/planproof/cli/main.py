"""Where the program starts, and the one place that catches everything.

Nothing heavy is imported here, so that `planproof --version` answers at once.
"""

import os
import sys
from collections.abc import Sequence

from planproof import __version__
from planproof.cli.output import say
from planproof.errors import ExitCode, PlanproofError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with *argv* (the arguments of the process unless given).

    Returns the exit code, see `ExitCode`. Whatever goes wrong is one sentence on stderr.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except PlanproofError as error:
        say(f"planproof: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        say("planproof: interrupted")
        return 130  # 128 + SIGINT, as shells say it
    except Exception as error:  # noqa: BLE001 - the edge: no traceback reaches a user
        return _crashed(error)


def _run(arguments: list[str]) -> int:
    """The command that the arguments name; typer is imported only when one is needed."""
    if arguments == ["--version"]:
        say(f"planproof {__version__}", to=sys.stdout)
        return ExitCode.OK
    # Looking for plugins of pydantic reads the metadata of every installed package, and none is
    # wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251
    from planproof.cli.app import run  # noqa: PLC0415

    return run(arguments)


def _crashed(error: Exception) -> int:
    """Tell of a defect in planproof itself."""
    # Not through the settings: they may be what failed.
    if os.environ.get("PLANPROOF_DEBUG"):  # noqa: TID251
        import traceback  # noqa: PLC0415

        say("".join(traceback.format_exception(error)).rstrip())
    say(
        f"planproof: internal error {type(error).__name__} in version {__version__}; please report"
        " it with the command that you ran (PLANPROOF_DEBUG=1 prints the details)"
    )
    return ExitCode.USAGE
