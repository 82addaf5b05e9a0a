"""What the benchmark measures: folders of Markdown files, made up or copied."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from evals import synthetic

COPIES = 10
BARE_TYPER = """\
import typer

app = typer.Typer()


def show(value: bool) -> None:
    if value:
        print("bare 1.0")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(version: bool = typer.Option(False, "--version", callback=show, is_eager=True)) -> None:
    pass


app()
"""


@dataclass(frozen=True)
class Inputs:
    """Folders of Markdown files, side by side in a temporary one."""

    plan: Path
    copies: Path
    """The plan, ten times, in one folder."""
    documents: Path
    bare: Path
    """A folder with the smallest typer program."""


def prepare(folder: Path, plan: Path | None, documents: Path | None) -> Inputs:
    """Fill *folder* with everything that is measured."""
    inputs = Inputs(*(folder / name for name in ("plan", "copies", "documents", "bare")))
    fill(inputs.plan, plan, lambda: synthetic.plan().items())
    for number in range(COPIES):
        shutil.copytree(inputs.plan, inputs.copies / f"copy-{number}")
    fill(inputs.documents, documents, synthetic.documents)
    synthetic.write(inputs.bare, "bare.py", BARE_TYPER)
    return inputs


def fill(
    target: Path, source: Path | None, made_up: Callable[[], Iterable[tuple[str, str]]]
) -> None:
    """Copy every Markdown file below *source*, or write the made-up ones."""
    if source is None:
        for name, text in made_up():
            synthetic.write(target, name, text)
        return
    paths = sorted(source.rglob("*.md"))
    if not paths:
        raise SystemExit(f"{str(source)!r} holds no *.md file")
    for path in paths:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def markdown(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))


def described(folder: Path) -> str:
    """`14 files, 9,500 lines, 0.3 MB` of a folder."""
    files = lines = size = 0
    for path in markdown(folder):
        content = path.read_bytes()
        files, lines, size = files + 1, lines + content.count(b"\n"), size + len(content)
    return f"{files} files, {lines:,} lines, {size / 1e6:.1f} MB"
