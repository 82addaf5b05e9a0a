"""`planproof github`: what a workflow needs beside the review itself."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from planproof.cli.options import settings_for
from planproof.cli.output import say, write_report
from planproof.cli.review_options import FailOnOption
from planproof.errors import ExitCode

if TYPE_CHECKING:
    from planproof.core.review import Review
    from planproof.github.changed import Globs

ReviewArgument = Annotated[
    Path, typer.Argument(metavar="REVIEW.json", help="Reviews, as `review` writes them.")
]


def build_github() -> typer.Typer:
    """The group of commands."""
    app = typer.Typer(
        help="What a workflow on GitHub needs beside the review.", no_args_is_help=True
    )
    app.command("plans")(plans)
    app.command("summary")(summary)
    app.command("annotations")(annotations)
    app.command("outputs")(outputs)
    app.command("gate")(gate)
    app.command("comment")(comment)
    return app


def plans(
    paths: Annotated[
        str | None,
        typer.Option(
            metavar="GLOBS",
            help="Where plans are, one glob a line, as in .gitignore. [default: docs/plans/**,"
            " plans/**, specs/**, .kiro/specs/**, openspec/changes/** without its archive]",
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="COMMIT", help="Commit to compare with. [default: the event's]"),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(metavar="COMMIT", help="Commit that changes it. [default: the event's]"),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All plans, whether they are changed or not.")
    ] = False,
    null: Annotated[
        bool, typer.Option("--null", "-0", help="End each path with a NUL, for programs.")
    ] = False,
) -> None:
    """Print the plans that a pull request or a push changes, one path a line.

    Where the event has no change, such as a schedule, these are all plans.
    """
    from planproof.github.changed import (  # noqa: PLC0415 - start-up time
        all_files,
        changed_files,
        globs,
    )
    from planproof.github.event import commit, read_event  # noqa: PLC0415 - start-up time
    from planproof.settings import workflow_from  # noqa: PLC0415 - start-up time

    top, wanted = Path(), globs((paths or "").splitlines())
    event = read_event(workflow_from().event_path)
    before = commit(base) if base else event.base
    after = commit(head) if head else event.head
    measured = not every and before is not None and after is not None
    files = changed_files(top, before or "", after or "") if measured else all_files(top)
    _print_paths(readable_plans(files, wanted), null=null)


def readable_plans(files: Iterable[str], wanted: "Globs") -> list[str]:
    """The plans that files below the current folder are part of, and that can be read."""
    from planproof.github.changed import plan_roots  # noqa: PLC0415 - start-up time

    return [root for root in plan_roots(Path(), files, wanted) if _is_readable(Path(root))]


def _is_readable(root: Path) -> bool:
    """False for what a review would refuse, such as a folder that the settings exclude whole."""
    from planproof.errors import NoPlanError  # noqa: PLC0415 - start-up time
    from planproof.sources.files.discover import discover  # noqa: PLC0415 - start-up time

    try:
        discover(root, settings_for(root, None).exclude)
    except NoPlanError as error:
        say(f"planproof: left out: {error}")
        return False
    return True


def _print_paths(paths: Sequence[str], *, null: bool) -> None:
    if null:
        # As the bytes that they are on disk, which need not be UTF-8.
        sys.stdout.buffer.write(b"".join(os.fsencode(path) + b"\0" for path in paths))
        sys.stdout.flush()
    elif paths:
        write_report("\n".join(paths), None, utf8=False)


def summary(review: ReviewArgument) -> None:
    """Print the reviews as the summary of a job, in at most 1 MB."""
    from planproof.github.summary import job_summary  # noqa: PLC0415 - start-up time

    write_report(job_summary(_read(review)), None, utf8=True)


def annotations(review: ReviewArgument) -> None:
    """Print the findings as workflow commands that mark the lines of the plans."""
    from planproof.cli.checkout import checkout  # noqa: PLC0415 - start-up time
    from planproof.render import annotations as rendered  # noqa: PLC0415 - start-up time

    write_report(rendered.render(_read(review), checkout=checkout()), None, utf8=True)


def outputs(review: ReviewArgument) -> None:
    """Print verdict, numbers of findings and cost as outputs of a step."""
    from planproof.github.outputs import outputs as told  # noqa: PLC0415 - start-up time

    lines = (f"{name}={value}" for name, value in told(_read(review)).items())
    write_report("\n".join(lines), None, utf8=True)


def gate(
    review: ReviewArgument,
    fail_on: FailOnOption = None,
    incomplete: Annotated[
        Literal["fail", "warn"],
        typer.Option(help="What a review means that is not complete."),
    ] = "fail",
) -> int:
    """Exit as `planproof review` does: 1 for findings that block, 4 for an incomplete review.

    Findings that block come first, and those of every plan count. Run it in the folder in which
    the review was made.
    """
    from planproof.cli.outcome import blocking, unfinished  # noqa: PLC0415 - start-up time

    reviews = _read(review)
    failing = 0
    for each in reviews:
        root = Path(each.plan.root)
        failing += blocking(each, settings_for(root, None, fail_on=fail_on).fail_on)
    missing = sum(map(unfinished, reviews))
    if failing:
        say(f"planproof: {failing:,} of {len(reviews):,} reviewed plans must be changed first")
        return ExitCode.FINDINGS
    if missing:
        say(f"planproof: {missing:,} of {len(reviews):,} reviews are incomplete")
        return ExitCode.INCOMPLETE if incomplete == "fail" else ExitCode.OK
    return ExitCode.OK


def _read(path: Path) -> "tuple[Review, ...]":
    from planproof.stored import read_reviews  # noqa: PLC0415 - start-up time

    return read_reviews(path)


def comment(
    reviews: Annotated[
        list[Path], typer.Argument(metavar="REVIEW.json", help="Reviews, as `review` writes them.")
    ],
    repository: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="Where to comment. [default: the workflow's]"),
    ] = None,
    pull_request: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Its number. [default: the event's]"),
    ] = None,
    commit: Annotated[
        str | None,
        typer.Option(metavar="SHA", help="Commit that was reviewed. [default: the event's]"),
    ] = None,
    api_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="API of GitHub Enterprise. [default: the workflow's]"),
    ] = None,
    report_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the whole report is.")
    ] = None,
    sticky: Annotated[
        Literal["sticky", "none"],
        typer.Option("--comment", help="One comment for each plan, kept true, or none."),
    ] = "sticky",
    review_comments: Annotated[
        Literal["changed-lines", "none"],
        typer.Option(help="Comments beside changed lines, at most ten a run, or none."),
    ] = "changed-lines",
) -> None:
    """Keep one comment for each plan true on a pull request; the token is in GITHUB_TOKEN."""
    from planproof.cli.checkout import checkout  # noqa: PLC0415 - start-up time
    from planproof.errors import UsageError  # noqa: PLC0415 - start-up time
    from planproof.github.client import GitHub  # noqa: PLC0415 - start-up time
    from planproof.github.event import commit as hash_of  # noqa: PLC0415 - start-up time
    from planproof.github.event import read_event  # noqa: PLC0415 - start-up time
    from planproof.github.posting import Wanted, post  # noqa: PLC0415 - start-up time
    from planproof.settings import workflow_from  # noqa: PLC0415 - start-up time

    flow = workflow_from()
    event = read_event(flow.event_path)
    number, reviewed = pull_request or event.pull_request, hash_of(commit) if commit else event.head
    if number is None or reviewed is None:
        raise UsageError("there is no pull request in the event; give --pull-request and --commit")
    wanted = Wanted(
        pull_request=number,
        commit=reviewed,
        report_url=report_url,
        sticky=sticky == "sticky",
        inline=review_comments == "changed-lines",
        checkout=checkout(),
    )
    found = [review for path in reviews for review in _read(path)]
    where = repository or flow.repository
    with GitHub(flow.token or "", where, api_url or flow.api_url) as github:
        for line in post(github, found, wanted):
            say(f"planproof: {line}")
