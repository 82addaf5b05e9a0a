"""`planproof render`."""

from pathlib import Path
from typing import Annotated

import typer

from planproof.cli.output import write_report
from planproof.cli.review_options import Format, OutputOption, StyleOption


def render(
    review: Annotated[
        Path, typer.Argument(metavar="REVIEW.json", help="Reviews, as `review` writes them.")
    ],
    format_: Annotated[
        Format | None, typer.Option("--format", help="Form of the report. [default: markdown]")
    ] = None,
    style: StyleOption = None,
    output: OutputOption = None,
) -> None:
    """Show a stored review (JSON) in another form or style; nothing is reviewed again."""
    from planproof.cli.document import form_of, page_of  # noqa: PLC0415 - start-up time
    from planproof.stored import read_stored  # noqa: PLC0415 - start-up time

    reviews, together = read_stored(review)
    form = form_of(format_ or "markdown", style, output)
    write_report(page_of(reviews, form, style, together), output, utf8=form in ("json", "sarif"))
