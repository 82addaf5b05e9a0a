"""`planproof compare`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from planproof.cli.output import write_report
from planproof.cli.review_options import OutputOption


def compare(
    a: Annotated[Path, typer.Argument(metavar="A.json", help="A review, as JSON.")],
    b: Annotated[Path, typer.Argument(metavar="B.json", help="Another review of the same plan.")],
    format_: Annotated[
        Literal["markdown", "json"], typer.Option("--format", help="Form of the output.")
    ] = "markdown",
    output: OutputOption = None,
) -> None:
    """Show two reviews of one plan side by side: what both say, and what only one says."""
    from planproof.comparing import compare as compared  # noqa: PLC0415 - start-up time
    from planproof.errors import UsageError  # noqa: PLC0415 - start-up time
    from planproof.render import comparison as render  # noqa: PLC0415 - start-up time
    from planproof.stored import read_reviews  # noqa: PLC0415 - start-up time

    reviews = [read_reviews(path) for path in (a, b)]
    for path, found in zip((a, b), reviews, strict=True):
        if len(found) != 1:
            raise UsageError(f"{path} holds {len(found)} reviews; compare the reviews of one plan")
    made = compared(reviews[0][0], reviews[1][0], (str(a), str(b)))
    as_json = format_ == "json"
    text = render.render_json(made) if as_json else render.render_markdown(made)
    write_report(text, output, utf8=as_json)
