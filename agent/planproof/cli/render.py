"""`planproof render`."""

from pathlib import Path
from typing import Annotated

import typer

from planproof.cli.output import write_report
from planproof.cli.review_options import Format, OutputOption


def render(
    review: Annotated[
        Path, typer.Argument(metavar="REVIEW.json", help="Reviews, as `review` writes them.")
    ],
    format_: Annotated[Format, typer.Option("--format", help="Form of the report.")] = "markdown",
    output: OutputOption = None,
) -> None:
    """Show a review that was written as JSON in another form; nothing is reviewed again."""
    from planproof.cli.review import render as rendered  # noqa: PLC0415 - start-up time
    from planproof.stored import read_stored  # noqa: PLC0415 - start-up time

    reviews, together = read_stored(review)
    page = rendered(reviews, format_, together)
    write_report(page, output, utf8=format_ in ("json", "sarif"))
