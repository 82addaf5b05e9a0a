"""Which document a command writes of its reviews, and how."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.cli.review_options import Format, StyleName
from planproof.errors import UsageError

if TYPE_CHECKING:
    from planproof.core.between import Together
    from planproof.core.review import Review


def form_of(form: Format | None, style: StyleName | None, output: Path | None) -> Format:
    """The format: a style is a Markdown document, and one of them has a twin for programs.

    Raises:
        UsageError: the style has no such format.
    """
    if style in (None, "tech-lead"):
        return form or default_format(output)
    if form in (None, "markdown") or (style, form) == ("feedback", "json"):
        return form or "markdown"
    raise UsageError(f"--style {style} is a Markdown document; leave out --format {form}")


def default_format(output: Path | None) -> Format:
    """Colours and columns for a person at a terminal, Markdown for everything else."""
    return "terminal" if output is None and sys.stdout.isatty() else "markdown"


def told_by(form: Format, code: int) -> int:
    """The exit code, where the report itself does not say what it says.

    Whoever uploads SARIF lets code scanning judge the findings: the step before must not fail.
    """
    return 0 if form == "sarif" and code == 1 else code


def page_of(
    reviews: Sequence["Review"],
    form: Format,
    style: StyleName | None = None,
    together: "Together | None" = None,
) -> str:
    """The document of one or several reviews, with what is between those of one run."""
    return _styled(reviews, form, style, together) or _rendered(reviews, form, together)


def _styled(
    reviews: Sequence["Review"], form: Format, style: StyleName | None, together: "Together | None"
) -> str | None:
    """The document of a style; None for the usual review."""
    if style in (None, "tech-lead"):
        return None
    from planproof.render.styles import feedback, registry  # noqa: PLC0415 - rarely used
    from planproof.together import with_between  # noqa: PLC0415 - rarely used

    reviews = with_between(reviews, together.between) if together else reviews
    if form == "json":
        return feedback.render_json(reviews)
    return registry.by_style(style).render(reviews)


def _rendered(reviews: Sequence["Review"], form: Format, together: "Together | None") -> str:
    from planproof.render import registry, sarif  # noqa: PLC0415 - start-up time

    if form != "sarif":
        return registry.by_format(form).render(reviews, together=together)
    from planproof.cli.checkout import checkout  # noqa: PLC0415 - only places need it
    from planproof.criteria import shipped  # noqa: PLC0415 - most reports tell no criteria

    return sarif.render(
        reviews, criteria=shipped().values(), checkout=checkout(), together=together
    )
