"""The reports that the sample review must give, kept as files beside this one.

`python -m tests.render.golden` writes them anew, from the root of the checkout with `agent` on the
path; read the difference before you commit it.
"""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from rich.console import Console

from planproof.core.review import Review
from planproof.render import json, markdown
from planproof.render.outline import render_outline
from planproof.render.terminal import render_terminal
from tests.review_factory import many_findings, review, wide_finding

FOLDER = Path(__file__).parent / "expected"


def console(width: int = 100, *, colour: bool = False) -> Console:
    """A console that writes to memory, whatever the environment says."""
    return Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )


def written(to: Console) -> str:
    """What was printed to a console made by `console`."""
    assert isinstance(to.file, StringIO)
    return to.file.getvalue()


def terminal(*reviews: Review, width: int = 100) -> str:
    page = console(width)
    render_terminal(reviews, page)
    return "".join(f"{line.rstrip()}\n" for line in written(page).splitlines())


def outline(of: Review) -> str:
    return render_outline(of.plan)


def crowded() -> Review:
    """A review with more findings and places than a report shows in full."""
    return review([*many_findings(40), wide_finding()])


REPORTS: dict[str, Callable[[], str]] = {
    "review.md": lambda: markdown.render([review()]),
    "review.json": lambda: json.render([review()]) + "\n",
    "review.txt": lambda: terminal(review()),
    "crowded.md": lambda: markdown.render([crowded()]),
    "outline.txt": lambda: outline(review()),
}

if __name__ == "__main__":
    for name, report in REPORTS.items():
        (FOLDER / name).write_text(report(), encoding="utf-8")
